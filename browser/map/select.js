// Which images are marked? Those inside a shape drawn on the map and those of classes chosen from the legend.
//
// A shape is a polygon in the map's own units, so that it stays where it is while the map is moved under it.
// ui/components/selection.py finds the same images from the same polygon: places are float32, all else float64, in this order.

import { css } from "../base/theme.js";

const CORNERS = 24, CORNERS_TEXT = 300; // corners of a polygon, and characters they may take in a link
const TRACE_PIXELS = 3; // a path is noted in steps of at least so much
const BOX_SHARE = 1 / 8, GROW_SHARE = 1 / 30; // of the view's width: a box by keys begins so wide, and grows so much

// Which points lie inside, by the even-odd rule: a ray to the right crosses the border an odd number of times.
function insidePolygon(polygon, xy) {
  const n = xy.length / 2, inside = new Uint8Array(n);
  const sides = polygon.map(([x0, y0], c) => {
    const [x1, y1] = polygon[(c + 1) % polygon.length];
    return { x0, y0, y1, slope: (x1 - x0) / (y1 - y0) };
  }).filter(({ y0, y1 }) => y0 !== y1);
  for (const { x0, y0, y1, slope } of sides) {
    for (let i = 0; i < n; i++) {
      const y = xy[2 * i + 1]; // half-open: a corner counts for one of its two sides
      if ((y0 > y) !== (y1 > y) && xy[2 * i] < x0 + (y - y0) * slope) inside[i] ^= 1;
    }
  }
  return inside;
}

// Leave out the corner that changes the area least, again and again, until few are left.
// Source: Visvalingam & Whyatt 1993, doi:10.1179/000870493786962263.
function simplified(path, count) {
  const corners = path.slice();
  const area = (i) => {
    const m = corners.length, [ax, ay] = corners[(i + m - 1) % m], [bx, by] = corners[i], [cx, cy] = corners[(i + 1) % m];
    return Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay));
  };
  const areas = corners.map((_, i) => area(i));
  while (corners.length > count) {
    let least = 0;
    for (let i = 1; i < areas.length; i++) if (areas[i] < areas[least]) least = i;
    corners.splice(least, 1);
    areas.splice(least, 1);
    const m = corners.length, before = (least + m - 1) % m, after = least % m;
    areas[before] = area(before);
    areas[after] = area(after);
  }
  return corners;
}

// Few corners of few digits, rounded to less than a pixel: what is marked is what the rounded polygon holds.
function polygonFrom(path, pixel) {
  const places = Math.max(0, -Math.floor(Math.log10(pixel))), step = 10 ** Math.floor(Math.log10(pixel));
  const round = (v) => Number((Math.round(v / step) * step).toFixed(places));
  for (let count = CORNERS; ; count--) {
    const polygon = simplified(path, count).map(([x, y]) => [round(x), round(y)]);
    if (count === 4 || polygon.join().length <= CORNERS_TEXT) return polygon;
  }
}

// "x,y,x,y,..~class.class~picked~layout" of a link -> a selection, null if it is none.
export function readSelection(text) {
  const [corners, classes, picked, layout] = [...(text ?? "").split("~"), "", "", ""];
  const numbers = (list, separator) => list ? list.split(separator).map(Number) : [];
  const flat = numbers(corners, ","), labels = numbers(classes, ".");
  const sound = flat.every(Number.isFinite) && flat.length % 2 === 0 && (flat.length === 0 || flat.length >= 6)
    && flat.length <= 2 * CORNERS && [...labels, Number(picked)].every((v) => Number.isInteger(v) && v >= 0);
  if (!text || !sound) return null;
  const polygon = flat.length ? Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]) : null;
  return { layout: layout || "plane", polygon, classes: labels, picked: picked ? Number(picked) : null };
}

const boxCorners = ([ax, ay], [bx, by]) => [[ax, ay], [bx, ay], [bx, by], [ax, by]];

// host: {map, bundle, places() -> Float32Array, layout() -> text, changed()}; changed() is told after each change.
class Select {
  polygon = null; layout = ""; path = null; corner = null; box = null; members = new Uint32Array(0); mask = null;
  caught = null; awaited = null; classes = new Set();

  constructor(host) {
    this.host = host;
  }

