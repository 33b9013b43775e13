// What of a drawing is there to keep? A picture of the sheet, and the very pixels that the network sees.

import { element, save } from "../base/dom.js";
import { rasterOf } from "./raster.js";

const PICTURE_SIDE = 560; // pixels
const PICTURE_NIB = PICTURE_SIDE / 14; // as wide as the sheet draws it

function pictured(size, shade) {
  const canvas = element("canvas", { width: size, height: size }), context = canvas.getContext("2d"), image = context.createImageData(size, size);
  for (let i = 0; i < size * size; i++) image.data.set([...shade(i), 255], 4 * i);
  context.putImageData(image, 0, 0);
  return canvas;
}

// Strokes as ink on paper, in the colours of the page.
export function saveSheet(strokes, { paper, ink }) {
  const inked = rasterOf(strokes, PICTURE_SIDE, { scale: PICTURE_SIDE, left: 0, top: 0, wide: (w) => w * PICTURE_NIB });
  save("drawing.png", pictured(PICTURE_SIDE, (i) => paper.map((p, c) => Math.round(p + (ink[c] - p) * inked[i]))));
}

// What goes in, as images of MNIST are kept: one pixel a number, black for 0 and white for 1.
export function saveSeen(pixels, { model, image_size }) {
  save(`seen-by-${model || "reader"}.png`, pictured(image_size, (i) => Array(3).fill(Math.round(255 * pixels[i]))));
}
