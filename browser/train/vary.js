// How does an image vary while a model learns from it? Turned, leaned, moved, stretched, bent and written with another pen, by
// chance, as core/augmentation/warp.py and stroke.py do it, from the same ranges.
//
// Without outer references, as all that a worker is made of.

// ways: [{name, and its ranges}, ..], one after the other. size: pixels a side.
export class Variation {
  static KNOTS = 5; // a side of the grid whose points are pulled about to bend an image

  constructor(ways, size, arithmetic) {
    this.ways = ways;
    this.size = size;
    this.arithmetic = arithmetic;
    this.before = new Float64Array(size * size);
    this.row = new Float64Array(size * size);
    this.wide = new Float64Array(size * size);
    this.knots = this.betweenKnots(Variation.KNOTS);
    this.pulled = new Float64Array(2 * size * Variation.KNOTS);
  }

  // Change an image, pixels from 0 to 1, in place. stream: of chance, see chance.js.
  vary(image, stream) {
    for (const way of this.ways) this.apply(image, way, this.draw(way, stream));
  }

  // What chance decides of an image.
  draw(way, stream) {
    const evenly = (most) => most * (2 * stream.uniform() - 1), { exp } = this.arithmetic;
    if (way.name === "stroke") return { thickness: evenly(1) };
    return {
      turn: evenly(way.turn), lean: evenly(way.lean), wide: exp(evenly(way.stretch)), high: exp(evenly(way.stretch)),
      across: evenly(way.shift), down: evenly(way.shift),
      pulls: way.bend ? Float64Array.from({ length: 2 * Variation.KNOTS ** 2 }, () => 2 * way.bend * stream.normal()) : null,
    };
  }

  apply(image, way, drawn) {
    if (way.name === "stroke") this.stroke(image, way, drawn); else this.warp(image, drawn);
  }

  // What each knot weighs at each pixel along a side: cubic interpolation, ends repeated. Source: Keys 1981,
  // doi:10.1109/TASSP.1981.1163711, with torch's -0.75.
  betweenKnots(count) {
    const A = -0.75, { size } = this, out = new Float64Array(size * count);
    const weight = (far) => (far <= 1 ? ((A + 2) * far - (A + 3)) * far * far + 1 : ((A * far - 5 * A) * far + 8 * A) * far - 4 * A);
    for (let i = 0; i < size; i++) {
      const at = i * (count - 1) / (size - 1), first = Math.floor(at);
      for (let k = first - 1; k < first + 3; k++) out[i * count + Math.max(0, Math.min(count - 1, k))] += weight(Math.abs(at - k));
    }
    return out;
  }

  // How far each row is pulled at each column of knots: pulled[axis][i][b].
  pull(pulls) {
    const { size, knots, pulled } = this, { KNOTS } = Variation;
    for (let axis = 0; axis < 2; axis++) {
      for (let i = 0; i < size; i++) {
        for (let b = 0; b < KNOTS; b++) {
          let sum = 0;
          for (let a = 0; a < KNOTS; a++) sum += knots[i * KNOTS + a] * pulls[(axis * KNOTS + a) * KNOTS + b];
          pulled[(axis * size + i) * KNOTS + b] = sum;
        }
      }
    }
  }

  // The image before, between four pixels; paper lies outside.
  sampled(x, y) {
    const { size, before } = this, left = Math.floor(x), top = Math.floor(y), u = x - left, v = y - top;
    if (left < -1 || top < -1 || left >= size || top >= size) return 0;
    const at = top * size + left, inLeft = left >= 0, inRight = left + 1 < size;
    let sum = 0;
    if (top >= 0) sum += (1 - v) * ((inLeft ? (1 - u) * before[at] : 0) + (inRight ? u * before[at + 1] : 0));
    if (top + 1 < size) sum += v * ((inLeft ? (1 - u) * before[at + size] : 0) + (inRight ? u * before[at + size + 1] : 0));
    return sum;
  }

  warp(image, { turn, lean, wide, high, across, down, pulls }) {
    const { size, knots, pulled, arithmetic: { cosine } } = this, { KNOTS } = Variation, share = turn / 180;
    const cos = cosine(Math.abs(share)), sin = cosine(0.5 - share);
    const xx = cos * wide, xy = cos * lean - sin * high, yx = sin * wide, yy = sin * lean + cos * high;
    this.before.set(image);
    if (pulls) this.pull(pulls);
    for (let i = 0, p = 0; i < size; i++) {
      const y = (2 * i + 1) / size - 1, first = i * KNOTS, second = (size + i) * KNOTS;
      for (let j = 0; j < size; j++, p++) {
        const x = (2 * j + 1) / size - 1;
        let fromX = xx * x + xy * y + 2 * across, fromY = yx * x + yy * y + 2 * down; // in halves of a side
        for (let b = 0; pulls && b < KNOTS; b++) {
          fromX += knots[j * KNOTS + b] * pulled[first + b];
          fromY += knots[j * KNOTS + b] * pulled[second + b];
        }
        image[p] = Math.min(1, this.sampled(((fromX + 1) * size - 1) / 2, ((fromY + 1) * size - 1) / 2));
      }
    }
  }

  // The largest of each pixel's 3 x 3 neighbours, what lies outside being 0; of the paper in place of the ink where that is asked.
  widen(image, paper) {
    const { size, row, wide } = this, value = (p) => (paper ? 1 - image[p] : image[p]);
    for (let p = 0; p < image.length; p++) {
      const j = p % size;
      row[p] = Math.max(value(p), j > 0 ? value(p - 1) : 0, j < size - 1 ? value(p + 1) : 0);
    }
    for (let p = 0; p < image.length; p++) {
      wide[p] = Math.max(row[p], p >= size ? row[p - size] : 0, p + size < image.length ? row[p + size] : 0);
    }
  }

  stroke(image, way, { thickness }) {
    const { wide } = this, thin = thickness < 0;
    this.widen(image, thin);
    for (let p = 0; p < image.length; p++) {
      image[p] += thin ? thickness * way.thin * (image[p] - (1 - wide[p])) : thickness * way.thicken * (wide[p] - image[p]);
    }
  }
}
