// How do the images of one strategy stand side by side? One picture for all, and a frame for each that can be pointed at.

import { element } from "../base/dom.js";
import { css, paintInk } from "../base/theme.js";
import { SIGNS, drawSign, markInks } from "../map/marks.js";

export const FIRST_IMAGES = 36, GRID_GAP = 4, TILE_TARGET = 34, TILE_LEAST = 30, TILE_MOST = 72; // CSS pixels, of a tile's side

export class SamplesGrid {
  across = 0; // tiles in a row
  side = 0; // of a tile, in CSS pixels
  count = 0; // of the samples, so many are shown
  ratio = 1; // pixels in a CSS pixel
  whole = false; // all are shown
  active = -1; // where the keys are
  picked = -1;
  resting = false; // the mouse rests: keys scroll the page under it
  canvas = element("canvas", {});
  context = this.canvas.getContext("2d");
  cells = element("div", { className: "frames" });

  // host: {theme, size of an image, far()}. draws: see draws.js. on: point(i) or point(-1), pick(i), name(i) -> text.
  constructor(host, draws, c, on) {
    this.host = host;
    this.draws = draws;
    this.c = c;
    this.on = on;
    this.stamp = new OffscreenCanvas(host.size, host.size);
    this.ink = this.stamp.getContext("2d", { willReadFrequently: true });
    this.image = new ImageData(host.size, host.size);
    this.node = element("div", { className: "grid", tabIndex: 0, role: "listbox", "aria-label": `Samples: ${draws.column.title}` },
      this.canvas, this.cells);
    this.watchMouse();
    this.watchKeys();
  }

  watchMouse() {
    const { node, on, cells } = this;
    const indexOf = (event) => {
      const cell = event.target.closest?.(".frame");
      return cell ? [...cells.children].indexOf(cell) : -1;
    };
    // Keys scroll the page under a mouse that rests: it points at nothing until it moves.
    node.onpointermove = (event) => { if (event.movementX || event.movementY) this.resting = false; };
    node.onpointerover = (event) => { if (!this.resting && event.pointerType !== "touch") on.point(indexOf(event)); };
    node.onpointerleave = () => { if (!this.resting) on.point(-1); };
    node.onblur = () => { this.active = -1; this.mark(); on.point(-1); };
    node.onclick = (event) => { if (indexOf(event) >= 0) on.pick(indexOf(event)); };
  }

