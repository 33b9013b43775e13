// How does somebody type what the lines of a page say, and mend the words that were found on them?
//
// mountLines(root, {ops(list), texts({reading, texts})}) -> {update(block), receive(about) of its channel, retheme(), close(), state}. The block and
// the channel are of core/blocks/page.py, ops of ops.js.

import { makeHost } from "../base/host.js";
import { dress } from "../base/theme.js";
import { join, leave } from "../pad/registry.js";
import { makeInkSheet } from "./ink_sheet.js";
import { historyKey, makeLedger } from "./ledger.js";
import { makeRow } from "./line_row.js";
import { assembleLines } from "./lines_frame.js";
import { beyondReading, wordsOfOp } from "./ops.js";
import { openPage, pictureOf } from "./pictures.js";
import { stripScale, stripsOf } from "./strip.js";
import { afterPaste, sameLines, tidy } from "./typed.js";
import { wordsAfter } from "./words.js";

const TYPED_MS = 400, FRAME_MS = 8, NEAR_STROKE = 1; // how long keys rest before Python hears; of a frame; CSS pixels between points

class PageLines {
  about = null; sheet = null; rows = []; hand = "words"; brush = 8; ready = 0; telling = 0; stroke = null; beforePaste = null; known = null;

  constructor(root, { ops, texts }) {
    this.root = root;
    this.tellTexts = texts;
    this.ledger = makeLedger({ tell: ops });
    this.page = assembleLines(root, {
      undo: () => this.back("undo"), redo: () => this.back("redo"), tool: (hand) => this.take(hand), width: (pixels) => { this.brush = pixels; }, takeBack: () => this.takeBack(),
    });
    this.page.width(this.brush);
    this.mount = makeHost(root, { frame: () => this.frame(), resized: () => this.fit(), rethemed: (theme) => { dress(root, theme); this.repaint(); } });
    root.onkeydown = (event) => this.key(event);
    dress(root, this.mount.theme);
  }

  verbs() {
    return {
      typed: () => { this.later(); this.count(); }, left: () => this.tellNow(), step: (row, way, picture) => this.step(row, way, picture),
      pasted: (row, lines) => this.paste(row, lines), stroke: (row, phase, place) => this.draw(row, phase, place), tool: () => this.hand,
      join: (row, { x, y }) => this.change("join", { x, y }, `Joined on line ${row.number}.`), split: (row, { x, y }) => this.change("split", { x, y }, `Parted on line ${row.number}.`),
      say: (text) => this.page.say(text), redraw: () => this.mount.request(),
    };
  }

  async open(bytes) {
    const { about, ink } = openPage(bytes), ready = ++this.ready;
    join(`lines-${about.reading}`, this);
    const picture = await pictureOf(ink, "image/png");
    if (ready !== this.ready) return; // another one has come
    this.sheet = makeInkSheet(picture, about.page[0]);
    this.follow(about);
    this.about = about;
    this.ledger.reading = about.reading;
    this.takeTexts();
    this.changed();
  }

  // The rows of a new reading: one that shows the same line as before stays, with its text, the writer's place in it, and the focus.
  follow(about) {
    const same = this.about ? sameLines(this.about.lines, this.about.page[1], about.lines, about.page[1]) : about.lines.map(() => -1);
    const kept = same.map((k) => this.rows[k] ?? makeRow(this.verbs())), stays = new Set(kept);
    for (const row of this.rows) if (!stays.has(row)) row.node.remove();
    for (const row of kept) row.carried = row.carried || row.line !== null;
    for (const [n, row] of kept.entries()) {
      const there = this.page.rows.children[n];
      if (there !== row.node) this.page.rows.insertBefore(row.node, there ?? null);
      row.told.clear();
    }
    this.rows = kept;
  }

  // What Python has taken, by the channel: ops and texts.
  receive(_about, sections) {
    this.known = JSON.parse(new TextDecoder().decode(sections.about));
    this.ledger.take(this.known.ops);
    this.takeTexts();
    this.changed();
  }

  takeTexts() {
    if (this.known?.reading !== this.about?.reading) return; // those of a reading that is still being opened
    for (const [n, row] of this.rows.entries()) {
      this.takeText(row, tidy(this.known.texts?.[n] ?? ""));
      row.note(this.known.notes?.[n] ?? "");
    }
  }

  // Python's text of a line, unless the writer has written another one in the meantime.
  takeText(row, text) {
    const known = row.text === text || row.told.has(text), busy = row.dirty || (row.carried && text === "" && row.text !== "");
    if (row.text === text) row.carried = false;
    else if (busy) this.later();
    else if (!known) row.input.value = text;
    row.told.add(text); // coming once more it is old: what is written since is on its way
  }

  changed() {
    if (!this.about) return;
    const { about } = this, beyond = beyondReading(this.ledger.history, about);
    this.lines = wordsAfter(about.lines, beyond.words, about.slant);
    this.sheet?.strokes(beyond.strokes);
    this.fit();
  }

