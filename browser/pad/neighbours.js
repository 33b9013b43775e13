// What is this one image, what does the model make of it, and which images are nearest to it in latent space?

import { fillMark, markOf, needMarks } from "../base/class_marks.js";
import { button, choice, element, setText } from "../base/dom.js";
import { makeResampler } from "../base/resample.js";
import { digits, latentsOf, oneHot } from "../base/place.js";
import { takenFor, takenWords } from "../base/reading.js";
import { latentRows } from "../map/layout.js";
import { makeFigure, makeShelf } from "../map/thumbs.js";

const NEAREST_MOST = 50;
const METRICS = {
  euclidean: ["Euclidean", "The straight line between two latents"],
  cosine: ["cosine", "1 − cos of the angle at the origin between two latents: 0 for one direction, 2 for opposite ones"],
};

// The k images nearest to the i-th: {indices, distances}, the nearest first, equal ones by index. table: (n * d).
// All are asked: 70,000 of 16 dimensions take about 2 ms, an index would be slower to build than to do without.
function nearestInLatentSpace(table, d, i, k, metric) {
  const n = table.length / d, cosine = metric === "cosine", own = table.slice(i * d, i * d + d), count = Math.min(k, n - 1);
  const indices = new Uint32Array(count), distances = new Float64Array(count).fill(Infinity);
  const length = Math.sqrt(own.reduce((sum, v) => sum + v * v, 0));
  for (let j = 0, at = 0; j < n; j++, at += d) {
    let sum = 0, squares = 0;
    if (cosine) for (let c = 0; c < d; c++) { sum += table[at + c] * own[c]; squares += table[at + c] ** 2; }
    else for (let c = 0; c < d; c++) sum += (table[at + c] - own[c]) ** 2;
    // The origin has no direction: it is as far from all others as what is at right angles.
    const distance = cosine ? 1 - (length && squares ? sum / (length * Math.sqrt(squares)) : 0) : sum;
    if (j === i || !(distance < distances[count - 1])) continue;
    let place = count - 1;
    for (; place > 0 && distances[place - 1] > distance; place--) {
      distances[place] = distances[place - 1];
      indices[place] = indices[place - 1];
    }
    distances[place] = distance;
    indices[place] = j;
  }
  return { indices, distances: cosine ? distances : distances.map(Math.sqrt) };
}

// pad: {bundle, theme, reader, map, inputFor, request(), redraw()}. on: point(i) or point(-1), open(i), name(i), close().
class Card {
  picked = -1; metric = "euclidean"; near = { indices: new Uint32Array(0), distances: new Float64Array(0) };
  lookup = new Map(); stale = false; original = null; redrawn = null; reading = [];

  constructor(pad, cutter, on) {
    this.pad = pad;
    this.cutter = cutter;
    this.on = on;
    this.names = pad.bundle.about.reader?.classes ?? [];
    this.side = pad.bundle.about.reader?.image_size;
    this.table = latentRows(pad.bundle);

    this.title = element("h2", { "aria-live": "polite" });
    const close = button("✕", "Close this card (Escape)", () => on.close(), {
      className: "close", "aria-label": "Close this card",
    });
    this.image = makeFigure(pad, "image", "The image as the data has it");
    this.again = makeFigure(pad, "reconstruction", "What the decoder draws at the mean of this image's latents");

    this.shelf = makeShelf(pad, cutter, "Nearest images in latent space", {
      point: on.point, open: on.open, name: (i) => `${on.name(i)}, at ${this.far(i)}`, note: (i) => this.far(i),
    });
    this.range = element("input", { type: "range", min: 1, max: NEAREST_MOST, step: 1, value: 10, oninput: () => this.find(),
      "aria-label": "How many nearest images" });
    this.number = element("output", {});
    const metrics = Object.entries(METRICS).map(([value, [text, about]]) => [value, text, about]);
    this.how = choice("How far apart two latents are", metrics, (value) => { this.metric = value; this.find(); });
    this.node = element("section", { className: "card panel", hidden: true, "aria-label": "One image and its nearest" },
      element("div", { className: "head" }, this.title, element("span", { className: "gap" }), close),
      element("div", { className: "twin" }, this.image.node, this.again.node),
      element("div", { className: "near" },
        element("h3", { textContent: "Nearest in latent space" }),
        element("div", { className: "how" }, element("label", {}, this.range, this.number), this.how.node)),
      this.shelf.node);
    this.overlay = Object.assign((context, map) => this.drawNear(context, map), { rests: () => true });
  }

