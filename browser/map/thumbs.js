// How do images of the data stand in a list? Cut out of the atlas; only those in sight are made.

import { CLASS_COLOURS } from "../base/class_marks.js";
import { element } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { paintInk } from "../base/theme.js";

const CELL = 46, CELL_GAP = 5, NOTE = 17; // CSS pixels: side of a thumbnail, room between two, a line of text below one

// pad: {bundle, theme, map}. The atlas comes a moment after the model: until then there is nothing to cut.
export function makeCutter(pad) {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  let stamp = new ImageData(1, 1);
  const tile = () => pad.bundle.about.tile || 1;
  const place = (i) => [(i % pad.bundle.about.columns) * tile(), Math.floor(i / pad.bundle.about.columns) * tile()];

  // RGBA bytes of the i-th image, in which red is the ink; null without an atlas.
  function read(i) {
    const { atlas } = pad.map, side = tile();
    if (!atlas) return null;
    if (stamp.width !== side) {
      stamp = new ImageData(side, side);
      context.canvas.width = context.canvas.height = side;
    }
    const [x, y] = place(i);
    context.drawImage(atlas, x, y, side, side, 0, 0, side, side);
    return context.getImageData(0, 0, side, side).data;
  }

  return {
    place,
    get tile() { return tile(); },
    ink(i) {
      const data = read(i);
      return data && Float32Array.from({ length: data.length / 4 }, (_, p) => data[4 * p] / 255);
    },
    paint(target, i) {
      const data = read(i), { shades } = pad.theme;
      if (!data) return;
      const out = new Uint32Array(stamp.data.buffer);
      for (let p = 0; p < out.length; p++) out[p] = shades[data[4 * p]];
      target.putImageData(stamp, 0, 0);
    },
  };
}

// A picture with a line below it. paint(ink, side): in [0, 1], or null to leave it blank.
export function makeFigure(pad, text, about) {
  const canvas = element("canvas", { width: 1, height: 1, role: "img", title: about, "aria-label": about });
  const words = element("small", {}), context = canvas.getContext("2d");
  return {
    words,
    node: element("figure", {}, canvas, element("figcaption", {}, element("span", { textContent: text }), words)),
    paint(ink, side) {
      canvas.width = canvas.height = side; // this clears it, too
      if (ink) context.putImageData(paintInk(ink, pad.theme.shades, context.createImageData(side, side)), 0, 0);
    },
  };
}

// A list of images that is one stop for Tab: arrows go through it, Enter opens.
// on: point(i) or point(-1), open(i), name(i) -> text read aloud, note(i) -> text below (optional).
class Shelf {
  cells = new Map(); items = []; active = -1; across = 1; resting = false;

