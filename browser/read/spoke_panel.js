// How is it shown which pixels spoke, while somebody draws? In a picture of its own, worked out in the background.

import { element, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { makeNetwork } from "../base/network.js";
import { takenFor, takenWords } from "../base/reading.js";
import { parseColour } from "../base/theme.js";
import { coveredImage, oddsOf, spokeHeat, spokePlace, spokeSide, spokeSquares } from "./spoke.js";

const SPOKE_ENDS = { light: ["#b4480a", "#274a9c"], dark: ["#ff9c52", "#9fb6ff"] }; // against, for: as on Look inside
const SPOKE_TOP = 1; // nats: where no square moves the odds more than e-fold, the colours stay pale
const SPOKE_ZOOM = 6; // screen pixels a pixel, so that a square's outline is thin

class Spoke {
  about; host; scaled;
  on = true; found = null; wanted = null; sweep = null;

  // about: of the reader. host: {theme, toggled(on), again()}. network: packed. scaled(shares): see read.js.
  constructor(about, host, runtime, network, scaled) {
    Object.assign(this, { about, host, scaled });
    this.network = makeNetwork(runtime, network, { background: true });
    const size = about.image_size;
    this.canvas = element("canvas", { width: size * SPOKE_ZOOM, height: size * SPOKE_ZOOM, className: "seen", role: "img" });
    this.canvas.setAttribute("aria-label", "Which pixels spoke");
    this.toggle = element("button", {
      type: "button", className: "switch", role: "switch", "aria-label": "Which pixels spoke",
      onclick: () => host.toggled(!this.on),
    }, element("i"));
    this.words = element("p", { className: "why" });
    this.body = element("div", { className: "spoke" }, this.canvas, this.words);
    this.node = element("section", { className: "speaks" }, element("div", { className: "seeing" },
      element("h2", { className: "part", textContent: "Which pixels spoke" }), this.toggle), this.body);
  }

  show(on) {
    this.on = on;
    this.toggle.setAttribute("aria-checked", on);
    this.body.hidden = !on;
    if (!on) this.wanted = this.sweep = null;
  }

  // pixels: what goes in, null where nothing is drawn; shares: what comes out. The newest is worked out when the one under way is done.
  ask(pixels, shares) {
    if (!this.on) return;
    if (!pixels) { this.wanted = this.sweep = this.found = null; this.paint(); return; }
    this.wanted = { pixels, shares: Float32Array.from(shares) };
    if (!this.sweep) this.begin();
  }

  begin() {
    const { pixels, shares } = this.wanted, { classes, image_size: size } = this.about, { likeliest } = takenFor(shares, classes);
    this.wanted = null;
    this.sweep = { pixels, likeliest, odds: oddsOf(shares, likeliest, classes.length), squares: spokeSquares(pixels, size), falls: [], read: [], next: 0 };
    if (!this.sweep.squares.length) this.finish();
    else if (this.network.remote) this.network.spare(() => this.next());
    else this.host.again();
  }

  // The next square to try, null when there is none left.
  next() {
    const { sweep } = this;
    if (!sweep || sweep.next >= sweep.squares.length) return null;
    const n = sweep.next++, x = coveredImage(sweep.pixels, this.about.image_size, sweep.squares[n]);
    return { x, done: (out) => { if (sweep === this.sweep) this.heard(sweep, n, this.scaled(out)); } };
  }

  heard(sweep, n, shares) {
    sweep.falls[n] = sweep.odds - oddsOf(shares, sweep.likeliest, this.about.classes.length);
    sweep.read[n] = takenFor(shares, this.about.classes);
    if (n === sweep.squares.length - 1) this.finish();
  }

  finish() {
    const { sweep } = this, heat = spokeHeat(sweep.squares, sweep.falls, this.about.image_size);
    this.found = { ...sweep, heat, most: sweep.falls.reduce((best, fall, i) => (fall > sweep.falls[best] ? i : best), 0) };
    this.sweep = null;
    this.paint();
    if (this.wanted) this.begin();
  }

  // Where there is no worker: some squares in this frame. Returns whether there are more.
  work(deadline) {
    if (this.network.remote || !this.sweep) return false;
    this.network.spare(() => this.next(), deadline);
    return this.sweep !== null;
  }

  paint() {
    const { found, about } = this, size = about.image_size, context = this.canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    const small = new OffscreenCanvas(size, size), pen = small.getContext("2d"), image = pen.createImageData(size, size);
    const shade = shadesOf(this.host.theme), top = Math.max(SPOKE_TOP, ...(found?.heat ?? []).map(Math.abs));
    for (let i = 0; i < size * size; i++) image.data.set([...shade(found ? found.pixels[i] : 0, found ? found.heat[i] / top : 0), 255], 4 * i);
    pen.putImageData(image, 0, 0);
    context.drawImage(small, 0, 0, this.canvas.width, this.canvas.height);
    if (found?.squares.length) {
      const [x, y] = found.squares[found.most], side = spokeSide(size) * SPOKE_ZOOM;
      context.strokeStyle = this.host.theme.text;
      context.lineWidth = 2;
      context.strokeRect(x * SPOKE_ZOOM, y * SPOKE_ZOOM, side, side);
    }
    const text = found?.squares.length ? spokeWords(found, about) : "Nothing is drawn yet.";
    setText(this.words, text);
    this.canvas.setAttribute("aria-label", text);
  }

  close() { this.network.close(); }
}

// ink (0 to 1) and heat (-1 to 1) -> [r, g, b]: grey ink said nothing.
function shadesOf({ paper, ink }) {
  const dark = paper[0] + paper[1] + paper[2] < ink[0] + ink[1] + ink[2], ends = SPOKE_ENDS[dark ? "dark" : "light"].map(parseColour);
  const grey = paper.map((p, c) => 0.6 * p + 0.4 * ink[c]);
  return (amount, heat) => {
    const end = ends[heat < 0 ? 0 : 1], much = Math.sqrt(Math.min(1, Math.abs(heat)));
    return paper.map((p, c) => Math.round(p + amount * (grey[c] + (end[c] - grey[c]) * much - p)));
  };
}

function spokeWords({ squares, falls, most, read, likeliest }, about) {
  const name = isolated(about.classes[likeliest]), side = spokeSide(about.image_size);
  const key = `Blue ink speaks for ${name}, orange ink against it, grey ink for neither`;
  if (!(falls[most] > 0)) return `${key}: covered with paper, ${side} x ${side} pixels at a time, none of it lowers the odds of ${name}.`;
  const { best } = read[most], still = best === likeliest ? "still " : "";
  return `${key}: the odds of ${name} fall or rise when ${side} x ${side} pixels are covered with paper. They fall most without the square that is `
    + `marked, ${spokePlace(squares[most], about.image_size)}: then it ${still}${takenWords(read[most], about)}.`;
}

export const makeSpoke = (about, host, runtime, network, scaled) => new Spoke(about, host, runtime, network, scaled);