  fit() {
    const room = this.page.rows.clientWidth;
    if (!this.about || !room) return;
    const { lines } = this.about, strips = stripsOf(lines), scale = stripScale(lines, strips, room - 2);
    for (const [n, row] of this.rows.entries()) {
      row.show({ number: n + 1, of: lines.length, line: this.lines[n], strip: strips[n], scale, slant: this.about.slant });
      row.canvas.style.touchAction = this.hand === "words" ? "auto" : "none";
    }
    this.scale = scale;
    this.count();
    this.mount.request();
  }

  count() {
    const { undo, again } = this.ledger.next;
    this.page.show({ hand: this.hand, back: undo && wordsOfOp(undo), forth: again && wordsOfOp(again), agree: this.rows.filter((row) => row.agrees).length, of: this.rows.length });
  }

  repaint() {
    for (const row of this.rows) row.stale = true;
    this.mount.request();
  }

  // Pictures that changed are drawn, as many as a frame has time for.
  frame() {
    const end = performance.now() + FRAME_MS;
    for (const row of this.rows) {
      if (!row.stale || !row.line) continue;
      if (performance.now() > end) return true;
      row.paint(this.sheet, this.mount.theme);
    }
    return false;
  }

  take(hand) {
    this.hand = hand;
    this.root.classList.toggle("brushing", hand !== "words");
    this.fit();
  }

  change(kind, values, said) {
    const own = Object.fromEntries(Object.entries(values).map(([name, v]) => [name, typeof v === "number" ? Math.round(10 * v) / 10 : v]));
    this.ledger.add(kind, own);
    this.changed();
    if (said) this.page.say(said);
  }

  draw(row, phase, place) {
    if (phase === "begin") this.stroke = { kind: this.hand, points: [], width: this.brush / this.scale };
    const { stroke } = this;
    if (!stroke || !this.sheet) return;
    if (phase === "begin" || phase === "go") {
      const last = stroke.points.slice(-2);
      if (last.length && Math.hypot(place[0] - last[0], place[1] - last[1]) * this.scale < NEAR_STROKE) return;
      stroke.points.push(...place.map((v) => Math.round(10 * v) / 10));
      this.sheet.stroke(stroke);
      row.redraw();
      return;
    }
    this.stroke = null;
    if (phase === "end" && stroke.points.length) this.change(stroke.kind, { points: stroke.points, width: stroke.width });
    else this.changed();
  }

  step(row, way, picture) {
    const next = this.rows[this.rows.indexOf(row) + way];
    if (!next) return;
    (picture ? next.canvas : next.input).focus();
    if (!picture) next.input.select();
  }

  paste(row, lines) {
    const before = this.rows.map(({ input }) => input.value), at = this.rows.indexOf(row), { selectionStart: start, selectionEnd: end } = row.input;
    const { texts, last, left } = afterPaste(before, at, [start, end], lines);
    this.beforePaste = before;
    this.write(texts);
    this.rows[last].input.focus();
    const over = left ? ` ${left} more ${left === 1 ? "has" : "have"} no line on the page.` : "";
    this.page.pasted(`${lines.length - left} lines were pasted.${over}`);
    this.page.say(`${lines.length - left} lines were pasted.${over}`);
  }

  takeBack() {
    if (this.beforePaste?.length === this.rows.length) this.write(this.beforePaste);
    this.beforePaste = null;
    this.page.pasted("");
  }

  write(texts) {
    for (const [n, row] of this.rows.entries()) {
      if (row.input.value === texts[n]) continue;
      row.input.value = texts[n];
      row.dirty = true;
      row.counted();
    }
    this.count();
    this.tellNow();
  }

  later() {
    clearTimeout(this.telling);
    this.telling = window.setTimeout(() => this.tellNow(), TYPED_MS);
  }

  tellNow() {
    clearTimeout(this.telling);
    if (!this.about || !this.rows.some(({ dirty, carried }) => dirty || carried)) return;
    for (const row of this.rows) {
      if (row.dirty || row.carried) row.told.add(row.text);
      row.dirty = row.carried = false;
    }
    this.tellTexts({ reading: this.about.reading, texts: this.rows.map(({ text }) => text) });
  }

  back(way) {
    const op = this.ledger[way]();
    this.changed();
    this.page.say(op ? `${way === "undo" ? "Taken back" : "Done again"}: ${wordsOfOp(op)}.` : `There is nothing to ${way === "undo" ? "take back" : "do again"}.`);
  }

  key(event) {
    const way = historyKey(event), target = event.composedPath()[0];
    if (!way || (target instanceof HTMLInputElement && target.type === "text")) return; // a box has an undo of its own
    event.preventDefault();
    this.back(way);
  }

  close() {
    clearTimeout(this.telling);
    leave(this);
    this.ready++;
    this.mount.close();
    this.page.close();
  }
}

export function mountLines(root, told) {
  root.classList.add("pad", "page-lines");
  const lines = new PageLines(root, told);
  return {
    update(bytes) {
      const block = lines.mount.take(bytes);
      return block ? lines.open(block) : Promise.resolve();
    },
    receive: (about, sections) => lines.receive(about, sections),
    retheme: lines.mount.rethemeTwice,
    close() { lines.close(); root.replaceChildren(); },
    get state() { return lines; },
  };
}
