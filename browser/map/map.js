// What does a latent map show, and where on it is what? Decoded tiles, points, the point that is moved, a look closer.

import { element } from "../base/dom.js";
import { css } from "../base/theme.js";
import { makeCamera } from "./camera.js";
import { GLIDE_MS, makeCloud } from "./cloud.js";
import { drawLens } from "./lens.js";
import { makeStamps } from "./stamps.js";

const HOVER_PIXELS = 9, EDGE = 14; // EDGE: pixels that the point keeps from the border

// A map knows nothing of the pad; it asks its host, which may be anything that has
//   cloud: {n, labels, classes, atlas, tile, columns, flat, named, prior}: the images (labels index classes; atlas is a
//     PNG of `columns` thumbnails of `tile` pixels a row, or undefined). flat: only left and right mean something.
//     named: write each class's name among its points. prior: circles of N(0, I).
//   theme: from readTheme. moves() -> bool: whether points may glide.
//   background: "points", "grid" (tiles alone) or "both". tiles: {draw(context, toScreen, opacity)}, or null without.
//   ink: null (points in the colour of their class) or {index: a number a point, table(theme) -> {table: Uint32Array,
//     fold}, only: a number to bring forward or null, marks}: see base/colour.js.
//   only: a class to bring forward, or null. highlight: a Set of indices to bring forward (give a new Set for a change;
//     the others are dimmed), or null.
//   hovered: index of the image looked at closer, or -1. trail: [[x, y], ..], places lately passed.
//   stamps: [{index, text, category}, ..], images that stand on the map as labels (optional), see stamps.js.
//   placeXY() -> [x, y] of the point that is moved, or null without one.
//   atlasCame(): told once the thumbnails can be drawn (optional).
//   overlays: [(context, map) => .., ..] drawn on top, in CSS pixels; they say toScreen(x, y) themselves. One with a
//     property rests() -> true is drawn with the points, and anew only by drawCloud().
//     Of those with over(x, y) and pick(x, y), the pad asks whether what is pointed at or clicked is theirs (x is null when
//     the hand has gone).
// The host calls, in its frames: resize() when the size may have changed; advance(now) (true: draw again and come back);
// drawCloud() and drawTiles() after a change, drawMarker() always (it costs next to nothing while nothing moves).
class LatentMap {
  ground; plot; lens; // canvases, one above the other
  labels = []; // boxes of the stamps drawn: {index, left, top, width}
  ratio = 1; atlas = null; opened;

  constructor(host) {
    this.host = host;
    this.layers = ["tiles", "points", "lens"].map((name) => element("canvas", { className: name }));
    [this.ground, this.plot, this.lens] = this.layers;
    this.contexts = this.layers.map((canvas) => canvas.getContext("2d"));
    this.front = element("div", { className: "front", tabIndex: 0, role: "application", "aria-roledescription": "latent map",
      "aria-label": "Latent map. Drag or use the arrow keys to move the point, with Shift for larger steps. Plus and minus "
      + "zoom, 0 shows everything. With the lasso or the box chosen, Shift and arrow keys draw a box about the point; Escape "
      + "unmarks." });
    this.hint = element("div", { className: "hint", textContent: "Click the map once, then the wheel zooms." });
    // The point is an element of its own: moving it repaints a few pixels, a canvas would repaint the whole map.
    this.point = element("div", { className: "point" });
    this.line = element("div", { className: "line" });
    this.node = element("div", { className: "field" }, this.ground, this.plot, this.line, this.point, this.lens, this.front, this.hint);
    this.camera = makeCamera();
    this.cloud = makeCloud(host, this.camera);
    this.stamps = makeStamps(host, this.camera, (i) => this.placeOf(i));
    this.framed = this.camera.framed;
    this.bounds = this.camera.bounds;
    this.toWorld = this.camera.toWorld;
    this.toScreen = this.camera.toScreen;
    this.held = false; // whether a hand or a link has chosen what is seen: then it stays, else it is everything
  }

  placeOf(i) { return [this.cloud.points[2 * i], this.cloud.points[2 * i + 1]]; }