  watchKeys() {
    this.node.onkeydown = (event) => {
      const { count, across, active, picked } = this;
      if (event.altKey || event.ctrlKey || event.metaKey || !count) return;
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }, from = active < 0 ? picked : active;
      if (event.key in steps) this.activate(from < 0 ? 0 : from + steps[event.key]);
      else if (event.key === "Home") this.activate(0);
      else if (event.key === "End") this.activate(count - 1);
      else if ((event.key === "Enter" || event.key === " ") && active >= 0) this.on.pick(active);
      else return;
      this.resting = true;
      event.preventDefault();
    };
  }

  arrange() {
    const width = this.node.clientWidth, dpr = Math.min(2, window.devicePixelRatio || 1), { n } = this.draws;
    if (!width) return;
    // In a narrow column six small ones rather than four: all 36 in a square that is seen at once.
    const tight = Math.min(6, Math.floor((width + GRID_GAP) / (TILE_LEAST + GRID_GAP)));
    const fit = Math.max(4, tight, Math.round(width / (TILE_TARGET + GRID_GAP)));
    const wide = Math.max(1, Math.min(fit, this.whole ? n : Math.min(n, FIRST_IMAGES)));
    const room = Math.min(TILE_MOST, Math.floor((width - (fit - 1) * GRID_GAP) / fit));
    const wanted = this.whole ? n : Math.min(n, Math.ceil(FIRST_IMAGES / wide) * wide);
    if (wide === this.across && room === this.side && wanted === this.count && dpr === this.ratio) return;
    Object.assign(this, { across: wide, side: room, count: wanted, ratio: dpr });
    this.lay();
  }

  lay() {
    const { across, side, count, ratio, canvas, cells, draws } = this, rows = Math.ceil(count / across);
    const high = rows * (side + GRID_GAP) - GRID_GAP, broad = across * (side + GRID_GAP) - GRID_GAP;
    canvas.width = Math.round(broad * ratio);
    canvas.height = Math.round(high * ratio);
    canvas.style.width = `${broad}px`;
    canvas.style.height = this.node.style.height = `${high}px`;
    cells.style.gridTemplateColumns = `repeat(${across}, ${side}px)`;
    cells.style.gridAutoRows = `${side}px`;
    while (cells.children.length > count) cells.lastChild.remove();
    while (cells.children.length < count) cells.append(this.makeFrame(cells.children.length));
    for (let i = 0; i < count; i++) if (draws.shown[i]) this.paint(i);
    this.mark();
  }

  makeFrame(i) {
    return element("div", { className: "frame", role: "option", id: `sample-${this.c}-${i}`, "aria-posinset": i + 1,
      "aria-setsize": this.draws.n, "aria-label": `Sample ${i + 1}` }); // what it reads as is said when a key comes to it
  }

  stampOf(i) {
    this.ink.putImageData(paintInk(this.draws.picture(i), this.host.theme.shades, this.image), 0, 0);
    return this.stamp;
  }

  paint(i) {
    const { draws, side, across, ratio, context, host, c } = this;
    if (i >= this.count || !draws.shown[i]) return;
    const step = (side + GRID_GAP) * ratio, x = (i % across) * step, y = Math.floor(i / across) * step, wide = side * ratio, far = host.far();
    context.imageSmoothingQuality = "high";
    context.drawImage(this.stampOf(i), x, y, wide, wide);
    if (far === null || !draws.made.measured[i]) return;
    const r = 3.2 * ratio;
    drawSign(context, SIGNS[c], x + wide - 2 * r, y + wide - 2 * r, r, markInks(host.theme)[c], css(host.theme.paper),
      draws.distance[i] > far);
  }

  mark() {
    for (const [i, cell] of [...this.cells.children].entries()) {
      cell.setAttribute("aria-selected", String(i === this.active || i === this.picked));
      cell.classList.toggle("picked", i === this.picked);
      cell.classList.toggle("active", i === this.active);
    }
    if (this.active >= 0) this.node.setAttribute("aria-activedescendant", `sample-${this.c}-${this.active}`);
    else this.node.removeAttribute("aria-activedescendant");
  }

  activate(i) {
    this.active = Math.max(0, Math.min(this.count - 1, i));
    const cell = this.cells.children[this.active];
    cell.setAttribute("aria-label", this.on.name(this.active));
    cell.scrollIntoView({ block: "nearest" });
    this.mark();
    this.on.point(this.active);
  }

  get all() { return this.whole; }
  set all(wanted) { this.whole = wanted; this.arrange(); }

  point(i) { for (const [at, cell] of [...this.cells.children].entries()) cell.classList.toggle("pointed", at === i); }

  pick(i) {
    this.picked = i;
    if (i >= this.count) this.whole = true;
    this.arrange();
    this.mark();
  }

  // How many images, from the first, must be made before those that cannot be seen: all down to the screen's lower edge.
  inSight() {
    const { top } = this.node.getBoundingClientRect(), rows = Math.ceil((window.innerHeight - top) / (this.side + GRID_GAP));
    return Math.max(0, Math.min(this.count, rows * this.across));
  }

  // All of them as one picture, in the order they stand in.
  sheet() {
    const { n } = this.draws, { size, theme } = this.host, wide = Math.ceil(Math.sqrt(n));
    const sheet = element("canvas", { width: wide * size, height: Math.ceil(n / wide) * size }), out = sheet.getContext("2d");
    out.fillStyle = css(theme.paper);
    out.fillRect(0, 0, sheet.width, sheet.height);
    for (let i = 0; i < n; i++) out.drawImage(this.stampOf(i), (i % wide) * size, Math.floor(i / wide) * size);
    return sheet;
  }
}
