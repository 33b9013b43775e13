// What is in the selection? How many of which class, their mean, what the decoder makes of their mean, and every image.

import { button, colourChip, download, element, enlarged, iconButton, save, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";
import { oneHot } from "../base/place.js";
import { latentRows } from "../map/layout.js";
import { makeFigure, makeShelf } from "../map/thumbs.js";

const FIRST_ROWS = 6; // of thumbnails before "Show all": 60 beside the map, fewer on a phone
const SHEET_LIMIT = 4096; // images on a PNG: 64 x 64, what a picture viewer still opens
const SLICE_MS = 6; // work at a time that is done beside the frames
const BARS = 12; // with more classes only the most frequent are listed

// Mean of the latents and class shares of some images.
function meanPlace({ d, k, labels }, table, members) {
  const z = new Float64Array(d), y = new Float32Array(k);
  for (const i of members) {
    for (let j = 0; j < d; j++) z[j] += table[i * d + j];
    if (labels[i] < k) y[labels[i]]++;
  }
  const labelled = y.reduce((a, b) => a + b, 0);
  return { z: Float32Array.from(z, (sum) => sum / members.length), y: labelled ? y.map((v) => v / labelled) : oneHot(k, 0) };
}

// The images in another order. middle: the mean latents, (d).
const ORDERS = {
  near: "from the middle outwards", far: "from the edge inwards", class: "by class", index: "as in the data",
};
function sorted(members, order, { d, labels }, table, middle) {
  if (order === "index") return members;
  // One number holds what is sorted by and, in its last digits, which image it is: numbers sort ten times as fast.
  const room = 2 ** 20, key = (i) => {
    if (order === "class") return labels[i];
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (table[i * d + j] - middle[j]) ** 2;
    return Math.round(Math.min(2 ** 32, 1e6 * Math.sqrt(sum)));
  };
  const keys = Float64Array.from(members, (i) => key(i) * room + i).sort();
  if (order === "far") keys.reverse();
  return Uint32Array.from(keys, (v) => v % room);
}

// A cell of a table: a class name may hold commas and quotes, and must not be taken for a formula.
function csvCell(text) {
  const safe = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csvNumber = (v) => String(Math.round(v * 1e5) / 1e5);

// pad: {bundle, theme, map, inputFor, request()}. on: point(i) or point(-1), open(i), name(i), clear().
class Gallery {
  members = new Uint32Array(0); order = "near"; all = false; fresh = false; middle = null; stale = false; turn = 0;
  meanInk = null; drawn = null;

  constructor(pad, cutter, on) {
    this.pad = pad;
    this.cutter = cutter;
    this.on = on;
    this.file = pad.bundle.about.title.replace(/[^\w-]+/g, "-") || "latent-ink";
    this.table = latentRows(pad.bundle);
    this.ordered = this.members;

    this.count = element("strong", { "aria-live": "polite" });
    this.share = element("span", { className: "quiet" });
    this.sort = element("select", { title: "The order of the images", onchange: () => { this.order = this.sort.value; this.arrange(); } },
      ...Object.entries(ORDERS).map(([value, text]) => element("option", { value, textContent: text })));
    this.sort.setAttribute("aria-label", "The order of the images");
    const sheetButton = iconButton("save", "PNG", "The marked images as one picture, in this order", () => this.saveSheet());
    const csvButton = iconButton("save", "CSV", "Index, label, place on the map and latents of every marked image", () => this.saveTable());
    const clear = button("✕", "Unmark everything (Escape)", () => on.clear(), { className: "close" });
    clear.setAttribute("aria-label", "Unmark everything");
    const head = element("div", { className: "head" }, element("h2", {}, this.count, this.share), element("span", { className: "gap" }),
      this.sort, sheetButton, csvButton, clear);

    this.mean = makeFigure(pad, "mean image", "The mean of the marked images, pixel by pixel");
    this.decoded = makeFigure(pad, "decoded mean", "What the decoder draws at the mean of their latents");
    this.bars = element("ul", { className: "counts", "aria-label": "Marked images of each class" });
    this.shelf = makeShelf(pad, cutter, "Marked images", {
      point: on.point, open: on.open, name: on.name,
    });
    this.more = button("", "", () => { this.all = true; this.fill(); }, { className: "more" });
    this.node = element("section", { className: "gallery panel", hidden: true, "aria-label": "Marked images" }, head,
      element("div", { className: "inside" },
        element("div", { className: "sums" }, element("div", { className: "twin" }, this.mean.node, this.decoded.node), this.bars),
        element("div", { className: "all" }, this.shelf.node, this.more)));
  }

  counts() {
    const { labels, classes } = this.pad.bundle, found = new Map();
    for (const i of this.members) found.set(labels[i], (found.get(labels[i]) ?? 0) + 1);
    const rows = [...found].filter(([c]) => classes[c] !== undefined).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const most = rows[0]?.[1] ?? 1, rest = rows.slice(BARS);
    this.bars.replaceChildren(...rows.slice(0, BARS).map(([c, number]) => {
      const bar = element("i", {}), row = element("li", {}, named("b", classes[c]),
        element("u", {}, bar), element("span", { textContent: number.toLocaleString("en") }));
      row.title = `${number} of class ${isolated(classes[c])}, ${(100 * number / this.members.length).toFixed(1)} %`;
      colourChip(row, c);
      bar.style.width = `${100 * number / most}%`;
      return row;
    }));
    if (rest.length) this.bars.append(element("li", { className: "rest", textContent:
      `and ${rest.reduce((sum, row) => sum + row[1], 0).toLocaleString("en")} of ${rest.length} more classes` }));
    this.bars.hidden = rows.length === 0;
  }

  // The mean is added up row by row of the atlas, in slices between frames; a newer selection ends it.
  addUp() {
    const mine = ++this.turn, { atlas } = this.pad.map, { tile } = this.cutter, { columns } = this.pad.bundle.about;
    if (!atlas || !this.members.length) return;
    const strip = new OffscreenCanvas(columns * tile, tile), context = strip.getContext("2d", { willReadFrequently: true });
    const sum = new Float64Array(tile * tile), list = this.members;
    let at = 0;
    const step = () => {
      const end = performance.now() + SLICE_MS;
      while (at < list.length && performance.now() < end) {
        const row = Math.floor(list[at] / columns), first = at;
        while (at < list.length && Math.floor(list[at] / columns) === row) at++;
        const left = (list[first] % columns) * tile, width = (list[at - 1] % columns) * tile + tile - left;
        context.drawImage(atlas, left, row * tile, width, tile, 0, 0, width, tile);
        const { data } = context.getImageData(0, 0, width, tile);
        for (let k = first; k < at; k++) {
          const x = (list[k] % columns) * tile - left;
          for (let v = 0, p = 0; v < tile; v++) for (let u = 0; u < tile; u++, p++) sum[p] += data[4 * (v * width + x + u)];
        }
      }
      if (this.turn !== mine) return;
      if (at < list.length) { setTimeout(step); return; }
      this.meanInk = Float32Array.from(sum, (v) => v / 255 / list.length);
      this.paintMeans();
    };
    step();
  }

  paintMeans() {
    this.mean.paint(this.meanInk, this.cutter.tile);
    this.decoded.paint(this.drawn, this.pad.bundle.size);
  }

  arrange() {
    this.ordered = sorted(this.members, this.order, this.pad.bundle, this.table, this.middle?.z);
    this.fill();
  }

  fill() {
    const limit = this.all ? Infinity : this.shelf.columns * FIRST_ROWS;
    this.shelf.node.classList.toggle("tall", this.all);
    this.shelf.show(this.ordered.slice(0, limit));
    this.more.hidden = this.ordered.length <= limit;
    setText(this.more, `Show all ${this.ordered.length.toLocaleString("en")}`);
  }

  saveSheet() {
    const { atlas } = this.pad.map, list = this.ordered.slice(0, SHEET_LIMIT), { tile } = this.cutter;
    if (!atlas || !list.length) return;
    const across = Math.ceil(Math.sqrt(list.length)), down = Math.ceil(list.length / across);
    const canvas = element("canvas", { width: across * tile, height: down * tile });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    for (const [at, i] of list.entries()) {
      const x = (at % across) * tile, y = Math.floor(at / across) * tile;
      context.drawImage(atlas, ...this.cutter.place(i), tile, tile, x, y, tile, tile);
    }
    const image = context.getImageData(0, 0, canvas.width, canvas.height), out = new Uint32Array(image.data.buffer), { shades } = this.pad.theme;
    for (let p = 0; p < out.length; p++) out[p] = shades[image.data[4 * p]];
    context.putImageData(image, 0, 0);
    save(`${this.file}-${list.length}-images.png`, enlarged(canvas, 1400));
  }

  async saveTable() {
    const { d, classes, labels } = this.pad.bundle, places = this.pad.map.target, list = this.members, { table } = this, lines = [];
    lines.push(["index", "label", "x", "y", ...Array.from({ length: d }, (_, j) => `z${j + 1}`)].join());
    for (const [at, i] of list.entries()) {
      const row = [i, csvCell(classes[labels[i]] ?? ""), csvNumber(places[2 * i]), csvNumber(places[2 * i + 1])];
      for (let j = 0; j < d; j++) row.push(csvNumber(table[i * d + j]));
      lines.push(row.join());
      if (at % 2000 === 1999) await new Promise((resolve) => { setTimeout(resolve); }); // the page goes on moving
    }
    download(`${this.file}-${list.length}-images.csv`, new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  }

  show(list, marks) {
    const { n } = this.pad.bundle;
    const again = list.length === this.members.length && list.every((i, at) => i === this.members[at]);
    if (again && this.fresh && this.node.hidden === !marks) return;
    this.members = list;
    this.fresh = true;
    this.node.hidden = !marks;
    setText(this.count, list.length === 1 ? "1 image" : `${list.length.toLocaleString("en")} images`);
    setText(this.share, n ? ` marked, ${(100 * list.length / n).toFixed(list.length < n / 100 ? 2 : 0)} % of the map` : "");
    this.node.classList.toggle("none", list.length === 0);
    if (!again) this.all = false;
    this.meanInk = this.drawn = null;
    this.middle = list.length ? meanPlace(this.pad.bundle, this.table, list) : null;
    this.stale = list.length > 0;
    this.paintMeans();
    this.counts();
    this.arrange();
    this.addUp();
    this.pad.request();
  }

  // The decoded mean is drawn in the frames' spare time.
  next() {
    if (!this.stale) return null;
    this.stale = false;
    const asked = this.middle;
    return { x: this.pad.inputFor(this.middle), done: (pixels) => {
      if (asked !== this.middle) return;
      this.drawn = Float32Array.from(pixels);
      this.paintMeans();
    } };
  }

  repaint() { this.paintMeans(); this.shelf.repaint(); }

  atlas() { this.shelf.repaint(); this.addUp(); }

  // The model has learned: the same images have other latents. What is marked is shown anew afterwards.
  relearned() {
    this.table = latentRows(this.pad.bundle);
    this.fresh = false;
    if (this.middle) this.show(this.members.filter((i) => i < this.pad.bundle.n), !this.node.hidden);
  }

  close() { this.turn++; this.shelf.close(); }
}

export const makeGallery = (pad, cutter, on) => new Gallery(pad, cutter, on);