  // Size the layers as the node is; true if that changed something.
  resize() {
    const { clientWidth, clientHeight } = this.node, dpr = Math.min(2, window.devicePixelRatio || 1);
    if (clientWidth < 2 || (clientWidth === this.camera.width && clientHeight === this.camera.height && dpr === this.ratio)) return false;
    this.camera.resize(clientWidth, clientHeight);
    this.ratio = dpr;
    for (const canvas of this.layers) {
      canvas.width = Math.round(clientWidth * dpr);
      canvas.height = Math.round(clientHeight * dpr);
    }
    this.camera.home = this.camera.fitted(this.cloud.target, this.host.cloud.flat);
    if (!this.held) this.camera.view = this.camera.home;
    return true;
  }

  // Show points at the places xy (2n): gliding from where they are now, or at once ({glides: false}). `from` sets where
  // they start. The view stays, see home() and refit(); with fit it becomes another at once: true shows everything, "keep"
  // as much as before, {x, y, span} is a view; points start where they are seen now. Other options: milliseconds, now.
  setPoints(xy, { from = null, fit = null, ...how } = {}) {
    if (from) this.cloud.set(from, { glides: false });
    const whole = fit?.span ? fit : this.camera.fitted(xy, this.host.cloud.flat);
    if (fit) this.cloud.set(this.reframed(fit === "keep" ? this.camera.kept(whole) : whole), { glides: false });
    if (fit && fit !== "keep") this.held = false;
    this.camera.home = whole;
    this.cloud.set(xy, how);
    if (this.host.cloud.atlas === this.opened) return;
    this.opened = this.host.cloud.atlas;
    if (this.opened) {
      createImageBitmap(new Blob([this.opened], { type: "image/png" })).then((bitmap) => {
        this.atlas?.close();
        this.atlas = bitmap;
        this.host.atlasCame?.();
      });
    }
  }

  // Change the view; return where the points must be to be seen where they are.
  reframed(view) {
    const before = this.camera.view, k = view.span / before.span, { points } = this.cloud, places = new Float32Array(points.length);
    for (let i = 0; i < places.length; i += 2) {
      places[i] = view.x + (points[i] - before.x) * k;
      places[i + 1] = view.y + (points[i + 1] - before.y) * k;
    }
    this.camera.view = view;
    return places;
  }

  // The place nearest to another that a view shows.
  within([x, y], { x: cx, y: cy, span } = this.camera.view) {
    const unit = span / Math.min(this.camera.width, this.camera.height), across = (this.camera.width / 2 - EDGE) * unit;
    const up = (this.camera.height / 2 - EDGE) * unit, near = (v, middle, far) => Math.min(Math.max(v, middle - far), middle + far);
    return [near(x, cx, across), near(y, cy, up)];
  }

  // Show everything, gliding there; not if a hand or a link has chosen what is seen.
  refit({ milliseconds = GLIDE_MS, now = performance.now() } = {}) {
    if (this.held) return;
    if (this.host.moves() && this.camera.width > 1) this.camera.glideTo(this.camera.home, milliseconds, now);
    else this.camera.view = this.camera.home;
  }

  // Points that change every frame, as many as there are, and the view of all of them: what is seen of it stays the same.
  follow(xy, whole) {
    this.camera.view = this.camera.kept(whole);
    this.camera.home = whole;
    this.cloud.retarget(xy);
  }

