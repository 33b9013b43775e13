// What is drawn by hand on a sheet of paper, stroke by stroke? The one drawing sheet of all pages.
//
// makeSheet(host) -> {node, strokes, empty, undo(), clear(), set(strokes), put(strokes), repaint(), alpha(), close()}. node: the paper, as
// large as the style sheet makes it. strokes: flat lists x, y, width, x, y, width, ... in sides of the sheet and in nibs, as
// core/strokes.py reads them and draws them with the same round brush.
// host: {label, ink() -> a CSS colour, read: pixels of a side for alpha(), 0 for none, changed() at every move, ended() when a
// stroke is, say(text), pen() -> how wide it is in nibs, 1 without, begins() ahead of a stroke}. kept: a name under which this
// browser tab keeps what is drawn, "" for not at all.

import { element } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { watchHand } from "./hand.js";

const NIB = 1 / 14; // of the side
const NEAR = 0.004; // of the side: a point as near as that to the one before says nothing new
const MOST_POINTS = 20000;
const KEPT_SHEET = "latent_ink_sheet_";

class Sheet {
  strokes = []; past = []; current = null; points = 0; side = 0; width = 0;

  constructor(host, kept = "") {
    this.host = host;
    this.kept = kept;
    // Named as streamlit-drawable-canvas names its own: what looks for a page's drawing canvas finds either.
    this.canvas = element("canvas", { className: "sheet upper-canvas", tabIndex: 0, role: "application", "aria-roledescription": "drawing sheet" });
    this.canvas.setAttribute("aria-label", `${host.label} Arrow keys move a pen, with Shift in larger steps; Space puts it down and lifts it, Ctrl and Z `
      + "take the last stroke back.");
    this.invite = element("p", { className: "invite", textContent: "Draw here" });
    this.nib = element("i", { className: "nib", hidden: true });
    this.node = element("div", { className: "paper" }, this.invite, this.canvas, this.nib); // the canvas above the words: nothing lies over it
    this.front = this.canvas.getContext("2d");
    this.small = host.read ? new OffscreenCanvas(host.read, host.read).getContext("2d", { willReadFrequently: true }) : null;

    this.hand = watchHand(this.canvas, {
      begin: (x, y, w) => this.begin(x, y, w),
      go: (x, y, w) => this.go(x, y, w),
      end: () => this.end(),
      drop: () => { this.current = null; this.take(this.strokes); },
      undo: () => this.undo(),
      place: (x, y, down) => this.place(x, y, down),
      say: (text) => host.say?.(text),
    });
    this.size = makeHost(this.canvas, { resized: this.fit });
    window.addEventListener("resize", this.fit); // the page is zoomed
    if (kept) this.set(this.found());
  }

  begin(x, y, w) {
    if (this.points >= MOST_POINTS) this.host.say?.("The sheet is full. Take a stroke back, or clear it.");
    this.fit(); // the screen may be another one than before
    this.host.begins?.();
    this.current = [];
    this.invite.hidden = true;
    this.add(x, y, w);
  }

  go(x, y, w) {
    if (!this.current?.length) return;
    const [lastX, lastY] = this.current.slice(-3);
    if (Math.hypot(x - lastX, y - lastY) >= NEAR) this.add(x, y, w);
  }

  end() {
    if (!this.current) return;
    const stroke = this.current;
    this.current = null;
    if (stroke.length) {
      this.past.push(this.strokes);
      this.take([...this.strokes, stroke]);
      this.told();
    }
  }

  place(x, y, down) {
    this.nib.hidden = x === undefined;
    this.nib.style.left = `${100 * x}%`;
    this.nib.style.top = `${100 * y}%`;
    this.nib.classList.toggle("down", down);
  }

  brushes() { return [[this.front, this.side], ...(this.small ? [[this.small, this.host.read]] : [])]; }

  // A line with round ends through the points of a stroke from number `from` to number `to`, or a dot. It is as wide as its
  // two ends are on average.
  line(context, scale, stroke, from, to) {
    const [i, j] = [3 * from, 3 * to];
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = context === this.front ? this.host.ink() : "#000";
    context.lineWidth = (stroke[i + 2] + stroke[j + 2]) / 2 * NIB * scale;
    context.beginPath();
    context.moveTo(stroke[i] * scale, stroke[i + 1] * scale);
    for (let k = i + 3; k <= j; k += 3) context.lineTo(stroke[k] * scale, stroke[k + 1] * scale);
    if (i === j) context.lineTo(stroke[i] * scale + 0.01, stroke[i + 1] * scale); // a line of no length is not drawn
    context.stroke();
  }

