// How is a letter painted, red within the grey ink of its word? From dots that say how much ink they have, and whose.

import { luminance } from "../base/colour.js";
import { element } from "../base/dom.js";

const HIGH = 4.4, ABOVE = 2.8, BETWEEN = 5; // x-heights that a tile shows, those above the base line; pixels beside a letter's word
const RED = { day: [196, 24, 24], night: [255, 128, 118] }, FAINT = 0.42; // how much of the ink's colour the word has

// packed: dots of all pictures one behind the other, packed by zlib. about: of core/blocks/letters.py.
export async function openPictures(about, packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const dots = new Uint8Array(await new Response(stream).arrayBuffer());
  let start = 0;
  const pictures = about.pictures.map(([w, h, base, xHeight]) => {
    const picture = { w, h, base, xHeight, dots: dots.subarray(start, start + w * h) };
    start += w * h;
    return picture;
  });
  return { ...about, pictures };
}

// Two tables, dot -> a pixel (ABGR): for a letter's own dots, and for all others.
export function inksOf(theme, levels) {
  const day = luminance(theme.paper) > 128, grey = theme.paper.map((p, c) => Math.round(p + (theme.ink[c] - p) * FAINT));
  const table = (/** @type {number[]} */ [r, g, b]) => Uint32Array.from({ length: 256 }, (_, dot) => {
    const alpha = dot ? Math.round(255 * ((dot - 1) % levels + 1) / levels) : 0;
    return (alpha << 24 | b << 16 | g << 8 | r) >>> 0;
  });
  return { own: table(day ? RED.day : RED.night), other: table(grey), levels };
}

/** A window of a picture into pixels: left and top in the picture's dots, which may lie outside it; width and height; and
 * where it goes, in `out` of so many pixels a row.
 * @param {number[]} window */
function copyWindow(out, stride, at, picture, owner, inks, window) {
  const [left, top, wide, high] = window, { w, h, dots } = picture, first = owner * inks.levels, last = first + inks.levels;
  const x0 = Math.max(0, left), x1 = Math.min(w, left + wide), y1 = Math.min(h, top + high);
  for (let y = Math.max(0, top); y < y1; y++) {
    for (let x = x0, from = y * w + x0, to = (y - top) * stride + at + x0 - left; x < x1; x++, from++, to++) {
      const dot = dots[from];
      if (dot) out[to] = dot > first && dot <= last ? inks.own[dot] : inks.other[dot];
    }
  }
}

function paintPixels(canvas, wide, high, fill) {
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const context = canvas.getContext("2d", { willReadFrequently: true }), image = context.createImageData(wide, high);
  fill(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
}

let strip = null; // on which a row's letters lie side by side, as large as they are kept

// A row of letters, each in the middle of its tile, the base lines of all as high. One canvas a row: with one for each letter
// a frame took five times as long. size: {tile: [width, height], gap, scale}, in CSS pixels and in pixels for each of these.
export function paintRow(canvas, letters, items, inks, { tile: [w, h], gap, scale }) {
  strip ??= element("canvas", {});
  const inner = w - 2 * BETWEEN; // words that are cut off must not run into one another
  const windows = items.map((i) => {
    const picture = letters.pictures[letters.picture[i]], high = Math.round(HIGH * picture.xHeight), wide = Math.round(high * inner / h);
    return { picture, i, wide, high, left: Math.round(letters.middle[i] - wide / 2), top: Math.round(picture.base - ABOVE * picture.xHeight) };
  });
  const stride = windows.reduce((sum, { wide }) => sum + wide + 1, 0), most = Math.max(1, ...windows.map(({ high }) => high));
  const starts = [];
  paintPixels(strip, stride, most, (out) => {
    let at = 0;
    for (const { picture, i, wide, high, left, top } of windows) {
      copyWindow(out, stride, at, picture, letters.owner[i], inks, [left, top, wide, high]);
      starts.push(at);
      at += wide + 1;
    }
  });
  const width = Math.round((items.length * (w + gap) - gap) * scale), height = Math.round(h * scale);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  for (const [c, { wide, high }] of windows.entries()) {
    context.drawImage(strip, starts[c], 0, wide, high, (c * (w + gap) + BETWEEN) * scale, 0, inner * scale, h * scale);
  }
}

// All of a letter's word.
export function paintWord(canvas, letters, i, inks) {
  const picture = letters.pictures[letters.picture[i]], { w, h } = picture;
  paintPixels(canvas, w, h, (out) => copyWindow(out, w, 0, picture, letters.owner[i], inks, [0, 0, w, h]));
  canvas.style.aspectRatio = `${w} / ${h}`;
}
