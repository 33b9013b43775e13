// What does the model make of some images just now? Originals over what it draws anew, as ink on paper.

import { element } from "../../base/dom.js";

const GAP = 2, ACROSS = 8;

// size: pixels of an image's side; host: {theme}.
export function makePictures(host, size, label) {
  const canvas = element("canvas", { className: "anew", role: "img", "aria-label": label }), context = canvas.getContext("2d");
  let rows = [];

  function draw() {
    if (!rows.length) return;
    const across = Math.min(ACROSS, rows[0].length / (size * size)), each = size + GAP, count = rows[0].length / (size * size);
    const width = across * each - GAP, height = Math.ceil(count / across) * rows.length * each - GAP;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const sheet = context.createImageData(width, height), out = new Uint32Array(sheet.data.buffer), { shades } = host.theme;
    for (const [r, pixels] of rows.entries()) {
      for (let i = 0; i < count; i++) {
        const left = (i % across) * each, top = (Math.floor(i / across) * rows.length + r) * each;
        for (let p = 0; p < size * size; p++) out[(top + Math.floor(p / size)) * width + left + p % size] = shades[pixels[i * size * size + p]];
      }
    }
    context.putImageData(sheet, 0, 0);
  }

  // next: one or several runs of as many images each, bytes; they stand over one another.
  return { canvas, draw, show(next) { rows = next; draw(); } };
}
