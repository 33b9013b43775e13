// Which colour has a number inside a network? Orange below 0, the page's paper at 0, blue above: told apart by every eye.

import { css, parseColour } from "../base/theme.js";

const INSIDE_ENDS = { light: ["#b4480a", "#274a9c"], dark: ["#ff9c52", "#9fb6ff"] };
const INSIDE_STEPS = 255; // on either side of 0
const INSIDE_BEND = 0.65; // below 1, so that what is a tenth of the largest can be seen

// theme -> {table: pixels from -255 to 255, css(v) for v in [-1, 1], ends}.
export function insidePalette(theme) {
  const [r, g, b] = theme.paper, ends = INSIDE_ENDS[0.2126 * r + 0.7152 * g + 0.0722 * b > 128 ? "light" : "dark"].map(parseColour);
  /** @returns {[number, number, number]} */
  const mixed = (v) => theme.paper.map((p, c) => Math.round(p + (ends[v < 0 ? 0 : 1][c] - p) * Math.min(1, Math.abs(v))));
  const table = new Uint32Array(2 * INSIDE_STEPS + 1);
  for (let i = 0; i < table.length; i++) {
    const [red, green, blue] = mixed((i - INSIDE_STEPS) / INSIDE_STEPS);
    table[i] = (255 << 24 | blue << 16 | green << 8 | red) >>> 0;
  }
  return { table, ends: ends.map((end) => css(end)), css: (v) => css(mixed(v)) };
}

// The pixel for a number, full colour at `top`.
export function insidePixel(table, value, top) {
  const size = Math.abs(value) / top, at = Math.round(Math.sign(value) * size ** INSIDE_BEND * INSIDE_STEPS);
  return table[INSIDE_STEPS + (at > INSIDE_STEPS ? INSIDE_STEPS : at < -INSIDE_STEPS ? -INSIDE_STEPS : at)];
}

// Draw numbers as a picture of w x h cells, as large as the canvas is.
export function insidePicture(canvas, values, w, h, palette, top = 0) {
  const small = new OffscreenCanvas(w, h), context = small.getContext("2d"), image = context.createImageData(w, h);
  const out = new Uint32Array(image.data.buffer);
  const most = top || values.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-9);
  for (let i = 0; i < out.length; i++) out[i] = insidePixel(palette.table, values[i], most);
  context.putImageData(image, 0, 0);
  const large = canvas.getContext("2d");
  large.imageSmoothingEnabled = false;
  large.drawImage(small, 0, 0, canvas.width, canvas.height);
}
