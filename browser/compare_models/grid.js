// What does a model draw from one noise after another? Thirty-six samples, with what each reads as, and how certainly.

import { element } from "../base/dom.js";
import { fitting, isolated } from "../base/names.js";
import { takenFor, takenWords } from "../base/reading.js";
import { css, paintInk } from "../base/theme.js";
import { markInks } from "../map/marks.js";
import { CLEARLY } from "./column.js";
import { noiseOf } from "./space.js";

export const SAMPLES_ACROSS = 6, GRID_SAMPLES = SAMPLES_ACROSS ** 2;
const BAR_SHARE = 0.07, NAMED_FROM = 48; // of a cell: the bar below; pixels from which the class stands beside it

export class ModelGrid {
  version = 1; // of the images: what was asked for, has come or is read of an older one is out of date
  side = 0; // of a cell, in pixels of the canvas
  active = -1; // where the keys are
  walked = -1; // around which sample the walk is
  unpainted = new Set();
  best = new Int16Array(GRID_SAMPLES).fill(-1);
  certainty = new Float32Array(GRID_SAMPLES);
  asked = new Uint32Array(GRID_SAMPLES);
  have = new Uint32Array(GRID_SAMPLES);
  reading = new Uint32Array(GRID_SAMPLES);
  read = new Uint32Array(GRID_SAMPLES);
  canvas = element("canvas", {});
  context = this.canvas.getContext("2d");

  // host: {theme, reader, noise, classOf(c, i) -> y}. on: pick(i).
  constructor(host, model, on) {
    const { size, c, title } = model;
    this.host = host;
    this.model = model;
    this.area = size * size;
    this.pixels = new Float32Array(GRID_SAMPLES * this.area);
    this.stamp = new OffscreenCanvas(size, size);
    this.ink = this.stamp.getContext("2d", { willReadFrequently: true });
    this.image = new ImageData(size, size);
    this.frames = element("div", { className: "frames", role: "listbox", tabIndex: 0, "aria-label": `Samples of ${isolated(title)}` });
    for (let i = 0; i < GRID_SAMPLES; i++) {
      this.frames.append(element("div", { className: "frame", role: "option", id: `versus-${c}-${i}`, "aria-label": `Sample ${i + 1}` }));
    }
    this.node = element("div", { className: "versus-grid" }, this.canvas, this.frames);
    this.node.style.setProperty("--mark", `var(--mark-${model.mark})`);
    this.listen(on);
  }

