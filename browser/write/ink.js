// What does a written character measure, and what is its outline? Pixels in [0, 1] in, numbers and curves out.

import { css } from "../base/theme.js";

// How far the ink leans to the right, in degrees from upright, and how thick its stroke is, in pixels; as
// core/writing/measure.py measures them. NaN without ink.
export function measureInk(pixels, size) {
  let mass = 0, sx = 0, sy = 0;
  for (let y = 0, p = 0; y < size; y++) {
    for (let x = 0; x < size; x++, p++) {
      const v = pixels[p];
      mass += v;
      sx += v * x;
      sy -= v * y;
    }
  }
  const mx = sx / mass, my = sy / mass;
  let xy = 0, yy = 0, outline = 0;
  const at = (x, y) => (x < 0 || y < 0 || x >= size || y >= size ? 0 : pixels[y * size + x]);
  for (let y = -1; y < size; y++) {
    for (let x = -1; x < size; x++) {
      const v = at(x, y), dy = -y - my;
      xy += v * (x - mx) * dy;
      yy += v * dy * dy;
      outline += Math.hypot(at(x, y + 1) - v, at(x + 1, y) - v);
    }
  }
  return { slant: Math.atan(xy / yy) * 180 / Math.PI, weight: 2 * mass / outline };
}

// From which edge of a cell to which a line runs, by which of its corners lie in ink (8 top left, 4 top right, 2 bottom
// right, 1 bottom left), ink on the right hand; edges 0 top, 1 right, 2 bottom, 3 left. Where two corners lie across, it
// depends on the middle: joined or apart. Source: Lorensen & Cline 1987, doi:10.1145/37402.37422, in the plane.
const CELL_LINES = { 8: [0, 3], 4: [1, 0], 2: [2, 1], 1: [3, 2], 12: [1, 3], 6: [2, 0], 3: [3, 1], 9: [0, 2], 14: [2, 3], 7: [3, 0],
  11: [0, 1], 13: [1, 2] };
const ACROSS = { 10: [[0, 1, 2, 3], [0, 3, 2, 1]], 5: [[3, 0, 1, 2], [1, 0, 3, 2]] };

const INK_LEVEL = 0.42; // a little below half: thin strokes, which models draw grey, stay whole

// The outlines of what is darker than a level: closed lines of points [x, y, x, y, ...] in pixels, (0, 0) the upper left corner.
export function outlinesOf(pixels, size, level = INK_LEVEL) {
  const w = size + 2, field = new Float32Array(w * w), next = new Int32Array(2 * w * w).fill(-1); // a rim of paper
  for (let y = 0; y < size; y++) field.set(pixels.subarray(y * size, (y + 1) * size), (y + 1) * w + 1);
  const edge = (cell, side) => 2 * (side === 1 ? cell + 1 : side === 2 ? cell + w : cell) + (side & 1);
  const link = (cell, from, to) => { next[edge(cell, from)] = edge(cell, to); };
  for (let y = 0; y < w - 1; y++) {
    for (let x = 0; x < w - 1; x++) {
      const cell = y * w + x, a = field[cell], b = field[cell + 1], c = field[cell + w + 1], d = field[cell + w];
      const code = (a > level ? 8 : 0) + (b > level ? 4 : 0) + (c > level ? 2 : 0) + (d > level ? 1 : 0);
      if (code === 0 || code === 15) continue;
      if (code in CELL_LINES) link(cell, ...CELL_LINES[code]);
      else {
        const lines = ACROSS[code][(a + b + c + d) / 4 > level ? 0 : 1];
        link(cell, lines[0], lines[1]);
        link(cell, lines[2], lines[3]);
      }
    }
  }
  const place = (id) => {
    const cell = id >> 1, upright = id & 1, from = field[cell], to = field[upright ? cell + w : cell + 1];
    const t = (level - from) / (to - from), x = cell % w, y = (cell - x) / w;
    return upright ? [x - 0.5, y + t - 0.5] : [x + t - 0.5, y - 0.5];
  };
  const loops = [];
  for (let id = 0; id < next.length; id++) {
    if (next[id] < 0) continue;
    const loop = [];
    for (let at = id; next[at] >= 0;) { loop.push(...place(at)); const on = next[at]; next[at] = -1; at = on; }
    if (loop.length >= 6) loops.push(smoothed(loop));
  }
  return loops;
}

// Each point half way towards the middle of its neighbours: the staircase of the pixels goes, the stroke stays.
function smoothed(loop) {
  const n = loop.length, out = new Float32Array(n);
  for (let i = 0; i < n; i++) out[i] = 0.5 * loop[i] + 0.25 * (loop[(i + 2) % n] + loop[(i + n - 2) % n]);
  return out;
}

// The Bezier curves of a closed Catmull-Rom spline through the points; draw(x1, y1, x2, y2, x, y) is called for each.
function followCurves(loop, draw) {
  const n = loop.length;
  for (let b = 0, a = n - 2; b < n; a = b, b += 2) {
    const c = (b + 2) % n, d = (b + 4) % n, cx = loop[c], cy = loop[c + 1], bx = loop[b], by = loop[b + 1];
    draw(bx + (cx - loop[a]) / 6, by + (cy - loop[a + 1]) / 6, cx - (loop[d] - bx) / 6, cy - (loop[d + 1] - by) / 6, cx, cy);
  }
}

// As a path to be filled on a canvas, even-odd.
function pathOf(loops) {
  const path = new Path2D();
  for (const loop of loops) {
    path.moveTo(loop[0], loop[1]);
    followCurves(loop, (a, b, c, d, e, f) => path.bezierCurveTo(a, b, c, d, e, f));
    path.closePath();
  }
  return path;
}

// As the text of an SVG path, moved and enlarged.
export function pathText(loops, left, top, zoom) {
  const text = (x, y) => `${(left + zoom * x).toFixed(2)} ${(top + zoom * y).toFixed(2)}`;
  let path = "";
  for (const loop of loops) {
    path += `M${text(loop[0], loop[1])}`;
    followCurves(loop, (a, b, c, d, e, f) => { path += `C${text(a, b)} ${text(c, d)} ${text(e, f)}`; });
    path += "Z";
  }
  return path;
}

export const lookOf = (host, { scratch }) => ({ ink: host.theme.ink, smooth: host.state.ink === "smooth", scratch });

// Draw a character: its outline filled, or its pixels as they are. context is at its upper left corner, side its width.
export function drawInk(context, pixels, size, side, { ink, smooth, scratch }) {
  if (smooth) {
    context.save();
    context.scale(side / size, side / size);
    context.fillStyle = css(ink);
    context.fill(pathOf(outlinesOf(pixels, size)), "evenodd");
    context.restore();
    return;
  }
  const image = scratch.image ??= new ImageData(size, size), canvas = scratch.canvas ??= new OffscreenCanvas(size, size);
  for (let p = 0, q = 0; p < pixels.length; p++, q += 4) {
    [image.data[q], image.data[q + 1], image.data[q + 2]] = ink;
    image.data[q + 3] = 255 * pixels[p] + 0.5; // paper shines through: characters stand closer than their pictures
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, side, side);
}
