// How does one line of a page stand there: its picture, in which words are joined and parted, and the box in which it is typed?
//
// makeRow(number, on) -> a row. on: {typed(row), left(row), step(row, way), pasted(row, lines), join(row, gap), split(row, cut), stroke(row, phase, [x, y]),
// tool() -> "words", "ink" or "paper", say(text), redraw(row)}.

import { element, setText } from "../base/dom.js";
import { drawStrip, LABEL_ROOM } from "./strip.js";
import { hintsFor } from "./hints.js";
import { countWords, pastedLines, tidy, typedWords } from "./typed.js";
import { cutNear, cutsOf, gapsOf, partAt } from "./words.js";

const FINGER_SLACK = 12, MOUSE_SLACK = 5; // CSS pixels from the middle of a gap
let rowsMade = 0;

class LineRow {
  line = null; strip = null; scale = 1; slant = 0; mark = null; told = new Set(); dirty = false; carried = false; stale = true; agreed = null; drawing = null; hints = [];
  at = null; cut = null; armed = null; number = 0; wide = 0; high = 0;

  constructor(on) {
    this.on = on;
    const id = `page-line-${++rowsMade}`;
    this.canvas = element("canvas", { className: "strip", tabIndex: 0, role: "application", "aria-roledescription": "picture of a line" });
    this.context = this.canvas.getContext("2d");
    this.scroller = element("div", { className: "scroller" }, this.canvas);
    this.count = element("span", { className: "count", id: `${id}-count` });
    this.said = element("p", { className: "said", id: `${id}-said`, hidden: true });
    this.label = element("label", { for: id });
    this.input = element("input", { id, type: "text", dir: "auto", spellcheck: false, autocomplete: "off", autocapitalize: "off", enterKeyHint: "next", maxLength: 1000 });
    this.input.setAttribute("autocorrect", "off");
    this.input.setAttribute("aria-describedby", `${this.count.id} ${this.said.id}`);
    this.node = element("div", { className: "page-line", role: "group" }, this.scroller, element("div", { className: "typing" }, this.label, this.input, this.count), this.said);
    this.listen();
  }