  listen(on) {
    const { frames } = this, indexOf = (event) => this.cells.indexOf(event.target);
    frames.onpointerover = (event) => {
      const i = indexOf(event);
      if (i >= 0) event.target.title = this.words(i);
    };
    frames.onclick = (event) => {
      const i = indexOf(event);
      if (i >= 0) on.pick(i);
    };
    frames.onblur = () => { this.active = -1; this.mark(); };
    frames.onkeydown = (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SAMPLES_ACROSS, ArrowDown: SAMPLES_ACROSS };
      const from = this.active < 0 ? this.walked : this.active;
      if (event.key in steps) this.activate(from < 0 ? 0 : from + steps[event.key]);
      else if (event.key === "Home") this.activate(0);
      else if (event.key === "End") this.activate(GRID_SAMPLES - 1);
      else if ((event.key === "Enter" || event.key === " ") && this.active >= 0) on.pick(this.active);
      else return;
      event.preventDefault();
    };
  }

  get cells() { return [...this.frames.children]; }
  get ready() { return this.have.every((v) => v === this.version); }
  get known() { return this.model.read && this.read.every((v) => v === this.version); }

  picture(i) { return this.pixels.subarray(i * this.area, (i + 1) * this.area); }
  stale() { this.version++; } // the images of before stay until their successors have come
  at(i) { this.walked = i; this.mark(); }
  repaint() { for (let i = 0; i < GRID_SAMPLES; i++) this.unpainted.add(i); }

  arrange() {
    const wide = this.node.clientWidth, dpr = window.devicePixelRatio || 1, { canvas } = this;
    if (!wide || Math.round(wide * dpr) === canvas.width) return;
    canvas.width = Math.round(wide * dpr);
    this.side = canvas.width / SAMPLES_ACROSS;
    canvas.height = Math.round(SAMPLES_ACROSS * this.side * (1 + 2 * BAR_SHARE));
    this.repaint();
  }

  // Paint what has come; returns whether anything had.
  refresh() {
    if (!this.side || !this.unpainted.size) return false;
    for (const i of this.unpainted) this.paint(i);
    this.unpainted.clear();
    return true;
  }

  // A cell: the image, and below it how certainly it is read.
  paint(i) {
    const { context, side } = this, gap = 2 * (window.devicePixelRatio || 1), high = side * (1 + 2 * BAR_SHARE);
    const x = (i % SAMPLES_ACROSS) * side, y = Math.floor(i / SAMPLES_ACROSS) * high, wide = side - gap;
    context.clearRect(x, y, side, high);
    if (!this.have[i]) return;
    context.imageSmoothingEnabled = wide < 2 * this.model.size;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.stampOf(i), x, y, wide, wide);
    if (this.best[i] !== -1 && this.read[i] === this.version) this.paintReading(i, x, y + wide, wide);
  }

  stampOf(i) {
    this.ink.putImageData(paintInk(this.picture(i), this.host.theme.shades, this.image), 0, 0);
    return this.stamp;
  }

  // As a bar, and as what, where there is room.
  paintReading(i, x, y, wide) {
    const { context, side, model, host: { theme, reader } } = this, named = side / (window.devicePixelRatio || 1) >= NAMED_FROM;
    const thick = side * BAR_SHARE, top = y + thick * 0.5, sure = this.certainty[i] >= CLEARLY, label = named ? side * 0.2 : 0;
    context.fillStyle = theme.line;
    context.fillRect(x + label, top, wide - label, thick);
    context.fillStyle = sure ? markInks(theme)[model.mark] : theme.muted;
    context.fillRect(x + label, top, (wide - label) * this.certainty[i], thick);
    if (!named) return;
    context.font = `${sure ? 600 : 400} ${Math.round(side * 0.19)}px ${theme.font}`;
    context.textBaseline = "middle";
    context.fillStyle = sure ? theme.text : theme.muted;
    context.fillText(fitting(context, reader.classes[this.best[i]] ?? "–", label), x + side * 0.03, top + thick * 0.55);
  }

  words(i) {
    const told = this.best[i] === -1 ? "" : `, ${takenWords({ best: this.best[i], share: this.certainty[i] }, this.host.reader)}`;
    return `Sample ${i + 1}${told}. Take the walk there.`;
  }

  mark() {
    for (const [i, cell] of this.cells.entries()) {
      cell.setAttribute("aria-selected", String(i === this.walked));
      cell.classList.toggle("active", i === this.active);
    }
    if (this.active >= 0) this.frames.setAttribute("aria-activedescendant", `versus-${this.model.c}-${this.active}`);
    else this.frames.removeAttribute("aria-activedescendant");
  }

  activate(i) {
    this.active = Math.max(0, Math.min(GRID_SAMPLES - 1, i));
    this.frames.children[this.active].setAttribute("aria-label", this.words(this.active));
    this.mark();
  }

  next() {
    const { model, host, version } = this, i = this.asked.findIndex((v) => v !== version);
    if (i < 0) return null;
    this.asked[i] = version;
    return { x: model.inputFor(noiseOf(host.noise, i, 0, model.d), host.classOf(model.c, i)), done: (out) => {
      this.picture(i).set(out);
      this.have[i] = version;
      this.unpainted.add(i);
    } };
  }

  nextReading() {
    const { version, have, read, reading } = this;
    if (!this.model.read) return null;
    for (let i = 0; i < GRID_SAMPLES; i++) {
      if (have[i] !== version || read[i] === version || reading[i] === version) continue;
      reading[i] = version;
      return { pixels: this.picture(i), size: this.model.size, done: (shares) => {
        const taken = takenFor(shares, this.host.reader.classes);
        this.best[i] = taken.best;
        this.certainty[i] = taken.share;
        read[i] = version;
        this.unpainted.add(i);
      } };
    }
    return null;
  }

  // The images as one picture, a pixel for a pixel, with a paper rim between them.
  sheet() {
    const step = this.model.size + 2, sheet = element("canvas", { width: SAMPLES_ACROSS * step, height: SAMPLES_ACROSS * step });
    const out = sheet.getContext("2d");
    out.fillStyle = css(this.host.theme.paper);
    out.fillRect(0, 0, sheet.width, sheet.height);
    for (let i = 0; i < GRID_SAMPLES; i++) {
      out.drawImage(this.stampOf(i), (i % SAMPLES_ACROSS) * step + 1, Math.floor(i / SAMPLES_ACROSS) * step + 1);
    }
    return sheet;
  }
}
