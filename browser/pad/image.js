// What image lies here, what does it read as, and what would it be in every other class?

import { element, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";
import { describe, oneHot } from "../base/place.js";
import { NO_CLASS, takenFor, takenWords } from "../base/reading.js";
import { makeResampler } from "../base/resample.js";
import { paintInk } from "../base/theme.js";
import { nearestRows } from "../map/grid.js";
import { latentRows } from "../map/layout.js";

const NEAR_IMAGES = 3; // told beside the reading
const FAR = 0.25; // nearness below which the words say so
const READER_BARS = 12; // with more classes only the likeliest few are listed

const faded = (nearness) => 0.3 + 0.7 * nearness;

// pad: {bundle, theme, reader, invites, onlyClass(c)}.
class PadImage {
  probabilities = null; taken = null; place = null; near = 1; seen = -1; text = ""; speaking = 0; turn = 0;

  constructor(pad) {
    this.pad = pad;
    const { bundle } = pad, { size } = bundle;
    this.bundle = bundle;
    this.canvas = element("canvas", { className: "digit", width: size, height: size, role: "img" });
    this.canvas.setAttribute("aria-label", "The decoded image");
    // Written pixel by pixel each frame and never drawn on: it belongs into ordinary memory.
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    this.frame = this.context.createImageData(size, size);
    this.where = element("p", { className: "where" });
    this.reads = element("p", { className: "reads" });
    this.bars = element("div", { className: "bars" });
    this.spoken = element("p", { className: "spoken", role: "status" });
    this.resample = pad.reader && makeResampler(size, bundle.about.reader.image_size);
    this.names = bundle.about.reader?.classes ?? [];
    this.count = Math.min(this.names.length, READER_BARS);
    this.columns = Array.from({ length: this.count }, () => {
      const bar = element("i", {}), name = element("b", { dir: "auto" }), column = element("span", {}, element("u", {}, bar), name);
      this.bars.append(column);
      return { bar, name, column };
    });
    this.bars.hidden = this.count === 0;
    this.bars.setAttribute("aria-hidden", "true");
    this.looking = element("figcaption", { className: "looking", hidden: true });
    this.pixels = new Float32Array(size * size);

    // The same z as every class, decoded in the frames' spare time, in turn.
    const row = element("div", { className: bundle.k > 7 && bundle.k <= 10 ? "every ten" : "every" });
    this.stamps = [];
    for (let c = 0; c < bundle.k; c++) {
      const stamp = element("canvas", { width: size, height: size });
      row.append(element("button", {
        type: "button", title: `the same z as class ${isolated(bundle.classes[c])}`, onclick: () => pad.onlyClass(c),
      }, stamp, named("span", bundle.classes[c])));
      this.stamps.push({ node: row.lastChild, context: stamp.getContext("2d"), image: new ImageData(size, size), stale: true });
    }
    this.every = element("div", { className: "everyone", hidden: bundle.k === 0 },
      element("h2", { className: "part", textContent: "The same z as every class" }), row);
    this.figure = element("figure", {}, this.canvas, this.looking);
    this.words = element("div", { className: "words" }, this.where, this.reads, this.bars, this.spoken);
  }

  sentence() {
    const parts = [...(this.seen < 0 ? [] : [`image ${this.seen}`]), describe(this.bundle, this.place.z)];
    if (this.bundle.k) parts.push(`class ${this.mixText(this.place.y)}`);
    if (this.near < FAR) parts.push("far from any image");
    else if (this.probabilities) {
      parts.push(takenWords(this.taken, this.bundle.about.reader));
    }
    return parts;
  }

  mixText(y) {
    const parts = [...y.keys()].filter((c) => y[c] >= 0.05).sort((a, b) => y[b] - y[a]);
    if (parts.length === 1 || y[parts[0]] > 0.95) return isolated(this.bundle.classes[parts[0]]);
    return parts.slice(0, 3).map((c) => `${Math.round(y[c] * 100)} % ${isolated(this.bundle.classes[c])}`).join(" + ");
  }

  // What eyes see at a glance and ears would miss: which images lie about the point.
  around() {
    const { n, d, labels, classes } = this.pad.bundle;
    if (n < NEAR_IMAGES || !classes.length || !this.place) return "";
    const indices = new Uint32Array(NEAR_IMAGES), squares = new Float64Array(NEAR_IMAGES);
    nearestRows(latentRows(this.pad.bundle), d, this.place.z, NEAR_IMAGES, indices, squares);
    return `; nearest images: ${Array.from(indices, (i) => isolated(classes[labels[i]] ?? "without a class")).join(", ")}`;
  }

  // Read aloud once the hand rests: sixty sentences a second are no help to anyone.
  speak() {
    clearTimeout(this.speaking);
    if (this.pad.invites) return; // what goes by itself would be read out every few seconds
    this.speaking = setTimeout(() => setText(this.spoken, this.text + this.around()), 350);
  }

  write() {
    const parts = this.sentence(), read = this.probabilities || this.near < FAR ? parts.pop() : "";
    setText(this.where, parts.join(" · "));
    setText(this.reads, read);
    this.text = [...parts, read].filter(Boolean).join(", ");
    this.speak();
  }

  showReading(result) {
    this.probabilities = Array.from(result.subarray(0, this.names.length));
    this.taken = takenFor(result, this.names);
    const order = [...this.probabilities.keys()];
    if (this.names.length > this.count) order.sort((a, b) => this.probabilities[b] - this.probabilities[a]);
    for (const [i, { bar, name, column }] of this.columns.entries()) {
      setText(name, this.names[order[i]]);
      name.title = this.names[order[i]];
      bar.style.transform = `scaleY(${Math.max(0.015, this.probabilities[order[i]]).toFixed(3)})`;
      column.className = order[i] === this.taken.best ? "best" : "";
    }
    this.bars.classList.toggle("unread", this.taken.best === NO_CLASS);
    this.write();
  }

  // nearness: 1 among the map's images, 0 where the decoder guesses: there the image fades. image: number of the image
  // that is only looked at, -1 for the pad's own place.
  show(now, nearness = 1, image = -1) {
    this.place = now;
    if (image !== this.seen) {
      this.seen = image;
      this.looking.hidden = image < 0;
      setText(this.looking, `Looking at image ${image}`);
      this.canvas.classList.toggle("lent", image >= 0);
    }
    if (nearness !== this.near) this.bars.style.opacity = faded(nearness);
    this.near = nearness;
    this.write();
    for (const [c, stamp] of this.stamps.entries()) {
      stamp.stale = true;
      stamp.node.setAttribute("aria-pressed", now.y[c] > 0.5);
    }
  }

  draw(result) {
    this.pixels.set(result);
    this.repaint();
    if (this.pad.reader) this.pad.reader.latest(this.resample(this.pixels), (shares) => this.showReading(shares));
  }

  repaint() {
    const { near, pixels } = this, share = faded(near), ink = near === 1 ? pixels : pixels.map((v) => v * share);
    this.context.putImageData(paintInk(ink, this.pad.theme.shades, this.frame), 0, 0);
  }

  next() {
    for (let step = 0; step < this.stamps.length; step++) {
      const c = (this.turn + step) % this.stamps.length, stamp = this.stamps[c];
      if (!stamp.stale) continue;
      stamp.stale = false;
      this.turn = c + 1;
      return {
        x: this.pad.inputFor({ z: this.place.z, y: oneHot(this.bundle.k, c) }),
        done: (out) => stamp.context.putImageData(paintInk(out, this.pad.theme.shades, stamp.image), 0, 0),
      };
    }
    return null;
  }

  get waiting() { return this.stamps.some((stamp) => stamp.stale); }

  close() { clearTimeout(this.speaking); }
}

export const makeImage = (pad) => new PadImage(pad);
