// How does somebody mend a photographed page: the corners of its sheet, which way up it is, and what on it is ink?
//
// mountPhoto(root, {tell(ops)}) -> {update(block), receive(about) of its channel, retheme(), close(), state}. The block and the channel are of
// core/blocks/page.py, ops of ops.js.

import { element } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { dress } from "../base/theme.js";
import { join, leave } from "../pad/registry.js";
import { heldView, panned, placed, toPage, toPort, WHOLE_PAGE, zoomed } from "./camera.js";
import { cornerName, makeCorners } from "./corners.js";
import { flatPoints, fromLeftTop, movedCorner, pointPairs, turnedPoints, turnedSize, wholePicture } from "./geometry.js";
import { watchPage } from "./hands.js";
import { inkLayerOf } from "./ink_layer.js";
import { makeLedger } from "./ledger.js";
import { beyondReading, wordsOfOp } from "./ops.js";
import { assemblePhoto, BRUSHES } from "./photo_frame.js";
import { drawSheet, photoLayerOf } from "./photo_layer.js";
import { openPage } from "./pictures.js";

const LOUPE_ZOOM = 3, FINE_STROKE = 1.5; // times what is seen; CSS pixels between two points of a stroke

class PagePhoto {
  about = null; photo = null; ink = null; name = "photo"; hand = "move"; boxes = true; brush = BRUSHES.usual; ready = 0;
  views = { photo: WHOLE_PAGE, ink: WHOLE_PAGE }; port = [1, 1]; stroke = null; nib = null; beyond = null; points = null; live = null; nibDown = false;

  constructor(root, { tell }) {
    this.root = root;
    this.ledger = makeLedger({ tell });
    this.canvas = element("canvas", { className: "page-canvas", tabIndex: 0, role: "application", "aria-roledescription": "page" });
    this.context = this.canvas.getContext("2d", { alpha: false });
    this.corners = makeCorners({
      moved: (k, place) => this.moveCorner(k, place), ended: (k) => this.cornersDone(k), look: (context, place, side) => this.look(context, place, side),
      say: (text) => this.page.say(text), where: (k) => this.where(k),
    });
    this.page = assemblePhoto(root, { canvas: this.canvas, corners: this.corners.node, loupe: this.corners.loupe }, this.acts());
    this.mount = makeHost(this.page.field, { frame: () => this.frame(), resized: () => this.fit(), rethemed: (theme) => this.rethemed(theme) });
    this.hands = watchPage(this.canvas, this.verbs());
    root.onkeydown = (event) => this.key(event);
    dress(root, this.mount.theme);
    this.page.width.show(this.brush);
  }

  acts() {
    return {
      undo: () => this.back("undo"), redo: () => this.back("redo"), zoom: (factor) => this.zoom(factor), fit: () => this.see(WHOLE_PAGE),
      view: (name) => { this.name = name; this.show(); }, turn: (quarters) => this.turn(quarters), whole: () => this.whole(),
      threshold: (value) => { this.live = value; this.inkStale = true; this.mount.request(); },
      thresholdDone: (value) => { this.live = null; this.change("threshold", { value }); },
      tool: (hand) => { this.hand = hand; this.nibUp(); this.show(); }, width: (pixels) => { this.brush = pixels; this.showRing(); },
      boxes: (on) => { this.boxes = on; this.mount.request(); },
    };
  }

  verbs() {
    return {
      draws: () => this.name === "ink" && this.hand !== "move", zoomed: () => this.view.zoom > 1.001,
      pan: (dx, dy) => this.see(panned(this.view, this.content, this.port, dx, dy)), zoom: (factor, at) => this.zoom(factor, at),
      fit: () => this.see(WHOLE_PAGE), draw: (phase, at) => this.draw(phase, at), hover: (at) => { this.nib = at; this.showRing(); },
      hint: () => this.page.hint(), nib: (dx, dy) => this.moveNib(dx, dy), pen: () => this.pen(),
    };
  }

  // The photograph as it is seen now, and the page, in pixels of their own.
  get quarters() { return this.beyond.quarters; }

  get seenSize() { return turnedSize(this.about.size, this.quarters); }

  get content() { return !this.about ? [1, 1] : this.name === "photo" ? this.seenSize : this.about.page; }

  get view() { return this.views[this.name]; }

  async open(bytes) {
    const opened = openPage(bytes), ready = ++this.ready;
    join(`photo-${opened.about.reading}`, this);
    const [photo, ink] = await Promise.all([photoLayerOf(opened), inkLayerOf(opened)]);
    if (ready !== this.ready) return; // another one has come
    Object.assign(this, { about: opened.about, photo, ink, stroke: null });
    this.ledger.reading = opened.about.reading;
    this.changed();
  }