  listen() {
    const { input, canvas, on } = this;
    input.oninput = () => { this.dirty = true; this.counted(); on.typed(this); };
    input.onfocus = () => this.redraw();
    input.onblur = () => { this.redraw(); on.left(this); };
    input.onkeydown = (event) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      const way = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      on.step(this, way);
    };
    input.onpaste = (event) => {
      const lines = pastedLines(event.clipboardData?.getData("text/plain") ?? "");
      if (lines.length < 2) return;
      event.preventDefault();
      on.pasted(this, lines);
    };
    canvas.onpointerdown = (event) => this.press(event);
    canvas.onpointermove = (event) => this.move(event);
    canvas.onpointerup = canvas.onpointercancel = (event) => this.lift(event);
    canvas.onpointerleave = () => this.point(null);
    canvas.onclick = (event) => this.click(event);
    canvas.onkeydown = (event) => this.key(event);
    canvas.onfocus = () => { if (canvas.matches(":focus-visible") && this.on.tool() === "words") this.goToHint(); };
    canvas.onblur = () => { this.at = this.cut = null; this.point(null); };
  }

  // number: as people count. line: with what was joined and parted since. found: that of the reading.
  show({ number, of, line, strip, scale, slant }) {
    Object.assign(this, { number, line, strip, scale, slant, mark: null, armed: null });
    setText(this.label, String(number));
    this.input.setAttribute("aria-label", `What line ${number} says`);
    this.node.setAttribute("aria-label", `Line ${number} of ${of}`);
    this.canvas.setAttribute("aria-label", `Picture of line ${number}, with ${line.words.length} words. Arrow keys go from word to gap; Enter joins at a gap, and on a word shows where to part it.`);
    const dpr = window.devicePixelRatio || 1, wide = Math.ceil(strip[2] * scale), high = Math.ceil(strip[3] * scale + LABEL_ROOM);
    this.canvas.style.width = `${wide}px`;
    this.canvas.style.height = `${high}px`;
    [this.wide, this.high] = [Math.round(wide * dpr), Math.round(high * dpr)];
    this.counted();
  }

  // What Python has to say of the line as it was typed, empty for nothing.
  note(text) {
    this.said.hidden = !text;
    setText(this.said, text ? text[0].toUpperCase() + text.slice(1) : "");
  }

  get text() { return tidy(this.input.value); }

  set text(value) {
    if (this.text !== value) this.input.value = value;
    this.counted();
  }

  get agrees() { return typedWords(this.input.value).length === this.line.words.length; }

  counted() {
    const typed = typedWords(this.input.value).length, found = this.line.words.length, agrees = typed === found;
    setText(this.count, countWords(found, typed));
    this.count.classList.toggle("agrees", agrees);
    if (this.agreed === false && agrees) this.on.say(`Line ${this.number}: ${found} words, all typed.`);
    this.agreed = agrees;
    this.redraw();
  }

  redraw() {
    this.stale = true;
    this.on.redraw(this);
  }

  paint(sheet, theme) {
    const { context, canvas, line, strip, scale, slant, mark } = this, words = typedWords(this.input.value);
    if (canvas.width !== this.wide || canvas.height !== this.high) [canvas.width, canvas.height] = [this.wide, this.high];
    const dpr = this.wide / Math.ceil(strip[2] * scale);
    this.hints = this.likely();
    context.setTransform(dpr, 0, 0, dpr, 0, 0);
    drawStrip(context, { line, strip, scale, slant, sheet, theme, mark, at: this.cut === null && this.at !== null && this.at % 2 === 0 ? this.at / 2 : null,
      hints: this.hints, labels: words.length && words.length === line.words.length ? words : null });
    this.stale = false;
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / this.scale + this.strip[0], (event.clientY - box.top) / this.scale + this.strip[1]];
  }

  // What is under a hand: {kind: "gap", i, x, y} or {kind: "cut", i, x, y}, or null.
  under(event) {
    const [x] = this.place(event), slack = (event.pointerType === "touch" ? FINGER_SLACK : MOUSE_SLACK) / this.scale, part = partAt(this.line, x, slack);
    if (part?.kind !== "word") return part;
    return { i: part.i, ...cutNear(this.line.words[part.i], this.line, this.slant, x), kind: "cut" };
  }

  point(mark) {
    const key = (one) => (one ? `${one.kind} ${one.x}` : "");
    if (key(mark) === key(this.mark)) return;
    this.mark = mark;
    this.redraw();
  }

  press(event) {
    if (this.on.tool() === "words" || event.button !== 0 || this.drawing !== null) return;
    event.preventDefault();
    this.drawing = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.on.stroke(this, "begin", this.place(event));
  }

  move(event) {
    if (this.drawing === event.pointerId) {
      const between = event.getCoalescedEvents?.() ?? [];
      for (const one of between.length ? between : [event]) this.on.stroke(this, "go", this.place(one));
    } else if (this.on.tool() === "words" && event.pointerType !== "touch") this.point(this.under(event));
  }

  lift(event) {
    if (this.drawing !== event.pointerId) return;
    this.drawing = null;
    this.on.stroke(this, event.type === "pointercancel" ? "drop" : "end");
  }

  click(event) {
    if (this.on.tool() !== "words") return;
    const mark = this.under(event);
    if (!mark) return;
    const again = this.armed && this.armed.i === mark.i && Math.abs(this.armed.x - mark.x) * this.scale < 2 * FINGER_SLACK;
    if (event.pointerType === "touch" && mark.kind === "cut" && !again) { // a finger is broad: it shows first where it would part the word
      this.armed = mark;
      this.point(mark);
      this.on.say("Tap again to part the word there.");
      return;
    }
    this.act(event.pointerType === "touch" && mark.kind === "cut" ? this.armed : mark);
  }

  act(mark) {
    this.mark = this.armed = null;
    if (mark.kind === "gap") this.on.join(this, mark);
    else this.on.split(this, mark);
  }

  // By keys: even numbers of `at` are words, odd ones gaps; within a word `cut` is the number of a cut.
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || this.on.tool() !== "words") return;
    const { line } = this, way = { ArrowLeft: -1, ArrowRight: 1 }[event.key], most = 2 * line.words.length - 2;
    const cuts = this.cut === null ? [] : this.cutsHere();
    if (way && this.cut !== null) this.cut = Math.max(0, Math.min(cuts.length - 1, this.cut + way));
    else if (way) this.at = Math.max(0, Math.min(most, (this.at ?? (way > 0 ? -1 : most + 1)) + way));
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); this.on.step(this, event.key === "ArrowDown" ? 1 : -1, true); return; }
    else if (event.key === "Escape" && this.cut !== null) this.cut = null;
    else if ((event.key === "Enter" || event.key === " ") && this.at !== null) this.enter(cuts);
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.sayPlace();
  }

  cutsHere() {
    const word = this.line.words[this.at / 2], cuts = cutsOf(word, this.line, this.slant);
    return cuts.length ? cuts : [cutNear(word, this.line, this.slant, (word.box[0] + word.box[2]) / 2)];
  }

  enter(cuts) {
    if (this.at % 2) this.on.join(this, gapsOf(this.line)[(this.at - 1) / 2]);
    else if (this.cut === null) { this.cut = this.cutsHere().length >> 1; return; }
    else this.on.split(this, { i: this.at / 2, ...cuts[this.cut] });
    this.cut = null;
    this.at = Math.max(0, Math.min(2 * this.line.words.length - 2, this.at - (this.at % 2)));
  }

  // Where something is probably wrong; while the line is being typed it has too few words anyway.
  likely() { return hintsFor(this.line, this.input.value, this.slant, !this.input.matches(":focus")); }

  // The keyboard comes to the picture: where something is probably wrong, it begins there.
  goToHint() {
    const [hint] = this.likely();
    if (!hint) return;
    this.at = 2 * hint.i + (hint.kind === "join" ? 1 : 0);
    this.sayPlace();
  }

  sayPlace() {
    const { line, at } = this, n = line.words.length, typed = typedWords(this.input.value), name = (i) => (typed.length === n ? typed[i] : `word ${i + 1}`);
    if (at === null) return;
    if (this.cut !== null) {
      const cuts = this.cutsHere();
      this.point({ ...cuts[this.cut], i: at / 2, kind: "cut" });
      this.on.say(`Cut ${this.cut + 1} of ${cuts.length} in ${name(at / 2)}. Enter parts it there.`);
    } else if (at % 2) {
      this.point({ kind: "gap", ...gapsOf(line)[(at - 1) / 2] });
      this.on.say(`Gap between ${name((at - 1) / 2)} and ${name((at + 1) / 2)}. Enter joins them.`);
    } else {
      this.point(null);
      this.redraw();
      this.on.say(`${name(at / 2)}, ${at / 2 + 1} of ${n}. Enter shows where it can be parted.`);
    }
  }
}

export const makeRow = (on) => new LineRow(on);
