// How does somebody look through all letters of a hand, and say which are right, which are others, and which are none?
//
// mountLetters(root, {tell(mends)}) -> {update(bytes), receive(about), retheme(), close(), state}. bytes: from letters_block of
// core/blocks/letters.py; about: of its mends_block, which comes by a channel. A mend is told until Python has heard it.

import { makeHost } from "../base/host.js";
import { isolated } from "../base/names.js";
import { makeRuntime } from "../base/runtime.js";
import { dress } from "../base/theme.js";
import { join, leave } from "../pad/registry.js";
import { makeBar, oneSign } from "./bar.js";
import { assembleLetters } from "./frame.js";
import { Grid } from "./grid.js";
import { watchHands } from "./hands.js";
import { pressed } from "./keys.js";
import { Ledger } from "./ledger.js";
import { inksOf, openPictures, paintWord } from "./pictures.js";
import { neighbourOf, nextAfter, runBetween, sectionsOf } from "./rows.js";

class LetterSheet {
  root; mount; tell;
  ledger = new Ledger({ ids: [], texts: [], doubts: [], sure: 1, out: [] }, () => {}); about = null; letters = null; inks = null;
  filter = null; chosen = new Set(); current = null; anchor = null; choosing = false; several = false; name = "";

  constructor(root, mount, tell) {
    Object.assign(this, { root, mount, tell });
    this.grid = new Grid(this, { label: "Letters by class" });
    this.bar = makeBar({
      right: () => this.say("confirm"), label: (text) => this.say("label", text), out: () => this.toss(), next: () => this.next(),
      close: () => { this.bar.hide(); this.toGrid(); },
    });
    this.frame = assembleLetters(root, this.grid.node, this.bar.node, {
      filter: (name) => this.show(name), undo: () => this.undo(), redo: () => this.redo(), again: () => this.arrange(),
      several: () => this.choose(!this.choosing), goTo: (s) => this.grid.goTo(s),
    });
    const keys = {
      move: (key, more) => this.move(key, more), confirm: () => this.confirm(), label: (key) => { const sign = oneSign(key); if (sign) this.say("label", sign); },
      toss: () => this.toss(), next: () => this.next(), undo: () => this.undo(), redo: () => this.redo(), all: () => this.all(),
      open: () => { this.openBar(); this.bar.field.focus(); this.bar.field.select(); },
      takeOver: () => { this.openBar(); this.bar.takeOver(); }, escape: () => this.escape(),
    };
    this.grid.node.addEventListener("keydown", (event) => { if (pressed(event, keys)) event.preventDefault(); });
    this.grid.node.addEventListener("scroll", () => { this.follow(); this.grid.fill(); }, { passive: true });
    this.hands = watchHands(this.grid, {
      tap: (i) => (this.choosing ? this.toggle(i) : this.point(i)), toggle: (i) => this.toggle(i), extend: (i) => { this.run(this.anchor ?? this.current, i); this.ran(); },
      run: (from, to) => this.run(from, to), ran: () => this.ran(),
    });
  }

  // Another block: what Python has not heard yet of letters that are still there, is told again.
  open(sections) {
    const text = (part) => new TextDecoder().decode(part), about = JSON.parse(text(sections.about)), before = this.ledger;
    about.ids = about.ids.match(/.{16}/g) ?? [];
    this.about = about;
    this.letters = null;
    this.ledger = new Ledger(about, this.tell);
    this.ledger.inherit(before);
    this.chosen.clear();
    this.anchor = null;
    this.bar.hide();
    this.name = text(sections.name);
    join(this.name, this);
    this.arrange(true);
    return openPictures(about, sections.dots).then((letters) => {
      if (this.about !== about) return;
      this.letters = letters;
      this.inks ??= inksOf(this.mount.theme, letters.levels);
      this.grid.repaint();
    });
  }

  receive({ now, done }) {
    this.ledger.receive(now, done);
    if (this.filter === null) this.arrange(true); else this.refresh();
  }

