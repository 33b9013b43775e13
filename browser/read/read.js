// What does a network make of what somebody draws, while they draw it?
//
// mountRead(root, {query, onSeen, onVae, onCorrected, onAnother}) -> {update(bytes), retheme(), close(), state}. bytes: from core/blocks/read.py. query: the
// address's URLSearchParams: ink (see strokesText), off (steps left out), pen. onSeen({ink, off, pen}) is told what to write there.
// onVae(id) is told which VAE is chosen; it comes by the channel "vae", see vae.js. onCorrected(changes), or null: see correct.js, onAnother(t1): another.js.

import { makeHost } from "../base/host.js";
import { takenFor } from "../base/reading.js";
import { makeRuntime } from "../base/runtime.js";
import { css, dress } from "../base/theme.js";
import { makeSheet } from "../draw/sheet.js";
import { setLinked, strokesText } from "../draw/text.js";
import { join, leave } from "../pad/registry.js";
import { makeAnother } from "./another.js";
import { makeCorrect } from "./correct.js";
import { makeBars, numberWords, verdictSign, verdictWords } from "./bars.js";
import { takeBrought, watchPictures } from "./brought.js";
import { exampleStrokes } from "./example.js";
import { PENS, assembleRead } from "./frame.js";
import { lastPart, makeCharacters } from "./number.js";
import { saveSeen, saveSheet } from "./pictures.js";
import { READ_STEPS, seenOf, stagesOf } from "./seen.js";
import { makeSpoke } from "./spoke_panel.js";
import { makeSteps } from "./steps.js";
import { penned, resized, turned } from "./strokes.js";
import { makeVae } from "./vae.js";

const KEPT_READ = "inside"; // in this tab, as on Look inside: the same strokes are looked at there
const USUAL_PEN = 10; // of 140 parts of the side, one nib
const EXAMPLE_SECONDS = 1.6;
const TURN = 30; // degrees
const SPOKE_MS = 4; // of a frame, for what works in the background where there is no background
const CHANNEL = "read"; // by which what changes beside the reader comes, see core/blocks/read_vae.py

class Reading {
  root; mount; onSeen; vae; correct; another;
  about = null; network = null; on = { box: true, scale: true, mass: true, width: true, spoke: true }; pen = USUAL_PEN; example = null; shown = 0;
  shares = null; seen = null; milliseconds = 0; page = null; unread = true; later = new Map(); last = ""; telling = 0;

  constructor(root, mount, { query, onSeen, onVae, onCorrected, onAnother }) {
    Object.assign(this, { root, mount, onSeen });
    this.runtime = makeRuntime();
    const reading = this;
    const host = { runtime: this.runtime, get theme() { return mount.theme; }, get about() { return reading.about; }, reads: (pixels) => this.sharesOf({ pixels }) };
    this.vae = makeVae(Object.assign(Object.create(host), { asks: onVae }));
    this.another = makeAnother(host, { linked: Number(query.get("another") ?? 0), tell: onAnother });
    this.correct = makeCorrect({ tell: onCorrected, say: (text) => this.page?.say(text) });
    this.correct.node.hidden = !onCorrected; // where nobody can be told
    this.sheet = makeSheet({
      label: "Draw here with mouse, pen or finger.", read: 0, ink: () => css(mount.theme.ink), say: (text) => this.page?.say(text),
      pen: () => this.pen / USUAL_PEN, begins: () => this.begun(), changed: () => this.changed(), ended: () => this.ended(),
    }, KEPT_READ);
    setLinked(this.sheet, query.get("ink") ?? "");
    for (const name of (query.get("off") ?? "").split(".")) if (name in this.on) this.on[name] = false;
    const pen = Number(query.get("pen"));
    if (pen >= PENS[0] && pen <= PENS[1]) this.pen = Math.round(pen);
    this.pictures = watchPictures(this.sheet.node, (text) => this.page?.say(text));
    if (this.sheet.empty && query.get("ink") === null) this.showExample();
  }

