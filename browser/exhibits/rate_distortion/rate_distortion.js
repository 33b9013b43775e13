// What does beta buy, and what do more dimensions? Twelve small VAEs learn before one's eyes, each a point of rate and distortion.
//
// mountRateDistortion(root, {onact(name)}) -> {update(block), retheme(), close(), state}. block: see core/blocks/exhibits.py, twelve_block.

import { button, element, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { makeRuntime } from "../../base/runtime.js";
import { openImages, openPlan, withDims } from "../../train/block.js";
import { makeLadder } from "../../train/ladder.js";
import { makeChance } from "../../train/chance.js";
import { makeArithmetic } from "../../train/arithmetic.js";
import { makeExhibit } from "../frame.js";
import { makeChart, ROW_TINTS } from "./chart.js";
import { makeGrid, named, nats } from "./grid.js";
import { makeLarge } from "./large.js";
import { bestOf, boundsOf, frontierOf, shownOf } from "./measures.js";

const FIRST_BETAS = [0.25, 1, 4, 16], FIRST_DIMS = [2, 4, 8], COLUMNS = 3, FIRST = 4; // the cell that is large at first
const DOTS = 400, DRAWN = 10; // images on a map, and drawn from the prior
const LOOKING = 0.25, LOOK_MS = 66, CALM_MS = 500; // of the time, at most, goes into looking; between two looks, at least
const SHORT = { bound: "least R + D", distortion: "least D", rate: "least R" };
const MEASURES = [["bound", "Least rate + distortion, the negative ELBO"], ["distortion", "Least distortion"], ["rate", "Least rate"]];
const ABOUT = ({ plan, data }) => ({
  tries: "guess which of the twelve draws the images best again, and which has the best ELBO; then train them. Is it the same one? Then give a row a larger β.",
  source: `trained here, by this browser, on ${data.learned.length.toLocaleString("en")} images of digits for ${plan.epochs} epochs, with the same seed and batches; R and D are means over `
    + `${data.heldOut.length} images that none of them learns from. Rate and distortion: Alemi et al. 2018, arXiv:1711.00464; β: Higgins et al. 2017, openreview.net/forum?id=Sy2fzU9gl. The losses of two rows `
    + "cannot be compared: each weighs the rate by another β.",
});

class RateDistortion {
  begin = null; frame = null; ladder = null; running = false; chosen = FIRST; seconds = 0; more = null; asking = false; looked = 0; took = 0; wanted = false; failed = "";
  betas = [...FIRST_BETAS]; dims = [...FIRST_DIMS]; cells = []; fresh = new Set();

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.host = makeHost(root, { frame: (_seconds, now) => this.step(now), resized: () => this.redraw(), rethemed: () => this.dressed() });
  }

  async update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    const { plan, images } = makeRuntime().unpack(block), begin = openPlan(plan, await openImages(images));
    const { each, shown } = shownOf(begin.data, DOTS), { data, plan: { pixels, seed } } = begin;
    this.begin = { ...begin, data: { ...data, shown } };
    this.each = each;
    this.originals = new Uint8Array(each * pixels);
    for (const [i, place] of shown.subarray(0, each).entries()) this.originals.set(data.images.subarray(place * pixels, (place + 1) * pixels), i * pixels);
    this.labels = Array.from(shown, (place) => data.labels[place]);
    this.bounds = boundsOf(data, pixels);
    this.noise = (d) => makeChance(seed, makeArithmetic()).sampleNoise(DRAWN * d);
    this.frame?.close();
    this.ladder?.close();
    this.ladder = null;
    this.empty([...this.betas.keys()].flatMap((r) => this.dims.map((_, c) => r * COLUMNS + c)));
    this.frame = makeExhibit(this.root, ABOUT(this.begin), this.rooms(), () => this.redraw());
    this.dressed();
  }

  rooms() {
    const { image_size: size } = this.begin.plan;
    this.grid = makeGrid(this.betas.length, COLUMNS, { pick: (k) => this.pick(k), beta: (r, value) => this.setBeta(r, value), dims: (c, value) => this.setDims(c, value) });
    this.chart = makeChart((k) => this.pick(k));
    this.large = makeLarge(this.host, size);
    this.go = button("Train all twelve", "Train twelve small models in this browser", () => this.toggle(), { className: "first" });
    this.again = button("Start anew", "Begin all twelve again, from their first weights", () => this.anew());
    this.standing = element("p", { className: "note" });
    this.verdict = element("p", { className: "verdict" });
    this.bests = new Map(MEASURES.map(([name, words]) => [name, { words, node: element("li", {}) }]));
    this.front = element("p", { className: "note" });
    return {
      stage: [element("div", { className: "run" }, this.go, this.again, this.standing), this.grid.node],
      side: [element("figure", {}, element("figcaption", { textContent: "Distortion D over rate R, nats an image; thick: those that no other beats in both" }), this.chart.node),
        this.verdict, element("ul", { className: "bests" }, ...[...this.bests.values()].map(({ node }) => node)), this.front],
      below: [this.large.node],
    };
  }

  planOf(k) {
    const { beta, dims } = this.cells[k];
    return { ...withDims(this.begin, dims).plan, beta };
  }

  // These begin anew, with what their row and column now stand for.
  empty(which) {
    for (const k of which) {
      const row = Math.floor(k / COLUMNS), column = k % COLUMNS;
      this.cells[k] = { row, column, beta: this.betas[row], dims: this.dims[column], rate: null, distortion: null, how: "", step: -1, steps: 0, again: null, kl: null, path: null, best: [] };
      if (k === this.chosen) this.more = null;
    }
    this.ladder?.tell({ plans: which.map((k) => [k, this.planOf(k)]) });
    this.wanted = Boolean(this.ladder);
  }

  toggle() {
    this.running = !this.running;
    if (!this.ladder) this.open();
    this.onact(this.running ? "began" : "stopped");
    this.ladder.tell({ run: this.running });
    this.wanted = true;
    this.redraw();
  }

  open() {
    this.ladder = makeLadder((words) => { this.failed = words; this.running = false; this.redraw(); });
    this.ladder.tell({ data: this.begin.data, plans: this.cells.map((_, k) => [k, this.planOf(k)]) });
  }

  anew() {
    if (!this.ladder) this.open();
    this.empty([...this.cells.keys()]);
    this.running = true;
    this.onact("began");
    this.ladder.tell({ run: true });
    this.redraw();
  }

  setBeta(row, value) {
    this.betas[row] = value;
    this.changed(this.dims.map((_, c) => row * COLUMNS + c), "other beta");
  }

  setDims(column, value) {
    this.dims[column] = value;
    this.changed(this.betas.map((_, r) => r * COLUMNS + column), "other dimensions");
  }

  // Who has begun sees at once what the change does; before that there is nothing to see.
  changed(which, act) {
    this.empty(which);
    this.onact(act);
    if (this.ladder) { this.running = true; this.ladder.tell({ run: true }); }
    this.redraw();
  }

  pick(k) {
    this.chosen = k;
    this.more = null;
    this.wanted = true;
    this.onact("opened");
    this.redraw();
  }

  async look() {
    const { ladder, chosen, cells } = this, now = cells[chosen];
    this.asking = true;
    this.wanted = false;
    const seen = await ladder.ask({ look: { since: cells.map(({ step }) => step), images: this.each, large: chosen, dots: DOTS, z: this.noise(now.dims), fresh: !this.more } });
    this.asking = false;
    if (ladder !== this.ladder) return;
    Object.assign(this, { seconds: seen.seconds, took: seen.took });
    for (const [k, told] of seen.rungs.entries()) if (told && cells[k] === this.cells[k]) this.take(k, told);
    if (seen.more && chosen === this.chosen && now === this.cells[chosen]) this.more = seen.more;
    if (this.running && !seen.running && this.cells.every(({ how }) => how)) this.ended();
    this.redraw();
  }

  take(k, told) {
    const [, rate, distortion] = told.path.at(-1) ?? [0, null, null];
    Object.assign(this.cells[k], told, { rate, distortion });
    this.fresh.add(k);
  }

  ended() {
    this.running = false;
    this.onact("trained");
    const { bound } = bestOf(this.known);
    if (bound >= 0) this.frame.say(`All have learned. ${MEASURES[0][1]}: ${named(this.cells[bound])}, ${nats(this.cells[bound].rate + this.cells[bound].distortion)} nats.`);
  }

  get known() { return this.cells.map((cell) => (cell.rate === null || cell.how === "diverged" ? null : cell)); }

  dressed() {
    if (!this.frame) return;
    this.tints = this.frame.tinted(this.host.theme, ROW_TINTS);
    this.fresh = new Set(this.cells.keys());
    this.redraw();
  }

  redraw() { this.stale = true; if (this.frame) this.host.request(); }

  step(now) {
    if (!this.frame) return false;
    if (this.stale) { this.stale = false; this.draw(); }
    const wait = Math.max(this.host.calm ? CALM_MS : LOOK_MS, this.took / LOOKING);
    if (this.ladder && !this.asking && (this.wanted || (this.running && now - this.looked >= wait))) {
      this.looked = now;
      this.look();
    }
    return this.running;
  }

  draw() {
    const { cells, known, chosen, fresh, host: { theme }, begin: { plan: { image_size: size } } } = this, best = bestOf(known), frontier = frontierOf(known);
    this.grid.showAxes(this.betas, this.dims);
    for (const [k, cell] of cells.entries()) {
      cell.best = Object.keys(SHORT).filter((name) => best[name] === k).map((name) => SHORT[name]);
      this.grid.cells[k].show(cell, { chosen: k === chosen, size, shades: theme.shades, fresh: fresh.has(k) });
    }
    fresh.clear();
    this.chart.draw({ cells, frontier, chosen, ...this.bounds }, theme, this.tints);
    this.large.show(cells[chosen], this.more, this.originals, this.labels);
    this.tell(best, frontier);
  }

  tell(best, frontier) {
    const { cells, running, seconds } = this, done = cells.filter(({ how }) => how).length, all = done === cells.length, begun = this.ladder !== null;
    setText(this.go, running ? "Stop" : begun && !all ? "Go on" : "Train all twelve");
    this.go.disabled = all;
    this.again.disabled = !begun;
    const steps = cells.reduce((sum, { step }) => sum + Math.max(0, step), 0), whole = cells.reduce((sum, cell) => sum + cell.steps, 0);
    setText(this.standing, this.failed || (!begun ? "Nothing leaves your device." : all ? `Trained in ${seconds.toFixed(1)} s, in this browser.`
      : `${whole ? Math.floor(100 * steps / whole) : 0} % of all steps, ${seconds.toFixed(1)} s`));
    const differ = best.bound >= 0 && best.bound !== best.distortion;
    setText(this.verdict, best.bound < 0 ? "None of them has learned anything yet." : !all ? "Which is the best so far?"
      : differ ? "The one that draws its images best again is not the one with the best ELBO." : "One model has both the least distortion and the best ELBO.");
    for (const [name, { words, node }] of this.bests) {
      const one = cells[best[name]];
      setText(node, one ? `${words}: ${named(one)}, ${nats((name === "distortion" ? 0 : one.rate) + (name === "rate" ? 0 : one.distortion))} nats` : `${words}: none yet`);
    }
    setText(this.front, frontier.length ? `${frontier.length} of ${cells.length} are beaten by no other in both rate and distortion. The smallest rate alone is worth nothing: at rate 0 every image is drawn alike.` : "");
  }
}

export function mountRateDistortion(root, { onact = (_name) => {} } = {}) {
  const state = new RateDistortion(root, onact);
  return { state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.ladder?.close(); state.frame?.close(); } };
}
