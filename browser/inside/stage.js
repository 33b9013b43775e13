// How is one step seen? Its heading and words, and a canvas with all its tiles, drawn anew in every frame.

import { element } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { fitting } from "../base/names.js";
import { css } from "../base/theme.js";
import { insidePixel } from "./colours.js";
import { layTiles, rectOf, tileUnder } from "./tiles.js";

// host: {theme, palette, each, ahead, focus, linked, look(i, tile), leave(), pin(i, tile), edit, name(i, tile)}; see inside.js.
// told: the step as core/blocks/inside.py describes it; i: which. Returns what inside.js draws and asks.
class Stage {
  laid = null; width = 0; scale = 1; sheets = []; at = 0; seen = true; editing = -1;

  constructor(host, told, i, segments) {
    this.host = host;
    this.told = told;
    this.i = i;
    this.segments = segments;
    this.canvas = element("canvas", { className: "tiles", tabIndex: 0, role: "slider" });
    const heading = element("h2", {}, element("b", { textContent: i ? String(i) : "" }), element("span", { textContent: told.title }));
    this.node = element("section", { className: "step" }, element("div", { className: "over" }, heading,
      element("small", { className: "facts", textContent: told.facts })), element("p", { className: "words", textContent: told.text }), this.canvas);
    this.canvas.setAttribute("aria-label", `${told.title}. Arrow keys go from part to part, Enter holds one.`);
    this.tiles = segments.reduce((sum, segment) => sum + segment.tiles, 0);
    this.context = this.canvas.getContext("2d");
    const { canvas } = this;
    canvas.onpointermove = (event) => this.move(event);
    canvas.onpointerleave = () => { if (this.editing < 0) host.leave(); };
    canvas.onpointerdown = (event) => this.press(event);
    canvas.onpointerup = canvas.onpointercancel = () => { if (this.editing >= 0) { this.editing = -1; host.edited(); } };
    canvas.onclick = (event) => {
      const tile = this.laid ? tileUnder(this.laid.parts, ...this.placeOf(event)) : -1;
      if (tile >= 0 && !this.segmentOf(tile).editable) host.pin(i, tile);
    };
    canvas.onkeydown = (event) => this.key(event);
    canvas.onkeyup = (event) => { if (this.segmentOf(this.at)?.editable && event.key.startsWith("Arrow")) host.edited(); };
    canvas.onfocus = () => { if (canvas.matches(":focus-visible")) { host.look(i, this.at); this.tell(); } };
    canvas.onblur = () => host.leave();
    canvas.setAttribute("aria-valuemin", 1);
    canvas.setAttribute("aria-valuemax", this.tiles);
    canvas.setAttribute("aria-valuenow", 1);

    this.sight = new IntersectionObserver(([entry]) => { this.seen = entry.isIntersecting; if (this.seen) host.again(); }, { rootMargin: "120px" });
    this.sight.observe(this.node);
    this.size = makeHost(this.node, { resized: () => { this.arrange(); host.again(); } });
  }

  move(event) {
    const [x, y] = this.placeOf(event);
    if (this.editing >= 0) { this.editAt(x, y); return; }
    const tile = this.laid ? tileUnder(this.laid.parts, x, y) : -1;
    this.canvas.style.cursor = tile < 0 ? "" : this.segmentOf(tile)?.editable ? "ns-resize" : "pointer";
    if (tile >= 0) this.host.look(this.i, tile); else this.host.leave();
  }

