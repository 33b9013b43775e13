// How are strokes measured, and moved as a whole? Strokes are flat lists x, y, width, x, y, width, ... in sides of the sheet and in
// nibs, as draw/sheet.js keeps them.

import { sheetPart } from "../draw/text.js";

const READ_NIB = 1 / 14; // of the side, as the sheet draws

// The box around the ink and around its lines alone, or null where nothing is drawn.
export function boxOf(strokes) {
  const [ink, line] = [0, 1].map(() => [Infinity, Infinity, -Infinity, -Infinity]);
  for (const stroke of strokes) {
    for (let i = 0; i + 2 < stroke.length; i += 3) {
      const [x, y, r] = [stroke[i], stroke[i + 1], stroke[i + 2] * READ_NIB / 2];
      grow(line, x, y, 0);
      grow(ink, x, y, r);
    }
  }
  return line[2] < line[0] ? null : { ink: sized(ink), line: sized(line) };
}

function grow(box, x, y, r) {
  box[0] = Math.min(box[0], x - r);
  box[1] = Math.min(box[1], y - r);
  box[2] = Math.max(box[2], x + r);
  box[3] = Math.max(box[3], y + r);
}

function sized(box) {
  const [left, top, right, bottom] = box;
  return { left, top, right, bottom, x: (left + right) / 2, y: (top + bottom) / 2, side: Math.max(right - left, bottom - top) };
}

// Every point through at(x, y) -> [x, y], and its width through wide(w).
export function movedStrokes(strokes, at, wide = (w) => w) {
  return strokes.map((stroke) => {
    const out = [];
    for (let i = 0; i + 2 < stroke.length; i += 3) {
      const [x, y] = at(stroke[i], stroke[i + 1]);
      out.push(sheetPart(x), sheetPart(y), Math.min(4, Math.max(0.1, Math.round(100 * wide(stroke[i + 2])) / 100)));
    }
    return out;
  });
}

// The same strokes as large as `share` of the sheet, in the middle or as far from it as `corner` says, [-1 to 1, -1 to 1].
export function resized(strokes, share, corner = [0, 0]) {
  const box = boxOf(strokes);
  if (!box) return strokes;
  const { ink } = box, scale = share / ink.side, room = (length) => (0.98 - length * scale) / 2;
  const x = 0.5 + corner[0] * room(ink.right - ink.left), y = 0.5 + corner[1] * room(ink.bottom - ink.top);
  return movedStrokes(strokes, (a, b) => [x + (a - ink.x) * scale, y + (b - ink.y) * scale], (w) => w * scale);
}

// With a pen of another width, in nibs.
export const penned = (strokes, nibs) => movedStrokes(strokes, (x, y) => [x, y], () => nibs);

// Turned about the middle of their box, clockwise, in degrees.
export function turned(strokes, degrees) {
  const box = boxOf(strokes);
  if (!box) return strokes;
  const { x, y } = box.ink, cos = Math.cos(degrees * Math.PI / 180), sin = Math.sin(degrees * Math.PI / 180);
  return movedStrokes(strokes, (a, b) => [x + (a - x) * cos - (b - y) * sin, y + (a - x) * sin + (b - y) * cos]);
}
