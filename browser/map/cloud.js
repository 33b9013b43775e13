// How do the images lie on a map, and how do they travel to another one? Places, signs, colours and names.

import { masksOfClasses, needMarks } from "../base/class_marks.js";
import { fitting, signsOf } from "../base/names.js";
import { css } from "../base/theme.js";
import { makeIndex } from "./grid.js";
import { classCentres, classTable, drawPoints, makeBlock, makeSigns } from "./points.js";

export const GLIDE_MS = 600;
const MARK_LEAST = 7, MARK_MOST = 11; // CSS pixels of a class's mark: fewer cannot be told apart

// host and camera: see map.js. Places are the map's; a canvas is drawn in device pixels.
class Cloud {
  xy = new Float32Array(0); glide = null; index = null; centres = []; screen = new Float32Array(0); signs = null;
  image = null; bright = null; asked = [];

  constructor(host, camera) {
    this.host = host;
    this.camera = camera;
    this.target = this.xy;
  }

  // Which points stand out: those of a class, of a category, of a set. null: none, all are alike.
  standing() {
    const { only, highlight, ink, cloud } = this.host, kept = ink?.only ?? null;
    if (this.asked[0] === only && this.asked[1] === highlight && this.asked[2] === kept && this.asked[3] === cloud) return this.bright;
    this.asked = [only, highlight, kept, cloud];
    if (only === null && !highlight && kept === null) return this.bright = null;
    const { n, labels } = cloud, bright = this.bright = new Uint8Array(n);
    if (only !== null) for (let i = 0; i < n; i++) bright[i] = labels[i] === only ? 1 : 0;
    else if (kept !== null) for (let i = 0; i < n; i++) bright[i] = ink.index[i] === kept ? 1 : 0;
    else for (const i of highlight) bright[i] = 1;
    return bright;
  }

  // Screen places of all points; returns how many are in sight.
  project(canvas, ratio) {
    const s = this.camera.scale() * ratio, { x, y } = this.camera.view, { width, height } = canvas;
    const cx = width / 2 - x * s, cy = height / 2 + y * s, { xy, screen } = this;
    let inside = 0;
    for (let i = 0; i < xy.length; i += 2) {
      const px = screen[i] = cx + xy[i] * s, py = screen[i + 1] = cy - xy[i + 1] * s;
      if (px > 0 && px < width && py > 0 && py < height) inside++;
    }
    return inside;
  }

  drawNames(context) {
    const { theme, cloud, only } = this.host;
    if (!cloud.named || this.glide || this.host.ink?.stamped) return;
    context.font = `700 ${22 * theme.scale}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 6 * theme.scale;
    context.strokeStyle = css(theme.paper, 0.9);
    this.centres ??= classCentres(this.xy, cloud.labels, cloud.classes.length);
    for (const [c, centre] of this.centres.entries()) {
      if (!centre || (only !== null && only !== c)) continue;
      const at = cloud.flat ? [34, this.camera.toScreen(...centre)[1]] : this.camera.toScreen(...centre);
      context.fillStyle = this.host.ink ? theme.text : theme.classes[c % theme.classes.length];
      const name = fitting(context, cloud.classes[c], cloud.flat ? 60 : 0.3 * this.camera.width);
      context.strokeText(name, ...at);
      context.fillText(name, ...at);
    }
  }

  // With which signs the points are drawn, so many pixels high: of their group or their class, or null for blocks.
  signing(room, ratio) {
    const { cloud, theme, ink } = this.host, grouped = ink?.kind === "category", k = grouped ? ink.names.length : cloud.classes.length;
    const legible = room >= 8.5, of = grouped && needMarks(k) ? "group" : "class";
    const initials = cloud.classes.map((name) => signsOf(name)[0]);
    // A letter says which class it is only if no other class has it.
    const marked = of === "group" || (!ink && needMarks(k) && !(legible && new Set(initials).size === k));
    if (!k || !(marked || (legible && cloud.classes.length))) return null;
    const pixels = Math.round((marked ? Math.max(MARK_LEAST, Math.min(MARK_MOST, room)) * (marked ? theme.scale : 1) : room) * ratio);
    const key = [of, marked, k, pixels, theme.font].join();
    if (this.signs?.key !== key) {
      const masks = marked ? masksOfClasses(k, pixels) : makeSigns(cloud.classes, theme.font, pixels);
      this.signs = { key, of, masks: of === "group" ? [undefined, ...masks] : masks }; // 0 is none of the groups
    }
    return this.signs;
  }

  get points() { return this.xy; }

  get gliding() { return this.glide !== null; }

  get progress() { return this.glide ? this.glide.eased : 1; }

  // Places (2n) to show: at once, or gliding from where the points are now if there are as many.
  set(places, { milliseconds = GLIDE_MS, now = performance.now(), glides = true } = {}) {
    this.target = places;
    const moves = glides && this.xy.length === this.target.length && this.target.length > 0 && this.host.moves();
    this.glide = moves ? { from: this.xy.slice(), start: now, milliseconds, eased: 0 } : null;
    if (!moves) this.xy = this.target.slice();
    if (this.screen.length !== this.xy.length) this.screen = new Float32Array(this.xy.length);
    this.index = this.centres = this.signs = null;
  }

  // As many places that go on changing: a glide goes on towards them.
  retarget(places) {
    this.target = places;
    if (!this.glide) this.xy.set(places);
    this.index = this.centres = null;
  }

  advance(now) {
    const { glide, xy, target } = this;
    if (!glide) return false;
    const t = Math.min(1, Math.max(0, (now - glide.start) / glide.milliseconds)), eased = glide.eased = 1 - (1 - t) ** 3;
    for (let i = 0; i < xy.length; i++) xy[i] = glide.from[i] + (target[i] - glide.from[i]) * eased;
    if (t === 1) { this.glide = null; this.index = this.centres = null; }
    return true;
  }

  // The index is built when it is first asked for: a map that plays a film has no time for it.
  at(x, y, radius) {
    if (this.glide) return -1;
    return (this.index ??= makeIndex(this.xy))(x, y, radius);
  }

  draw(canvas, context, ratio) {
    const { cloud, theme, ink, background } = this.host;
    if (this.image?.width !== canvas.width || this.image.height !== canvas.height) {
      this.image = context.createImageData(canvas.width, canvas.height);
    }
    const inside = this.project(canvas, ratio);
    // Digits where there is room for them to be told apart, blocks in a crowd; marks of more groups than colours.
    const room = Math.sqrt(this.camera.width * this.camera.height / Math.max(1, inside));
    const drawn = this.signing(Math.min(15 * theme.scale, room * 0.75), ratio);
    new Uint32Array(this.image.data.buffer).fill(0);
    drawPoints(this.image, this.screen, {
      ink: ink?.index ?? cloud.labels, table: ink?.table(theme) ?? classTable(theme.rgb),
      kinds: drawn?.of === "group" ? ink.index : cloud.labels, signs: drawn?.masks ?? null,
      block: makeBlock(Math.max(3, Math.round((inside > 6000 ? 2 : 3) * theme.scale * ratio))),
      bright: this.standing(), opacity: background === "both" ? 0.85 : 0.92,
    });
    context.putImageData(this.image, 0, 0);
  }
}

export const makeCloud = (host, camera) => new Cloud(host, camera);
