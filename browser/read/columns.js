// Where strokes of several characters touch, cross or are one line, at which column does one character end and the next begin?
//
// Tried are the few columns that least ink stands on, and the gaps between strokes; a cut counts where everything left and right of
// it reads as some character and the whole does not. So it is found by reading, as in LeCun et al. 1998, doi:10.1109/5.726791,
// section VII, with few candidates instead of all.

import { NO_CLASS } from "../base/reading.js";
import { boxOf } from "./strokes.js";

const NARROWEST = 0.72; // of its height: what is narrower is one character
const SURE_CUT = 0.9; // of 1, how much each part must be read
const UNSURE = 0.75; // of 1: what is read as much as that, whole, and is no wider than WIDE_ONE, stays whole
const WIDE_ONE = 1.2; // of its height; hardly a digit is wider
const AS_TALL = 0.85, SURE_STROKES = 0.95, THIN = 0.35; // of strokes that are characters each: a 1 that touches a 0
const LEAST_TALL = 0.6; // of the whole: digits of one number are about as high, the pieces of one digit are not
const BINS = 40, TRIED = 4; // columns; cuts that are tried
const MOST_PARTS = 6;

// reads(strokes) -> {best, share} as takenFor has it, or null. -> the strokes of each character from left to right; [strokes]
// where it is one, or where no cut reads well.
export function cutByColumns(strokes, reads) {
  const apart = wholeStrokes(strokes, reads);
  if (apart) return apart;
  const wide = wideness(strokes);
  if (wide < NARROWEST || (wide <= WIDE_ONE && scoreOf(strokes, reads) >= UNSURE)) return [strokes];
  return bestCut(strokes, reads, MOST_PARTS)?.parts ?? [strokes];
}

// Two strokes as high as both together, each surely read by itself, are two characters even where the whole is read, too: a 1
// that touches a 0 looks like a 0. Two thin ones may be the halves of a 0.
function wholeStrokes(strokes, reads) {
  if (strokes.length !== 2) return null;
  const height = (some) => { const { line } = boxOf(some); return line.bottom - line.top; }, whole = height(strokes);
  const each = strokes.map((stroke) => [stroke]).sort((a, b) => boxOf(a).line.x - boxOf(b).line.x);
  if (each.some((part) => height(part) < AS_TALL * whole) || each.every((part) => wideness(part) < THIN)) return null;
  return each.every((part) => scoreOf(part, reads) >= SURE_STROKES) ? each : null;
}

// How wide strokes are, of their height.
function wideness(strokes) {
  const box = boxOf(strokes)?.line;
  return box ? (box.right - box.left) / Math.max(1e-6, box.bottom - box.top) : 0;
}

// How surely it is read as one of the classes, 0 to 1.
function scoreOf(strokes, reads) {
  const taken = reads(strokes);
  return !taken || taken.best === NO_CLASS || wideness(strokes) > WIDE_ONE ? 0 : taken.share;
}

// The first part, and of the rest whatever reads best. {parts, score: of the one read worst} or null.
function bestCut(strokes, reads, most) {
  const box = boxOf(strokes).line, height = box.bottom - box.top;
  const tall = (some) => { const { line } = boxOf(some); return line.bottom - line.top >= LEAST_TALL * height; };
  let found = null;
  for (const [left, right] of cutsOf(strokes, box)) {
    if (!tall(left) || !tall(right)) continue;
    const first = scoreOf(left, reads);
    if (first < SURE_CUT || first <= (found?.score ?? 0)) continue;
    const single = scoreOf(right, reads), rest = boxOf(right).line;
    let after = single >= SURE_CUT ? { parts: [right], score: single } : null;
    if (!after && most > 2 && rest.right - rest.left >= NARROWEST * height) after = bestCut(right, reads, most - 1);
    const score = Math.min(first, after?.score ?? 0);
    if (after && score > (found?.score ?? 0)) found = { parts: [left, ...after.parts], score };
  }
  return found;
}

// Ways to part strokes into a left and a right half, the likeliest first.
function cutsOf(strokes, box) {
  const order = [...strokes].map((stroke) => ({ stroke, at: boxOf([stroke]).line.x })).sort((a, b) => a.at - b.at);
  const between = order.slice(1).map(({ at }, i) => ({ i: i + 1, gap: at - order[i].at })).sort((a, b) => b.gap - a.gap).slice(0, TRIED);
  const whole = between.map(({ i }) => [order.slice(0, i), order.slice(i)].map((some) => some.map(({ stroke }) => stroke)));
  const columns = thinColumns(strokes, box).map((x) => halves(strokes, x)).filter((both) => both.every((some) => some.length));
  return [...whole, ...columns];
}

// Columns on which little ink stands, not too near to one another or to the edges.
function thinColumns(strokes, { left, right, top, bottom }) {
  const step = (right - left) / BINS, ink = new Float64Array(BINS);
  for (const stroke of strokes) {
    for (let i = 3; i + 2 < stroke.length; i += 3) {
      const [ax, ay, bx, by] = [stroke[i - 3], stroke[i - 2], stroke[i], stroke[i + 1]];
      const pieces = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / step * 2)), length = Math.hypot(bx - ax, by - ay) / pieces;
      for (let p = 0; p < pieces; p++) {
        const bin = Math.floor((ax + (bx - ax) * (p + 0.5) / pieces - left) / step);
        ink[Math.max(0, Math.min(BINS - 1, bin))] += length;
      }
    }
  }
  const smooth = ink.map((v, i) => ((ink[i - 1] ?? v) + v + (ink[i + 1] ?? v)) / 3), room = Math.max(2, Math.round(0.14 * (bottom - top) / step));
  const inner = [...smooth.keys()].filter((i) => i >= 2 && i < BINS - 2).sort((a, b) => smooth[a] - smooth[b]), chosen = [];
  for (const i of inner) if (chosen.length < TRIED && chosen.every((other) => Math.abs(other - i) >= room)) chosen.push(i);
  return chosen.map((i) => left + (i + 0.5) * step);
}

// Strokes left and right of a column; one that crosses it is cut there.
export function halves(strokes, x) {
  const sides = [[], []];
  for (const stroke of strokes) {
    let piece = stroke.slice(0, 3), side = stroke[0] < x ? 0 : 1;
    for (let i = 3; i + 2 < stroke.length; i += 3) {
      const point = stroke.slice(i, i + 3), other = point[0] < x ? 0 : 1;
      if (other !== side) {
        const last = piece.slice(-3), t = (x - last[0]) / (point[0] - last[0]);
        const met = [x, last[1] + t * (point[1] - last[1]), last[2] + t * (point[2] - last[2])];
        sides[side].push([...piece, ...met]);
        [piece, side] = [met, other];
      }
      piece.push(...point);
    }
    sides[side].push(piece);
  }
  return sides;
}