  // What Python has taken, by the channel.
  receive(_about, sections) {
    this.ledger.take(JSON.parse(new TextDecoder().decode(sections.about)).ops);
    this.changed();
  }

  change(kind, values) {
    this.ledger.add(kind, values);
    this.changed();
  }

  // Work out anew what is to be seen: the reading, and what has been changed since.
  changed() {
    if (!this.about) return;
    this.beyond = beyondReading(this.ledger.history, this.about);
    const { about, beyond } = this, size = this.seenSize, total = about.quarters + beyond.quarters, came = turnedSize(about.size, about.quarters);
    const own = beyond.corners ? turnedPoints(pointPairs(beyond.corners), came, total) : turnedPoints(about.corners, about.size, beyond.quarters);
    this.points = fromLeftTop(own, size);
    this.ink.strokes(beyond.strokes);
    if (this.live === null) this.page.threshold.show(beyond.threshold);
    this.inkStale = true;
    this.show();
  }

  show() {
    const { undo, again } = this.ledger.next;
    this.page.show({ name: this.name, hand: this.hand, back: undo && wordsOfOp(undo), forth: again && wordsOfOp(again), count: this.beyond?.count ?? 0 });
    this.canvas.setAttribute("aria-label", this.name === "photo" ? "The photograph. Arrow keys move it, plus and minus zoom, 0 shows all of it."
      : this.hand === "move" ? "The page with its ink. Arrow keys move it, plus and minus zoom, 0 shows all of it."
        : `The page with its ink. Arrow keys move a brush of ${this.hand}; Space puts it down and lifts it.`);
    const keeps = this.view.zoom > 1.001 || (this.name === "ink" && this.hand !== "move");
    this.canvas.style.touchAction = keeps ? "none" : "pan-y";
    this.canvas.style.cursor = this.name === "ink" && this.hand !== "move" ? "none" : "grab";
    this.showRing();
    this.see(this.view);
  }

  see(view) {
    this.views[this.name] = heldView(view, this.content, this.port);
    this.canvas.style.touchAction = this.hands.keeps() ? "none" : "pan-y";
    this.mount.request();
  }

  zoom(factor, at) {
    this.see(zoomed(this.view, this.content, this.port, factor, at));
    this.showRing();
  }

  fit() {
    const { clientWidth: w, clientHeight: h } = this.page.field, dpr = window.devicePixelRatio || 1;
    if (!w || !h) return;
    this.port = [w, h];
    [this.canvas.width, this.canvas.height] = [Math.round(w * dpr), Math.round(h * dpr)];
    this.see(this.view);
  }

