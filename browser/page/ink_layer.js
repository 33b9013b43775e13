// How does the ink of a page look at a threshold and under brushes, at once and at any size?
//
// It is painted in tiles, and only those that have changed and are seen: a slider repaints what is looked at, a brush what it touches.

import { greyOf } from "./pictures.js";
import { brushShares, paintHalved, paintShares, shareColours } from "./shares.js";

const SMALL_SCALE = 0.55; // below so many pixels of the screen for one of the page, half the size is drawn from
const TILE_SIDE = 256; // pixels

// The page at its own size, or at half of it: part 1 or 2.
class InkLevel {
  constructor(width, height, part) {
    this.part = part;
    this.canvas = new OffscreenCanvas(Math.ceil(width / part), Math.ceil(height / part));
    this.context = this.canvas.getContext("2d", { alpha: false });
    this.image = new ImageData(TILE_SIDE, TILE_SIDE);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.columns = Math.ceil(this.canvas.width / TILE_SIDE);
    this.rows = Math.ceil(this.canvas.height / TILE_SIDE);
    this.stale = new Uint8Array(this.columns * this.rows).fill(1);
  }

  // The tiles of a rectangle [left, top, right, bottom] of the shares.
  * tiles([left, top, right, bottom]) {
    const side = TILE_SIDE * this.part, last = [this.columns, this.rows];
    const [a, b] = [left, top].map((v) => Math.max(0, Math.floor(v / side))), [c, d] = [right, bottom].map((v, k) => Math.min(last[k], Math.ceil(v / side)));
    for (let y = b; y < d; y++) for (let x = a; x < c; x++) yield [x, y];
  }

  touch(box) { for (const [x, y] of this.tiles(box)) this.stale[y * this.columns + x] = 1; }

  paint(shares, width, table, seen) {
    const { part, stale, columns, context, image, pixels } = this, height = shares.length / width, side = TILE_SIDE * part;
    for (const [x, y] of this.tiles(seen)) {
      if (!stale[y * columns + x]) continue;
      const box = [x * side, y * side, Math.min(width, (x + 1) * side), Math.min(height, (y + 1) * side)];
      (part === 1 ? paintShares : paintHalved)(pixels, TILE_SIDE, shares, width, table, box);
      context.putImageData(image, x * TILE_SIDE, y * TILE_SIDE);
      stale[y * columns + x] = 0;
    }
  }
}

class InkLayer {
  base = null; shares = null; size = [1, 1]; factor = 1; levels = []; table = null; shown = ""; drawn = [];

  // about, shares: of a block of core/blocks/page.py.
  static async of({ about, shares }) {
    const layer = new InkLayer(), { data, width, height } = await greyOf(shares);
    layer.base = data;
    layer.shares = data.slice();
    layer.size = [width, height];
    layer.factor = width / about.page[0]; // pixels here for one of the page
    layer.levels = [new InkLevel(width, height, 1), new InkLevel(width, height, 2)];
    return layer;
  }

  // key: of the colours, other ones have another.
  show(threshold, colours, key) {
    if (this.shown === `${threshold} ${key}`) return;
    this.shown = `${threshold} ${key}`;
    this.table = shareColours(threshold, colours);
    this.touch([0, 0, ...this.size]);
  }

  // Strokes as ops have them, in pixels of the page, in place of those before.
  strokes(ops) {
    const { drawn } = this;
    this.drawn = ops;
    if (drawn.every(({ id }, k) => id === ops[k]?.id)) {
      for (const op of ops.slice(drawn.length)) this.stroke(op.points, op.width, op.kind);
      return;
    }
    this.redraw();
  }

  // Without what was drawn since, such as a stroke that became none.
  redraw() {
    this.shares.set(this.base);
    for (const op of this.drawn) this.stroke(op.points, op.width, op.kind);
    this.touch([0, 0, ...this.size]);
  }

  stroke(points, width, kind) {
    const [w, h] = this.size, own = points.map((v) => v * this.factor);
    this.touch(brushShares(this.shares, w, h, own, width * this.factor, kind));
  }

  touch(box) {
    if (box[2] <= box[0] || box[3] <= box[1]) return;
    for (const level of this.levels) level.touch(box);
  }

  // The context's scale is that of the page, of [w, h]. scale: pixels of the screen for one of it; seen: what part of it is, [left, top, right, bottom].
  draw(context, scale, [w, h], seen) {
    const small = scale / this.factor < SMALL_SCALE, level = this.levels[small ? 1 : 0];
    level.paint(this.shares, this.size[0], this.table, seen.map((v) => v * this.factor));
    context.imageSmoothingEnabled = scale / this.factor < 3;
    context.drawImage(level.canvas, 0, 0, this.size[0] / level.part, this.size[1] / level.part, 0, 0, w, h);
    context.imageSmoothingEnabled = true;
  }
}

export const inkLayerOf = (opened) => InkLayer.of(opened);
