// What is the data: eight heaps on a ring, or two moons; and how many points lie on it?
//
// Source of the moons: as scikit-learn's make_moons has them, moved to the middle and scaled by 0.9.

import { CENTRES, drawn, WIDE } from "../mode_collapse/ring.js";

const SIZE = 0.9;

// A place on one of two half circles, side 0 or 1, at an angle from 0 to pi.
const onMoon = (side, angle) => [
  SIZE * ((side ? 1 - Math.cos(angle) : Math.cos(angle)) - 0.5), SIZE * ((side ? 0.5 - Math.sin(angle) : Math.sin(angle)) - 0.25),
];
const ARCS = [0, 1].flatMap((side) => Array.from({ length: 60 }, (_, k) => onMoon(side, Math.PI * k / 59)));

function moons(stream, n) {
  const xy = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const [x, y] = onMoon(stream.below(2), Math.PI * stream.uniform());
    xy[2 * i] = x + WIDE * stream.normal();
    xy[2 * i + 1] = y + WIDE * stream.normal();
  }
  return xy;
}

// draw(stream, n): places of the data, one after the other. middles: what they lie around.
export const HEAPS = { ring: { draw: drawn, middles: CENTRES }, moons: { draw: moons, middles: ARCS } };

// The share of places that lie within three standard deviations of what the data lies around.
export function onData(xy, { middles }) {
  let hit = 0;
  for (let i = 0; i < xy.length; i += 2) if (middles.some(([x, y]) => Math.hypot(xy[i] - x, xy[i + 1] - y) <= 3 * WIDE)) hit++;
  return 2 * hit / xy.length;
}

// How far places lie from their own middle: the root of the mean square.
export function spreadOf(xy) {
  const n = xy.length / 2, mean = [0, 0];
  xy.forEach((v, i) => { mean[i % 2] += v / n; });
  return Math.sqrt(xy.reduce((sum, v, i) => sum + (v - mean[i % 2]) ** 2, 0) / n);
}