  frame() {
    const { context, mount: { theme }, port } = this, dpr = this.canvas.width / port[0];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.about) return false;
    const at = placed(this.view, this.content, port), scale = at.scale * dpr;
    context.setTransform(scale, 0, 0, scale, at.left * dpr, at.top * dpr);
    if (this.name === "photo") {
      this.photo.draw(context, scale, this.quarters);
      drawSheet(context, this.points, this.seenSize, theme.accent, 1 / at.scale);
      this.corners.show(this.points.map((point) => toPort(at, point)), port);
    } else this.drawInk(context, at, scale);
    return false;
  }

  drawInk(context, at, scale) {
    const { theme } = this.mount, { page, lines } = this.about;
    if (this.inkStale) {
      this.ink.show(this.live ?? this.beyond.threshold, { paper: theme.paper, ink: theme.ink, dropped: theme.rgb[1] });
      this.inkStale = false;
    }
    this.ink.draw(context, scale, page);
    if (!this.boxes) return;
    context.lineWidth = 1.5 / at.scale;
    for (const [n, words] of lines.entries()) {
      context.strokeStyle = theme.classes[n % 4];
      for (const [left, top, right, bottom] of words) context.strokeRect(left, top, right - left, bottom - top);
    }
  }

  moveCorner(k, place) {
    const at = placed(this.view, this.content, this.port);
    this.points = movedCorner(this.points, k, toPage(at, place), this.seenSize);
    this.mount.request();
  }

  where(k) {
    const share = this.points[k].map((v, c) => Math.round(100 * v / this.seenSize[c]));
    return `${share[0]} % across, ${share[1]} % down`;
  }

  // Corners are told in pixels of the photograph as it came, before it was turned.
  tellCorners() {
    const back = 4 - (this.about.quarters + this.quarters) % 4;
    this.change("corners", { points: flatPoints(turnedPoints(this.points, this.seenSize, back)) });
  }

  cornersDone(k) {
    this.tellCorners();
    this.page.say(`${cornerName(k)}: ${this.where(k)}`);
  }

  whole() {
    this.points = wholePicture(this.seenSize);
    this.tellCorners();
    this.page.say("The sheet fills the picture.");
  }

  turn(quarters) {
    this.change("turn", { quarters });
    this.see(WHOLE_PAGE);
    this.page.say("The photograph is turned.");
  }

  // What is round a corner, larger. side: of the canvas, in pixels of the screen.
  look(context, place, side) {
    const dpr = this.canvas.width / this.port[0], at = placed(this.view, this.content, this.port), [x, y] = toPage(at, place);
    const scale = Math.max(LOUPE_ZOOM * at.scale * dpr, 1);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.mount.theme.surface;
    context.fillRect(0, 0, side, side);
    context.setTransform(scale, 0, 0, scale, side / 2 - x * scale, side / 2 - y * scale);
    this.photo.draw(context, scale, this.quarters);
    drawSheet(context, this.points, this.seenSize, this.mount.theme.accent, dpr / scale);
  }

  draw(phase, at) {
    const { about, ink } = this;
    if (!about) return;
    if (phase === "begin" || phase === "go") {
      const place = toPage(placed(this.view, about.page, this.port), at), scale = placed(this.view, about.page, this.port).scale;
      if (phase === "begin") this.stroke = { kind: this.hand, points: [], width: Math.round(10 * this.brush / scale) / 10 };
      const { stroke } = this;
      if (!stroke) return;
      const last = stroke.points.slice(-2);
      if (last.length && Math.hypot(place[0] - last[0], place[1] - last[1]) * scale < FINE_STROKE) return;
      stroke.points.push(...place.map((v) => Math.round(10 * v) / 10));
      ink.stroke(stroke.points.slice(-4), stroke.width, stroke.kind);
      this.nib = at;
      this.showRing();
    } else {
      const { stroke } = this;
      this.stroke = null;
      if (phase === "end" && stroke?.points.length) this.change(stroke.kind, { points: stroke.points, width: stroke.width });
      else this.changed();
    }
    this.mount.request();
  }

  moveNib(dx, dy) {
    const [x, y] = this.nib ?? this.port.map((side) => side / 2), held = (v, most) => Math.max(0, Math.min(most, v));
    this.nib = [held(x + dx, this.port[0]), held(y + dy, this.port[1])];
    if (this.nibDown) this.draw("go", this.nib);
    this.showRing();
  }

  pen() {
    if (this.nibDown) this.nibUp();
    else {
      this.nib ??= this.port.map((side) => side / 2);
      this.nibDown = true;
      this.draw("begin", this.nib);
      this.page.say(`The brush of ${this.hand} is down.`);
    }
  }

  nibUp() {
    if (!this.nibDown) return;
    this.nibDown = false;
    this.draw("end");
    this.page.say("The brush is up.");
  }

  showRing() {
    const { ring } = this.page, draws = this.name === "ink" && this.hand !== "move" && this.nib;
    ring.hidden = !draws;
    if (draws) ring.style.cssText = `width: ${this.brush}px; height: ${this.brush}px; transform: translate(${this.nib[0] - this.brush / 2}px, ${this.nib[1] - this.brush / 2}px)`;
  }

  back(way) {
    this.nibUp();
    const op = this.ledger[way]();
    this.changed();
    this.page.say(op ? `${way === "undo" ? "Taken back" : "Done again"}: ${wordsOfOp(op)}.` : `There is nothing to ${way === "undo" ? "take back" : "do again"}.`);
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const way = event.key === "z" && !event.shiftKey ? "undo" : event.key === "y" || (event.key.toLowerCase() === "z" && event.shiftKey) ? "redo" : null;
    if (!way) return;
    event.preventDefault();
    this.back(way);
  }

  rethemed(theme) {
    dress(this.root, theme);
    this.inkStale = true;
    this.mount.request();
  }

  close() {
    leave(this);
    this.ready++;
    this.mount.close();
    this.corners.close();
    this.page.close();
  }
}

export function mountPhoto(root, { tell }) {
  root.classList.add("pad", "page-photo");
  const photo = new PagePhoto(root, { tell });
  return {
    update(bytes) {
      const block = photo.mount.take(bytes);
      return block ? photo.open(block) : Promise.resolve();
    },
    receive: (about, sections) => photo.receive(about, sections),
    retheme: photo.mount.rethemeTwice,
    close() { photo.close(); root.replaceChildren(); },
    get state() { return photo; },
  };
}