  // first: nobody has chosen yet which are shown.
  arrange(first = false) {
    const { doubtful } = this.ledger.counts();
    if (first && this.filter === null) this.sections = sectionsOf(this.ledger, this.shown = doubtful ? "doubtful" : "all");
    else this.sections = sectionsOf(this.ledger, this.shown = this.filter ?? this.shown);
    this.bar.hide();
    this.chosen.clear();
    this.grid.lay(this.sections);
    if (!this.grid.laid.place.has(this.current)) this.current = this.grid.laid.order[0] ?? null;
    this.frame.jumps.show(this.sections);
    this.refresh();
  }

  show(filter) {
    this.filter = filter;
    this.grid.node.scrollTop = 0;
    this.arrange();
  }

  resized() {
    this.grid.lay();
    this.refresh();
  }

  words(i) {
    const { text, sure, out } = this.ledger.stateOf(i), word = this.about.words[i], within = word && word !== text ? ` in “${isolated(word)}”` : "";
    const state = out ? "thrown away" : this.ledger.isDoubtful(i) ? "doubtful" : text !== this.about.texts[i] ? `taken for ${isolated(this.about.texts[i])} before`
      : sure ? "right" : "";
    return `${isolated(text)}${within}${state ? `, ${state}` : ""}`;
  }

  get targets() { return this.chosen.size ? [...this.chosen] : this.current === null ? [] : [this.current]; }

  say(kind, text = "") {
    const { targets } = this, n = this.ledger.act(targets, kind, text), what = n === 1 ? "1 letter" : `${n} letters`;
    const done = { confirm: "right", out: "thrown away", back: "back", label: `now ${isolated(text)}` }[kind];
    this.frame.say(n ? `${targets.length === 1 ? this.words(targets[0]) : `${what} ${done}`}.` : "Nothing to change.");
    if (this.bar.field.matches(":focus")) this.toGrid();
    this.told();
  }

  told() {
    this.filter ??= this.shown; // what is looked at stays, whatever comes from Python
    this.refresh();
    if (this.bar.shown) this.openBar();
  }

  // Enter: right; on one that is not doubtful any more, on.
  confirm() {
    const { targets, ledger } = this;
    if (targets.length === 1 && !ledger.isDoubtful(targets[0]) && !ledger.stateOf(targets[0]).out) this.next();
    else this.say("confirm");
  }

  toss() { this.say(this.targets.every((i) => this.ledger.stateOf(i).out) ? "back" : "out"); }

  undo() { this.turned(this.ledger.undo(), "Taken back"); }
  redo() { this.turned(this.ledger.redo(), "Done again"); }

  turned(indices, words) {
    if (!indices.length) { this.frame.say("There is nothing to take back."); return; }
    this.frame.say(`${words}: ${indices.length === 1 ? this.words(indices[0]) : `${indices.length} letters`}.`);
    const here = indices.find((i) => this.grid.laid.place.has(i));
    if (here !== undefined) this.goTo(here);
    this.told();
  }

  goTo(i) {
    if (i === null) return;
    this.current = i;
    this.grid.reveal(i);
    this.refresh();
    if (this.bar.shown) this.openBar();
  }

  move(key, more) {
    const page = Math.max(1, Math.floor(this.grid.node.clientHeight / 90) - 1), to = neighbourOf(this.grid.laid, this.current, key, page);
    if (to === null) return;
    if (more) this.run(this.anchor ?? this.current, to);
    else { this.anchor = null; this.chosen.clear(); }
    this.goTo(to);
  }

  next() {
    const to = nextAfter(this.grid.laid, this.current, (i) => this.ledger.isDoubtful(i));
    this.chosen.clear();
    this.anchor = null;
    if (to !== null) this.goTo(to);
    else {
      this.refresh();
      this.frame.say(this.ledger.counts().doubtful ? "The other doubtful ones are not on the sheet now: show the doubtful ones." : "No letter is doubtful any more.");
    }
  }

  point(i) {
    this.chosen.clear();
    this.anchor = this.current = i;
    this.refresh();
    this.openBar();
  }