  press(event) {
    const [x, y] = this.placeOf(event), tile = this.laid ? tileUnder(this.laid.parts, x, y) : -1;
    if (event.button !== 0 || tile < 0) return;
    this.at = tile;
    if (!this.segmentOf(tile).editable) return;
    this.editing = tile;
    this.canvas.setPointerCapture(event.pointerId);
    this.editAt(x, y);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.laid) return;
    const { segments } = this, { columns } = this.laid.parts[0], steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -this.at, End: this.tiles - 1 - this.at };
    const segment = this.segmentOf(this.at), up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (segment.editable && up) this.host.nudge(segment, this.at - segments.slice(0, segments.indexOf(segment)).reduce((n, s) => n + s.tiles, 0), up);
    else if (event.key in steps) { this.at = Math.max(0, Math.min(this.tiles - 1, this.at + steps[event.key])); this.host.look(this.i, this.at); }
    else if (event.key === "Enter" || event.key === " ") this.host.pin(this.i, this.at);
    else if (event.key === "Escape") this.host.unpin();
    else return;
    this.tell();
    event.preventDefault();
  }

  arrange() {
    const room = Math.floor(this.canvas.parentElement?.clientWidth ?? 0), dots = window.devicePixelRatio || 1;
    if (!room || (room === this.width && dots === this.scale)) return;
    [this.width, this.scale] = [room, dots];
    this.laid = layTiles(this.segments, this.width);
    this.canvas.style.height = `${this.laid.height}px`;
    this.canvas.width = Math.round(this.width * this.scale);
    this.canvas.height = Math.round(this.laid.height * this.scale);
    this.sheets = this.laid.parts.map(({ kind, segment, columns }) => (kind === "bars" ? null
      : this.sheetOf(columns * segment.width, Math.ceil(segment.tiles / columns) * segment.height)));
  }

  sheetOf(w, h) {
    const sheet = new OffscreenCanvas(w, h), small = sheet.getContext("2d", { willReadFrequently: true });
    return { sheet, small, image: small.createImageData(w, h) };
  }

  // The numbers of a segment: as they are shown, or ahead of the activation.
  numbersOf(segment, values) {
    const value = values[this.host.ahead && this.i ? this.told.before : segment.value];
    const numbers = value.subarray(segment.start, segment.start + segment.tiles * segment.width * segment.height);
    return segment.name === "sigma" ? numbers.map((v) => Math.exp(v / 2)) : numbers; // what the network gives is log sigma²
  }

  topOf(numbers, from, to) {
    let top = 1e-6;
    for (let j = from; j < to; j++) { const v = Math.abs(numbers[j]); if (v > top) top = v; }
    return top;
  }

  drawSheet(part, sheet, numbers, shownTiles) {
    const { segment, columns, rects, kind } = part, { width: w, height: h } = segment, size = w * h;
    const { each, ahead, theme: { shades }, palette: { table } } = this.host, { context } = this;
    const out = new Uint32Array(sheet.image.data.buffer), wide = columns * w, ink = segment.ink && !ahead;
    const shared = each ? 0 : this.topOf(numbers, 0, numbers.length);
    out.fill(0);
    for (let t = 0; t < shownTiles; t++) {
      const top = shared || this.topOf(numbers, t * size, (t + 1) * size), corner = Math.floor(t / columns) * h * wide + (t % columns) * w;
      for (let y = 0; y < h; y++) {
        for (let x = 0, from = t * size + y * w, to = corner + y * wide; x < w; x++) {
          out[to + x] = ink ? shades[(numbers[from + x] * 255 + 0.5) | 0] : insidePixel(table, numbers[from + x], top);
        }
      }
    }
    sheet.small.putImageData(sheet.image, 0, 0);
    if (kind === "cells") { // no room between them: all at once
      const side = rects[2], rows = Math.ceil(segment.tiles / columns);
      context.drawImage(sheet.sheet, rects[0], rects[1], columns * side, rows * side);
      for (let t = 0; t < segment.tiles; t++) context.strokeRect(rects[4 * t] + 0.5, rects[4 * t + 1] + 0.5, side, side);
      return;
    }
    for (let t = 0; t < segment.tiles; t++) {
      const [x, y, a] = rects.subarray(4 * t, 4 * t + 3);
      if (t < shownTiles) context.drawImage(sheet.sheet, (t % columns) * w, Math.floor(t / columns) * h, w, h, x, y, a, a);
      context.strokeRect(x + 0.5, y + 0.5, a - 1, a - 1);
    }
  }

  drawBars(part, numbers, shownTiles) {
    const { host, context } = this, { theme } = host, { segment, rects } = part, tall = rects[3], raw = host.ahead && this.i > 0;
    const limit = (!raw && segment.limit) || Math.max(this.topOf(numbers, 0, numbers.length), 1e-3);
    const low = segment.positive && !raw ? 0 : -limit, zero = rects[1] + tall * limit / (limit - low), step = rects[2];
    context.fillStyle = theme.line;
    context.fillRect(part.left, zero - 0.5, step * segment.tiles, 1);
    context.font = `11px ${theme.font}`;
    context.textAlign = "center";
    for (let t = 0; t < segment.tiles; t++) {
      const v = Math.max(low, Math.min(limit, numbers[t])), x = rects[4 * t], thick = Math.max(1.5, step - Math.min(3, step * 0.3));
      const far = Math.max(1, Math.abs(v) / (limit - low) * tall);
      if (t < shownTiles) {
        context.fillStyle = host.palette.ends[v < 0 ? 0 : 1];
        context.fillRect(x + (step - thick) / 2, v < 0 ? zero : zero - far, thick, far);
      }
      if (!segment.names) continue;
      context.fillStyle = numbers[t] > 0.5 ? theme.text : theme.muted;
      context.fillText(fitting(context, segment.names[t], step), x + step / 2, rects[1] + tall + 12);
    }
  }

  // A ring around the tile that is looked at and around those it is linked with, the rest a little paler.
  drawMarks() {
    const { focus, linked } = this.host;
    if (!focus) return;
    const mine = focus.stage === this.i ? focus.tile : -1, others = linked.get(this.i);
    if (mine < 0 && !others) return;
    if (others) {
      this.context.fillStyle = css(this.host.theme.paper, 0.5);
      let first = 0;
      for (const { rects, segment } of this.laid.parts) {
        for (let t = 0; t < segment.tiles; t++) if (!others.has(first + t)) this.context.fillRect(...rects.subarray(4 * t, 4 * t + 4));
        first += segment.tiles;
      }
    }
    for (const tile of others?.keys() ?? []) this.ring(tile, 1.5, this.host.theme.text);
    if (mine >= 0) this.ring(mine, 3, this.host.theme.text);
  }

  ring(tile, thick, colour) {
    const [x, y, w, h] = rectOf(this.laid.parts, tile);
    this.context.lineWidth = thick;
    this.context.strokeStyle = colour;
    this.context.strokeRect(x + thick / 2, y + thick / 2, w - thick, h - thick);
  }

  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  // Bars that are given are drawn by hand: the one under the finger gets the height of the finger.
  editAt(x, y) {
    const part = this.laid.parts.find(({ segment }) => segment === this.segmentOf(this.editing)), [left, top, step, tall] = part.rects;
    const { segment } = part, t = Math.max(0, Math.min(segment.tiles - 1, Math.floor((x - left) / step)));
    const share = 1 - Math.max(0, Math.min(1, (y - top) / tall));
    this.host.edit(segment, t, segment.positive ? share * segment.limit : (2 * share - 1) * segment.limit);
  }

  segmentOf(tile) {
    let first = 0;
    for (const segment of this.segments) {
      if (tile < first + segment.tiles) return segment;
      first += segment.tiles;
    }
    return null;
  }

  tell() {
    this.canvas.setAttribute("aria-valuenow", this.at + 1);
    this.canvas.setAttribute("aria-valuetext", this.host.name(this.i, this.at));
  }

  // revealed: how much of it there is already, 0 to 1.
  draw(values, revealed = 1) {
    this.node.classList.toggle("ahead", revealed <= 0);
    this.node.classList.toggle("now", revealed > 0 && revealed < 1);
    if (!this.laid) this.arrange();
    if (!this.laid || (!this.seen && revealed >= 1)) return;
    const { context, host: { theme } } = this;
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    context.clearRect(0, 0, this.width, this.laid.height);
    context.imageSmoothingEnabled = false;
    for (const [p, part] of this.laid.parts.entries()) {
      const { segment } = part, shown = Math.ceil(segment.tiles * revealed);
      context.textAlign = "left";
      context.font = `600 11px ${theme.font}`;
      context.fillStyle = theme.muted;
      if (segment.label) context.fillText(segment.label, part.left, part.top + 10);
      context.lineWidth = 1;
      context.strokeStyle = theme.line;
      const numbers = this.numbersOf(segment, values);
      if (part.kind === "bars") this.drawBars(part, numbers, shown); else this.drawSheet(part, this.sheets[p], numbers, shown);
    }
    if (revealed >= 1) this.drawMarks();
  }

  // The numbers of one tile, with its size and the top of its scale.
  tile(values, t) {
    let local = t;
    const segment = this.segments.find((s) => { if (local < s.tiles) return true; local -= s.tiles; return false; });
    const numbers = this.numbersOf(segment, values), size = segment.width * segment.height;
    return { segment, local, w: segment.width, h: segment.height, values: numbers.slice(local * size, (local + 1) * size),
      top: this.host.each ? 0 : this.topOf(numbers, 0, numbers.length) };
  }

  // Where a tile lies in the window: its middle at the top and at the bottom.
  place(t) {
    const box = this.canvas.getBoundingClientRect(), rect = this.laid && rectOf(this.laid.parts, t);
    return rect && { x: box.left + rect[0] + rect[2] / 2, top: box.top + rect[1], bottom: box.top + rect[1] + rect[3] };
  }

  close() { this.sight.disconnect(); this.size.close(); }
}

export const makeStage = (host, told, i, segments) => new Stage(host, told, i, segments);
