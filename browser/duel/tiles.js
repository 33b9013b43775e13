// How does one shown image look at any moment of a step? Noise, what is drawn from it, which way its pixels are pushed.

import { element } from "../base/dom.js";

export const DUEL_MORE = [37, 99, 235], DUEL_LESS = [214, 40, 40]; // gains ink, loses ink: blue and red differ for all eyes

export const duelBetween = (a, b, t) => a + (b - a) * t;

// The same static for the same image and moment: it must not flicker while nothing moves.
function duelStatic(i, p) {
  let v = Math.imul(i * 2654435761 + p * 40503 + 12345, 1597334677) >>> 0;
  v ^= v >>> 15;
  return (Math.imul(v, 2246822519) >>> 0) / 4294967296;
}

// One picture of size x size pixels. kind: "real" or "drawn".
export function makeDuelTile(kind, i) {
  const canvas = element("canvas", { role: "img" }), says = element("figcaption", {});
  const node = element("button", { type: "button", className: `tile ${kind}` }, canvas, says);
  let image = null, context = null;

  function fit(size) {
    if (canvas.width === size && image) return;
    canvas.width = canvas.height = size;
    context = canvas.getContext("2d", { willReadFrequently: true });
    image = context.createImageData(size, size);
  }

  return {
    node, canvas, says,
    real(pixels, size, theme, seen) {
      fit(size);
      const out = new Uint32Array(image.data.buffer);
      for (let p = 0; p < out.length; p++) out[p] = theme.shades[pixels[p]];
      context.putImageData(image, 0, 0);
      canvas.style.opacity = seen;
    },
    // at: {made, pushed, done, settled} from 0 to 1: drawn out of static; the push shown; it turns into what was done;
    // that fades and leaves what is drawn now.
    drawn({ before, after, push, change }, size, theme, at) {
      fit(size);
      const out = new Uint32Array(image.data.buffer), { shades } = theme, overlay = at.pushed * (1 - at.settled);
      for (let p = 0; p < out.length; p++) {
        let ink = before[p];
        if (at.made < 1) ink = duelBetween(255 * 0.55 * duelStatic(i, p), ink, at.made);
        if (at.settled > 0) ink = duelBetween(ink, after[p], at.settled);
        if (overlay <= 0) { out[p] = shades[ink | 0]; continue; }
        const signed = duelBetween(push[p], change[p], at.done) / 127, strong = overlay * Math.min(1, Math.abs(signed) ** 0.65);
        out[p] = duelTinted(shades[(ink * (1 - 0.55 * overlay)) | 0], signed > 0 ? DUEL_MORE : DUEL_LESS, strong);
      }
      context.putImageData(image, 0, 0);
    },
  };
}

// A pixel (little-endian ABGR) mixed with a colour.
export function duelTinted(shade, colour, share) {
  const r = duelBetween(shade & 255, colour[0], share) | 0, g = duelBetween(shade >> 8 & 255, colour[1], share) | 0;
  return (255 << 24 | (duelBetween(shade >> 16 & 255, colour[2], share) | 0) << 16 | g << 8 | r) >>> 0;
}

// The random numbers of one image as a square of shades, -2 to 2 standard deviations.
export function paintDuelNoise(canvas, z, theme) {
  const side = Math.ceil(Math.sqrt(z.length));
  canvas.width = side;
  canvas.height = Math.ceil(z.length / side);
  const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
  const out = new Uint32Array(image.data.buffer);
  for (let k = 0; k < z.length; k++) out[k] = theme.shades[Math.round(255 * Math.min(1, Math.max(0, 0.5 + z[k] / 4)))];
  context.putImageData(image, 0, 0);
}
