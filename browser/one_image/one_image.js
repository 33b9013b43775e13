// Whose is what somebody draws, while they draw it?
//
// mountOneImage(root, {onKept}) -> {update(bytes), retheme(), close(), state}. bytes: from core/blocks/one_image.py. onKept(strokes) is
// told of a drawing that is to be kept as a test. The hand looks at five copies of it, moved by a pixel: while the pen moves at
// the first alone, at one more in each frame of rest.

import { makeHost } from "../base/host.js";
import { makeRuntime } from "../base/runtime.js";
import { css, dress } from "../base/theme.js";
import { makeSheet } from "../draw/sheet.js";
import { charactersOf } from "../read/number.js";
import { seenOf } from "../read/seen.js";
import { assembleVerdicts } from "./frame.js";
import { SHIFTS, calibrated, middle, readAs, rolled, shareOf, unit } from "./judge.js";
import { handWords, networkWords } from "./words.js";

const SIDE = 28, SHARE = 20 / 28;
const ALL_STEPS = { box: true, scale: true, mass: true, width: true };
const EMPTY = "Nothing is written yet.";

class Judging {
  root; mount; onKept;
  about = null; sheet = null; hand = null; reader = null; network = null; page = null;
  dirty = true; pixels = null; points = []; milliseconds = 0; found = null;

  constructor(root, mount, { onKept }) {
    Object.assign(this, { root, mount, onKept });
    this.runtime = makeRuntime();
  }

  sheetOf(kept) {
    const { mount } = this;
    return makeSheet({
      label: "Write here to see whether your hand is recognised.", read: 0, ink: () => css(mount.theme.ink), say: (text) => this.page?.say(text),
      changed: () => this.changed(), ended: () => this.changed(),
    }, kept);
  }

  built(section) {
    if (!section) return null;
    const { graph, weights } = this.runtime.unpackNetwork(section);
    return this.runtime.build(graph, weights);
  }

  open(sections) {
    this.about = JSON.parse(new TextDecoder().decode(sections.about));
    [this.hand, this.reader, this.network] = [sections.hand, sections.reader, sections.network].map((section) => this.built(section));
    this.sheet ??= this.sheetOf(this.about.kept);
    this.page?.close();
    this.page = assembleVerdicts(this.root, this.sheet, this.about, {
      undo: () => this.sheet.undo(), clear: () => { this.sheet.clear(); this.changed(); }, keep: () => this.keep(),
    });
    dress(this.root, this.mount.theme);
    this.changed();
  }

  keep() {
    if (!this.pixels) return;
    this.onKept(this.part());
    this.sheet.clear();
    this.changed();
    this.page.say("Kept as a test. The sheet is empty.");
  }

  changed() {
    this.dirty = true;
    this.mount.request();
  }

  // The strokes of the character that was drawn last, where several stand side by side.
  part() {
    const strokes = this.sheet.current?.length ? [...this.sheet.strokes, this.sheet.current] : this.sheet.strokes, last = strokes.at(-1);
    return strokes.length ? charactersOf(strokes).find((some) => some.includes(last)) ?? strokes : [];
  }

  look() {
    this.dirty = false;
    const strokes = this.part(), { about } = this;
    this.pixels = strokes.length ? seenOf(strokes, { size: SIDE, share: SHARE, weight: about.weight }, ALL_STEPS)?.pixels ?? null : null;
    this.points = [];
    this.page.works(this.sheet.undoable, !this.sheet.empty);
    if (!this.pixels) {
      this.found = null;
      this.page.hand.show(null);
      this.page.network?.show(null);
      this.page.heard(EMPTY);
      return;
    }
    const read = this.reader ? readAs(this.reader.run(this.pixels), about.reader, about.character) : null;
    const bars = this.network ? calibrated(this.network.run(this.pixels).slice(0, 3), about.network) : null;
    this.found = { read, bars, mine: 0, score: 0 };
    if (bars) this.page.network.show(bars, networkWords(bars, about.network, about.character));
  }

  // One more of the copies.
  embed() {
    this.points.push(unit(this.hand.run(rolled(this.pixels, SIDE, SHIFTS[this.points.length]))));
    const { about, found } = this, { share, score } = shareOf(middle(this.points), about.judge);
    Object.assign(found, { mine: share, score });
    const same = found.read ? found.read.share : 1, words = handWords(found, about.judge, about.character);
    this.page.hand.show([same * share, same * (1 - share), 1 - same], words);
    if (this.points.length === SHIFTS.length) this.page.heard(`${words.sign}. ${words.text}`);
  }

  frame() {
    if (!this.about) return false;
    const start = performance.now();
    if (this.dirty) this.look();
    if (this.pixels && this.points.length < SHIFTS.length) this.embed();
    this.milliseconds = performance.now() - start;
    return this.pixels !== null && this.points.length < SHIFTS.length;
  }

  get rests() { return !this.dirty && (!this.pixels || this.points.length === SHIFTS.length); }

  rethemed(theme) {
    dress(this.root, theme);
    this.sheet?.repaint();
  }

  close() {
    this.page?.close();
    this.sheet?.close();
  }
}

export function mountOneImage(root, { onKept = (_) => {} } = {}) {
  root.classList.add("pad", "one-image");
  let judging = null;
  const mount = makeHost(root, { frame: () => judging?.frame() ?? false, rethemed: (theme) => judging?.rethemed(theme) });
  judging = new Judging(root, mount, { onKept });
  return {
    update(bytes) {
      const block = mount.take(bytes);
      if (block) judging.open(judging.runtime.unpack(block));
    },
    retheme: mount.rethemeTwice,
    close() { mount.close(); judging.close(); root.replaceChildren(); },
    get state() { return judging; },
  };
}
