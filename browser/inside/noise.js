// How is a decoder given its numbers? By a finger on a plane through its latents, by the bars themselves, or by lot.

import { element } from "../base/dom.js";
import { between, digits, gaussian, oneHot, withShare } from "../base/place.js";
import { paintInk } from "../base/theme.js";

const PLANE_GRID = 7; // digits along a side of the plane, drawn when there is time
const ROUND_SECONDS = 9; // for one turn of the walk

// bundle: {about, d, k, size}. host: {theme, changed(), released(), decode: a network for the plane's digits or null}.
class Noise {
  u = 0; v = 0; z = null; phase = 0; gliding = null; todo = []; pictures = [];

  constructor(host, bundle, saved) {
    this.host = host;
    this.bundle = bundle;
    this.about = bundle.about;
    this.d = bundle.d;
    this.k = bundle.k;
    const side = 220;
    const state = readGiven(bundle, saved);
    this.origin = state.origin;
    this.axes = state.axes;
    this.y = state.y;
    this.canvas = element("canvas", { className: "ground", width: 2 * side, height: 2 * side });
    this.dot = element("div", { className: "point" });
    this.front = element("div", { className: "plane", tabIndex: 0, role: "slider", "aria-valuemin": 0, "aria-valuemax": 100 }, this.canvas, this.dot);
    this.front.setAttribute("aria-label", `A plane through the ${this.d} ${this.about.generator ? "numbers of noise" : "latents"}. Drag, or use the arrow keys.`);
    this.thumb = new OffscreenCanvas(bundle.size, bundle.size);
    this.pen = this.thumb.getContext("2d", { willReadFrequently: true });
    this.front.onpointerdown = (event) => this.press(event);
    this.front.onpointerup = this.front.onpointercancel = () => { if (this.front.onpointermove) { this.front.onpointermove = null; host.released(); } };
    this.front.onkeydown = (event) => this.key(event);
    this.front.onkeyup = (event) => { if (event.key.startsWith("Arrow")) host.released(); };
    this.z = this.placeAt(0, 0);
    this.renew();
    this.node = this.front;
    this.playing = false;
  }

  press(event) {
    if (event.button !== 0) return;
    this.halt();
    this.front.setPointerCapture(event.pointerId);
    this.front.onpointermove = (moved) => this.at(moved);
    this.at(event);
  }

