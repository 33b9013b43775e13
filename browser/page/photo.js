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
import { makeBrush } from "./ink_brush.js";
import { inkLayerOf } from "./ink_layer.js";
import { historyKey, makeLedger } from "./ledger.js";
import { beyondReading, wordsOfOp } from "./ops.js";
import { assemblePhoto } from "./photo_frame.js";
import { drawSheet, photoLayerOf } from "./photo_layer.js";
import { openPage } from "./pictures.js";

const LOUPE_ZOOM = 3, CLOSER = 3; // times what is seen
const IN_SIGHT = 24; // CSS pixels from the end of the window onto the page
const LINE_COLOURS = 4; // of words, one line after the other

class PagePhoto {
  about = null; photo = null; ink = null; name = "photo"; hand = "move"; boxes = true; ready = 0;
  views = { photo: WHOLE_PAGE, ink: WHOLE_PAGE }; port = [1, 1]; beyond = null; points = null; told = null; live = null;

  constructor(root, { tell }) {
    this.root = root;
    this.ledger = makeLedger({ tell });
    this.canvas = element("canvas", { className: "page-canvas", tabIndex: 0, role: "application", "aria-roledescription": "page" });
    this.context = this.canvas.getContext("2d", { alpha: false });
    this.corners = makeCorners({
      place: (k) => this.cornerPlace(k), moved: (k, place) => this.moveCorner(k, place), ended: (k) => this.cornersDone(k), look: (context, place, side) => this.look(context, place, side),
      say: (text) => this.page.say(text), where: (k) => this.where(k), reveal: (k) => this.reveal(k),
    });
    this.brush = makeBrush({
      layer: () => this.ink, kind: () => this.brushKind, place: () => this.placement, port: () => this.port, told: (kind, values) => this.change(kind, values),
      dropped: () => this.ink.redraw(), request: () => this.mount.request(), say: (text) => this.page.say(text),
    });
    this.page = assemblePhoto(root, { canvas: this.canvas, ring: this.brush.ring, corners: this.corners.node, loupe: this.corners.loupe }, this.acts());
    this.mount = makeHost(this.page.field, { frame: () => this.frame(), resized: () => this.fit(), rethemed: (theme) => this.rethemed(theme) });
    this.hands = watchPage(this.canvas, this.verbs());
    root.onkeydown = (event) => this.key(event);
    dress(root, this.mount.theme);
    this.page.width.show(this.brush.width);
  }

  acts() {
    return {
      undo: () => this.back("undo"), redo: () => this.back("redo"), zoom: (factor) => this.zoom(factor), fit: () => this.see(WHOLE_PAGE),
      view: (name) => { this.brush.lift(); this.name = name; this.show(); }, turn: (quarters) => this.turn(quarters), whole: () => this.whole(),
      threshold: (value) => { this.live = value; this.mount.request(); },
      thresholdDone: (value) => {
        this.live = null;
        if (value !== this.beyond?.threshold) this.change("threshold", { value });
      },
      tool: (hand) => { this.brush.lift(); this.hand = hand; this.show(); }, width: (pixels) => { this.brush.width = pixels; this.brush.show(); },
      boxes: (on) => { this.boxes = on; this.mount.request(); },
    };
  }

  verbs() {
    return {
      draws: () => this.brushKind !== null, zoomed: () => this.view.zoom > 1.001, pan: (dx, dy) => this.see(panned(this.view, this.content, this.port, dx, dy)),
      zoom: (factor, at) => this.zoom(factor, at), closer: (at) => (this.view.zoom > 1.001 ? this.see(WHOLE_PAGE) : this.zoom(CLOSER, at)), fit: () => this.see(WHOLE_PAGE), draw: (phase, at) => this.brush.draw(phase, at),
      hover: (at) => this.brush.hover(at), hint: () => this.page.hint(), nib: (dx, dy) => this.brush.move(dx, dy), pen: () => this.brush.press(),
    };
  }

  get brushKind() { return this.name === "ink" && this.hand !== "move" ? this.hand : null; }

  get quarters() { return this.beyond.quarters; }

  // The photograph as it is seen now, or the page, in pixels of their own.
  get seenSize() { return turnedSize(this.about.size, this.quarters); }

  get content() { return !this.about ? [1, 1] : this.name === "photo" ? this.seenSize : this.about.page; }

  get view() { return this.views[this.name]; }

  get placement() { return placed(this.view, this.content, this.port); }

  async open(bytes) {
    const opened = openPage(bytes), ready = ++this.ready;
    join(`photo-${opened.about.reading}`, this);
    const [photo, ink] = await Promise.all([photoLayerOf(opened), inkLayerOf(opened)]);
    if (ready !== this.ready) return; // another one has come
    this.brush.lift();
    Object.assign(this, { about: opened.about, photo, ink });
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
    const { about, beyond } = this, total = about.quarters + beyond.quarters, came = turnedSize(about.size, about.quarters);
    const own = beyond.corners ? turnedPoints(pointPairs(beyond.corners), came, total) : turnedPoints(about.corners, about.size, beyond.quarters);
    this.told = fromLeftTop(own, this.seenSize);
    if (!this.corners.busy) this.points = this.told;
    this.ink.strokes(beyond.strokes);
    if (this.live === null) this.page.threshold.show(beyond.threshold);
    this.show();
  }

