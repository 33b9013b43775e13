// How does a photograph look with the corners of its sheet, what lies beside it dimmed?

import { canvasOf, pictureOf } from "./pictures.js";

const SMALLER_SCALE = 0.55;

class PhotoLayer {
  picture = null; half = null; size = null;

  static async of({ about, photo }) {
    const layer = new PhotoLayer();
    layer.picture = await pictureOf(photo, "image/jpeg");
    layer.half = canvasOf(layer.picture, 0.5);
    layer.size = about.size; // of the photograph itself, as it lies in the block
    return layer;
  }

  // In pixels of the photograph as it is seen, after quarters more; the context's own scale is that. scale: pixels of the screen for one.
  draw(context, scale, quarters) {
    const [w, h] = this.size, small = scale * w / this.picture.width < SMALLER_SCALE;
    const [a, b, c, d, e, f] = [[1, 0, 0, 1, 0, 0], [0, 1, -1, 0, h, 0], [-1, 0, 0, -1, w, h], [0, -1, 1, 0, 0, w]][quarters];
    context.save();
    context.transform(a, b, c, d, e, f);
    context.drawImage(small ? this.half : this.picture, 0, 0, w, h);
    context.restore();
  }
}

/** Dim what lies beside the sheet and draw its sides. points: in pixels of what is seen, with the size of it; wide: of a line there.
 * @param {any} context
 * @param {number[][]} points
 * @param {number[]} size
 * @param {string} colour
 * @param {number} wide */
export function drawSheet(context, points, size, colour, wide) {
  const [w, h] = size;
  const around = new Path2D();
  points.forEach(([x, y], k) => (k ? around.lineTo(x, y) : around.moveTo(x, y)));
  around.closePath();
  const beside = new Path2D(around);
  beside.rect(-0.5, -0.5, w + 1, h + 1);
  context.fillStyle = "rgb(0 0 0 / 0.5)";
  context.fill(beside, "evenodd");
  for (const [style, width] of [["rgb(255 255 255 / 0.9)", 4 * wide], [colour, 2 * wide]]) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.stroke(around);
  }
}

export const photoLayerOf = (opened) => PhotoLayer.of(opened);
