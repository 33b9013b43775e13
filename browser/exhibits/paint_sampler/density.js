// How good is a painted density? By the logarithm of what it says of images that nobody painted for.
//
// A density is painted on a square of SIDE x SIDE cells, from -REACH to REACH along both latents, row by row from below.

export const SIDE = 96, REACH = 4.6, CELL = 2 * REACH / SIDE;
export const FLOOR = 0.05; // share of the prior in every density: no image is impossible, and no logarithm endless

export const centreOf = (i) => -REACH + CELL * (i + 0.5);
const cellOf = (v) => Math.min(SIDE - 1, Math.max(0, Math.floor((v + REACH) / CELL)));
export const priorAt = (x, y) => Math.exp(-0.5 * (x * x + y * y)) / (2 * Math.PI);

// Add a dab of paint, a Gaussian so many latents wide, of the mass `much`; a negative one takes paint away.
export function dab(paint, place, wide, much) {
  const [x, y] = place, far = 3 * wide;
  for (let j = cellOf(y - far); j <= cellOf(y + far); j++) {
    for (let i = cellOf(x - far); i <= cellOf(x + far); i++) {
      const square = ((centreOf(i) - x) ** 2 + (centreOf(j) - y) ** 2) / (wide * wide);
      paint[j * SIDE + i] = Math.max(0, paint[j * SIDE + i] + much * Math.exp(-0.5 * square) / (2 * Math.PI * wide * wide));
    }
  }
}

// Paint as a density, which sums to 1 over the plane: with the floor, and nothing but the prior where nothing is painted.
export function densityOf(paint) {
  let mass = 0;
  for (const v of paint) mass += v * CELL * CELL;
  const share = mass > 0 ? (1 - FLOOR) / mass : 0, rest = mass > 0 ? FLOOR : 1;
  return { mass, at: (x, y) => (Math.abs(x) < REACH && Math.abs(y) < REACH ? share * paint[cellOf(y) * SIDE + cellOf(x)] : 0) + rest * priorAt(x, y) };
}

// Mean of log q over places (n, 2), in nats; only those with which[i] === of.
export function meanLog(at, xy, which, of) {
  let sum = 0, n = 0;
  for (let i = 0; i < which.length; i++) {
    if (which[i] !== of) continue;
    sum += Math.log(at(xy[2 * i], xy[2 * i + 1]));
    n++;
  }
  return sum / n;
}

// A kernel density of those places with which[i] === 0, as paint. Width by Scott's rule, Scott 1992, doi:10.1002/9780470316849.
export function kernelPaint(xy, which) {
  const paint = new Float32Array(SIDE * SIDE), places = [];
  for (let i = 0; i < which.length; i++) if (which[i] === 0) places.push([xy[2 * i], xy[2 * i + 1]]);
  const spread = [0, 1].map((a) => {
    const mean = places.reduce((sum, p) => sum + p[a], 0) / places.length;
    return Math.sqrt(places.reduce((sum, p) => sum + (p[a] - mean) ** 2, 0) / (places.length - 1));
  });
  const wide = Math.sqrt(spread[0] * spread[1]) * places.length ** (-1 / 6);
  for (const place of places) dab(paint, place, wide, 1 / places.length);
  return paint;
}

// n places drawn from paint and its floor, [[x, y]]. uniform(), normal(): chance.
export function drawn(paint, n, uniform, normal) {
  const sums = new Float64Array(paint.length), { mass } = densityOf(paint);
  let total = 0;
  for (let i = 0; i < paint.length; i++) sums[i] = total += paint[i];
  return Array.from({ length: n }, () => {
    if (!(mass > 0) || uniform() < FLOOR) return [normal(), normal()];
    const want = uniform() * total;
    let low = 0, high = sums.length - 1;
    while (low < high) { const middle = (low + high) >> 1; if (sums[middle] < want) low = middle + 1; else high = middle; }
    return [centreOf(low % SIDE) + CELL * (uniform() - 0.5), centreOf(Math.floor(low / SIDE)) + CELL * (uniform() - 0.5)];
  });
}