  // What is equally wide is one line: where pieces meet, their smooth edges would be drawn twice.
  whole(context, scale, stroke) {
    const last = stroke.length / 3 - 1, even = stroke.every((value, i) => i % 3 !== 2 || value === stroke[2]);
    if (even) this.line(context, scale, stroke, 0, last);
    else for (let to = 1; to <= last; to++) this.line(context, scale, stroke, to - 1, to);
  }

  paint() {
    for (const [context, scale] of this.brushes()) {
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
      for (const stroke of this.current ? [...this.strokes, this.current] : this.strokes) if (stroke.length) this.whole(context, scale, stroke);
    }
    this.invite.hidden = this.strokes.length > 0 || this.current !== null;
  }

  // As many pixels as the screen has where the sheet lies, whatever its width.
  fit = () => {
    const wide = this.canvas.clientWidth, pixels = Math.round(wide * (window.devicePixelRatio || 1));
    if (!wide || (pixels === this.side && wide === this.width)) return;
    [this.side, this.width] = [pixels, wide];
    this.canvas.width = this.canvas.height = this.side;
    this.paint();
  };

  keep() {
    if (!this.kept) return;
    try {
      if (this.strokes.length) window.sessionStorage.setItem(KEPT_SHEET + this.kept, JSON.stringify(this.strokes));
      else window.sessionStorage.removeItem(KEPT_SHEET + this.kept);
    } catch { /* private windows and full stores: then it lasts as long as the page shows it */ }
  }

  found() {
    try {
      const before = JSON.parse(window.sessionStorage.getItem(KEPT_SHEET + this.kept)), stroke = (one) => one.length % 3 === 0 && one.every(Number.isFinite);
      return before?.every(stroke) ? before : [];
    } catch { return []; }
  }

  take(next) {
    this.strokes = next;
    this.points = this.strokes.reduce((sum, stroke) => sum + stroke.length / 3, 0);
    this.paint();
  }

  told() {
    this.keep();
    this.host.changed?.();
    this.host.ended?.();
  }

  add(x, y, w) {
    if (this.points >= MOST_POINTS) return;
    this.points += 1;
    this.current.push(...[x, y].map((share) => Math.round(10000 * Math.max(-1, Math.min(2, share))) / 10000), Math.round(100 * w * (this.host.pen?.() ?? 1)) / 100);
    const to = this.current.length / 3 - 1;
    for (const [context, scale] of this.brushes()) this.line(context, scale, this.current, Math.max(0, to - 1), to);
    this.host.changed?.();
  }

  undo() {
    this.hand.stop();
    if (!this.past.length) { this.host.say?.("There is nothing to take back."); return; }
    this.take(this.past.pop());
    this.host.say?.(`Taken back. Strokes on the sheet: ${this.strokes.length}.`);
    this.told();
  }

  set(next) {
    this.past = next.map((_, i) => next.slice(0, i)); // what was there can be taken back, stroke by stroke
    this.take(next);
  }

  // Another drawing in place of this one, which can be taken back.
  put(next) {
    this.hand.stop();
    this.past.push(this.strokes);
    this.take(next);
    this.told();
  }

  get empty() { return this.strokes.length === 0 && this.current === null; }

  get undoable() { return this.past.length > 0; }

  clear() {
    this.hand.stop();
    if (!this.strokes.length) return;
    this.past.push(this.strokes);
    this.take([]);
    this.host.say?.("The sheet is empty.");
    this.told();
  }

  // Forget what is drawn, without a word: something else is looked at.
  wipe() { this.hand.stop(); this.past = []; this.take([]); this.keep(); }

  repaint() { this.paint(); }

  // How much ink there is, 0 to 1, on read x read pixels.
  alpha() {
    const { data } = this.small.getImageData(0, 0, this.host.read, this.host.read), ink = new Float32Array(this.host.read ** 2);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3] / 255;
    return ink;
  }

  close() {
    this.size.close();
    window.removeEventListener("resize", this.fit);
  }
}

export const makeSheet = (host, kept) => new Sheet(host, kept);
