// Whose is it? What networks give of a drawing becomes shares: mine, somebody's, another character.

import { NO_CLASS, takenFor } from "../base/reading.js";

export const SHIFTS = [[0, 0], [0, 1], [0, -1], [1, 0], [-1, 0]]; // down and across, as in core/one_image/hand.py

// An image size x size, moved by whole pixels round its edges, as torch.roll does.
// shift: [down, across].
export function rolled(pixels, size, shift) {
  const [down, across] = shift;
  const out = new Float32Array(size * size), at = (v) => (v + size) % size;
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) out[at(y + down) * size + at(x + across)] = pixels[y * size + x];
  return out;
}

export function unit(v) {
  const length = Math.hypot(...v) || 1;
  return Float32Array.from(v, (x) => x / length);
}

// The mean of points, of length 1.
export function middle(points) {
  const sum = new Float32Array(points[0].length);
  for (const point of points) for (let i = 0; i < sum.length; i++) sum[i] += point[i];
  return unit(sum);
}

// judge: {own: [[60]], slope, offset}. How likely a point is mine, where mine and a stranger's are as likely before: the
// mean cosine of the two nearest of one's own images tells.
export function shareOf(point, { own, slope, offset }) {
  const near = own.map((one) => one.reduce((sum, x, i) => sum + x * point[i], 0)).sort((a, b) => b - a).slice(0, 2);
  const score = near.reduce((a, b) => a + b, 0) / near.length;
  return { score, share: 1 / (1 + Math.exp(-(slope * score + offset))) };
}

// shares: of mine, somebody's and another, as the network gives them. Cooled, and mine weighed: core/one_image/calibration.py.
export function calibrated(shares, { temperature, mine }) {
  const logits = Array.from(shares, (share, i) => Math.log(Math.max(share, 1e-38)) / temperature + (i === 0 ? mine : 0));
  const most = Math.max(...logits), raised = logits.map((v) => Math.exp(v - most)), sum = raised.reduce((a, b) => a + b, 0);
  return raised.map((v) => v / sum);
}

// What a reader makes of it: how likely it is the character at all, and what it reads as otherwise.
// Without a reader that knows the character nobody asks.
export function readAs(shares, reader, character) {
  const c = reader.classes.indexOf(character), taken = takenFor(shares, reader.classes);
  if (taken.best === NO_CLASS) return { share: 0, name: null };
  return { share: shares[c], name: reader.classes[taken.best] };
}