  drawTiles() {
    const context = this.contexts[0], { background } = this.host;
    this.ground.hidden = background === "points" || !this.host.tiles; // an empty layer is still mixed into every frame
    if (this.ground.hidden) return;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.camera.width, this.camera.height);
    this.host.tiles.draw(context, this.camera.toScreen, background === "both" ? 0.4 : 1);
  }

  // Circles of the prior's standard deviation: where z comes from. Below what is drawn already.
  drawPrior(context) {
    const { theme } = this.host, [x, y] = this.camera.toScreen(0, 0);
    context.globalCompositeOperation = "destination-over";
    context.strokeStyle = theme.line;
    context.fillStyle = theme.muted;
    context.font = `${11 * theme.scale}px ${theme.font}`;
    context.textAlign = "left";
    for (const sigma of [1, 2, 3]) {
      const radius = sigma * this.camera.scale();
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.lineWidth = 1;
      context.stroke();
      context.fillText(`${sigma}σ`, x + radius * 0.707 + 3, y - radius * 0.707 - 3);
    }
    context.globalCompositeOperation = "source-over";
  }

  drawCloud() {
    const context = this.contexts[1];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.plot.width, this.plot.height);
    this.plot.hidden = this.host.background === "grid";
    if (!this.host.cloud.n || this.plot.hidden) return;
    this.cloud.draw(this.plot, context, this.ratio);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    if (this.host.cloud.prior) this.drawPrior(context);
    this.cloud.drawNames(context);
    this.labels = this.host.stamps?.length && !this.cloud.gliding ? this.stamps.draw(context, this.atlas) : [];
    this.drawOver(context, this.host.overlays.filter((draw) => this.rests(draw)));
  }

  ring(context, x, y, radius, colour, width) {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.lineWidth = width + 3;
    context.strokeStyle = css(this.host.theme.paper, 0.95);
    context.stroke();
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }

  drawTrail(context, trail) {
    context.lineCap = "round";
    context.strokeStyle = this.host.theme.accent;
    const far = this.camera.view.span / 6; // on a scattered map a walk leaps: it leaves no line where it was not
    for (let i = 1; i < trail.length; i++) {
      if (Math.hypot(trail[i][0] - trail[i - 1][0], trail[i][1] - trail[i - 1][1]) > far) continue;
      context.globalAlpha = 0.7 * i / trail.length;
      context.lineWidth = 1 + 2.5 * i / trail.length;
      context.beginPath();
      context.moveTo(...this.camera.toScreen(...trail[i - 1]));
      context.lineTo(...this.camera.toScreen(...trail[i]));
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  // A second layer in sight makes every frame dearer: what changes only with the points is drawn on theirs.
  rests(draw) { return draw.rests?.() && !this.plot.hidden && this.host.cloud.n > 0; }

  drawOver(context, overlays) {
    for (const draw of overlays) {
      context.save();
      draw(context, this);
      context.restore();
    }
  }

  drawMarker() {
    const context = this.contexts[2], { hovered, trail, overlays } = this.host, place = this.host.placeXY();
    this.point.hidden = !place;
    this.line.hidden = !place || !this.host.cloud.flat;
    if (place) {
      const [x, y] = this.camera.toScreen(...place);
      this.point.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      this.point.style.opacity = hovered < 0 ? 1 : 0.45;
      this.line.style.transform = `translateX(${x.toFixed(1)}px)`; // one dimension: only left and right mean something
    }
    const lively = overlays.filter((draw) => !this.rests(draw));
    this.lens.hidden = hovered < 0 && !trail.length && !lively.length;
    if (this.lens.hidden) return;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.camera.width, this.camera.height);
    this.drawTrail(context, trail);
    this.drawOver(context, lively);
    if (hovered >= 0) this.drawHovered(context);
  }

  drawHovered(context) {
    const { theme, hovered, cloud: { classes, labels } } = this.host, label = labels[hovered], name = classes[label];
    const [x, y] = this.camera.toScreen(...this.placeOf(hovered));
    const colour = name === undefined ? theme.text : theme.classes[label % theme.classes.length];
    this.ring(context, x, y, 7 * theme.scale, colour, 2.5 * theme.scale);
    if (this.atlas) drawLens(context, this.host, this.atlas, [x, y], this.camera, colour, name);
  }

  advance(now) { const seen = this.camera.advance(now); return this.cloud.advance(now) || seen; }

  zoom(...how) { this.held = true; this.camera.zoom(...how); }

  pan(...how) { this.held = true; this.camera.pan(...how); }

  get view() { return this.camera.view; }

  get aim() { return this.camera.aim; }

  set view(wanted) { this.held = true; this.camera.view = wanted; }

  get size() { return [this.camera.width, this.camera.height]; }

  get points() { return this.cloud.points; } // where they are now

  get target() { return this.cloud.target; } // and where they glide to

  get gliding() { return this.cloud.gliding; }

  get progress() { return this.cloud.progress; } // of a glide, 0 to 1

  get whole() { return this.camera.home; } // the view of everything

  step() { return this.camera.view.span / 80; }

  home() {
    this.held = false;
    this.camera.view = this.camera.home = this.camera.fitted(this.cloud.target, this.host.cloud.flat);
  }

  pointAt(px, py) {
    if (this.host.background === "grid") return -1;
    return this.cloud.at(...this.camera.toWorld(px, py), HOVER_PIXELS / this.camera.scale());
  }

  close() { this.atlas?.close(); }
}

export const makeMap = (host) => new LatentMap(host);
