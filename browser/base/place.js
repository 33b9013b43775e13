// Where in latent space are we, and how do we move? A place is {z, y}: latents, and class weights that sum to 1.

import { solverOf } from "./network.js";

// Take the block of core/blocks/pad.py apart.
export function openBundle(runtime, bytes) {
  const sections = runtime.unpack(bytes), view = (Type, name) => {
    const part = sections[name];
    return part ? new Type(part.buffer, part.byteOffset, part.byteLength / Type.BYTES_PER_ELEMENT) : new Type(0);
  };
  const about = JSON.parse(new TextDecoder().decode(sections.about)), d = about.latent_dim;
  const bundle = {
    about, d, k: about.conditional ? about.classes.length : 0, n: about.points, classes: about.classes,
    size: about.image_size, dims: about.dims, flat: d === 1, decoder: sections.decoder, reader: sections.reader,
    xy: view(Float32Array, "xy"), labels: view(Uint16Array, "labels"), histograms: view(Uint8Array, "histograms"),
    mu: sections.mu ? runtime.fromHalf(view(Uint16Array, "mu")) : null, atlas: sections.atlas,
    mean: Float32Array.from(about.plane.mean), axes: about.plane.axes.map((axis) => Float32Array.from(axis)),
  };
  const { steps, guidance } = solverOf(runtime.unpackNetwork(bundle.decoder).graph) ?? {};
  bundle.solver = steps ? { steps, guidance } : null; // of a flow
  bundle.start = { z: Float32Array.from(about.start), y: oneHot(bundle.k, about.label) };
  return bundle;
}

// What a map shows of a bundle's images, see map/map.js. Told the class, a model keeps it out of z: all classes lie in the
// same place, and their names would only lie on one another.
export function cloudOf({ about, d, k, n, flat, labels, classes, atlas }) {
  return { n, labels, classes, atlas, flat, tile: about.tile, columns: about.columns, named: k === 0, prior: d === 2 };
}

export function oneHot(k, c) {
  const y = new Float32Array(k);
  if (k) y[c < k ? c : 0] = 1;
  return y;
}

// The latents of the i-th point of the map.
export function latentsOf({ d, mu, xy }, i) {
  return mu ? mu.slice(i * d, (i + 1) * d) : xy.slice(i * 2, i * 2 + d);
}

// Where a pad begins once its model has learned: at the image that it began at before, wherever that has gone.
export function startAfter(before, bundle) {
  if (!before.n || before.n !== bundle.n) return bundle.start;
  const far = (i) => latentsOf(before, i).reduce((sum, v, a) => sum + (v - before.start.z[a]) ** 2, 0);
  const from = before.from ?? before.labels.reduce((nearest, _, i) => (far(i) < far(nearest) ? i : nearest), 0);
  bundle.from = from;
  return { z: Float32Array.from(latentsOf(bundle, from)), y: before.start.y };
}

export function toMap({ mean, axes }, z) {
  return axes.map((axis) => axis.reduce((sum, a, i) => sum + a * (z[i] - mean[i]), 0));
}

// Move z within the plane to (x, y) of the map; what it is off the plane stays.
export function movedTo(bundle, z, [x, y]) {
  const [px, py] = toMap(bundle, z), [first, second] = bundle.axes;
  return z.map((value, i) => value + (x - px) * first[i] + (y - py) * second[i]);
}

// Latents no farther out than images are, by as much again as their range: an address may say anything.
export function boundedTo({ dims }, z) {
  const out = z.slice();
  for (const { index, low, high } of dims) {
    const more = high - low;
    out[index] = Math.min(Math.max(z[index], low - more), high + more);
  }
  return out;
}

export const sameAs = ([ax, ay], [bx, by]) => ax === bx && ay === by;

// Give class c the share v; the others keep their proportions and share the rest.
export function withShare(y, c, v) {
  const rest = y.reduce((sum, w, i) => sum + (i === c ? 0 : w), 0), out = new Float32Array(y.length);
  for (let i = 0; i < y.length; i++) {
    out[i] = i === c ? v : (1 - v) * (rest > 1e-6 ? y[i] / rest : 1 / Math.max(1, y.length - 1));
  }
  return y.length === 1 ? Float32Array.of(1) : out;
}

export function gaussian(d) {
  return Float32Array.from({ length: d }, () =>
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()));
}

export function between(a, b, t) {
  return a.map((value, i) => value + (b[i] - value) * t);
}

// A smooth endless walk: a Catmull-Rom curve through draws from the prior, at an even pace.
export function makeWalk(z) {
  const d = z.length;
  let [p0, p1, p2, p3] = [z, z, gaussian(d), gaussian(d)], t = 0;
  return (seconds) => {
    const length = Math.sqrt(p1.reduce((sum, v, i) => sum + (p2[i] - v) ** 2, 0));
    t += seconds / (0.6 + 0.9 * length / Math.sqrt(Math.max(1, d / 4)));
    if (t >= 1) [p0, p1, p2, p3, t] = [p1, p2, p3, gaussian(d), t - 1 < 1 ? t - 1 : 0];
    return p1.map((v, i) => 0.5 * (2 * v + (p2[i] - p0[i]) * t + (2 * p0[i] - 5 * v + 4 * p2[i] - p3[i]) * t * t
      + (3 * v - p0[i] - 3 * p2[i] + p3[i]) * t * t * t));
  };
}

export const digits = (value, n = 2) => value.toFixed(n).replace("-", "−").replace(/^−(0\.?0*)$/, "$1");

// "z = (0.40, −1.20)"; of many dimensions the three most used.
export function describe({ dims, d }, z) {
  const shown = d <= 4 ? z : dims.slice(0, 3).map((dim) => z[dim.index]);
  const text = Array.from(shown, (v) => digits(v, d <= 4 ? 2 : 1)).join(", ");
  return d === 1 ? `z = ${text}` : d <= 4 ? `z = (${text})` : `z = (${text}, …)`;
}

// Numbers for a link: short, and read back as they were to within what can be seen.
export const brief = (values) => Array.from(values, (v) => Number(v.toPrecision(4)));

// What a link or the page remembers: {z: [..], y: [..] or null, view: "both,x,y,span"}.
export function readPlace(bundle, saved) {
  const numbers = (list, count) => Array.isArray(list) && list.length === count && list.every(Number.isFinite);
  const place = { z: bundle.start.z.slice(), y: bundle.start.y.slice() };
  if (!saved) return place;
  if (numbers(saved.z, bundle.d)) place.z = Float32Array.from(saved.z);
  const sum = numbers(saved.y, bundle.k) && saved.y.every((w) => w >= 0) ? saved.y.reduce((a, b) => a + b, 0) : 0;
  if (sum > 0) place.y = Float32Array.from(saved.y, (w) => w / sum);
  return place;
}

// "both,x,y,span" or "both,x,y,span,tag" -> {background, view, tag}, null if it is no view; tag: of its layout, "" a plane's.
export function readView(text) {
  const parts = /^(points|grid|both),([^,]+),([^,]+),([^,]+)(?:,([\w-]{1,8}))?$/.exec(text ?? "");
  const [x, y, span] = parts ? parts.slice(2, 5).map(Number) : [];
  if (![x, y, span].every(Number.isFinite) || span <= 0) return null;
  return { background: parts[1], view: { x, y, span }, tag: parts[5] ?? "" };
}
