// What do strategies draw, where does it lie, and how far can it be trusted? One to four columns below a pad.
//
// mountSamples(root, {onSee, onShown}) -> {update(bytes), retheme(), close(), state}. The pad of the same model lends its weights, its
// images and its map, see pad/lend.js; until it is there, there is nothing to see. onSee({id, temperature, picked}) is told where
// the temperature was let go and which sample is looked at: picked is {column, index, z} or null; onShown() that there is
// something to see.

import { makeHost } from "../base/host.js";
import { brief } from "../base/place.js";
import { makeRuntime } from "../base/runtime.js";
import { dressSigns, makeMarks } from "../map/marks.js";
import { borrow } from "../pad/lend.js";
import { assembleSamples } from "./bar.js";
import { makePixels } from "./card.js";
import { makeYardstick } from "./density.js";
import { Draws, openSamples, sameSamples } from "./draws.js";
import { makeShading } from "./shading.js";
import { Studio } from "./studio.js";
import { SamplesWork } from "./work.js";

// What the columns, the marks on the map and the studio share: {lent, draws, shadings, shaded, loud, hovered, picked, held, theme,
// size, far, bundle, yardstick, pixels, real, thumb(c, i), point(sample), pick(sample)}. A sample is {c, i} or null.
class Samples {
  runtime = makeRuntime();
  block = null;
  temperature = 1;
  lent = null;
  loan = null;
  rows = null; // latents of the images that yardstick, pixels and real are of
  draws = []; // a Draws for each column, null where nothing was drawn
  shadings = [];
  shaded = 0; // whose density the map shows, -1 for none
  layout = ""; // of the map, to which the shadings belong
  loud = -1; // a column that is brought forward
  hovered = null;
  picked = null;
  yardstick = null;
  pixels = null;
  real = null; // the share of real images that are read clearly
  held = false; // a hand moves the temperature
  parts = null;
  studio = null;
  ring = null; // takes the ring about a sample off the map
  telling = 0;
  work = new SamplesWork(this);

  constructor(root, { onSee, onShown }) {
    this.root = root;
    this.onSee = onSee;
    this.onShown = onShown;
    this.page = makeHost(root, {
      frame: (_, now) => (this.parts && this.lent ? this.work.frame(now) : false),
      resized: () => this.arrange(), rethemed: () => this.dress(),
    });
    this.marks = makeMarks(this);
    document.addEventListener("scroll", this.scrolled, { capture: true, passive: true });
    root.onkeydown = (event) => { if (event.key === "Escape" && this.picked) this.pick(null); };
  }

  scrolled = () => { this.work.sight = null; if (this.parts) this.request(); };

  get theme() { return this.page.theme; }
  get bundle() { return this.lent.bundle; }
  get size() { return this.lent.bundle.size; }
  get far() { return this.yardstick?.far ?? null; }
  get drawn() { return this.draws.filter(Boolean); }
  get busy() { return this.held || this.hovered !== null; } // a hand is at work: the frames are its own
  thumb(c, i) { return this.parts.columns[c].grid.stampOf(i); }
  request() { this.page.request(); }
  redraw() { if (this.held) this.lent.request(); else this.lent.redraw(); }

  update(bytes) {
    const given = this.page.take(bytes);
    if (!given) return;
    this.work.begin();
    const before = this.block, block = this.block = openSamples(this.runtime, given);
    const heated = !before || before.temperature !== block.temperature; // elsewhere on the page than by our own slider
    if (this.lent && sameSamples(before, block)) {
      this.reshade();
      if (heated && !this.held && this.temperature !== block.temperature) this.setTemperature(block.temperature);
      return;
    }
    if (heated) this.temperature = block.temperature;
    if (before?.model === block.model && this.loan) { if (this.lent) this.build(); return; }
    this.loan?.close();
    this.clear();
    this.loan = borrow(block.model, { came: (lent) => { this.lent = lent; this.build(); }, left: () => this.clear() });
  }

  // Everything that was made with what was lent.
  clear() {
    this.studio?.close();
    this.studio = this.parts = this.lent = null;
    this.work.stale.clear();
    this.root.replaceChildren();
  }

  build() {
    const { lent, block, work } = this, all = this.parts?.all ?? false, before = this.draws;
    this.studio?.close();
    work.stale.clear();
    lent.takeBack();
    this.ring = null;
    this.draws = block.columns.map((column) => (column.n && column.d === lent.bundle.d ? new Draws(column, lent) : null));
    for (const [c, draws] of this.draws.entries()) draws?.inherit(before[c]);
    this.reshade();
    Object.assign(this, { hovered: null, picked: null, loud: -1 });
    if (this.rows !== lent.rows) this.compareWith(lent);
    this.studio = this.makeStudio();
    this.parts = assembleSamples(this.root, this, block, this.acts());
    this.onShown();
    this.parts.temperature(this.temperature);
    lent.overlay(this.marks.ground);
    lent.overlay(this.marks.signs);
    for (const draws of this.drawn) draws.at(this.temperature);
    this.showAll(all);
    work.times.columns = performance.now();
    this.request();
  }

