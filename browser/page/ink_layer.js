// How does the ink of a page look at a threshold and under brushes, at once and at any size?

import { canvasOf, channelOf } from "./pictures.js";
import { brushShares, paintShares, shareColours, sharesOf } from "./shares.js";

const SMALL_SCALE = 0.55; // below so many pixels of the screen for one of the page, half the size is drawn from

class InkLayer {
  base = null; shares = null; image = null; pixels = null; canvas = null; context = null; half = null; table = null; stale = null; factor = 1;

  // about, darkness, near, ink: of a block of core/blocks/page.py.
  static async of({ about, darkness, near, ink }) {
    const layer = new InkLayer(), [dark, level, mask] = await Promise.all([channelOf(darkness, 0), channelOf(near, 0), channelOf(ink, 3)]);
    layer.base = sharesOf(dark, level, mask.data, about.threshold, about.nothing);
    layer.shares = layer.base.slice();
    layer.image = new ImageData(dark.width, dark.height);
    layer.pixels = new Uint32Array(layer.image.data.buffer);
    layer.canvas = new OffscreenCanvas(dark.width, dark.height);
    layer.context = layer.canvas.getContext("2d");
    layer.factor = dark.width / about.page[0]; // pixels here for one of the page
    return layer;
  }

  get size() { return [this.canvas.width, this.canvas.height]; }

  show(threshold, colours) {
    this.table = shareColours(threshold, colours);
    this.touch([0, 0, ...this.size]);
  }

  // Strokes as ops have them, in pixels of the page, in place of those before.
  strokes(ops) {
    this.shares.set(this.base);
    for (const op of ops) this.stroke(op.points, op.width, op.kind);
    this.touch([0, 0, ...this.size]);
  }

  stroke(points, width, kind) {
    const [w, h] = this.size, own = points.map((v) => v * this.factor);
    this.touch(brushShares(this.shares, w, h, own, width * this.factor, kind));
  }

  /** @param {number[]} box */
  touch([left, top, right, bottom]) {
    if (right <= left || bottom <= top) return;
    const [a, b, c, d] = this.stale ?? [left, top, right, bottom];
    this.stale = [Math.min(a, left), Math.min(b, top), Math.max(c, right), Math.max(d, bottom)];
  }

  paint() {
    const box = this.stale;
    if (!box || !this.table) return;
    paintShares(this.pixels, this.shares, this.size[0], this.table, box);
    this.context.putImageData(this.image, 0, 0, box[0], box[1], box[2] - box[0], box[3] - box[1]);
    this.halve(box);
    this.stale = null;
  }

  halve(box) {
    if (!this.half) {
      this.half = canvasOf(this.canvas, 0.5);
      return;
    }
    const [left, top] = [box[0] & ~1, box[1] & ~1], wide = box[2] - left, high = box[3] - top;
    this.half.getContext("2d").drawImage(this.canvas, left, top, wide, high, left / 2, top / 2, wide / 2, high / 2);
  }

  // scale: pixels of the screen for one of the page. The context's own scale is that of the page.
  draw(context, scale, [w, h]) {
    this.paint();
    const from = scale / this.factor < SMALL_SCALE ? this.half : this.canvas;
    context.imageSmoothingEnabled = scale / this.factor < 3;
    context.drawImage(from, 0, 0, w, h);
    context.imageSmoothingEnabled = true;
  }
}

export const inkLayerOf = (opened) => InkLayer.of(opened);
