// How are many thousand points drawn and found again within a frame? Pixel by pixel, and by a grid.

import { signsOf } from "../base/names.js";

// Each class's sign as a small coverage mask, so that classes differ by shape as well as by colour.
export function makeSigns(classes, font, pixels) {
  const w = Math.ceil(pixels * 0.8), h = Math.ceil(pixels), canvas = new OffscreenCanvas(w, h);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.font = `700 ${pixels}px ${font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  return classes.map((name) => {
    context.clearRect(0, 0, w, h);
    context.fillText(signsOf(name)[0] ?? "", w / 2, h * 0.54);
    const data = context.getImageData(0, 0, w, h).data, mask = new Uint8Array(w * h);
    for (let i = 0; i < mask.length; i++) mask[i] = data[4 * i + 3];
    return { w, h, mask };
  });
}

export function makeBlock(side) {
  return { w: side, h: side, mask: new Uint8Array(side * side).fill(255) };
}

// Colours by number, as pixels: the classes', starting again after the last.
export function classTable(rgb) {
  const table = Uint32Array.from(rgb, ([r, g, b]) => (b << 16 | g << 8 | r) >>> 0);
  return { table, fold: true };
}

// Draw points at screen places (device pixels) into an image. style: {ink: a number each, table: {table, fold, faint}:
// the colour of each number (fold: starting again after the last; faint: 0 is none of them), kinds: a number each, of its sign among
// signs, which are null where all are blocks; block, bright: 1 for those that stand out or null, opacity}.
// fillRect for each would take 38 ms for 60,000 points, arcs 130; writing the pixels takes 2.
export function drawPoints(image, screen, { ink, table: { table, fold, faint = false }, kinds, signs, block, bright, opacity }) {
  const out = new Uint32Array(image.data.buffer), { width, height } = image, last = table.length - 1;
  for (const pass of bright === null ? [null] : [0, 1]) { // what is looked for comes on top
    for (let i = 0; i < ink.length; i++) {
      if (pass !== null && bright[i] !== pass) continue;
      const { w, h, mask } = signs?.[kinds[i]] ?? block;
      const left = Math.round(screen[2 * i] - w / 2), top = Math.round(screen[2 * i + 1] - h / 2);
      if (left < 0 || top < 0 || left + w > width || top + h > height) continue;
      const share = pass === 0 ? 0.13 : faint && ink[i] === 0 ? 0.5 * opacity : opacity;
      const colour = table[fold ? ink[i] % (last + 1) : Math.min(ink[i], last)];
      for (let y = 0, m = 0; y < h; y++) {
        for (let x = 0, o = (top + y) * width + left; x < w; x++, o++, m++) {
          const alpha = mask[m] * share | 0;
          if (alpha > 100 || alpha > out[o] >>> 24) out[o] = (alpha << 24 | colour) >>> 0;
        }
      }
    }
  }
}

// Where each class has its name on the map: the median of its points, of every so many points where there are many.
export function classCentres(xy, labels, k) {
  const step = Math.ceil(labels.length / 6000), xs = Array.from({ length: k }, () => []), ys = xs.map(() => []);
  for (let i = 0; i < labels.length; i += step) {
    if (labels[i] < k) { xs[labels[i]].push(xy[2 * i]); ys[labels[i]].push(xy[2 * i + 1]); }
  }
  const median = (list) => Float32Array.from(list).sort()[list.length >> 1];
  return xs.map((list, c) => (list.length ? [median(list), median(ys[c])] : null));
}
