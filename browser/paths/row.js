// How does one path look? Its film, the images on the way, how likely each place is, and what the classifier reads.

import { element, setText, svg } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { between, digits } from "../base/place.js";
import { takenFor, takenWords } from "../base/reading.js";
import { paintInk } from "../base/theme.js";
import { goAlong } from "./along.js";
import { PATH_DASHES } from "./lines.js";

const STRIP_CELL = 50, SLIM = 480, SLIM_CELL = 36; // CSS pixels an image takes at least; less where the strip is narrow
const FEWEST_CELLS = 5, MOST_CELLS = 24;

export class PathRow {
  shown = true; // on the map
  cells = []; // images on the way, evenly spread
  lent = null;
  filmed = -1; // the moment that the film shows
  moment = 0;
  width = 0;
  rim = 0;
  film = element("canvas", { className: "digit", role: "img" });
  images = element("div", { className: "images" });
  cursor = element("div", { className: "cursor" });
  curve = svg("svg", { class: "curve", preserveAspectRatio: "none", viewBox: "0 0 1 1" });
  front = element("div", { className: "along", tabIndex: 0, role: "slider", "aria-valuemin": 0, "aria-valuemax": 100 },
    this.images, this.curve, this.cursor);

  // host: see paths.js. strip: of the block's about; i: which. Without z there is only the sentence why.
  constructor(host, strip, sections, i) {
    this.host = host;
    this.strip = strip;
    this.title = strip.title;
    this.kind = strip.kind;
    this.stops = strip.stops ?? [];
    const { moments } = host.about;
    this.moments = moments;
    this.z = strip.why ? [] : rowsOf(floatsOf(sections[`z${i}`]), moments);
    this.y = rowsOf(floatsOf(sections[`y${i}`]), moments);
    this.density = floatsOf(sections[`density${i}`]);
    this.node = this.assemble();
    if (this.z.length) goAlong(this);
    this.size = makeHost(this.images, { resized: () => { this.arrange(); this.show(this.moment); } });
  }

  assemble() {
    const { strip, z, front, film } = this, name = strip.title.toLowerCase();
    const numbers = element("span", { className: "numbers", textContent: numbersOf(strip) });
    const head = element("div", { className: "head" }, z.length ? this.switchOnMap(name) : "",
      element("h3", { textContent: strip.title, title: strip.about }), numbers);
    const node = element("section", { className: "strip", "aria-label": strip.title }, head);
    front.setAttribute("aria-label", `Places ${name}. Arrow keys go along the path, Enter takes the pad there.`);
    film.setAttribute("aria-label", `Film of the path ${name}`);
    if (z.length) node.append(element("div", { className: "inside" }, element("figure", {}, film), front));
    for (const text of [strip.why, strip.note]) if (text) node.append(element("p", { className: "note", textContent: text }));
    return node;
  }

  switchOnMap(name) {
    const sign = svg("svg", { viewBox: "0 0 30 10", class: "sign-line" });
    sign.append(svg("path", { d: "M2 5H28", "stroke-dasharray": PATH_DASHES[this.kind].join(" ") }));
    const shows = element("button", { type: "button", className: "on-map", title: "Show this path on the map", onclick: () => {
      this.shown = !this.shown;
      shows.setAttribute("aria-pressed", this.shown);
      this.lent?.redraw();
    } }, sign);
    shows.setAttribute("aria-label", `Show the path ${name} on the map`);
    shows.setAttribute("aria-pressed", "true");
    return shows;
  }

  placeAt(t) {
    const { z, y, moments } = this, at = t * (moments - 1), a = Math.min(moments - 1, Math.floor(at)), b = Math.min(moments - 1, a + 1);
    return { z: between(z[a], z[b], at - a), y: y.length ? between(y[a], y[b], at - a) : new Float32Array(0) };
  }

  // As many images as have room, evenly spread from the first stop to the last. They stand with their middles at their
  // places, so the ends of the path lie half an image from the rims.
  arrange() {
    this.width = this.images.clientWidth; // asked only after a change: to ask makes the browser lay out at once
    if (!this.z.length || !this.width) return;
    const fit = Math.floor(this.width / (this.width < SLIM ? SLIM_CELL : STRIP_CELL));
    const n = Math.max(FEWEST_CELLS, Math.min(MOST_CELLS, fit));
    this.rim = this.width / n / 2;
    this.curve.style.marginInline = `${this.rim}px`;
    this.curve.style.width = `calc(100% - ${2 * this.rim}px)`;
    if (n === this.cells.length) return;
    this.cells = Array.from({ length: n }, (_, c) => {
      const canvas = element("canvas", {}), read = element("small", { dir: "auto" });
      return { t: c / (n - 1), node: element("div", { className: "cell" }, canvas, read), canvas, read, stale: true, pixels: null, unread: false };
    });
    this.images.replaceChildren(...this.cells.map((cell) => cell.node));
    this.host.again();
  }

