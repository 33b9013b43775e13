// What was drawn by each strategy, and what has become of it? The block of core/blocks/samples.py, opened, and the state of
// every sample: where it is at the temperature of the moment, what it looks like and what it reads as.

import { oneHot } from "../base/place.js";
import { takenFor } from "../base/reading.js";
import { makeDensity, nearestRow, quantile } from "./density.js";

export const CERTAIN = 0.9; // of what an image reads as

export function openSamples(runtime, bytes) {
  const sections = runtime.unpack(bytes), about = JSON.parse(new TextDecoder().decode(sections.about));
  const view = (Type, name) => {
    const part = sections[name];
    return new Type(part.buffer, part.byteOffset, part.byteLength / Type.BYTES_PER_ELEMENT);
  };
  const columns = about.columns.map((column, c) => {
    if (!column.n) return { ...column, c };
    const { density, shading } = column, floats = (name) => view(Float32Array, name);
    return {
      ...column, c,
      centre: floats(column.centre), offset: floats(column.offset),
      source: view(Int32Array, column.source), labels: view(Int32Array, column.labels),
      density: density && makeDensity(density, column.d, {
        constants: floats(density.constants), means: floats(density.means), factor: floats(density.factor),
      }),
      shading: shading && { ...shading, shares: sections[shading.shares] },
    };
  });
  const { real } = about;
  return { ...about, columns, real: real ? { of: view(Int32Array, real.of), z: view(Float32Array, real.z) } : null };
}

// Whether two blocks show the same samples: then they differ in what the map is shaded with.
export function sameSamples(a, b) {
  const equal = (x, y) => x === y || (x?.length === y?.length && x.every((v, i) => v === y[i]));
  return a.model === b.model && a.columns.length === b.columns.length && a.columns.every((column, c) => {
    const other = b.columns[c];
    return ["title", "name", "about", "note", "n", "d"].every((what) => column[what] === other[what])
      && ["centre", "offset", "labels"].every((what) => equal(column[what], other[what]));
  });
}

const STEPS = ["asked", "have", "reading", "read", "placed", "measured"];

// The samples of one column. lent: see pad/lend.js.
export class Draws {
  version = 0; // of z

  constructor(column, lent) {
    const { n, d } = column;
    this.column = column;
    this.lent = lent;
    this.n = n;
    this.d = d;
    this.area = lent.bundle.size ** 2;
    this.z = new Float32Array(n * d);
    this.xy = new Float32Array(2 * n);
    // Of which version of z each is: the picture that was asked for and the one that came, what it reads as, its place on
    // the map, its distances. 0: none yet.
    this.made = Object.fromEntries(STEPS.map((what) => [what, new Uint32Array(n)]));
    this.pixels = new Float32Array(n * this.area);
    this.shown = new Uint8Array(n);
    this.distance = new Float32Array(n);
    this.nearest = new Int32Array(n).fill(-1);
    this.best = new Int16Array(n).fill(-1);
    this.certainty = new Float32Array(n);
  }

  at(temperature) {
    const { z, column: { centre, offset } } = this;
    for (let i = 0; i < z.length; i++) z[i] = centre[i] + temperature * offset[i];
    this.version++;
  }

  zOf(i) { return this.z.slice(i * this.d, (i + 1) * this.d); }

  // The class a model is told that wants to know: the one that was asked for, else every class in turn.
  yOf(i) {
    const { k } = this.lent.bundle, label = this.column.labels[i];
    return oneHot(k, label >= 0 ? label : i % Math.max(1, k));
  }

  picture(i) { return this.pixels.subarray(i * this.area, (i + 1) * this.area); }
  density(i) { return this.column.density(this.zOf(i)); }

  // Where on the map, and how far from the images.
  place(i) {
    [this.xy[2 * i], this.xy[2 * i + 1]] = this.lent.toMap(this.zOf(i));
    this.made.placed[i] = this.version;
  }

  measure(i) {
    const found = nearestRow(this.lent.rows, this.d, this.zOf(i));
    this.distance[i] = found.distance;
    this.nearest[i] = found.index;
    this.made.measured[i] = this.version;
  }

  // of: the version of z that the pixels, or the shares of all classes, are of.
  draw(i, pixels, of) {
    this.picture(i).set(pixels);
    this.shown[i] = 1;
    this.made.have[i] = of;
  }

  read(i, shares, of) {
    const { best, share } = takenFor(shares, this.lent.bundle.about.reader.classes);
    this.best[i] = best;
    this.certainty[i] = share;
    this.made.read[i] = of;
  }

  // Whether the i-th is to be read: its image is there, and nobody reads it yet.
  unread(i) { return this.made.have[i] === this.version && this.made.read[i] !== this.version && !this.made.reading[i]; }

  // Until its own images are made, those that were there before: a page that draws anew does not go blank.
  inherit(before) {
    if (before?.area !== this.area) return;
    const count = Math.min(this.n, before.n);
    this.pixels.set(before.pixels.subarray(0, count * this.area));
    this.shown.set(before.shown.subarray(0, count));
  }

  // All of them stale, though z is the same: another map, other weights.
  void(what) { this.made[what].fill(0); }

  // The share of images that are read clearly, null until all have been read.
  clear() { return this.made.read.every(Boolean) ? this.certainty.filter((v) => v >= CERTAIN).length / this.n : null; }

  // What can be said of all together; null where nothing is known yet.
  summary(far) {
    const known = [...this.made.measured.keys()].filter((i) => this.made.measured[i]);
    if (!known.length) return null;
    const sorted = Float64Array.from(known, (i) => this.distance[i]).sort();
    return {
      n: known.length, median: quantile(sorted, 0.5),
      gaps: far === null ? null : known.filter((i) => this.distance[i] > far).length / known.length,
      certain: this.clear(),
    };
  }
}
