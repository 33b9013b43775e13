// Where do the images lie while the model learns? On a map that follows them, with a point that can be moved about meanwhile.

import { watchGestures } from "../../map/gestures.js";
import { makeMap } from "../../map/map.js";
import { axesOf } from "../axes.js";

const CALM_MS = 150; // in which the view goes most of the way to one that shows everything: one that leaps cannot be followed
const LANE = 0.4; // between classes, where a single dimension is all there is
const ARROW_PIXELS = 16, ARROW_HEAD = 4, REACH = 28; // CSS pixels

// host: {theme, calm}. plan: of the training; labels: of the images that are shown. onmove(): the point was moved.
class LiveMap {
  xy = null; // where the images lie
  last = 0; // ms, when they were shown last
  arrows = null;
  placed = false; // whether there is a point

  constructor(host, plan, labels, onmove) {
    this.host = host;
    this.d = plan.latent_dim;
    this.labels = labels;
    this.onmove = onmove;
    this.z = new Float32Array(this.d);
    this.axes = [0, Math.min(1, this.d - 1)]; // the dimensions that are shown
    this.map = makeMap({
      cloud: { n: labels.length, labels, classes: plan.classes, flat: this.d === 1, named: !plan.told, prior: this.d === 2 },
      get theme() { return host.theme; },
      moves: () => !host.calm,
      background: "points", tiles: null, ink: null, only: null, highlight: null, hovered: -1, trail: [], stamps: [],
      placeXY: () => (this.placed ? this.point : null),
      overlays: [(context, map) => { if (this.arrows) drawArrows(context, map, this.arrows, host.theme); }],
    });
    this.map.front.setAttribute("aria-label", "Map of the images while the model learns. Drag or use the arrow keys to move the "
      + "point, with Shift for larger steps; what the model draws there is shown beside it. Plus and minus zoom, 0 shows everything.");
    watchGestures(this.map.front, this.gestures());
  }

  get point() { return [this.z[this.axes[0]], this.d > 1 ? this.z[this.axes[1]] : 0]; }

  // The class of the image nearest to the point, which a model that is told the class is asked for; 0 where there is none.
  get label() {
    const { xy, labels, point: [x, y] } = this;
    let best = Infinity, label = 0;
    for (let i = 0; xy && i < labels.length; i++) {
      const far = (xy[2 * i] - x) ** 2 + (this.d > 1 ? (xy[2 * i + 1] - y) ** 2 : 0);
      if (far < best) { best = far; label = labels[i]; }
    }
    return label;
  }

  gestures() {
    const { map } = this, redraw = () => this.redraw(), put = (place) => this.put(place[0], place[1]);
    const place = (px, py) => /** @type {[number, number]} */ (map.toWorld(px, py));
    return {
      move: (px, py) => put(map.within(place(px, py))), pick: (px, py) => put(place(px, py)),
      nudge: (dx, dy, end) => { if (!end) this.put(this.point[0] + dx * map.step(), this.point[1] + dy * map.step()); },
      zoom(factor, px, py) { map.zoom(factor, px, py); redraw(); },
      pan(dx, dy) { map.pan(dx, dy); redraw(); },
      fit() { map.home(); redraw(); },
      undo() {}, release() {}, hover() {}, settle() {}, panning: () => false,
      hint() { map.hint.classList.add("seen"); setTimeout(() => map.hint.classList.remove("seen"), 1600); },
      near: (px, py) => {
        const [x, y] = map.toScreen(this.point[0], this.point[1]);
        return this.placed && Math.hypot(px - x, py - y) < REACH;
      },
    };
  }

  put(x, y) {
    this.z[this.axes[0]] = x;
    if (this.d > 1) this.z[this.axes[1]] = y;
    this.placed = true;
    this.map.drawMarker();
    this.onmove();
  }

  placesOf(mu) {
    const { d, axes, labels } = this, out = new Float32Array(2 * mu.length / d);
    for (let i = 0; i < out.length / 2; i++) {
      out[2 * i] = mu[i * d + axes[0]];
      out[2 * i + 1] = d > 1 ? mu[i * d + axes[1]] : -LANE * labels[i];
    }
    return out;
  }

  // mu: of the images that are shown, (n d); kl: a divergence a dimension; rests: whether nothing more is to come soon.
  show(mu, kl, rests) {
    const before = this.axes.join(), { map } = this, now = performance.now(), share = rests ? 1 : 1 - Math.exp((this.last - now) / CALM_MS);
    this.last = now;
    this.axes = axesOf(kl);
    const fresh = !this.xy || this.axes.join() !== before;
    this.xy = this.placesOf(mu);
    this.arrows = null;
    if (fresh) map.setPoints(this.xy.slice(), { fit: true });
    else map.follow(this.xy, between(map.whole, map.camera.fitted(this.xy, this.d === 1), share));
    this.redraw();
  }

  // Which way a step has moved each image: mu before and after it.
  showArrows(before, after) {
    this.arrows = { from: this.placesOf(before), to: this.placesOf(after) };
    this.map.drawMarker();
  }

  redraw() { this.map.drawCloud(); this.map.drawMarker(); }

  resize() { if (this.map.resize()) this.redraw(); }
}

export const makeLiveMap = (host, plan, labels, onmove) => new LiveMap(host, plan, labels, onmove);

function between(from, to, share) {
  const on = (name) => from[name] + (to[name] - from[name]) * share;
  return { x: on("x"), y: on("y"), span: on("span") };
}

// All as much longer as makes the middle one plain to see; returns how much.
function drawArrows(context, map, { from, to }, theme) {
  const lengths = Float32Array.from({ length: from.length / 2 }, (_, i) => Math.hypot(to[2 * i] - from[2 * i], to[2 * i + 1] - from[2 * i + 1]));
  const middle = lengths.slice().sort()[lengths.length >> 1] * map.camera.scale(), longer = middle > 0 ? ARROW_PIXELS / middle : 1;
  context.strokeStyle = theme.text;
  context.lineWidth = 1.2;
  context.beginPath();
  for (let i = 0; i < from.length; i += 2) {
    const [x, y] = map.toScreen(from[i], from[i + 1]), [a, b] = map.toScreen(to[i], to[i + 1]);
    const dx = (a - x) * longer, dy = (b - y) * longer, long = Math.hypot(dx, dy);
    if (long < 1) continue;
    const [ux, uy] = [dx / long * ARROW_HEAD, dy / long * ARROW_HEAD];
    context.moveTo(x, y);
    context.lineTo(x + dx, y + dy);
    context.lineTo(x + dx - ux - uy * 0.6, y + dy - uy + ux * 0.6);
    context.moveTo(x + dx, y + dy);
    context.lineTo(x + dx - ux + uy * 0.6, y + dy - uy - ux * 0.6);
  }
  context.stroke();
}
