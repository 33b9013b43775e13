// How do two to four models go the same way at once? One place, one noise, one class for all; every model decodes it, here.
//
// mountCompareModels(root, {saved, onSee}) -> {update(bytes), retheme(), close(), state}. saved: {u, patch, noise, ends, y} of a link,
// texts or null. onSee({u, patch, noise, ends, y}) is told where the walk was let go, and of other noise.

import { save, setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { makeResampler } from "../base/resample.js";
import { brief, oneHot } from "../base/place.js";
import { makeRuntime } from "../base/runtime.js";
import { dressSigns } from "../map/marks.js";
import { assembleCompareModels, gridsPicture } from "./bar.js";
import { openModels, readLink, sameModels, weightsFor } from "./block.js";
import { makePatch } from "./space.js";
import { makeTally } from "./tally.js";
import { SharedWalk } from "./walk.js";
import { makeReader, makeWork } from "./work.js";

const MODELS_MS = 6; // decoding a frame where there are no workers
const TELL_MS = 150, SPEAK_MS = 350;

const anySeed = () => 1 + Math.floor(Math.random() * 99998);

// What the parts share: {theme, classes, reader, noise, ends, every, y, asked(model), placeOf(c, u), classOf(c, i)}.
class CompareModels {
  runtime = makeRuntime();
  block = null;
  now = null; // what a link says, see readLink
  every = true; // the samples are of each class in turn
  parts = null;
  tally = null;
  work = null;
  reading = null; // the worker that reads
  patches = [];
  placed = []; // {z, y} of each model in the last frame
  resamplers = new Map();
  seen = true; // the pads are in sight
  told = "";
  telling = 0;
  speaking = 0;
  frames = { count: 0, milliseconds: [] };

  constructor(root, { saved, onSee }) {
    this.root = root;
    this.saved = saved;
    this.onSee = onSee;
    const page = this.page = makeHost(root, {
      frame: (seconds, time) => this.frame(seconds, time), resized: () => this.arrange(), rethemed: () => this.dress(),
    });
    this.walk = new SharedWalk({ get calm() { return page.calm; }, request: page.request, tell: () => this.tell(), show: () => this.show() });
    this.watch = new IntersectionObserver((entries) => { this.seen = entries.at(-1).isIntersecting; page.request(); });
  }

  get theme() { return this.page.theme; }
  get classes() { return this.block.classes; }
  get reader() { return this.block.reader; }
  get noise() { return this.now.noise; }
  get ends() { return this.now.ends; }
  get y() { return this.now.y; }
  asked(model) { return weightsFor(model, this.classes, this.y); }
  placeOf(c, u) { return { z: this.patches[c].at(u[0], u[1]), y: this.asked(this.block.models[c]) }; }

  // The class of the i-th sample: each in turn, or the one that is asked for.
  classOf(c, i) {
    const model = this.block.models[c], k = this.classes.length;
    return this.every ? weightsFor(model, this.classes, oneHot(k, i % Math.max(1, k))) : this.asked(model);
  }

  show() { this.parts?.show({ ...this.now, u: this.walk.u, playing: this.walk.playing, every: this.every }); }

  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.telling = 0;
      if (this.walk.moving) { this.tell(); return; } // not yet where it will be
      const { patch, noise, ends, y } = this.now;
      const state = { u: brief(this.walk.u), patch: [patch.seed, patch.index], noise, ends, y: brief(y) };
      const text = JSON.stringify(state);
      if (text !== this.told) { this.told = text; this.onSee(state); }
    }, TELL_MS);
  }

  // All models go from where they are to other latents and classes at once.
  turnTo(change) {
    change();
    this.walk.morph(this.placed);
    for (const { pad } of this.parts.columns) pad.stale();
    this.show();
    this.tell();
    this.page.request();
  }

  newPatch(patch, y = this.y) {
    this.walk.stop();
    this.turnTo(() => {
      Object.assign(this.now, { patch, y });
      this.walk.stand([0, 0]);
      this.lay();
    });
    this.mark();
  }

  lay() {
    const { seed, index } = this.now.patch;
    this.patches = this.block.models.map(({ d }) => makePatch(seed, index, d));
  }

  // The sample that the patch lies around.
  mark() {
    const { patch, noise } = this.now;
    for (const grid of this.parts.grids) grid.at(patch.seed === noise ? patch.index : -1);
  }

  stale(parts) { for (const part of parts) part.stale(); this.page.request(); }

  acts() {
    const { walk } = this;
    return {
      hand: walk.hand, toggle: () => walk.toggle(), pace: (value) => { walk.pace = value; },
      patch: () => this.newPatch({ seed: anySeed(), index: 0 }),
      ask: (i) => this.ask(i), pick: (i) => this.pick(i), kinds: (kind) => this.setKinds(kind),
      noise: () => this.newNoise(), ends: () => this.newEnds(),
      save: () => save(`samples-side-by-side-${this.noise}.png`, gridsPicture(this.block.models, this.parts.grids, this.theme)),
    };
  }

  ask(i) {
    this.turnTo(() => { this.now.y = oneHot(this.classes.length, i); });
    this.stale(this.parts.strips);
    if (!this.every) this.stale(this.parts.grids);
  }

  pick(i) {
    const k = this.classes.length, before = this.y, y = this.every && k ? oneHot(k, i % k) : before;
    const other = y.some((w, c) => w !== before[c]), { walk, strips } = this.parts;
    this.newPatch({ seed: this.noise, index: i }, y);
    if (other) this.stale(strips);
    if (walk.getBoundingClientRect().top < -80) walk.scrollIntoView({ behavior: this.page.calm ? "auto" : "smooth", block: "start" });
  }

  setKinds(kind) { this.every = kind === "every"; this.show(); this.stale(this.parts.grids); }
  newNoise() { this.now.noise = anySeed(); this.mark(); this.stale(this.parts.grids); this.tell(); }
  newEnds() { this.now.ends = anySeed(); this.stale(this.parts.strips); this.tell(); }

  // Work for a model's worker: what is on its pad, then the samples, then the strips. A hand comes first.
  job(c) {
    if (this.walk.held || !this.parts) return null;
    const { columns, grids, strips } = this.parts, job = columns[c].pad.next() ?? grids[c].next() ?? strips[c].next();
    return job && { x: job.x, done: (pixels) => { job.done(pixels); this.page.request(); } };
  }

  nextReading() {
    if (!this.parts) return null;
    const { columns, grids } = this.parts;
    let job = null;
    for (const one of this.walk.held ? columns : [...columns, ...grids, this.tally]) if ((job = one.nextReading())) break;
    return job && { x: this.resampled(job.pixels, job.size, this.reader.image_size), done: (shares) => {
      job.done(shares);
      if (job.walk) this.speak();
      this.page.request();
    } };
  }

  resampled(pixels, from, to) {
    const key = `${from},${to}`;
    if (!this.resamplers.has(key)) this.resamplers.set(key, makeResampler(from, to));
    return this.resamplers.get(key)(pixels);
  }

  decode() {
    const { walk, work, parts } = this;
    this.placed = this.block.models.map(({ c }) => walk.between(c, this.placeOf(c, walk.u)));
    walk.settle();
    for (const [c, column] of parts.columns.entries()) {
      const walker = work.walkers[c], place = this.placed[c];
      column.place(place, walk.u);
      walker.latest(column.model.inputFor(place.z, place.y), (pixels) => {
        column.draw(pixels, walker.milliseconds);
        if (walker.remote) this.page.request();
      });
    }
    this.show();
    this.speak();
  }

  // Read aloud once the walk rests.
  speak() {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      this.speaking = 0;
      setText(this.parts.spoken, this.parts.columns.map(({ text }) => text).filter(Boolean).join("; "));
    }, SPEAK_MS);
  }

  // Returns whether to come back.
  frame(seconds, time) {
    if (!this.parts) return false;
    const start = performance.now(), { walk, work, frames } = this;
    if (walk.advance(seconds, this.seen)) this.decode();
    for (const grid of this.parts.grids) grid.refresh();
    work.feed();
    const more = work.work(start + MODELS_MS), counts = this.tally.look(time);
    frames.count++;
    frames.milliseconds.push(performance.now() - start);
    if (frames.milliseconds.length > 1000) frames.milliseconds.splice(0, 500);
    return more || counts || (walk.moving && this.seen);
  }

  update(bytes) {
    const given = this.page.take(bytes, { byContent: true }); // the page runs again with the same in another array
    if (!given) return;
    const next = openModels(this.runtime, given);
    if (this.parts && sameModels(this.block, next)) { this.relearned(next); return; }
    this.block = next;
    this.build();
  }

  // The models have learned: the hand, the walk and all that is asked stay, and what is drawn comes anew.
  relearned(next) {
    for (const [c, model] of this.block.models.entries()) Object.assign(model, { decoder: next.models[c].decoder, notes: next.models[c].notes });
    this.work.close();
    this.work = makeWork(this.block, (c) => this.job(c), this.reading);
    for (const column of this.parts.columns) column.relearned();
    for (const part of [...this.parts.grids, ...this.parts.strips]) part.stale();
    this.walk.changed();
  }

  build() {
    const { block, walk } = this, fresh = this.now === null;
    this.work?.close();
    this.reading?.close();
    if (fresh || this.y.length !== block.classes.length) this.now = readLink(block, this.saved);
    this.saved = null; // a link speaks of the page as it opened
    if (fresh) walk.stand(this.now.u);
    walk.forget();
    this.lay();
    this.placed = [];
    this.resamplers = new Map();
    this.parts = assembleCompareModels(this.root, this, block, this.acts());
    this.tally = makeTally(block, this.parts, this, (pixels, from, to) => this.resampled(pixels, from, to));
    this.reading = makeReader(block, () => this.nextReading());
    this.work = makeWork(block, (c) => this.job(c), this.reading);
    this.mark();
    this.arrange();
    this.watch.disconnect();
    this.watch.observe(this.parts.walk);
    this.told = "";
    if (fresh && !this.now.linked) walk.greet();
    this.show();
    this.page.request();
  }

  arrange() {
    if (!this.parts) return;
    for (const one of [...this.parts.grids, ...this.parts.strips]) one.arrange();
    this.page.request();
  }

  dress() {
    if (!this.parts) return;
    const { columns, grids, strips, shelf } = this.parts;
    dressSigns(this.root, this.theme);
    for (const part of [...columns, ...grids, ...strips, shelf]) part.repaint();
    this.page.request();
  }

  close() {
    this.page.close();
    clearTimeout(this.telling);
    clearTimeout(this.speaking);
    this.watch.disconnect();
    this.work?.close();
    this.reading?.close();
    this.parts = null;
    this.root.replaceChildren();
  }

  get state() {
    const { block, now, placed, parts, frames, work, walk, telling, speaking } = this;
    return { block, now: { ...now, u: walk.u }, placed, parts, frames, work, walk, telling: telling !== 0 || speaking !== 0,
      ready: parts !== null && [...parts.columns, ...parts.grids, ...parts.strips].every((one) => one.ready)
        && parts.grids.every((grid, c) => grid.known || !block.models[c].read) };
  }
}

export function mountCompareModels(root, { saved = null, onSee = (_) => {} } = {}) {
  root.classList.add("pad", "versus");
  const models = new CompareModels(root, { saved, onSee });
  return {
    update: (bytes) => models.update(bytes), retheme: models.page.retheme, close: () => models.close(),
    get state() { return models.state; },
  };
}
