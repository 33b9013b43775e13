// What does a network get to see of a drawing? Step by step, and each step can be left out.
//
// Source of the first three: LeCun, Cortes & Burges, "The MNIST database of handwritten digits": the box around the ink is
// scaled, keeping its proportions, and put so that its centre of mass is in the middle.

import { massOf, rasterOf } from "./raster.js";
import { boxOf } from "./strokes.js";

export const READ_STEPS = ["box", "scale", "mass", "width"];
const PEN = 1 / 14; // of the sheet's side, one nib
const DOT = 0.05; // of the side: what is smaller is not blown up to a whole image

// strokes: of one character. kind: {size: pixels of a side, share: of it that the ink takes, weight: pixels of a stroke}, as the
// images are that the network learned from. on: {box, scale, mass, width}, which steps are taken.
// Returns {pixels (size * size), place: how the sheet came to it}, or null where there is no ink.
export function seenOf(strokes, kind, on) {
  const box = boxOf(strokes);
  if (!box) return null;
  const { size, share, weight } = kind, middle = size / 2;
  let scale = size, left = 0, top = 0;
  const fit = on.scale ? Math.max(1, Math.round(size * share)) : size;
  if (on.box) {
    // A brush of a set width leaves less room for the lines.
    const side = on.width ? Math.max(box.line.side, DOT) : Math.max(box.ink.side, DOT), frame = on.width ? box.line : box.ink;
    scale = Math.max(1, on.width ? fit - weight : fit) / side;
    [left, top] = [middle - scale * frame.x, middle - scale * frame.y];
  } else if (on.scale) {
    scale = fit;
    left = top = middle - scale / 2;
  }
  const wide = on.width ? () => weight : (w) => w * PEN * scale;
  let pixels = rasterOf(strokes, size, { scale, left, top, wide });
  if (on.mass) {
    const mass = massOf(pixels, size);
    if (!mass) return null;
    const [x0, y0, x1, y1] = [box.line.left * scale + left, box.line.top * scale + top, box.line.right * scale + left, box.line.bottom * scale + top];
    const moved = [kept(middle - mass[0], x0, x1, size), kept(middle - mass[1], y0, y1, size)];
    if (moved[0] || moved[1]) {
      left += moved[0];
      top += moved[1];
      pixels = rasterOf(strokes, size, { scale, left, top, wide });
    }
  }
  return { pixels, place: { scale, left, top } };
}

// A move that keeps the lines on the image, in whole pixels as MNIST's were moved.
function kept(move, low, high, size) {
  const whole = Math.round(move);
  return Math.max(Math.min(0, Math.ceil(-low)), Math.min(whole, Math.max(0, Math.floor(size - high))));
}

// The pictures from the sheet to what goes in: one as drawn, then one behind each step, whether it is taken or not.
// [{name: "raw" or a step's, taken, pixels}]
export function stagesOf(strokes, kind, on) {
  const so_far = { box: false, scale: false, mass: false, width: false };
  const stages = [{ name: "raw", taken: true, pixels: seenOf(strokes, kind, so_far)?.pixels ?? null }];
  for (const name of READ_STEPS) {
    so_far[name] = on[name];
    const pixels = on[name] ? seenOf(strokes, kind, so_far)?.pixels ?? null : stages.at(-1).pixels;
    stages.push({ name, taken: on[name], pixels });
  }
  return stages;
}
