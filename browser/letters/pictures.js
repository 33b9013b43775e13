// How is a letter painted, red within the grey ink of its word? From dots that say how much ink they have, and whose.

import { luminance } from "../base/colour.js";
import { element } from "../base/dom.js";

const HIGH = 4.4, ABOVE = 2.8, WIDE = 5.9; // x-heights that a tile shows, those above the base line, and across
const RED = { day: [196, 24, 24], night: [255, 128, 118] }, FAINT = 0.42; // how much of the ink's colour the word has
export const BASE_OF_TILE = ABOVE / HIGH;

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

/** A window of the picture onto a canvas: left, top in the picture's dots, which may lie outside it; width and height.
 * @param {number[]} window */
function paintWindow(canvas, picture, owner, inks, window) {
  const [left, top, wide, high] = window;
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const context = canvas.getContext("2d"), image = context.createImageData(wide, high), out = new Uint32Array(image.data.buffer);
  const { w, h, dots } = picture, first = owner * inks.levels, last = first + inks.levels;
  const x0 = Math.max(0, left), x1 = Math.min(w, left + wide), y1 = Math.min(h, top + high);
  for (let y = Math.max(0, top); y < y1; y++) {
    for (let x = x0, from = y * w + x0, to = (y - top) * wide + x0 - left; x < x1; x++, from++, to++) {
      const dot = dots[from];
      if (dot) out[to] = dot > first && dot <= last ? inks.own[dot] : inks.other[dot];
    }
  }
  context.putImageData(image, 0, 0);
}

// The letter in the middle, its base line as high as that of all others.
export function paintTile(canvas, letters, i, inks) {
  const picture = letters.pictures[letters.picture[i]], { xHeight, base } = picture;
  const wide = Math.round(WIDE * xHeight), high = Math.round(HIGH * xHeight);
  const window = [Math.round(letters.middle[i] - wide / 2), Math.round(base - ABOVE * xHeight), wide, high];
  paintWindow(canvas, picture, letters.owner[i], inks, window);
}

// All of its word.
export function paintWord(canvas, letters, i, inks) {
  const picture = letters.pictures[letters.picture[i]];
  paintWindow(canvas, picture, letters.owner[i], inks, [0, 0, picture.w, picture.h]);
  canvas.style.aspectRatio = `${picture.w} / ${picture.h}`;
}

export const makeTileCanvas = () => element("canvas", { width: 1, height: 1, "aria-hidden": "true" });
