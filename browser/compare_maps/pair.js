// Two maps of the same images: what is in the block, where is an image on the way from one to the other, and which part
// of one map shows the images that a part of the other does?

import { brief } from "../base/place.js";
import { css } from "../base/theme.js";

const FOLLOWED = 3000; // images that are asked where they lie on the other map: enough to frame them, cheap each frame
const ROOM = 1.25; // around them, so that they do not lie on the frame

// Take the block of core/blocks/compare_maps.py apart.
export function openPair(runtime, bytes) {
  const sections = runtime.unpack(bytes), about = JSON.parse(new TextDecoder().decode(sections.about));
  const view = (Type, name) => {
    const part = sections[name];
    return new Type(part.buffer, part.byteOffset, part.byteLength / Type.BYTES_PER_ELEMENT);
  };
  const cloud = ({ named }) => ({ // one for each map: what is named on one may not be on the other
    n: about.n, labels: view(Uint16Array, "labels"), classes: about.classes, atlas: sections.atlas, flat: false,
    tile: about.tile, columns: about.columns, named, prior: false,
  });
  return {
    about, n: about.n, clouds: about.sides.map(cloud), distance: view(Float32Array, "distance"), lost: view(Uint8Array, "lost"),
    places: [view(Float32Array, "left"), view(Float32Array, "right")],
  };
}

export const sameBytes = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);

// What the maps are called in a selection: points on the way are a map of their own.
export const layoutOf = (s, t) => (s === 1 ? "right" : t === 0 ? "left" : `left-${Math.round(t * 100)}`);

// Places on the way from one map (t = 0) to the other (t = 1).
export function onTheWay([left, right], t) {
  if (t <= 0) return left;
  if (t >= 1) return right;
  const out = new Float32Array(left.length);
  for (let i = 0; i < out.length; i++) out[i] = left[i] + (right[i] - left[i]) * t;
  return out;
}

// Indices of the images in sight: every one of few, a fair sample of many. among: a Set that matters more, or null.
export function inSight(xy, { left, right, top, bottom }, among) {
  const seen = [], chosen = [], n = xy.length / 2, step = Math.ceil(n / FOLLOWED);
  for (let i = 0; i < n; i += among ? 1 : step) {
    const x = xy[2 * i], y = xy[2 * i + 1];
    if (x < left || x > right || y < bottom || y > top) continue;
    if (i % step === 0) seen.push(i);
    if (among?.has(i)) chosen.push(i);
  }
  return { indices: chosen.length ? chosen : seen, share: seen.length * step / n };
}

// The view of a map of size [w, h] that shows these images. share: of all images; the fewer they are, the more strays
// are left out, and with all of them in sight the view is that of the whole map.
export function viewOf(xy, indices, share, [w, h], home) {
  if (!indices.length) return home;
  const out = 0.004 + 0.11 * (1 - Math.min(1, share));
  const ends = [0, 1].map((c) => {
    const sorted = Float32Array.from(indices, (i) => xy[2 * i + c]).sort(), last = sorted.length - 1;
    return [sorted[Math.floor(last * out)], sorted[Math.ceil(last * (1 - out))]];
  });
  const [x, y] = ends.map(([a, b]) => (a + b) / 2), [dx, dy] = ends.map(([a, b]) => b - a), side = Math.min(w, h);
  const span = Math.max(dx * side / w, dy * side / h) * ROOM;
  return { x, y, span: Math.min(Math.max(span, home.span / 60), home.span) };
}

// A little nearer to a wanted view, in equal shares of time: no jerk while the hand zooms. Null once it is there.
export function nearer(view, wanted, seconds) {
  const share = 1 - Math.exp(-seconds / 0.09), span = view.span * (wanted.span / view.span) ** share;
  const there = Math.abs(Math.log(wanted.span / view.span)) < 2e-3
    && Math.hypot(wanted.x - view.x, wanted.y - view.y) < 2e-3 * wanted.span;
  if (there) return null;
  return { x: view.x + (wanted.x - view.x) * share, y: view.y + (wanted.y - view.y) * share, span };
}

export const sameView = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) < 5e-3 * b.span && Math.abs(a.span / b.span - 1) < 5e-3;

// "1,x,y,span,x,y,span,t": zoom linked, both views, the way travelled. "" where nobody has touched anything.
export function writeViews({ linked, views, homes, t }) {
  if (linked && t === 0 && views.every((view, s) => sameView(view, homes[s]))) return "";
  return [linked ? 1 : 0, ...brief(views.flatMap(({ x, y, span }) => [x, y, span])), Math.round(t * 100) / 100].join(",");
}

export function readViews(text) {
  const numbers = (text ?? "").split(",").map(Number), [linked, ...rest] = numbers;
  if (numbers.length !== 8 || !numbers.every(Number.isFinite) || !(rest[2] > 0) || !(rest[5] > 0)) return null;
  const views = [0, 3].map((at) => ({ x: rest[at], y: rest[at + 1], span: rest[at + 2] }));
  return { linked: linked !== 0, views, t: Math.min(1, Math.max(0, rest[6])) };
}

// Where a picked image comes from and goes to, in pixels.
export function drawWay(context, [from, to], theme) {
  context.lineCap = "round";
  for (const [colour, width] of [[css(theme.paper, 0.9), 5], [theme.accent, 2]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(width === 2 ? [2, 6] : []);
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  }
  context.setLineDash([]);
}
