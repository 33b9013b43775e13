// What would the drawing be as every other class, in the same hand? A flow sends it back to noise, and comes forward again.
//
// host: {theme, runtime, about: of the reader or null, reads(pixels) -> shares}. linked: how much of the drawing a link keeps, 0 for not
// asked. tell(t1): somebody asked, or turned the dial. receive(about, sections): from core/blocks/as_another.py, at first without
// the network. show(pixels, shares): what goes into the reader, or null where nothing is drawn. core/models/flow_travel.py does the same.

import { button, element, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { makeNetwork } from "../base/network.js";
import { oneHot } from "../base/place.js";
import { takenFor, takenWords } from "../base/reading.js";
import { paintInk } from "../base/theme.js";

class Another {
  about = null; network = null; noise = null; cells = []; pixels = null; shares = null; turn = 0; queue = []; right = 0; done = 0; broken = false;

  constructor(host, { linked, tell }) {
    this.host = host;
    this.tell = tell;
    this.t1 = linked > 0 && linked < 1 ? linked : 0; // 0: nobody has asked
    this.node = element("section", { className: "another", hidden: true });
    this.next = () => this.queue.shift() ?? null;
  }

  receive(about, { flow, noise }) {
    const another = about.id !== this.about?.id;
    this.about = about;
    if (another || !this.cells.length) this.assemble();
    if (flow && (another || !this.network)) {
      this.network?.close();
      this.broken = false;
      this.network = makeNetwork(this.host.runtime, flow, { background: true });
      this.noise = new Float32Array(noise.buffer, noise.byteOffset, noise.byteLength / 4);
    }
    this.show(this.pixels, this.shares);
  }

  assemble() {
    const { about } = this, [low, high] = about.range, noun = this.host.about?.noun ?? "image";
    this.ask = button(`Draw it as every ${noun}`, "Fetches the flow, which takes a moment", () => this.turnTo(about.from));
    this.input = element("input", { type: "range", min: low, max: high, step: 0.01, onchange: () => this.tell(this.t1),
      title: "How much of the drawing there is where its way back begins; the rest is noise" });
    this.input.setAttribute("aria-label", "How much of the drawing is kept");
    this.input.oninput = () => this.turnTo(Number(this.input.value), false);
    this.output = element("output", {});
    this.dial = element("div", { className: "row" }, element("span", { textContent: "obeys the class" }), element("div", { className: "track" }, this.input),
      element("span", { textContent: "keeps the style" }), this.output);
    this.cells = about.classes.map((name) => {
      const canvas = element("canvas", { width: about.size, height: about.size, role: "img" });
      return { canvas, name, words: element("small", { dir: "auto" }), pixels: null, node: null, context: canvas.getContext("2d") };
    });
    for (const cell of this.cells) cell.node = element("figure", { className: "other" }, element("b", { textContent: cell.name, dir: "auto" }), cell.canvas, cell.words);
    this.row = element("div", { className: "others" }, ...this.cells.map(({ node }) => node));
    this.words = element("p", { className: "note" });
    this.node.replaceChildren(element("h2", { className: "part", textContent: "The same hand, another class" }), this.words, this.ask, this.dial, this.row);
  }

  turnTo(t1, tells = true) {
    this.t1 = Math.round(100 * t1) / 100;
    if (tells) this.tell(this.t1);
    this.show(this.pixels, this.shares);
  }

  get fits() {
    const { about, host: { about: reader } } = this;
    return Boolean(about && reader) && reader.image_size === about.size && reader.classes.length === about.classes.length
      && reader.classes.every((name, c) => name === about.classes[c]);
  }

  show(pixels, shares) {
    Object.assign(this, { pixels, shares });
    this.turn++;
    this.queue = [];
    this.done = this.right = 0;
    this.node.hidden = !this.fits;
    if (this.node.hidden) return;
    const asked = this.t1 > 0;
    this.ask.hidden = asked;
    this.dial.hidden = !asked;
    this.row.hidden = !asked || !this.network || !pixels || this.broken;
    if (asked) this.showDial();
    if (asked && this.network && pixels && !this.broken) this.back();
    this.say();
  }

  showDial() {
    const { t1, input, output, about: { range: [low, high] } } = this;
    if (Number(input.value) !== t1) input.value = String(t1);
    input.style.setProperty("--fill", `${(100 * (t1 - low) / (high - low)).toFixed(1)}%`);
    setText(output, t1.toFixed(2));
  }

  // The class that the drawing is read as, be it as unlike as it may.
  get own() { return takenFor(this.shares, this.about.classes).likeliest; }

  // To the noise that the drawing may have come from; what is drawn meanwhile wins.
  back() {
    const { t1, noise, pixels, turn, own, about: { steps, classes } } = this, x = new Float32Array(pixels.length + classes.length);
    for (let i = 0; i < pixels.length; i++) x[i] = t1 * (2 * pixels[i] - 1) + (1 - t1) * noise[i];
    x.set(oneHot(classes.length, own), pixels.length);
    this.network.latest(x, (found) => { if (turn === this.turn) this.forth(Float32Array.from(found), own); },
      { start: t1, end: 0, heun: true, guidance: 1, steps });
  }

  // And forward again as every class: its own as it has learned, the others guided.
  forth(z, own) {
    const { turn, cells, about: { steps, guidance, classes } } = this, k = classes.length;
    if (z.some(Number.isNaN)) { this.broken = true; this.row.hidden = true; this.say(); return; }
    this.queue = cells.map((cell, c) => {
      const x = new Float32Array(z.length + k);
      x.set(z);
      x.set(oneHot(k, c), z.length);
      return { x, solver: { start: 0, end: 1, heun: true, guidance: c === own ? 1 : guidance, steps },
        done: (ink) => { if (turn === this.turn) this.came(cell, c, own, ink); } };
    });
    this.network.spare(this.next, Infinity);
  }

  came(cell, c, own, ink) {
    cell.pixels = Float32Array.from(ink);
    cell.node.classList.toggle("own", c === own);
    const { about } = this.host, taken = takenFor(this.host.reads(cell.pixels), about.classes), words = takenWords(taken, about);
    const name = isolated(cell.name);
    setText(cell.words, words.replace(/^reads as /, ""));
    cell.words.title = words;
    cell.canvas.setAttribute("aria-label", c === own ? `The drawing, back as a ${name}` : `The drawing as a ${name}`);
    if (c !== own) {
      this.done++;
      this.right += Number(taken.best === c);
    }
    this.paintCell(cell);
    this.say();
  }

  paintCell({ context, pixels }) {
    const { size } = this.about;
    if (pixels) context.putImageData(paintInk(pixels, this.host.theme.shades, context.createImageData(size, size)), 0, 0);
  }

  paint() { for (const cell of this.cells) this.paintCell(cell); }

  say() { setText(this.words, this.sentence()); }

  sentence() {
    const { about, done, right, t1, pixels, cells } = this, title = isolated(about.title);
    const how = `A flow, “${title}”, can send a drawing back to noise and come forward again as another class.`;
    if (this.broken) return `The flow “${title}” gives numbers that are not finite, so it draws nothing.`;
    if (!t1) return how;
    if (!pixels) return "A blank sheet cannot be sent back to noise: draw something first.";
    if (!this.network) return "The flow is on its way …";
    const own = isolated(about.classes[this.own]);
    const told = `Sent back to noise as a ${own}, and forward again as each class: what is shared is how it is written.`;
    return done === cells.length - 1 ? `${told} Of the ${done} others, ${right} read as asked.` : told;
  }

  close() {
    this.turn++;
    this.network?.close();
  }
}

export const makeAnother = (host, how) => new Another(host, how);
