// How does somebody write a message in a hand of their own? Typed above, written on paper at once, by dials beside it.
//
// mountMessage(root, {query, onSee, onShown}) -> {update(bytes), retheme(), seen(), tell(), close(), state}. bytes: from core/blocks/message.py. query(dials):
// URLSearchParams of the page, or of what this tab remembers. onSee({text, config, complete, pages}) is told what a hand let go of, `complete` whether
// all of it can be written, on so many pages; onShown() that there is something to see.

import { element, iconButton, setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { playButton, speedMenu } from "../base/player.js";
import { makeRuntime } from "../base/runtime.js";
import { dress } from "../base/theme.js";
import { Composer } from "./compose.js";
import { makeCures } from "./cures.js";
import { makeDials } from "./dials.js";
import { makeField } from "./field.js";
import { openHands } from "./blend.js";
import { readLink, usualConfig } from "./link.js";
import { drawPages, Shapes, sheetOf } from "./paper.js";
import { PaperView } from "./view.js";
import { Writing } from "./writing.js";

const SPEEDS = [0.5, 1, 2, 4, 8]; // of the pen, times as fast as one writes
const MOST_SEED = 1e6, TOLD_AFTER = 600; // ms after the last key
const PANGRAM = "the quick brown fox jumps over a lazy dog";

class MessageDesk {
  hands = null; composer = null; text = ""; config = null; found = null; message = null;
  shapes = new Shapes(); parts = null; stale = true; follows = false; telling = 0; speed = 1; penWord = null; begun = false; sheet = null;

  constructor(root, { query, onSee, onShown }) {
    this.root = root;
    this.query = query;
    this.onSee = onSee;
    this.onShown = onShown;
    this.page = makeHost(root, {
      frame: (seconds) => this.frame(seconds), resized: () => this.arrange(), rethemed: (theme) => { dress(root, theme); this.page.request(); },
    });
    this.writing = new Writing({ calm: () => this.page.calm });
  }

  update(bytes) {
    const block = this.page.take(bytes, { byContent: true });
    if (!block) return;
    const { unpack } = makeRuntime();
    const sections = unpack(block);
    this.hands = openHands(sections, unpack);
    this.sheet = sections.sheet ? sheetOf(sections.sheet, () => this.page.request()) : null;
    this.composer = new Composer(this.hands);
    const { dials } = this.hand.rules;
    if (!this.config) Object.assign(this, readLink(this.query(dials), dials, startOf(this.hand)));
    if (this.config.ground === "own" && !this.sheet) this.config.ground = "plain";
    this.build(dials);
    this.onShown();
    dress(this.root, this.page.theme);
    this.changed();
  }

  get hand() { return this.composer.hand; }

  build(dials) {
    const view = new PaperView({ moved: () => this.page.request() });
    const field = makeField(this.hand.rules.settings.MOST_TEXT, { typed: (text) => this.type(text) });
    const cures = makeCures({ allow: (allowed) => { this.set("allowed", allowed); this.tell(); } });
    const own = makeDials(dials, { names: this.hands.names, sheet: Boolean(this.sheet) }, { set: (name, value) => this.set(name, value), release: () => this.tell(), again: () => this.again(), reset: () => this.reset() });
    const problem = element("p", { className: "problem", role: "status", hidden: true }), spoken = element("p", { className: "spoken", role: "status" });
    const where = element("span", { className: "where" }), share = element("p", { className: "note share", role: "status" });
    const play = playButton("the writing", () => this.write()), pace = speedMenu("Speed of the pen", SPEEDS, (speed) => { this.speed = speed; });
    const bar = element("div", { className: "message-bar" }, play.node, pace, where, element("span", { className: "gap" }), iconButton("minus", "", "Smaller", () => view.smaller()),
      iconButton("fit", "", "As wide as the window", () => view.fit()), iconButton("plus", "", "Larger", () => view.larger()));
    this.root.replaceChildren(field.node, problem, cures.node,
      element("div", { className: "message-parts" }, element("div", { className: "message-paper" }, bar, view.node, share), own.node), spoken);
    this.parts = { view, field, cures, dials: own, problem, spoken, where, share, play };
  }

  type(text) {
    this.text = text;
    this.follows = true;
    this.changed();
    this.tell(TOLD_AFTER);
  }

  set(name, value) {
    this.config = { ...this.config, [name]: value };
    this.changed();
  }

  again() {
    this.set("seed", Math.floor(Math.random() * MOST_SEED));
    setText(this.parts.spoken, "Written once more.");
    this.tell();
  }

  reset() {
    this.config = { ...usualConfig(this.hand.rules.dials), allowed: this.config.allowed };
    this.changed();
    this.tell();
  }

  // At the next frame all is set anew.
  changed() {
    this.stale = true;
    this.page.request();
  }

  // The message writes itself, or rests, or goes on.
  write() {
    const { writing } = this;
    if (!this.message) return;
    if (writing.moving) writing.pause();
    else writing.play(this.message);
    this.page.request();
  }

  frame(seconds) {
    if (!this.parts) return false;
    if (this.stale) this.compose();
    const { view, play } = this.parts, { writing } = this;
    if (!this.message || !view.placed) return false;
    if (writing.moving && writing.step(seconds * this.speed)) this.followPen();
    play.show(writing.moving);
    const { context, canvas, seen } = view;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (writing.message) writing.draw(context, this.message, view.placed, seen, this.shapes);
    else drawPages(context, this.message, view.placed, seen, this.shapes);
    const n = this.message.pages.length;
    setText(this.parts.where, n > 1 ? `Page ${view.page + 1} of ${n}` : "1 page");
    setText(this.parts.share, this.hands.names.length ? sayShare(this.message, this.hands, this.config.share) : "");
    return writing.moving;
  }

  compose() {
    this.stale = false;
    const { view, field, cures, problem, dials } = this.parts, found = this.composer.compose(this.text, this.config), { allowed } = this.config;
    this.found = found;
    const lacking = new Map(found.missing.map(({ sign, cures: offered }) => [sign, offered.some(({ name }) => allowed.includes(name))]));
    field.show(this.text, lacking);
    cures.show(found.missing.filter(({ cures: offered }) => offered.length), allowed);
    setText(problem, found.sentence);
    problem.hidden = !found.sentence;
    field.input.setAttribute("aria-invalid", String(Boolean(found.sentence)));
    dials.show(this.config, this.hand.measures);
    view.node.classList.toggle("dim", !found.message);
    if (!found.message) return; // what was written last stays
    this.message = { ...found.message, sheet: this.sheet };
    this.writing.end();
    view.canvas.setAttribute("aria-label", `The message as it is written: ${found.message.text}`);
    this.arrange();
    if (!this.begun && view.placed) this.begin();
    if (this.follows) this.follow(field.caret);
    this.follows = false;
  }

  arrange() {
    if (this.message) this.parts.view.arrange(this.message.paper, this.message.pages.length);
  }

  // What is seen first.
  begin() {
    const { pages: [{ lines }], config: { size } } = this.message, inked = lines.filter(({ wide }) => wide > 0);
    this.begun = true;
    if (!inked.length) return;
    const left = Math.min(...inked.map(({ base }) => base[0])), right = Math.max(...inked.map(({ base, wide }) => base[0] + wide));
    this.parts.view.begin([left, right, inked[0].base[1] - 2 * size], size);
  }

  // Bring the line in which somebody types into sight.
  follow(caret) {
    let found = null;
    for (const [n, page] of this.message.pages.entries()) {
      for (const line of page.lines) if (!found || line.placed[0].sign <= caret) found = [n, line];
    }
    if (found) this.showLine(...found, found[1].placed.findLast(({ sign }) => sign < caret) ?? found[1].placed[0]);
  }

  // Bring the word into sight that is being written.
  followPen() {
    const { word } = this.writing;
    if (!word || word === this.penWord) return;
    this.penWord = word;
    this.showLine(word.page, word.line, word.placed[0]);
  }

  showLine(page, { base: [, y] }, { matrix }) {
    this.parts.view.show(page, y - 2 * this.config.size, y + this.config.size, matrix[4]);
  }

  seen() {
    return { text: this.text, config: this.config, complete: Boolean(this.found && !this.found.sentence), pages: this.message?.pages.length ?? 1 };
  }

  tell(wait = 0) {
    clearTimeout(this.telling);
    this.telling = window.setTimeout(() => {
      if (this.stale && this.parts) this.compose();
      this.onSee(this.seen());
    }, wait);
  }

  close() {
    this.page.close();
    clearTimeout(this.telling);
    this.parts = null;
    this.root.replaceChildren();
  }
}

// How many letters are whose.
function sayShare({ text, letters, bySecond, hand }, { names: [first, second], rungs, blended }, share) {
  if (rungs) return sayRung([...new Set(text.replace(/\s/g, ""))].filter((sign) => hand.has(sign) && !blended.has(sign)).sort(), first, second, Math.floor(share * (rungs - 1) + 0.5) / (rungs - 1));
  const theirs = hand.second ? bySecond : share >= 1 ? letters : 0;
  return `Of ${letters} letters ${letters - theirs} are ${first}'s and ${theirs} ${second}'s.`;
}

// Where between two hands a model has drawn the letters, and which stay as they were written.
function sayRung(stay, first, second, way) {
  const place = way <= 0 ? `The model draws ${first}'s letters` : way >= 1 ? `The model draws ${second}'s letters` : `The model draws letters ${Math.round(100 * way)}\u00a0% of the way from ${first}'s to ${second}'s`;
  return stay.length ? `${place}. As they were written, and not between: ${stay.join(" ")}` : `${place}.`;
}

// What is written before anybody has typed: a sentence with most letters, of words that the hand can write.
function startOf(hand) {
  const words = PANGRAM.split(" ").filter((word) => [...word].every((sign) => hand.has(sign)));
  const own = new Map(hand.glyphs.map(({ word }) => [word, ""]));
  if (words.length >= 3) return words.join(" ");
  for (const { word, sign } of hand.glyphs) own.set(word, own.get(word) + sign);
  return [...own.values()].slice(0, 8).join(" ");
}

export function mountMessage(root, { query = (_) => new URLSearchParams(), onSee = (_) => {}, onShown = () => {} } = {}) {
  root.classList.add("pad", "messenger");
  const desk = new MessageDesk(root, { query, onSee, onShown });
  return {
    update: (bytes) => desk.update(bytes), retheme: desk.page.retheme, seen: () => desk.seen(), tell: () => desk.tell(), close: () => desk.close(),
    get state() { return desk; },
  };
}