  // What the polygon caught stays caught when the points move on to another map: there one sees where they went.
  count() {
    const { classes, caught } = this, { labels } = this.host.bundle;
    const mask = this.mask = this.polygon || classes.size ? new Uint8Array(labels.length) : null;
    const found = [];
    for (let i = 0; mask && i < labels.length; i++) {
      if (caught?.[i] || classes.has(labels[i])) { mask[i] = 1; found.push(i); }
    }
    this.members = Uint32Array.from(found);
  }

  changed() {
    this.count();
    this.host.changed();
  }

  draw(wanted) {
    this.polygon = wanted;
    this.layout = this.polygon ? this.host.layout() : "";
    this.caught = this.polygon && insidePolygon(this.polygon, this.host.places());
    this.awaited = null;
    this.changed();
  }

  pixel() { return 1 / this.host.map.bounds().scale; }

  get marks() { return this.polygon !== null || this.classes.size > 0; }

  get drawing() { return this.path !== null; }

  get outlined() { return this.path !== null || (this.polygon !== null && this.layout === this.host.layout()); }

  get drawn() { return this.path !== null || this.polygon !== null; }

  get state() { return { layout: this.layout, polygon: this.polygon, classes: [...this.classes].sort((a, b) => a - b) }; }

  // The hand draws: phase "begin", "move", "end" or "cancel", at CSS pixels of the map; tool "lasso" or "box".
  trace(phase, x, y, tool) {
    const at = this.host.map.toWorld(x, y);
    if (phase === "begin") { this.corner = [x, y]; this.path = [at]; return; }
    if (!this.path) return;
    if (phase === "move") {
      if (tool === "box") this.path = boxCorners(this.host.map.toWorld(...this.corner), at);
      else if (Math.hypot(x - this.corner[0], y - this.corner[1]) >= TRACE_PIXELS) { this.path.push(at); this.corner = [x, y]; }
      return;
    }
    const drawn = this.path;
    this.path = null;
    if (phase === "end" && drawn.length > 2) {
      this.box = null;
      this.draw(polygonFrom(drawn, this.pixel()));
    }
  }

  // A box about a place by keys: dx and dy widen it in steps; a box of another place is begun anew.
  grow([x, y], dx, dy) {
    const { left, right } = this.host.map.bounds(), width = right - left;
    if (!this.box || this.box.x !== x || this.box.y !== y) this.box = { x, y, w: width * BOX_SHARE / 2, h: width * BOX_SHARE / 2 };
    else {
      this.box.w = Math.max(width / 100, this.box.w + dx * width * GROW_SHARE / 2);
      this.box.h = Math.max(width / 100, this.box.h + dy * width * GROW_SHARE / 2);
    }
    this.draw(polygonFrom(boxCorners([x - this.box.w, y - this.box.h], [x + this.box.w, y + this.box.h]), this.pixel()));
  }

  toggleClass(c) {
    if (!this.classes.delete(c)) this.classes.add(c);
    this.changed();
  }

  clear() {
    this.path = this.box = this.awaited = this.caught = this.polygon = null;
    this.layout = "";
    this.classes.clear();
    this.changed();
  }

  // Bring back what a link says: the polygon once the map it was drawn on is here.
  restore(saved) {
    for (const c of saved.classes) if (c < this.host.bundle.classes.length) this.classes.add(c);
    this.awaited = saved.polygon ? saved : null;
    if (this.classes.size) this.changed();
    this.placed();
  }

  // The points have new places: another map, or the same one after more training.
  placed() {
    if (this.awaited?.layout === this.host.layout()) { this.draw(this.awaited.polygon); return; }
    if (!this.polygon || this.layout !== this.host.layout()) return;
    this.caught = insidePolygon(this.polygon, this.host.places());
    this.changed();
  }

  outline(context, toScreen, theme) {
    const shape = this.path ?? (this.layout === this.host.layout() ? this.polygon : null);
    if (!shape) return;
    context.beginPath();
    for (const [x, y] of shape) context.lineTo(...toScreen(x, y));
    context.closePath();
    context.globalAlpha = 0.08;
    context.fillStyle = theme.accent;
    context.fill("evenodd");
    context.globalAlpha = 1;
    context.lineJoin = "round";
    for (const [colour, width] of [[css(theme.paper, 0.9), 4.5], [theme.accent, 2]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.setLineDash(this.path && width === 2 ? [6, 4] : []);
      context.stroke();
    }
    context.setLineDash([]);
  }
}

export const makeSelect = (host) => new Select(host);