  // Other images: how near they lie to each other is to be found anew.
  compareWith(lent) {
    const { rows, bundle: { d, n } } = lent;
    this.rows = rows;
    this.yardstick = n > 1 ? makeYardstick(rows, d, this.block.real) : null;
    this.pixels = makePixels(lent);
    this.real = null;
  }

  makeStudio() {
    const { work } = this, held = () => this.held;
    return new Studio(this, {
      get held() { return held(); },
      get sight() { return work.sight; },
      came: (c, i) => work.came(c, i),
      read: () => work.count(),
    });
  }

  acts() {
    const { lent } = this;
    return {
      temperature: (value) => this.setTemperature(value), hold: (on) => this.hold(on), shade: (c) => this.shade(c),
      loud: (c) => this.bringForward(c), point: (sample) => this.point(sample), pick: (sample) => this.pick(sample),
      all: (wanted) => this.showAll(wanted), resized: () => this.work.count(),
      see: () => lent.map.node.scrollIntoView({ behavior: "smooth", block: "center" }),
    };
  }

  // The shading belongs to a layout; on another one it would say something wrong.
  reshade() {
    const { layout, columns } = this.block;
    this.layout = layout === "plane" ? "" : layout;
    this.shadings = columns.map(({ shading }) => (shading ? makeShading(shading) : null));
    if (this.shaded >= 0 && !this.shadings[this.shaded]) this.shaded = this.shadings.findIndex(Boolean);
    this.parts?.shaded();
    this.lent.redraw();
  }

  setTemperature(value) {
    this.temperature = value;
    for (const draws of this.drawn) draws.at(value);
    this.parts.temperature(value);
    this.request();
  }

  showFacts() {
    let end = this.yardstick?.sorted ? 1.25 * this.far : 1;
    for (const { distance } of this.drawn) end = distance.reduce((most, v) => Math.max(most, v), end);
    for (const column of this.parts.columns) column.show(end);
    this.redraw(); // hollow or filled
  }

  // A hand takes the temperature, and lets it go.
  hold(on) {
    if (this.held !== on) this.lent.redraw();
    this.held = on;
    if (!on) { this.tell(); this.request(); }
  }

  shade(c) {
    this.shaded = this.shaded === c ? -1 : c;
    this.parts.shaded();
    this.lent.redraw();
  }

  bringForward(c) {
    if (this.loud === c) return;
    this.loud = c;
    this.lent?.redraw();
  }

  // A sample is looked at, here or on the map.
  point(sample) {
    if (!this.parts || (sample?.c === this.hovered?.c && sample?.i === this.hovered?.i)) return;
    this.hovered = sample;
    for (const column of this.parts.columns) column.grid?.point(sample?.c === column.c ? sample.i : -1);
    this.encircle();
  }

  encircle() {
    const wanted = this.hovered !== null || this.picked !== null;
    if (wanted && !this.ring) this.ring = this.lent.overlay(this.marks.ring);
    if (!wanted && this.ring) { this.ring(); this.ring = null; }
    this.lent.request();
  }

  pick(sample) {
    const same = sample && this.picked?.c === sample.c && this.picked.i === sample.i;
    this.picked = same ? null : sample;
    for (const column of this.parts.columns) column.pick?.(this.picked?.c === column.c ? this.picked.i : -1);
    this.encircle();
    if (this.picked) {
      const { c, i } = this.picked, draws = this.draws[c];
      this.lent.glideTo({ z: draws.zOf(i), y: draws.yOf(i) });
    }
    this.work.sight = null;
    this.request();
    this.tell();
  }

  showAll(wanted) {
    this.parts.all = wanted;
    for (const column of this.parts.columns) {
      if (column.grid) column.grid.all = wanted;
      column.arrange();
    }
    this.work.sight = null;
    this.request();
  }

  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const { picked, temperature, block: { id } } = this, draws = picked && this.draws[picked.c];
      this.onSee({ id, temperature, picked: draws ? { column: picked.c, index: picked.i, z: brief(draws.zOf(picked.i)) } : null });
    }, 120); // arrow keys repeat: one word when they pause
  }

  arrange() {
    for (const column of this.parts?.columns ?? []) column.arrange();
    this.work.sight = null;
    this.work.factsDue = true;
    if (this.parts) this.request();
  }

  dress() {
    if (!this.parts) return;
    dressSigns(this.root, this.theme);
    for (const column of this.parts.columns) column.repaint();
    this.work.count();
  }

  close() {
    this.page.close();
    clearTimeout(this.telling);
    document.removeEventListener("scroll", this.scrolled, { capture: true });
    this.root.onkeydown = null;
    this.loan?.close();
    this.studio?.close();
    this.root.replaceChildren();
  }
}

export function mountSamples(root, { onSee = (_) => {}, onShown = () => {} } = {}) {
  root.classList.add("pad", "samples");
  const samples = new Samples(root, { onSee, onShown });
  return {
    update: (bytes) => samples.update(bytes), retheme: samples.page.retheme, close: () => samples.close(),
    get state() {
      const { temperature, block, work: { times }, studio } = samples;
      return { host: samples, temperature, block, times, waiting: studio?.waiting ?? -1 };
    },
  };
}
