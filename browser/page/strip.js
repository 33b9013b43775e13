// Which part of a page is the picture of a line, how large is it shown, and how does it look with its words marked?

import { css } from "../base/theme.js";
import { fitting } from "../base/names.js";
import { lineLeft, lineRight, rowAt } from "./words.js";

const LEAST_LETTER = 9, BY_FINGER = 13, MOST_LETTER = 30; // CSS pixels that a small letter is high: a finger finds a gap; a short line does not fill the page
const NARROW_ROOM = 560; // CSS pixels; there a finger is likely
const STRIP_MARGIN = 0.5, ABOVE = 2.2, BELOW = 0.9, MOST_ABOVE = 5, MOST_BELOW = 4; // x-heights round the base line
const INDENT = 0.25; // of the page's width; a line that begins farther in stands in another column, and its picture begins where it does
export const LABEL_ROOM = 20; // CSS pixels below, for the words that were typed

// [left, top, width, height] of each line's picture, in pixels of the page.
export function stripsOf(lines) {
  const left = Math.min(...lines.map(lineLeft)), right = Math.max(...lines.map(lineRight));
  return lines.map((line) => {
    const margin = STRIP_MARGIN * line.x_height, begin = lineLeft(line) - left < INDENT * (right - left) ? left : lineLeft(line);
    const bases = line.words.map(({ box }) => rowAt(line, (box[0] + box[2]) / 2)), [high, low] = [Math.min(...bases), Math.max(...bases)];
    const tops = line.words.map(({ box }) => box[1]), bottoms = line.words.map(({ box }) => box[3]);
    const top = Math.max(high - MOST_ABOVE * line.x_height, Math.min(high - ABOVE * line.x_height, ...tops)) - margin / 2;
    const bottom = Math.min(low + MOST_BELOW * line.x_height, Math.max(low + BELOW * line.x_height, ...bottoms)) + margin / 2;
    return [begin - margin, top, lineRight(line) - begin + 2 * margin, bottom - top];
  });
}

// CSS pixels for one of the page: the widest picture fits where its letters are then large enough, else it is scrolled.
export function stripScale(lines, strips, room) {
  const heights = lines.map(({ x_height: high }) => high).toSorted((a, b) => a - b), usual = heights[heights.length >> 1];
  return Math.max((room < NARROW_ROOM ? BY_FINGER : LEAST_LETTER) / usual, Math.min(MOST_LETTER / usual, room / Math.max(...strips.map(([, , width]) => width))));
}

// context: scaled so that its unit is a CSS pixel. state: {line, strip, scale, sheet, theme, labels: the typed words or null, hints, mark: {x, kind} or
// null, at: the number of a word that the keyboard is on, or null}.
export function drawStrip(context, state) {
  const { strip, scale, sheet, theme, line } = state, [w, h] = [strip[2] * scale, strip[3] * scale], around = new Path2D();
  context.clearRect(0, 0, w + 1, h + LABEL_ROOM + 1);
  const boxes = line.words.map(({ box: [left, top, right, bottom] }) => [(left - strip[0]) * scale, (top - strip[1]) * scale, (right - left) * scale, (bottom - top) * scale]);
  for (const [x, y, wide, high] of boxes) around.rect(x - 2, y - 2, wide + 4, high + 4);
  if (sheet) {
    context.globalAlpha = 0.25; // what belongs to the lines above and below
    sheet.draw(context, strip, [w, h]);
    context.globalAlpha = 1;
    context.save();
    context.clip(around);
    sheet.draw(context, strip, [w, h]);
    context.restore();
    context.globalCompositeOperation = "source-in";
    context.fillStyle = css(theme.ink);
    context.fillRect(0, 0, w, h);
    context.globalCompositeOperation = "source-over";
  }
  for (const [i, box] of boxes.entries()) drawBox(context, box, line.words[i], i === state.at, theme);
  for (const hint of state.hints) drawHint(context, (hint.x - strip[0]) * scale, hint.kind, h, theme);
  if (state.mark) drawMark(context, state, h);
  if (state.labels) drawLabels(context, boxes, state.labels, h, theme);
}

function drawBox(context, [x, y, w, h], word, here, theme) {
  context.strokeStyle = here ? theme.accent : word.changed ? theme.accent : theme.muted;
  context.lineWidth = here ? 3 : 1;
  context.setLineDash(word.changed && !here ? [5, 3] : []);
  context.strokeRect(x - 2.5, y - 2.5, w + 5, h + 5);
  context.setLineDash([]);
}

// A small sign over the place: two wedges that point to each other where words may be one, away from each other where a word may be two.
function drawHint(context, x, kind, h, theme) {
  const inward = kind === "join" ? 1 : -1, y = 9;
  context.fillStyle = theme.accent;
  for (const side of [-1, 1]) {
    const tip = x + side * (inward > 0 ? 2 : 9), foot = x + side * (inward > 0 ? 9 : 2);
    context.beginPath();
    context.moveTo(tip, y);
    context.lineTo(foot, y - 5);
    context.lineTo(foot, y + 5);
    context.fill();
  }
  context.globalAlpha = 0.45;
  context.fillRect(x - 0.75, 16, 1.5, h - 18);
  context.globalAlpha = 1;
}

// What a click would do: a thin line where a word is parted, a bridge where two are joined.
function drawMark(context, { mark, line, strip, scale, theme, slant }, h) {
  const x = (mark.x - strip[0]) * scale, y = (mark.y - strip[1]) * scale;
  context.strokeStyle = context.fillStyle = theme.accent;
  context.lineWidth = 2;
  if (mark.kind === "gap") {
    const [before, after] = [line.words[mark.i].box[2], line.words[mark.i + 1].box[0]].map((v) => (v - strip[0]) * scale);
    context.globalAlpha = 0.3;
    context.fillRect(Math.min(before, after) - 2, 4, Math.max(8, Math.abs(after - before) + 4), h - 8);
    context.globalAlpha = 1;
    context.beginPath();
    context.arc(x, y, 5, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  const lean = Math.tan(slant * Math.PI / 180);
  context.setLineDash(mark.free ? [4, 3] : []);
  context.beginPath();
  context.moveTo(x + lean * y, 0);
  context.lineTo(x - lean * (h - y), h);
  context.stroke();
  context.setLineDash([]);
}

function drawLabels(context, boxes, labels, h, theme) {
  context.font = `${12 * theme.scale}px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [i, [x, , w]] of boxes.entries()) context.fillText(fitting(context, labels[i], Math.max(w + 8, 24)), x + w / 2, h + LABEL_ROOM / 2);
}