  far(i) { return digits(this.lookup.get(i) ?? 0, this.metric === "cosine" ? 3 : 2); }

  find() {
    const most = Math.max(1, Math.min(NEAREST_MOST, this.pad.bundle.n - 1));
    this.range.max = most;
    this.near = nearestInLatentSpace(this.table, this.pad.bundle.d, this.picked, Number(this.range.value), this.metric);
    this.lookup = new Map(Array.from(this.near.indices, (i, place) => [i, this.near.distances[place]]));
    this.range.style.setProperty("--fill", `${100 * (this.range.value - 1) / Math.max(1, most - 1)}%`);
    setText(this.number, this.range.value);
    this.how.show(this.metric);
    this.shelf.show(this.near.indices);
    this.pad.redraw();
  }

  paint() {
    this.original = this.picked < 0 ? null : this.cutter.ink(this.picked);
    this.image.paint(this.original, this.cutter.tile);
    this.again.paint(this.redrawn, this.pad.bundle.size);
  }

  // Both are read beside the frames; the reader's newest request, the image under the hand, goes first.
  read(part, pixels, from) {
    if (!this.pad.reader || !pixels) return;
    const mine = this.picked;
    this.reading.push({ x: makeResampler(from, this.side)(pixels), done: (found) => {
      if (mine !== this.picked) return;
      setText(part.words, takenWords(takenFor(found, this.names), this.pad.bundle.about.reader));
    } });
    this.pad.reader.spare(() => this.reading.shift() ?? null, performance.now() + 50);
  }

  // Faint lines to where the nearest lie on the map, and a ring about each.
  drawNear(context, map) {
    if (this.picked < 0) return;
    const { theme, bundle: { labels, classes } } = this.pad;
    const colourOf = (c) => classes[c] === undefined ? theme.text : theme.classes[c % theme.classes.length];
    const from = map.toScreen(...map.placeOf(this.picked));
    const places = Array.from(this.near.indices, (i) => map.toScreen(...map.placeOf(i)));
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.globalAlpha = 0.3;
    context.beginPath();
    for (const place of places) { context.moveTo(...from); context.lineTo(...place); }
    context.stroke();
    context.globalAlpha = 1;
    for (let at = places.length - 1; at >= 0; at--) {
      const label = labels[this.near.indices[at]];
      context.fillStyle = colourOf(label);
      map.ring(context, ...places[at], needMarks(classes.length) ? 7 : 5, context.fillStyle, 1.5);
      if (needMarks(classes.length) && classes[label] !== undefined) fillMark(context, markOf(label), places[at], 8);
      else context.fill();
    }
    map.ring(context, ...from, 8, theme.text, 2.5);
  }

  get nearest() { return this.near; }

  show(i) {
    this.picked = i;
    this.node.hidden = i < 0;
    this.redrawn = null;
    this.reading = [];
    if (i < 0) return;
    setText(this.title, this.on.name(i));
    for (const part of [this.image, this.again]) setText(part.words, "");
    this.stale = true;
    this.paint();
    this.read(this.image, this.original, this.cutter.tile);
    this.find();
  }

  next() {
    if (!this.stale) return null;
    this.stale = false;
    const asked = this.picked, { bundle } = this.pad;
    return { x: this.pad.inputFor({ z: latentsOf(bundle, this.picked), y: oneHot(bundle.k, bundle.labels[this.picked]) }), done: (pixels) => {
      if (asked !== this.picked) return;
      this.redrawn = Float32Array.from(pixels);
      this.paint();
      this.read(this.again, this.redrawn, bundle.size);
    } };
  }

  // The model has learned: other latents, another reconstruction, other neighbours.
  relearned() {
    this.table = latentRows(this.pad.bundle);
    if (this.picked >= 0) this.show(this.picked < this.pad.bundle.n ? this.picked : -1);
  }

  repaint() { this.paint(); this.shelf.repaint(); }

  atlas() {
    this.paint();
    this.read(this.image, this.original, this.cutter.tile);
    this.shelf.repaint();
  }

  close() { this.shelf.close(); }
}

export const makeCard = (pad, cutter, on) => new Card(pad, cutter, on);