  // A reader, or another one; what is drawn stays.
  open(sections) {
    this.about = JSON.parse(new TextDecoder().decode(sections.about));
    const { graph, weights } = this.runtime.unpackNetwork(sections.reader);
    this.network = this.runtime.build(graph, weights);
    this.kind = { size: this.about.image_size, share: this.about.share, weight: this.about.weight };
    this.characters = makeCharacters((strokes) => {
      const seen = seenOf(strokes, this.kind, this.on);
      return seen ? takenFor(this.sharesOf(seen), this.about.classes) : null;
    });
    this.bars = makeBars(this.about);
    this.correct.open(this.about);
    const { mount } = this;
    this.steps = makeSteps(this.kind, { get theme() { return mount.theme; }, toggled: (name, on) => this.toggle(name, on) });
    this.spoke?.close();
    this.spoke = makeSpoke(this.about, {
      get theme() { return mount.theme; }, toggled: (on) => this.toggle("spoke", on), again: () => mount.request(),
    }, this.runtime, sections.reader, (out) => this.scaled(out.slice()));
    this.page?.close();
    this.page = assembleRead(this.root, this, {
      undo: () => { this.stopExample(); this.sheet.undo(); }, clear: () => this.clear(), pen: (value) => this.setPen(value),
      place: (how, corner) => this.place(how, corner),
      saveSheet: () => { if (this.seen) saveSheet(this.strokes(), mount.theme); }, saveSeen: () => { if (this.seen) saveSeen(this.seen.pixels, this.about); },
    });
    this.page.pen(this.pen);
    dress(this.root, mount.theme);
    join(CHANNEL, this);
    this.changed();
  }

  receive(about, sections) {
    if (about.channel === "vae") this.vae.receive(sections);
    if (about.channel === "another") this.another.receive(about, sections);
    if (about.channel === "brought") takeBrought(this, about, sections);
  }

  showExample() {
    this.example = exampleStrokes();
    this.shown = this.mount.calm ? 1 : 0;
    this.revealExample();
  }

  // As much of it as is shown by now.
  revealExample() {
    const [stroke] = this.example, points = Math.max(1, Math.round(this.shown * stroke.length / 3));
    this.sheet.set([stroke.slice(0, 3 * points)]);
    this.sheet.past = [];
    this.changed();
  }

  stopExample() { if (this.example && this.shown < 1) { this.shown = 1; this.revealExample(); } }

  // Whoever begins to draw, draws on an empty sheet, not on the example.
  begun() {
    if (!this.example) return;
    this.example = null;
    this.sheet.set([]);
  }

  clear() {
    this.example = null;
    this.sheet.clear();
    this.changed();
  }

  setPen(value) {
    this.pen = value;
    this.tell();
  }

  toggle(name, on) {
    this.on[name] = on;
    this.changed();
    this.tell();
  }

  place(how, corner) {
    this.stopExample();
    const { strokes } = this.sheet;
    if (!strokes.length) return;
    const next = {
      corner: () => resized(strokes, 0.3, corner), small: () => resized(strokes, 0.3), large: () => resized(strokes, 0.95),
      thin: () => penned(strokes, PENS[0] / USUAL_PEN), thick: () => penned(strokes, PENS[1] / USUAL_PEN), turned: () => turned(strokes, TURN),
    }[how]();
    this.example = null;
    this.sheet.put(next);
  }

  changed() {
    this.unread = true;
    this.mount.request();
  }

  ended() {
    this.changed();
    this.tell();
  }

  tell() {
    clearTimeout(this.telling);
    this.telling = window.setTimeout(() => this.onSeen(this.report()), 250);
  }

  report() {
    return { ink: this.example ? "" : strokesText(this.sheet.strokes), off: [...READ_STEPS, "spoke"].filter((name) => !this.on[name]).join("."), pen: this.pen };
  }

  strokes() { return this.sheet.current?.length ? [...this.sheet.strokes, this.sheet.current] : this.sheet.strokes; }

