// In which strokes, and in which order, would a pen have written a message? As in core/handwriting/message/pens.py.

import { OUTLINE_UNIT } from "./outline.js";
import { middlesOf } from "./skeleton.js";

const LEAST_STROKE = 0.02; // seconds

/** The words of a message one after another, each traced only when it is asked for, as a letter takes some milliseconds:
 * {page, line, placed, begin, end, strokes: [{points, begin, end, placed}]}, mm and seconds.
 * @returns {Generator<{page: number, line: any, placed: any[], begin: number, end: number, strokes: any[]}>} */
export function* writtenWords(message) {
  const { MARK_ABOVE } = message.hand.rules.missing, { SPEED, LIFT, APART, DOWN } = message.hand.rules.pens, { size } = message.config;
  let clock = 0;
  for (const [page, { lines }] of message.pages.entries()) {
    for (const line of lines) {
      let at = [...line.base];
      for (const word of wordsOf(message, line.placed)) {
        const bodies = [], marks = [], strokes = [], begin = clock;
        for (const placed of word) {
          const middles = middlesOf(message.hand.glyphs[placed.number].curves);
          for (const middle of middles) {
            (isMark(middle, middles, MARK_ABOVE, APART) ? marks : bodies).push({ placed, points: movedBy(middle, placed.matrix) });
          }
        }
        for (const { placed, points } of [...inOrderOf(bodies, at, DOWN), ...marks]) {
          const seconds = Math.max(LEAST_STROKE, lengthAlong(points) / size / SPEED);
          strokes.push({ placed, points, begin: clock, end: clock + seconds });
          clock += seconds + LIFT;
          at = points.slice(-2);
        }
        yield { page, line, placed: word, begin, end: clock, strokes };
      }
    }
  }
}

// Whether a stroke of a letter is a dot or an accent over it: high up, and apart from the others.
function isMark(stroke, every, above, apart) {
  for (let i = 1; i < stroke.length; i += 2) if (stroke[i] >= -above * OUTLINE_UNIT) return false;
  const near = (points, [x, y]) => points.some((px, i) => i % 2 === 0 && Math.hypot(px - x, points[i + 1] - y) <= apart * OUTLINE_UNIT);
  return ![stroke.slice(0, 2), stroke.slice(-2)].some((end) => every.some((one) => one !== stroke && near(one, end)));
}

// What is placed word by word, seams aside: their ink is that of the letters they join.
function wordsOf({ text }, placed) {
  const words = [], signs = [...text];
  let last = -2;
  for (const one of placed) {
    if (one.seam) continue;
    if (!words.length || signs.slice(Math.max(0, last), one.sign).some((sign) => /\s/u.test(sign))) words.push([]);
    words.at(-1).push(one);
    last = one.sign;
  }
  return words;
}

function movedBy(points, [a, b, c, d, e, f]) {
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    out[i] = a * points[i] + c * points[i + 1] + e;
    out[i + 1] = b * points[i] + d * points[i + 1] + f;
  }
  return out;
}

function lengthAlong(points) {
  let sum = 0;
  for (let i = 2; i < points.length; i += 2) sum += Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
  return sum;
}

// Strokes letter by letter, each begun at the end that is nearest to where the pen is.
function inOrderOf(strokes, at, down) {
  const found = [];
  for (const placed of new Set(strokes.map((one) => one.placed))) {
    let left = strokes.filter((one) => one.placed === placed), first = true;
    while (left.length) {
      const ends = left.flatMap((one) => [false, true].map((back) => ({ one, back, end: back ? one.points.slice(-2) : one.points.slice(0, 2) })));
      const cost = ({ end: [x, y] }) => (first ? x + down * y : Math.hypot(x - at[0], y - at[1]));
      const { one, back } = ends.reduce((best, next) => (cost(next) < cost(best) ? next : best));
      left = left.filter((other) => other !== one);
      const points = back ? turnedAround(one.points) : one.points;
      found.push({ placed, points });
      [at, first] = [points.slice(-2), false];
    }
  }
  return found;
}

function turnedAround(points) {
  const out = new Float64Array(points.length), n = points.length;
  for (let i = 0; i < n; i += 2) [out[i], out[i + 1]] = [points[n - 2 - i], points[n - 1 - i]];
  return out;
}
