// What does it look like when a model writes what somebody types? In one hand or many, leaning, thick, neat, or mixed.
//
// mountWrite(root, {query, onSee, onShown}) -> {update(bytes), retheme(), seen(), close(), state}. bytes: from
// core/blocks/write.py, complete: decoder, reader and directions. query: URLSearchParams of the page, where a link says what
// is written. onSee({text, hand, seed, rolls, slant, weight, heat, mix, ink}) is told what a hand let go of; onShown() that
// there is something to see.

import { setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { brief } from "../base/place.js";
import { makeRuntime } from "../base/runtime.js";
import { dress } from "../base/theme.js";
import { SWAY_MS, assembleWrite } from "./desk.js";
import { HAND_START, inputOf, noiseOf, openWriting, readTyped, startingMix, wayOf, writtenInLink } from "./hand.js";
import { makeKeep } from "./keep.js";
import { ROUND_SECONDS, makeMix } from "./mix.js";
import { glideGlyph, makePress, noiseAt } from "./press.js";
import { makeWrittenRow } from "./row.js";
import { mixAt, placeOfMix } from "./wheel.js";

const WRITE_MS = 6, PAINT_MS = 6; // decoding in each frame, beside the workers, and painting what was decoded
const FACTS_MS = 90; // between two looks at the numbers

// What the parts of the page share: {runtime, writer, state, theme, row, mix, keep, typing, say(text)}.
class WritingDesk {
  runtime = makeRuntime();
  writer = null;
  state = null; // what is written and how, see HAND_START
  row = null;
  mix = null;
  keep = null;
  typing = false; // what stands in the field cannot be written
  parts = null;
  press = null;
  letters = [];
  swaying = null;
  rounding = null;
  fresh = new Set(); // glyphs to be painted
  dirty = true;
  factsAt = 0;
  factsDue = false;
  telling = 0;

  constructor(root, { query, onSee, onShown }) {
    this.root = root;
    this.query = query;
    this.onSee = onSee;
    this.onShown = onShown;
    this.page = makeHost(root, {
      frame: (seconds, now) => this.frame(seconds, now),
      resized: () => { this.row?.arrange(); this.mix?.repaint(); },
      rethemed: (theme) => { dress(root, theme); this.row.repaint(); this.mix.repaint(); },
    });
  }

  get theme() { return this.page.theme; }
  say(text) { setText(this.parts.doing, text); }

  update(bytes) {
    const block = this.page.take(bytes);
    if (!block) return;
    this.open(openWriting(this.runtime, block));
    this.build();
    this.onShown();
    this.take(this.state.text);
    this.row.arrange();
    this.mix.show();
    this.changed();
  }

  // Newer directions or weights under the same key: what was typed stays.
  open(writer) {
    const state = this.state ? { ...this.state } : writtenInLink(writer, this.query);
    if (state.mix.length !== writer.k) state.mix = startingMix(writer.k, writer.classes);
    for (const { name, range } of writer.qualities) state[name] = Math.max(-range, Math.min(range, state[name]));
    Object.assign(this, { writer, state });
  }

  build() {
    this.press?.close();
    this.keep?.close();
    this.row = makeWrittenRow(this, { again: (i) => this.again(i) });
    this.mix = makeMix(this, { mix: (y, held) => this.setMix(y, held), round: () => this.round() });
    this.keep = makeKeep(this);
    const home = (glyph) => (glyph.cell ? this.row : this.mix);
    this.press = makePress(this.writer, {
      tiers: () => [[...this.row.glyphs, this.mix.middle], this.mix.glyphs.slice(1)],
      came: (glyph) => { this.fresh.add(glyph); this.factsDue = true; this.page.request(); },
      read: (glyph) => { home(glyph).read(glyph); this.factsDue = true; this.page.request(); },
    });
    this.parts = assembleWrite(this.root, this, {
      text: (typed) => this.typeText(typed), hand: (hand) => this.setHand(hand), again: () => this.anotherHand(),
      ink: (ink) => this.setInk(ink), quality: (name, value) => this.setQuality(name, value), heat: (value) => this.setHeat(value),
      release: () => this.tell(), sway: () => this.sway(), reset: () => this.reset(),
    });
    dress(this.root, this.theme);
  }

  changed() {
    this.dirty = true;
    this.parts.show();
    this.page.request();
  }

  // The row and the wheel follow the noise that the state asks for.
  renoise() {
    const now = performance.now(), still = this.page.calm, { writer, state } = this;
    this.row.take(this.letters, (i) => noiseOf(writer, state, i), now, still);
    const hand = noiseOf(writer, { ...state, hand: "one", rolls: [] }, 0);
    for (const glyph of this.mix.glyphs) glideGlyph(glyph, hand, now, still);
    this.changed();
  }

  take(typed) {
    const found = readTyped(this.writer.classes, typed);
    this.parts.problem(found.sentence, found.note);
    this.typing = Boolean(found.sentence);
    if (!found.letters) return; // too long: what was written last stays
    this.letters = found.letters;
    if (!found.sentence) this.state.text = typed;
    this.factsDue = true; // also where nothing can be written: then nothing comes that would ask for them
    this.renoise();
  }

  typeText(typed) {
    this.take(typed);
    if (!this.typing) this.tell(500);
  }

  setHand(hand) { Object.assign(this.state, { hand, rolls: [] }); this.renoise(); this.tell(); }

  anotherHand() {
    Object.assign(this.state, { seed: Math.floor(Math.random() * 1e6), rolls: [] });
    this.renoise();
    this.tell();
  }

  // One character is written anew; the others stay.
  again(i) {
    const { state } = this, rolls = Array.from({ length: Math.max(state.rolls.length, i + 1) }, (_, at) => state.rolls[at] ?? 0);
    rolls[i] += 1;
    state.rolls = rolls;
    this.renoise();
    setText(this.parts.spoken, `Character ${i + 1} is written anew.`);
    this.tell();
  }

  setInk(ink) {
    this.state.ink = ink;
    this.row.repaint();
    this.mix.repaint();
    this.parts.show();
    this.tell();
  }

  setQuality(name, value) { if (name === "slant") this.stopSwaying(); this.state[name] = value; this.changed(); }
  setHeat(value) { this.state.heat = value; this.changed(); }

  reset() {
    this.stopSwaying();
    Object.assign(this.state, { slant: 0, weight: 0, roundness: 0, size: 0, heat: HAND_START.heat });
    this.changed();
    this.tell();
  }

  stopSwaying() { this.parts.swaying(false); this.swaying = null; }

  sway() {
    if (this.swaying) { this.state.slant = this.swaying.slant; this.stopSwaying(); this.changed(); return; }
    this.swaying = { since: performance.now(), slant: this.state.slant };
    this.parts.swaying(true);
    this.page.request();
  }

  setMix(y, held) {
    if (this.rounding) { this.rounding = null; this.mix.playing(false); }
    this.mixed(y);
    if (!held) this.tell();
  }

  mixed(y) {
    this.state.mix = this.mix.middle.y = y;
    this.mix.show();
    this.dirty = true;
    this.page.request();
  }

  round() {
    this.rounding = this.rounding ? null : { place: placeOfMix(this.state.mix) ?? 0 };
    this.mix.playing(this.rounding !== null);
    if (!this.rounding) this.tell();
    this.page.request();
  }

  // Returns whether to come back.
  frame(seconds, now) {
    if (!this.parts) return false;
    this.advance(seconds, now);
    const gliding = this.wish(now), more = this.press.work(performance.now() + WRITE_MS);
    this.paintFresh(performance.now() + PAINT_MS);
    if (this.factsDue && now - this.factsAt > FACTS_MS) {
      this.factsAt = now;
      this.factsDue = false;
      this.parts.facts(this.row.facts());
    }
    return Boolean(gliding || more || this.swaying || this.rounding || this.factsDue || this.fresh.size);
  }

  // What moves by itself.
  advance(seconds, now) {
    const { swaying, rounding, writer } = this;
    if (swaying) {
      const { range } = writer.qualities.find(({ name }) => name === "slant");
      this.state.slant = 0.85 * range * Math.sin(2 * Math.PI * (now - swaying.since) / SWAY_MS);
      this.changed();
    }
    if (rounding) {
      rounding.place = (rounding.place + seconds / ROUND_SECONDS) % writer.k;
      this.mixed(mixAt(writer.k, rounding.place));
    }
  }

  // The inputs of all characters, where anything has changed. Returns whether any is still on its way.
  wish(now) {
    let gliding = false;
    for (const glyph of [...this.row.glyphs, ...this.mix.glyphs]) {
      const moving = glyph.since >= 0;
      gliding ||= moving;
      if (!this.dirty && !moving && glyph.x) continue;
      const x = inputOf(this.writer, this.state, noiseAt(glyph, now), glyph.y), way = wayOf(this.writer, this.state);
      if (glyph.x && way?.guidance === glyph.way?.guidance && x.every((v, i) => v === glyph.x[i])) continue;
      Object.assign(glyph, { x, way });
      glyph.version += 1;
    }
    this.dirty = false;
    return gliding;
  }

  // What came longest ago first; what there is no time for now is painted in the next frame.
  paintFresh(deadline) {
    for (const glyph of this.fresh) {
      this.fresh.delete(glyph);
      (glyph.cell ? this.row : this.mix).came(glyph);
      if (performance.now() > deadline) return;
    }
  }

  seen() {
    const { text, hand, seed, rolls, mix, ink, weight, roundness, size, heat } = this.state, slant = this.swaying ? this.swaying.slant : this.state.slant;
    const [lean, thick, round, large, warm] = brief([slant, weight, roundness, size, heat]);
    return { text, hand, seed, rolls: rolls.slice(0, this.letters.length), slant: lean, weight: thick, roundness: round, size: large, heat: warm, mix: brief(mix), ink };
  }

  tell(wait = 150) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.onSee(this.seen()), wait);
  }

  close() {
    this.page.close();
    clearTimeout(this.telling);
    this.keep?.close();
    this.press?.close();
    this.parts = null;
    this.root.replaceChildren();
  }
}

export function mountWrite(root, { query = new URLSearchParams(), onSee = (_) => {}, onShown = () => {} } = {}) {
  root.classList.add("pad", "writer");
  const desk = new WritingDesk(root, { query, onSee, onShown });
  return {
    update: (bytes) => desk.update(bytes), retheme: desk.page.retheme, seen: () => desk.seen(), close: () => desk.close(),
    get state() {
      const { letters, press, swaying, rounding } = desk;
      return { host: desk, letters, waiting: press?.waiting ?? -1, reading: press?.reading ?? -1, swaying, rounding };
    },
  };
}