  // What the network says; how unlike all it knows the drawing is, by the limit for drawings.
  sharesOf({ pixels }) { return this.scaled(this.network.run(pixels).slice()); }

  scaled(shares) {
    const k = this.about.classes.length;
    if (shares.length > k) shares[k] /= this.about.limit;
    return shares;
  }

  look() {
    this.unread = false;
    const start = performance.now(), strokes = this.strokes(), { about } = this;
    const parts = about.noun === "image" || !strokes.length ? [strokes] : this.characters(strokes, this.sheet.current);
    const part = lastPart(parts, strokes);
    this.seen = seenOf(part, this.kind, this.on);
    this.shares = this.seen ? this.sharesOf(this.seen) : null;
    this.bars.show(this.shares);
    if (parts.length > 1) {
      const all = parts.map((some) => seenOf(some, this.kind, this.on)).map((seen) => (seen ? this.sharesOf(seen) : null));
      this.page.verdict(all.map((shares) => verdictSign(shares, about)).join(""), numberWords(all, parts.indexOf(part), about));
    } else this.page.verdict(verdictSign(this.shares, about), verdictWords(this.shares, about));
    this.milliseconds = performance.now() - start;
    this.later = new Map([
      ["steps", () => this.steps.show(stagesOf(part, this.kind, this.on))], ["vae", () => this.vae.show(this.seen?.pixels ?? null, this.shares)],
      ["another", () => this.another.show(this.seen?.pixels ?? null, this.shares)],
    ]);
    this.spoke.show(this.on.spoke);
    this.spoke.ask(this.seen?.pixels ?? null, this.shares);
    this.correct.show(this.example ? null : this.seen?.pixels ?? null); // the example is nobody's
    this.page.works(this.sheet.undoable, !this.sheet.empty);
  }

  // Whether something is drawn that not all of the page shows yet.
  get dirty() { return this.unread || this.later.size > 0; }

  // The verdict comes with every frame; what else there is to show, in turn, so that no frame has to do all.
  goOn() {
    const name = [...this.later.keys()].find((one) => one !== this.last) ?? [...this.later.keys()][0];
    if (!name) return;
    const show = this.later.get(name);
    this.later.delete(name);
    this.last = name;
    show();
  }

  frame(seconds) {
    if (this.example && this.shown < 1 && this.about) {
      this.shown = Math.min(1, this.shown + seconds / EXAMPLE_SECONDS);
      this.revealExample();
    }
    if (this.unread && this.about) this.look();
    this.goOn();
    const more = this.spoke?.work(performance.now() + SPOKE_MS) ?? false;
    return more || this.later.size > 0 || Boolean(this.example && this.shown < 1);
  }

  rethemed(theme) {
    dress(this.root, theme);
    this.sheet.repaint();
    this.steps?.repaint();
    this.spoke?.paint();
    this.vae.repaint();
    this.another.paint();
  }

  close() {
    clearTimeout(this.telling);
    this.page?.close();
    this.spoke?.close();
    this.sheet.close();
    this.pictures.close();
    leave(this);
    this.vae.close();
    this.another.close();
    this.vae.landing.close();
  }
}

export function mountRead(root, { query = new URLSearchParams(), onSeen = (_) => {}, onVae = (_) => {}, onCorrected = (_) => {}, onAnother = (_) => {} } = {}) {
  root.classList.add("pad", "read");
  let reading = null;
  const mount = makeHost(root, { frame: (seconds) => reading?.frame(seconds) ?? false, rethemed: (theme) => reading?.rethemed(theme) });
  reading = new Reading(root, mount, { query, onSeen, onVae, onCorrected, onAnother });
  return {
    update(bytes) {
      const block = mount.take(bytes);
      if (block) reading.open(reading.runtime.unpack(block));
    },
    retheme: mount.rethemeTwice,
    close() { mount.close(); reading.close(); root.replaceChildren(); },
    get state() { return reading; },
  };
}
