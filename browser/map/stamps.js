// Which images stand on the map as labels? One for each group, beside its point, none on top of another.

import { isolated, shortened } from "../base/names.js";
import { css, paintThumb } from "../base/theme.js";

const STAMP = 30, STAMP_GAP = 4, STAMP_LIMIT = 60; // pixels; more labels than that hide the map
const NARROW = 480; // a map of fewer pixels has no room for words beside the pictures

const apart = (a, b) => a.left + a.width + STAMP_GAP <= b.left || b.left + b.width + STAMP_GAP <= a.left
  || a.top + STAMP + STAMP_GAP <= b.top || b.top + STAMP + STAMP_GAP <= a.top;

// host: see map.js; host.stamps is [{index, text, category}], the first the most important.
class Stamps {
  pictures = new Map(); made = null;

  constructor(host, camera, placeOf) {
    this.host = host;
    this.camera = camera;
    this.placeOf = placeOf;
  }

  picture(atlas, index) {
    const { tile, columns } = this.host.cloud, { shades } = this.host.theme;
    if (this.made?.atlas !== atlas || this.made.shades !== shades) {
      this.pictures = new Map();
      this.made = { atlas, shades };
    }
    if (!this.pictures.has(index)) {
      const canvas = new OffscreenCanvas(tile, tile);
      paintThumb(canvas.getContext("2d"), atlas, (index % columns) * tile, Math.floor(index / columns) * tile, tile,
        shades, 0, 0, tile);
      this.pictures.set(index, canvas);
    }
    return this.pictures.get(index);
  }

  // Around the point: above, below, right, left, and the same farther off.
  place(x, y, width, taken) {
    for (const far of [10, 26, 46]) {
      for (const [left, top] of [[x - width / 2, y - STAMP - far], [x - width / 2, y + far], [x + far, y - STAMP / 2],
        [x - width - far, y - STAMP / 2]]) {
        const box = { left, top, width };
        const inside = left >= 2 && top >= 2 && left + width <= this.camera.width - 2 && top + STAMP <= this.camera.height - 2;
        if (inside && taken.every((other) => apart(box, other))) return box;
      }
    }
    return null;
  }

  drawOne(context, { left, top, width }, [x, y], words, image, category) {
    const { theme } = this.host, colour = category === null ? theme.text : theme.classes[category % theme.classes.length];
    const nearX = Math.min(Math.max(x, left), left + width), nearY = Math.min(Math.max(y, top), top + STAMP);
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(nearX, nearY);
    context.lineTo(x, y);
    context.stroke();
    context.beginPath();
    context.roundRect(left, top, width, STAMP, 6);
    context.fillStyle = css(theme.paper, 0.95);
    context.fill();
    context.stroke();
    context.drawImage(image, left + 2, top + 2, STAMP - 4, STAMP - 4);
    context.fillStyle = theme.text;
    context.fillText(words, left + STAMP + 3, top + STAMP / 2 + 1);
  }

  // Returns the boxes drawn: {index, left, top, width}.
  draw(context, atlas) {
    const { theme, stamps } = this.host, taken = [];
    if (!atlas) return taken;
    context.font = `700 ${13 * theme.scale}px ${theme.font}`;
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const { index, text, category } of stamps.slice(0, STAMP_LIMIT)) {
      const [x, y] = this.camera.toScreen(...this.placeOf(index));
      if (x < 0 || y < 0 || x > this.camera.width || y > this.camera.height) continue;
      const words = this.camera.width < NARROW ? "" : isolated(shortened(text, 24));
      const box = this.place(x, y, STAMP + (words ? context.measureText(words).width + 10 : 0), taken);
      if (!box) continue;
      taken.push({ ...box, index });
      this.drawOne(context, box, [x, y], words, this.picture(atlas, index), category);
    }
    return taken;
  }
}

export const makeStamps = (host, camera, placeOf) => new Stamps(host, camera, placeOf);
