// How is the ink of a page drawn piece by piece, in the page's colours and with what brushes did to it?

import { canvasOf } from "./pictures.js";

const HALF_BELOW = 0.55; // of the scale, below which half the size is drawn from

class InkSheet {
  drawn = ""; canvas = null;

  // picture: a stencil, opaque where there is ink. wide: pixels of the page across.
  constructor(picture, wide) {
    this.picture = picture;
    this.half = canvasOf(picture, 0.5);
    this.factor = picture.width / wide;
  }

  // Strokes as ops have them, in place of those before; -> whether they are others.
  strokes(ops) {
    const drawn = ops.map(({ id }) => id).join();
    if (drawn === this.drawn) return false;
    this.drawn = drawn;
    this.canvas ??= canvasOf(this.picture);
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.picture, 0, 0);
    for (const op of ops) this.line(context, this.factor, op);
    this.half = canvasOf(this.canvas, 0.5);
    return true;
  }

  // The last piece of a stroke that is just being drawn.
  stroke({ points, width, kind }) {
    this.drawn = "being drawn";
    this.canvas ??= canvasOf(this.picture);
    const last = { points: points.slice(-4), width, kind };
    this.line(this.canvas.getContext("2d"), this.factor, last);
    this.line(this.half.getContext("2d"), this.factor / 2, last);
  }

  line(context, scale, { points, width, kind }) {
    context.globalCompositeOperation = kind === "ink" ? "source-over" : "destination-out";
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = width * scale;
    context.beginPath();
    context.moveTo(points[0] * scale, points[1] * scale);
    for (let k = 2; k < points.length; k += 2) context.lineTo(points[k] * scale, points[k + 1] * scale);
    if (points.length === 2) context.lineTo(points[0] * scale + 0.01, points[1] * scale); // a line of no length is not drawn
    context.stroke();
    context.globalCompositeOperation = "source-over";
  }

  // The part [left, top, width, height] of the page onto a canvas of [w, h], in whatever its pixels are.
  draw(context, [left, top, width, height], [w, h]) {
    const small = w / width / this.factor < HALF_BELOW, from = small ? this.half : this.canvas ?? this.picture, scale = this.factor / (small ? 2 : 1);
    context.drawImage(from, left * scale, top * scale, width * scale, height * scale, 0, 0, w, h);
  }
}

export const makeInkSheet = (picture, wide) => new InkSheet(picture, wide);
