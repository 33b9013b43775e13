// How are strokes written into an address, and read from one? Strokes are flat lists x, y, width, ... as sheet.js keeps them.

const TEXT_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const TEXT_GRID = 511; // steps across a sheet and a quarter: 18 bits a point, three signs
const TEXT_EDGE = 0.125; // of the side, as far off the sheet as an address can say
const LONGEST_TEXT = 390; // signs; a page takes no more than 400 of a parameter
const TEXT_CORNER = 0.002; // of the side that a point may lie off the line through its neighbours and be left out

// A place as a sheet keeps it, in sides.
export const sheetPart = (v) => Math.round(10000 * Math.max(-1, Math.min(2, v))) / 10000;

// Without the points that lie within `off` of the line through those that stay. Source: Douglas & Peucker 1973,
// doi:10.3138/FM57-6770-U75U-7727.
function simplifiedStroke(stroke, off) {
  const n = stroke.length / 3, kept = new Uint8Array(n), todo = [[0, n - 1]];
  kept[0] = kept[n - 1] = 1;
  while (todo.length) {
    const [from, to] = todo.pop();
    let far = off, at = -1;
    for (let i = from + 1; i < to; i++) {
      const d = offTextLine(stroke, i, from, to);
      if (d > far) [far, at] = [d, i];
    }
    if (at < 0) continue;
    kept[at] = 1;
    todo.push([from, at], [at, to]);
  }
  return stroke.filter((_, i) => kept[(i / 3) | 0]);
}

function offTextLine(stroke, i, from, to) {
  const [ax, ay] = [stroke[3 * from], stroke[3 * from + 1]], [dx, dy] = [stroke[3 * to] - ax, stroke[3 * to + 1] - ay];
  const [x, y] = [stroke[3 * i] - ax, stroke[3 * i + 1] - ay], length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, (x * dx + y * dy) / length)) : 0;
  return Math.hypot(x - t * dx, y - t * dy);
}

// Strokes as an address holds them: three signs a point, a dot between strokes, and in front the width of the pen, one sign.
// As many points as there is room for; "" for none. core/strokes.py reads it, too.
export function strokesText(strokes) {
  let drawn = strokes.filter((stroke) => stroke.length > 2);
  if (!drawn.length) return "";
  const pen = penSign(drawn);
  let text = "";
  for (let off = TEXT_CORNER; off < 1; off *= 1.5) {
    drawn = drawn.map((stroke) => simplifiedStroke(stroke, off)); // of what stayed before: many points go only once
    text = pen + drawn.map(pointSigns).join(".");
    if (text.length <= LONGEST_TEXT) return text;
  }
  return text.slice(0, LONGEST_TEXT).replace(/\.[^.]*$/, ""); // more strokes than there is room for
}

function penSign(strokes) {
  const widths = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 3 === 2));
  const mean = widths.reduce((sum, w) => sum + w, 0) / widths.length;
  return TEXT_SIGNS[Math.max(1, Math.min(63, Math.round(mean * 16)))];
}

function pointSigns(stroke) {
  let text = "";
  for (let i = 0; i + 2 < stroke.length; i += 3) {
    const [x, y] = [stroke[i], stroke[i + 1]].map((v) => Math.max(0, Math.min(TEXT_GRID, Math.round((v + TEXT_EDGE) / (1 + 2 * TEXT_EDGE) * TEXT_GRID))));
    const bits = x * 512 + y;
    text += TEXT_SIGNS[bits >> 12] + TEXT_SIGNS[(bits >> 6) & 63] + TEXT_SIGNS[bits & 63];
  }
  return text;
}

// The strokes that a text says, or null if it says none.
export function strokesOf(text) {
  if (!text || text.length > LONGEST_TEXT || !/^[\w-](?:[\w-]{3})+(?:\.(?:[\w-]{3})+)*$/.test(text)) return null;
  const pen = Math.max(1, TEXT_SIGNS.indexOf(text[0])) / 16;
  return text.slice(1).split(".").map((part) => {
    const out = [];
    for (let i = 0; i < part.length; i += 3) {
      const bits = (TEXT_SIGNS.indexOf(part[i]) << 12) | (TEXT_SIGNS.indexOf(part[i + 1]) << 6) | TEXT_SIGNS.indexOf(part[i + 2]);
      out.push(...[bits >> 9, bits & 511].map((v) => sheetPart(v / TEXT_GRID * (1 + 2 * TEXT_EDGE) - TEXT_EDGE)), Math.round(100 * pen) / 100);
    }
    return out;
  });
}

// Put what a link says onto a sheet; where the sheet has the very drawing that the link was made of, it stays as finely drawn as it is.
export function setLinked(sheet, text) {
  const strokes = strokesOf(text);
  if (!strokes || strokesText(sheet.strokes) === text) return;
  sheet.set(strokes);
  sheet.keep();
}