  key(event) {
    const step = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, 0.05], ArrowDown: [0, -0.05] }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    this.halt();
    [this.u, this.v] = [Math.max(-1, Math.min(1, this.u + step[0])), Math.max(-1, Math.min(1, this.v + step[1]))];
    this.moved();
    event.preventDefault();
  }

  // The place (u, v) of the plane, each -1 to 1. Noise of many dimensions keeps its length: nearly all of it lies at one.
  placeAt(a, b) {
    const out = this.origin.map((value, i) => value + a * this.axes[0][i] + b * this.axes[1][i]);
    if (!this.about.round) return out;
    const length = Math.hypot(...this.origin) / Math.max(1e-6, Math.hypot(...out));
    return out.map((value) => value * length);
  }

  moved() {
    this.z = this.placeAt(this.u, this.v);
    this.dot.style.transform = `translate(${(50 + 50 * this.u) * this.front.clientWidth / 100}px, ${(50 - 50 * this.v) * this.front.clientHeight / 100}px)`;
    this.front.setAttribute("aria-valuenow", Math.round(50 + 50 * this.u));
    this.front.setAttribute("aria-valuetext", `${digits(this.u)} to the right, ${digits(this.v)} up`);
    this.host.changed();
  }

  // Another ground below the plane: its digits are to be drawn anew, the middle ones first.
  renew() {
    this.pictures = [];
    this.todo = [];
    for (let i = 0; i < PLANE_GRID ** 2; i++) {
      const a = (2 * (i % PLANE_GRID) + 1) / PLANE_GRID - 1, b = 1 - (2 * Math.floor(i / PLANE_GRID) + 1) / PLANE_GRID;
      this.todo.push({ i, x: this.join(this.placeAt(a, b)), far: Math.hypot(a, b) });
    }
    this.todo.sort((one, other) => one.far - other.far);
    this.canvas.classList.add("waits");
  }

  join(latents) { const x = new Float32Array(this.d + this.k); x.set(latents); x.set(this.y, this.d); return x; }

  paintTile(i, pixels) {
    const cell = this.canvas.width / PLANE_GRID;
    this.pen.putImageData(paintInk(pixels, this.host.theme.shades, this.pen.createImageData(this.bundle.size, this.bundle.size)), 0, 0);
    this.canvas.getContext("2d").drawImage(this.thumb, (i % PLANE_GRID) * cell, Math.floor(i / PLANE_GRID) * cell, cell, cell);
  }

  halt() { this.playing = false; this.gliding = null; }

  at(event) {
    const box = this.front.getBoundingClientRect(), clip = (value) => Math.max(-1, Math.min(1, value));
    [this.u, this.v] = [clip(2 * (event.clientX - box.left) / box.width - 1), clip(1 - 2 * (event.clientY - box.top) / box.height)];
    this.moved();
  }

  // The plane's origin goes where we are, so that what the bars were set to is kept.
  anchor(latents) {
    this.origin = Float32Array.from(latents);
    [this.u, this.v] = [0, 0];
  }

  get input() { return this.join(this.z); }

  get label() { return this.y.indexOf(Math.max(...this.y)); }

  another() {
    this.halt();
    const from = this.z, to = gaussian(this.d);
    const long = this.about.round ? Math.hypot(...to) : 2;
    this.axes = [gaussian(this.d), gaussian(this.d)].map((axis) => { const length = Math.hypot(...axis); return axis.map((value) => value / length * long); });
    if (this.d <= 2) this.axes = this.about.axes.map((axis) => Float32Array.from(axis));
    this.gliding = { from, to, t: 0 };
  }

  only(c) { this.y = oneHot(this.k, c); this.renew(); this.moved(); }

  edit(segment, t, value) {
    this.halt();
    if (segment.name === "class") this.y = withShare(this.y, t, value);
    else { const now = Float32Array.from(this.z); now[t] = value; this.anchor(now); }
    this.moved();
  }

  edited() { this.renew(); this.host.released(); }

  // One frame of time; returns whether there is more to come.
  advance(seconds) {
    if (this.gliding) {
      this.gliding.t = Math.min(1, this.gliding.t + seconds / 0.8);
      const ease = this.gliding.t * this.gliding.t * (3 - 2 * this.gliding.t);
      this.anchor(between(this.gliding.from, this.gliding.to, ease));
      this.moved();
      if (this.gliding.t === 1) { this.gliding = null; this.renew(); this.host.released(); }
      return true;
    }
    if (!this.playing) return false;
    this.phase += seconds * 2 * Math.PI / ROUND_SECONDS;
    // From wherever the dot is onto a circle, and round.
    const pull = 1 - Math.exp(-3 * seconds);
    this.u += (0.62 * Math.sin(this.phase) - this.u) * pull;
    this.v += (0.62 * Math.cos(this.phase) - this.v) * pull;
    this.moved();
    return true;
  }

  get turned() { return this.phase / (2 * Math.PI); }

  // Draw some of the plane's digits; returns whether there are more.
  ground(network, deadline) {
    if (this.gliding || !this.todo.length || !network) return false;
    return network.spare(() => {
      const job = this.todo.shift();
      if (!job) this.canvas.classList.remove("waits");
      return job ? { x: job.x, done: (pixels) => { this.pictures[job.i] = Float32Array.from(pixels); this.paintTile(job.i, pixels); } } : null;
    }, deadline);
  }

  repaint() { for (const [i, pixels] of this.pictures.entries()) if (pixels) this.paintTile(i, pixels); }

  place() { this.moved(); }
}

export const makeNoise = (host, bundle, saved) => new Noise(host, bundle, saved);

// Where a link leads, or where the block begins.
function readGiven({ about, d, k }, saved) {
  const numbers = (list, count) => Array.isArray(list) && list.length === count && list.every(Number.isFinite);
  const origin = Float32Array.from(numbers(saved?.z, d) ? saved.z : about.z), axes = about.axes.map((axis) => Float32Array.from(axis));
  const sum = numbers(saved?.y, k) && saved.y.every((w) => w >= 0) ? saved.y.reduce((a, b) => a + b, 0) : 0;
  return { origin, axes, y: sum > 0 ? Float32Array.from(saved.y, (w) => w / sum) : oneHot(k, about.label) };
}