  constructor(pad, cutter, label, on) {
    this.pad = pad;
    this.cutter = cutter;
    this.on = on;
    this.sizer = element("div", { className: "cells" });
    this.node = element("div", { className: "shelf", tabIndex: 0, role: "listbox", "aria-label": label }, this.sizer);
    this.prefix = label.replace(/\W+/g, "-").toLowerCase();
    this.height = CELL + CELL_GAP + (on.note ? NOTE : 0);
    this.node.onscroll = () => this.arrange();
    // Keys scroll the list under a mouse that rests: it points at nothing until it moves.
    this.node.onpointermove = (event) => { if (event.movementX || event.movementY) this.resting = false; };
    this.node.onpointerover = (event) => {
      if (this.resting || event.pointerType === "touch") return;
      on.point(this.placeOf(event) < 0 ? -1 : this.items[this.placeOf(event)]);
    };
    this.node.onpointerleave = () => { if (!this.resting) on.point(-1); };
    this.node.onblur = () => { this.active = -1; this.mark(); on.point(-1); };
    this.node.onclick = (event) => { if (this.placeOf(event) >= 0) on.open(this.items[this.placeOf(event)]); };
    this.node.onkeydown = (event) => this.key(event);
    this.size = makeHost(this.node, { resized: () => this.arrange() });
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.items.length) return;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.across, ArrowDown: this.across };
    if (event.key in steps) this.activate(this.active < 0 ? 0 : this.active + steps[event.key]);
    else if (event.key === "Home") this.activate(0);
    else if (event.key === "End") this.activate(this.items.length - 1);
    else if ((event.key === "Enter" || event.key === " ") && this.active >= 0) this.on.open(this.items[this.active]);
    else return;
    this.resting = true;
    event.preventDefault();
  }

  cellFor(place) {
    const i = this.items[place], canvas = element("canvas", { width: this.cutter.tile, height: this.cutter.tile });
    const cell = element("div", { className: "cell", role: "option", id: `${this.prefix}-${place}`, title: this.on.name(i),
      "aria-label": this.on.name(i), "aria-posinset": place + 1, "aria-setsize": this.items.length }, canvas);
    if (this.on.note) cell.append(element("small", { textContent: this.on.note(i) }));
    const c = this.pad.bundle.labels[i];
    if (this.pad.bundle.classes[c] !== undefined) cell.style.setProperty("--class", `var(--class-${c % CLASS_COLOURS})`);
    this.cutter.paint(canvas.getContext("2d"), i);
    return Object.assign(cell, { place, image: i });
  }

  // Those that show the same as before stay: a slider that asks for one more makes one.
  drop(wanted) {
    for (const [place, cell] of this.cells) {
      if (cell.image === wanted[place] && (!this.on.note || this.on.note(cell.image) === cell.lastChild.textContent)) {
        cell.setAttribute("aria-setsize", wanted.length);
      } else {
        cell.remove();
        this.cells.delete(place);
      }
    }
  }

  arrange() {
    if (!this.node.clientWidth) return; // not in sight
    const room = this.node.clientWidth - 4;
    this.across = Math.max(1, Math.floor((room + CELL_GAP) / (CELL + CELL_GAP)));
    const step = this.across > 1 ? Math.min(CELL + 3 * CELL_GAP, (room - CELL) / (this.across - 1)) : 0; // out to the right edge
    this.sizer.style.height = `${Math.ceil(this.items.length / this.across) * this.height}px`;
    const first = Math.max(0, Math.floor(this.node.scrollTop / this.height) - 1) * this.across;
    const end = Math.min(this.items.length, (Math.ceil((this.node.scrollTop + this.node.clientHeight) / this.height) + 1) * this.across);
    for (const [place, cell] of this.cells) if (place < first || place >= end) { cell.remove(); this.cells.delete(place); }
    for (let place = first, made = false; place < end; place++) {
      if (!this.cells.has(place)) {
        this.cells.set(place, this.cellFor(place));
        made = true;
      }
      if (made) this.sizer.append(this.cells.get(place)); // in the list's order, for those who hear it
      const x = (place % this.across) * step + 2, y = Math.floor(place / this.across) * this.height + 2;
      this.cells.get(place).style.transform = `translate(${x}px, ${y}px)`;
    }
    this.mark();
  }

  mark() {
    for (const [place, cell] of this.cells) cell.setAttribute("aria-selected", place === this.active);
    if (this.active >= 0) this.node.setAttribute("aria-activedescendant", `${this.prefix}-${this.active}`);
    else this.node.removeAttribute("aria-activedescendant");
  }

  activate(place) {
    this.active = Math.max(0, Math.min(this.items.length - 1, place));
    const top = Math.floor(this.active / this.across) * this.height;
    if (top < this.node.scrollTop) this.node.scrollTop = top;
    if (top + this.height > this.node.scrollTop + this.node.clientHeight) this.node.scrollTop = top + this.height - this.node.clientHeight;
    this.arrange();
    this.on.point(this.items[this.active]);
  }

  placeOf(event) { return event.target.closest?.(".cell")?.place ?? -1; }

  empty() {
    this.cells.clear();
    this.sizer.replaceChildren();
  }

  get columns() {
    this.arrange();
    return this.across;
  }

  show(list) {
    this.drop(list);
    this.items = list;
    this.active = -1;
    this.node.scrollTop = 0;
    this.arrange();
  }

  repaint() { this.empty(); this.arrange(); }

  close() { this.size.close(); }
}

export const makeShelf = (pad, cutter, label, on) => new Shelf(pad, cutter, label, on);
