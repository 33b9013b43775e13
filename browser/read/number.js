// Which strokes belong to one character, where several stand side by side?

import { cutByColumns } from "./columns.js";
import { boxOf } from "./strokes.js";

const NARROW = 0.03; // of the sheet: a line that stands upright is taken to be as wide
const OVERLAP = 0.25; // of the narrower of two: so much above one another, strokes are of one character
const TOUCH = 0.025; // of the sheet: lines as near as that touch, whatever pen drew them
const LOOKED_AT = 150; // points of a stroke

// Strokes, grouped by what touches or overlaps seen from above, from left to right. What is joined by one stroke stays one character.
export function charactersOf(strokes) {
  const groups = strokes.filter((stroke) => stroke.length > 2).map((stroke) => spanned([stroke]));
  for (let i = 0; i < groups.length; i++) {
    for (let j = i + 1; j < groups.length; j++) {
      if (!together(groups[i], groups[j])) continue;
      groups[i] = spanned([...groups[i].strokes, ...groups[j].strokes]);
      groups.splice(j, 1);
      j = i; // grown, it may reach another one
    }
  }
  return groups.sort((a, b) => a.low + a.high - b.low - b.high).map((group) => group.strokes);
}

// The same, with what touches, crosses or is one line cut by columns, see columns.js. Once for each group of strokes: while a
// character is drawn, the others stay as they were cut. drawing: the stroke under the hand, whose group is not cut yet.
export function makeCharacters(reads) {
  let known = [];
  return (strokes, drawing) => {
    const now = charactersOf(strokes).map((group) => {
      const same = known.find(({ of }) => of.length === group.length && of.every((stroke, i) => stroke === group[i]));
      return same ?? { of: group, parts: group.includes(drawing) ? [group] : cutByColumns(group, reads), early: group.includes(drawing) };
    });
    known = now.filter(({ early }) => !early);
    return now.flatMap(({ parts }) => parts);
  };
}

// The part that was drawn last: it holds the last stroke, or the end of it where that was cut.
export function lastPart(parts, strokes) {
  const last = strokes.at(-1), end = last?.slice(-3).join();
  return parts.find((part) => part.includes(last)) ?? parts.find((part) => part.some((stroke) => stroke.slice(-3).join() === end)) ?? strokes;
}

function spanned(strokes) {
  const { line } = boxOf(strokes), half = Math.max(NARROW, line.right - line.left) / 2;
  return { strokes, low: line.x - half, high: line.x + half };
}

function together(a, b) {
  const shared = Math.min(a.high, b.high) - Math.max(a.low, b.low);
  return shared > OVERLAP * Math.min(a.high - a.low, b.high - b.low) || (shared > -TOUCH && touching(a.strokes, b.strokes));
}

function touching(some, others) {
  const points = (strokes) => strokes.flatMap((stroke) => {
    const n = stroke.length / 3, step = Math.max(1, Math.ceil(n / LOOKED_AT));
    return Array.from({ length: Math.ceil(n / step) + 1 }, (_, i) => Math.min(n - 1, i * step)).map((i) => [stroke[3 * i], stroke[3 * i + 1]]);
  });
  const far = points(others);
  return points(some).some(([x, y]) => far.some(([a, b]) => Math.abs(x - a) < TOUCH && Math.abs(y - b) < TOUCH));
}