  paint(canvas, pixels) {
    const { bundle: { size }, theme } = this.lent;
    if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.putImageData(paintInk(pixels, theme.shades, context.createImageData(size, size)), 0, 0);
  }

  show(t) {
    const { cells, front, rim, width } = this;
    this.moment = t;
    if (!this.z.length) return;
    this.cursor.style.transform = `translateX(${(rim + t * (width - 2 * rim)).toFixed(1)}px)`;
    const percent = Math.round(100 * t), near = cells[Math.round(t * (cells.length - 1))]?.node.title;
    if (front.getAttribute("aria-valuenow") === String(percent)) return;
    front.setAttribute("aria-valuenow", percent);
    front.setAttribute("aria-valuetext", `${percent} % of the way${near ? `, ${near}` : ""}`);
  }

  get waiting() { return this.z.length > 0 && (!this.cells.length || this.cells.some((cell) => cell.stale || cell.unread)); }

  // The densities that a scale for all rows has to hold.
  extremes() { return this.density ? [...this.density, this.host.about.usual ?? this.density[0]] : []; }

  scale(low, high) {
    this.curve.toggleAttribute("hidden", !this.density);
    if (this.density) drawCurve(this.curve, this.strip, this.density, this.host.about.usual, low, high);
  }

  // Another decoder: everything is to be drawn again.
  renew(lent) {
    this.lent = lent;
    this.filmed = -1;
    for (const cell of this.cells) cell.stale = true;
    this.arrange();
  }

  nextFilm() {
    if (!this.z.length || this.filmed === this.moment) return null;
    this.filmed = this.moment;
    return { place: this.placeAt(this.moment), done: (pixels) => this.paint(this.film, pixels) };
  }

  nextCell() {
    const cell = this.cells.find((one) => one.stale);
    if (!cell) return null;
    cell.stale = false;
    return { place: this.placeAt(cell.t), done: (pixels) => {
      cell.pixels = Float32Array.from(pixels);
      cell.unread = this.lent.bundle.reader !== undefined;
      this.paint(cell.canvas, cell.pixels);
    } };
  }

  nextReading() {
    const cell = this.cells.find((one) => one.unread);
    if (!cell) return null;
    cell.unread = false;
    return { pixels: cell.pixels, done: (shares) => sayReading(cell, shares, this.lent.bundle.about.reader) };
  }

  // The strip as it is seen, a pixel for a pixel.
  picture() {
    const { cells } = this;
    if (!cells.length || cells.some((cell) => !cell.pixels)) return null;
    const { size } = this.lent.bundle, sheet = element("canvas", { width: cells.length * size, height: size });
    for (const [c, { canvas }] of cells.entries()) sheet.getContext("2d").drawImage(canvas, c * size, 0);
    return sheet;
  }

  repaint() {
    this.filmed = -1;
    for (const cell of this.cells) if (cell.pixels) this.paint(cell.canvas, cell.pixels);
  }

  close() { this.size.close(); }
}

const floatsOf = (part) => (part ? new Float32Array(part.buffer, part.byteOffset, part.byteLength / 4) : null);
const rowsOf = (table, n) => (table ? Array.from({ length: n }, (_, at) => table.slice(at * table.length / n, (at + 1) * table.length / n)) : []);

// "length 5.13 · lowest log-density -9.1 nats"
function numbersOf(strip) {
  if (strip.why) return "";
  const parts = [`length ${strip.length.toFixed(2)}`];
  if (strip.lowest !== undefined) parts.push(`lowest log-density ${digits(strip.lowest, 1)} nats`);
  if (strip.kind === "along-the-data") parts.push(strip.via === 1 ? "by way of 1 image" : `by way of ${strip.via} images`);
  return parts.join(" · ");
}

function sayReading(cell, shares, reader) {
  const taken = takenFor(shares, reader.classes);
  setText(cell.read, reader.classes[taken.best] ?? "–");
  cell.read.className = taken.share < 0.9 ? "unsure" : "";
  cell.node.title = takenWords(taken, reader);
}

// low, high: densities at the lower and the upper rim. usual: where half of the real images lie higher, or null.
function drawCurve(curve, strip, density, usual, low, high) {
  const up = (v) => (1 - (high > low ? (v - low) / (high - low) : 1)).toFixed(4);
  const line = Array.from(density, (v, at) => `${(at / (density.length - 1)).toFixed(4)} ${up(v)}`).join("L");
  curve.replaceChildren(svg("path", { class: "area", d: `M0 1L${line}L1 1Z` }), svg("path", { class: "line", d: `M${line}` }));
  if (usual !== null) curve.append(svg("path", { class: "usual", d: `M0 ${up(usual)}H1` }));
  const title = svg("title", {});
  title.textContent = `Log-density on the way: lowest ${digits(strip.lowest, 1)} nats, at ${Math.round(100 * strip.at)} %`;
  curve.append(title);
}
