// What does the decoder draw everywhere on the map? A lattice of decoded images, made a few at a time.

const TILE_LIMIT = 6000; // decoded tiles kept, at most 5 MB of 28 x 28

const sameLattice = (a, b) => a && b && a.step === b.step && a.i0 === b.i0 && a.i1 === b.i1 && a.j0 === b.j0 && a.j1 === b.j1;

// size: pixels of a tile's side. flat: one row is enough. inputAt(x, y): the decoder's input for a place on the map;
// fadeAt(x, y): how much of its ink to show, 0 to 1; at 0 nothing is decoded.
class Tiles {
  cache = new Map(); lattice = null; queue = []; shades = null; floor = 0; generation = 0;

  constructor({ size, flat }, inputAt, fadeAt = (_x, _y) => 1) {
    this.size = size;
    this.flat = flat;
    this.inputAt = inputAt;
    this.fadeAt = fadeAt;
    this.canvas = new OffscreenCanvas(1, 1);
    this.context = this.canvas.getContext("2d");
    this.stamp = new ImageData(size, size);
    this.blank = new Uint8Array(size * size);
  }

  // Tiles cover the view from a lattice that does not move with it, so that panning decodes only what is new.
  latticeFor(view, pixels) {
    const unit = pixels / view.scale, step = 2 ** (Math.round(2 * Math.log2(unit)) / 2);
    const i0 = Math.floor(view.left / step), i1 = Math.ceil(view.right / step);
    let j0 = Math.floor(view.bottom / step), j1 = Math.ceil(view.top / step);
    if (this.flat) { j0 = Math.floor(this.floor / step) - 1; j1 = j0 + 1; }
    return { step, i0, i1, j0, j1 };
  }

  at(l, i, j) { return [(i - l.i0) * this.size, (l.j1 - 1 - j) * this.size]; }

  put(l, i, j, pixels) {
    const out = new Uint32Array(this.stamp.data.buffer), { shades } = this;
    for (let p = 0; p < out.length; p++) out[p] = shades[pixels[p]];
    const [x, y] = this.at(l, i, j);
    this.context.putImageData(this.stamp, x, y);
  }

  plan(near) {
    const { lattice } = this;
    this.queue = [];
    for (let i = lattice.i0; i < lattice.i1; i++) {
      for (let j = lattice.j0; j < lattice.j1; j++) {
        const known = this.cache.get(`${lattice.step}:${i}:${j}`);
        if (known) this.put(lattice, i, j, known);
        if (known && !known.stale) continue;
        const x = (i + 0.5) * lattice.step, y = (j + 0.5) * lattice.step;
        const fade = this.fadeAt(x, y);
        if (fade === 0) { this.put(lattice, i, j, this.blank); continue; }
        this.queue.push({ i, j, x, y, fade, far: (x - near[0]) ** 2 + (y - near[1]) ** 2 });
      }
    }
    this.queue.sort((a, b) => b.far - a.far); // taken from the end: the nearest first, ink spreads from the point
  }

  // Bring the sheet to a view; what was seen before stays as a blurred stand-in until its tile is decoded.
  fit(view, pixels, near, theme) {
    const { canvas, size } = this, wanted = this.latticeFor(view, pixels);
    if (sameLattice(wanted, this.lattice) && this.shades === theme.shades) return;
    const before = this.lattice, old = before && new OffscreenCanvas(canvas.width, canvas.height);
    old?.getContext("2d").drawImage(canvas, 0, 0);
    const recoloured = this.shades !== null && this.shades !== theme.shades;
    this.shades = theme.shades;
    this.lattice = wanted;
    canvas.width = (wanted.i1 - wanted.i0) * size;
    canvas.height = (wanted.j1 - wanted.j0) * size;
    if (old && !recoloured) {
      const ratio = before.step / wanted.step * size;
      this.context.drawImage(old, (before.i0 * before.step / wanted.step - wanted.i0) * size,
        (wanted.j1 - before.j1 * before.step / wanted.step) * size,
        (before.i1 - before.i0) * ratio, (before.j1 - before.j0) * ratio);
    }
    this.plan(near);
  }

  // The decoder's picture has changed (new weights, another class, another plane): decode again, show the old meanwhile.
  stale(near) {
    this.generation++;
    for (const pixels of this.cache.values()) pixels.stale = true;
    if (this.lattice) this.plan(near);
  }

  next() {
    const tile = this.queue.pop();
    if (!tile) return null;
    const owner = this.lattice, born = this.generation;
    return {
      x: this.inputAt(tile.x, tile.y),
      done: (pixels) => {
        if (born !== this.generation) return; // computed by a worker with what is no longer true
        const bytes = Uint8Array.from(pixels, (v) => v * tile.fade * 255 + 0.5);
        if (this.cache.size >= TILE_LIMIT) this.cache = new Map();
        this.cache.set(`${owner.step}:${tile.i}:${tile.j}`, bytes);
        if (owner === this.lattice) this.put(this.lattice, tile.i, tile.j, bytes);
      },
    };
  }

  get waiting() { return this.queue.length; }

  draw(target, toScreen, opacity) {
    const { lattice } = this;
    if (!lattice) return;
    const [left, top] = toScreen(lattice.i0 * lattice.step, lattice.j1 * lattice.step);
    const [right, bottom] = toScreen(lattice.i1 * lattice.step, lattice.j0 * lattice.step);
    target.save();
    target.globalAlpha = opacity;
    target.imageSmoothingQuality = "medium";
    target.drawImage(this.canvas, left, top, right - left, bottom - top);
    target.restore();
  }
}

export const makeTiles = (shape, inputAt, fadeAt) => new Tiles(shape, inputAt, fadeAt);