  toggle(i) {
    if (!this.chosen.size && this.current !== null && !this.choosing) this.chosen.add(this.current);
    if (!this.chosen.delete(i)) this.chosen.add(i);
    this.anchor = this.current = i;
    this.ran();
  }

  run(from, to) {
    this.anchor = from ?? to;
    this.chosen = new Set(runBetween(this.grid.laid, this.anchor, to));
    this.current = to;
    this.bar.hide();
    this.refresh();
  }

  ran() {
    this.refresh();
    if (this.chosen.size) this.openBar(); else this.bar.hide();
    this.frame.say(`${this.chosen.size} chosen.`);
  }

  all() {
    const at = this.grid.laid.place.get(this.current), section = at && this.sections[this.grid.laid.rows[at[0]].section];
    if (!section) return;
    this.chosen = new Set(section.items);
    this.ran();
  }

  choose(on) {
    this.choosing = on;
    if (!on) this.chosen.clear();
    this.bar.hide();
    this.refresh();
  }

  escape() {
    if (this.bar.shown) this.bar.hide(); else this.chosen.clear();
    this.refresh();
  }

  openBar() {
    const { targets, ledger, letters } = this, [i] = targets, one = targets.length === 1;
    if (i === undefined) return;
    const { text, out } = ledger.stateOf(i), thrown = targets.every((k) => ledger.stateOf(k).out);
    const paint = one && letters ? (canvas) => paintWord(canvas, letters, i, this.inks) : null;
    this.bar.show({ title: one ? this.words(i) : `${targets.length} letters`, text: one ? text : "", thrown: one ? out : thrown, paint },
      this.grid.boxOf(this.current) ?? this.grid.boxOf(i), this.grid.node.getBoundingClientRect());
  }

  // The bar goes with its letter.
  follow() {
    this.frame.jumps.at(this.grid.at);
    if (!this.bar.shown) return;
    const box = this.grid.boxOf(this.current), within = this.grid.node.getBoundingClientRect();
    if (!box || box.bottom < within.top || box.top > within.bottom) { if (!this.bar.field.matches(":focus")) this.bar.hide(); } else this.bar.place(box, within);
  }

  toGrid() { this.grid.node.focus({ preventScroll: true }); }

  refresh() {
    const { grid, ledger } = this;
    grid.fill();
    grid.refresh();
    const moved = grid.laid.rows.some(({ items, section }) => items?.some((i) => this.elsewhere(i, this.sections[section].text)));
    this.frame.show({
      filter: this.shown, counts: ledger.counts(), undoable: ledger.back.length > 0, redoable: ledger.forth.length > 0, choosing: this.choosing, moved,
      none: grid.laid.order.length === 0,
    });
    this.frame.jumps.at(grid.at);
  }

  // Whether a letter would stand somewhere else by now.
  elsewhere(i, text) {
    const state = this.ledger.stateOf(i);
    if (state.text !== text || (this.shown === "thrown") !== state.out) return true;
    return this.shown === "doubtful" && !this.ledger.isDoubtful(i);
  }

  rethemed(theme) {
    dress(this.root, theme);
    if (!this.letters) return;
    this.inks = inksOf(theme, this.letters.levels);
    this.grid.repaint();
    if (this.bar.shown) this.openBar();
  }

  close() {
    leave(this);
    this.hands.close();
    this.frame.close();
  }
}

export function mountLetters(root, { tell }) {
  root.classList.add("pad", "letters");
  let sheet = null;
  const runtime = makeRuntime();
  const mount = makeHost(root, { rethemed: (theme) => sheet?.rethemed(theme), resized: () => sheet?.about && sheet.resized() });
  sheet = new LetterSheet(root, mount, tell);
  dress(root, mount.theme);
  return {
    update(bytes) {
      const block = mount.take(bytes);
      return block ? sheet.open(runtime.unpack(block)) : Promise.resolve();
    },
    receive: (about) => sheet.receive(about),
    retheme: mount.rethemeTwice,
    close() { mount.close(); sheet.close(); root.replaceChildren(); },
    get state() { return sheet; },
  };
}