  show() {
    const { undo, again } = this.ledger.next;
    this.page.show({ name: this.name, hand: this.hand, back: undo && wordsOfOp(undo), forth: again && wordsOfOp(again), count: this.beyond?.count ?? 0 });
    this.canvas.setAttribute("aria-label", this.brushKind ? `The page with its ink. Arrow keys move a brush of ${this.hand}; Space puts it down and lifts it.`
      : `The ${this.name === "photo" ? "photograph" : "page with its ink"}. Arrow keys move it, plus and minus zoom, 0 shows all of it.`);
    this.canvas.classList.toggle("brushing", this.brushKind !== null);
    this.brush.show();
    this.see(this.view);
  }

  see(view) {
    this.views[this.name] = heldView(view, this.content, this.port);
    this.canvas.style.touchAction = this.hands.keeps() ? "none" : "pan-y";
    this.mount.request();
  }

  zoom(factor, at) { this.see(zoomed(this.view, this.content, this.port, factor, at)); }

  fit() {
    const { clientWidth: w, clientHeight: h } = this.page.field, dpr = window.devicePixelRatio || 1;
    if (!w || !h) return;
    this.port = [w, h];
    [this.canvas.width, this.canvas.height] = [Math.round(w * dpr), Math.round(h * dpr)];
    this.see(this.view);
    this.frame(); // in place: an empty canvas would flash
  }

  frame() {
    const { context, mount: { theme }, port } = this, dpr = this.canvas.width / port[0];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.about) return false;
    const at = this.placement, scale = at.scale * dpr;
    context.setTransform(scale, 0, 0, scale, at.left * dpr, at.top * dpr);
    if (this.name === "ink") this.drawInk(context, at, scale);
    else {
      this.photo.draw(context, scale, this.quarters);
      drawSheet(context, this.points, this.seenSize, theme.accent, 1 / at.scale);
      this.corners.show(this.points.map((_, k) => this.cornerPlace(k)), port);
    }
    return false;
  }

  drawInk(context, at, scale) {
    const { theme } = this.mount, { page, lines } = this.about;
    this.ink.show(this.live ?? this.beyond.threshold, { paper: theme.paper, ink: theme.ink, left: theme.rgb[1] }, theme.key);
    this.ink.draw(context, scale, page, [[0, 0], this.port].flatMap((place) => toPage(at, place)));
    if (!this.boxes) return;
    context.lineWidth = 1.5 / at.scale;
    for (const [n, words] of lines.entries()) {
      context.strokeStyle = theme.classes[n % LINE_COLOURS];
      for (const [left, top, right, bottom] of words) context.strokeRect(left, top, right - left, bottom - top);
    }
  }

  moveCorner(k, place) {
    this.points = movedCorner(this.points, k, toPage(this.placement, place), this.seenSize);
    this.mount.request();
  }

  cornerPlace(k) { return toPort(this.placement, this.points[k]); }

  // A corner that the keyboard comes to is brought into sight.
  reveal(k) {
    if (!this.points || this.cornerPlace(k).every((v, c) => v >= IN_SIGHT / 2 && v <= this.port[c] - IN_SIGHT / 2)) return;
    const [x, y] = this.points[k].map((v, c) => v / this.seenSize[c]);
    this.see({ ...this.view, x, y });
  }

  where(k) {
    const [across, down] = this.points[k].map((v, c) => Math.round(100 * v / this.seenSize[c]));
    return `${across} % across, ${down} % down`;
  }

  // Corners are told in pixels of the photograph as it came, before it was turned.
  tellCorners() {
    if (this.points.every((point, k) => point.every((v, c) => Math.abs(v - this.told[k][c]) < 0.05))) return;
    const back = 4 - (this.about.quarters + this.quarters) % 4;
    this.change("corners", { points: flatPoints(turnedPoints(this.points, this.seenSize, back)) });
  }

  cornersDone(k) {
    this.tellCorners();
    this.page.say(`${cornerName(k)}: ${this.where(k)}`);
  }

  whole() {
    if (!this.about) return;
    this.points = wholePicture(this.seenSize);
    this.tellCorners();
    this.page.say("The sheet fills the picture.");
  }

  turn(quarters) {
    if (!this.about) return;
    this.change("turn", { quarters });
    this.see(WHOLE_PAGE);
    this.page.say("The photograph is turned.");
  }

  // What is round a corner, larger. side: of the canvas, in pixels of the screen.
  look(context, place, side) {
    const dpr = this.canvas.width / this.port[0], at = this.placement, [x, y] = toPage(at, place), scale = Math.max(LOUPE_ZOOM * at.scale * dpr, 1);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.mount.theme.surface;
    context.fillRect(0, 0, side, side);
    context.setTransform(scale, 0, 0, scale, side / 2 - x * scale, side / 2 - y * scale);
    this.photo.draw(context, scale, this.quarters);
    drawSheet(context, this.points, this.seenSize, this.mount.theme.accent, dpr / scale);
  }

  back(way) {
    this.brush.lift();
    const op = this.ledger[way]();
    this.changed();
    this.page.say(op ? `${way === "undo" ? "Taken back" : "Done again"}: ${wordsOfOp(op)}.` : `There is nothing to ${way === "undo" ? "take back" : "do again"}.`);
  }

  key(event) {
    const way = historyKey(event);
    if (!way) return;
    event.preventDefault();
    this.back(way);
  }

  rethemed(theme) {
    dress(this.root, theme);
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
