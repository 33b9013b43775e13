// Does a GAN of digits draw all ten? Two learn in step from the same images, noise and first weights, one of them with the R1 penalty, and
// what they draw is counted by class.
//
// mountDigitCollapse(root, {onact(name)}) -> {update(block), retheme(), close(), state}. block: see core/blocks/exhibits.py, duel_of_digits.

import { button, choice, element, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { makeRuntime } from "../../base/runtime.js";
import { openDuel, openImages } from "../../train/block.js";
import { stepsOf } from "../../train/schedule.js";
import { makeExhibit } from "../frame.js";
import { makeDuels } from "./duels.js";
import { collapsed, countOf, fewestOf, LEAST, LONG } from "./outcome.js";
import { makeCourse, makeSide, SHOWN, TINTS } from "./view.js";
import { endWords, GUESSES, NAMES, verdictOf } from "./words.js";

const R1 = [0, 0.5]; // of the one, and of the other
const LOOKING = 0.25, LOOK_MS = 66, CALM_MS = 500; // of the time, at most, goes into looking; between two looks, at least
const RATES = [["0.001", "0.001", "Slow and calm"], ["0.01", "0.01", "Fast and wild"]];
const ABOUT = ({ plan: { generator, discriminator, batch_size: batch, optimiser: { betas } }, data }) => ({
  tries: "pause while the one without R1 leaves digits out, give it R1 and go on: do they come? Then choose the rate of 0.01. Does R1 help there, too?",
  source: `both are trained here, by this browser, on ${data.learned.length.toLocaleString("en")} images: a generator of ${widths(generator)} units and a discriminator of ${widths(discriminator)}, `
    + `${batch} images a step, Adam (β₁ = ${betas[0]}), non-saturating loss: Goodfellow et al. 2014, arXiv:1406.2661. R1 with γ = ${R1[1]}, pixels being 0 to 1: Mescheder et al. 2018, arXiv:1801.04406. `
    + `A drawing counts as the digit of the nearest image that was learned from: Cover & Hart 1967, doi:10.1109/TIT.1967.1053964. A digit is there if it has at least ${100 * LEAST} % of 300 drawings.`,
});
const widths = (layers) => layers.slice(0, -1).map(({ outputs }) => outputs).join(" and ");

class DigitCollapse {
  begun = null; frame = null; duels = null; running = false; seed = 1; guess = ""; cured = null; sides = []; failed = "";
  asking = false; looked = 0; took = 0; wanted = false; seconds = 0; reader = null; stale = true; acted = new Set();

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.rate = RATES[0][0];
    this.host = makeHost(root, { frame: (_seconds, now) => this.step(now), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  async update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    const { run, images } = makeRuntime().unpack(block), begun = openDuel(run, await openImages(images)), { plan, data } = begun;
    const real = new Array(plan.classes.length).fill(0);
    for (const place of data.learned) real[data.labels[place]] += 1 / data.learned.length;
    this.begun = begun;
    this.seen = { shares: real, classes: plan.classes, size: plan.image_size };
    this.frame?.close();
    this.duels?.close();
    this.duels = null;
    this.empty();
    this.frame = makeExhibit(this.root, ABOUT(begun), this.rooms(), () => this.ask());
    this.dressed();
  }

  rooms() {
    const { plan, data: { learned } } = this.begun, steps = plan.epochs * stepsOf(learned.length, plan).inEpoch;
    this.play = button("Train both", "Let both learn, in step", () => this.toggle(), { className: "first" });
    const anew = button("Begin anew", "Other first weights, images in another order, the same settings", () => { this.onact("anew"); this.anew(this.seed + 1); });
    this.rates = choice("Learning rate", RATES, (rate) => this.pace(rate));
    this.cure = button("Give the left one R1", "From now on the one without R1 has it, too", () => this.mend());
    this.guesses = choice("Your guess", GUESSES, (guess) => this.bet(guess));
    this.views = NAMES.map((name, k) => makeSide(k, name));
    this.course = makeCourse(steps, plan.classes.length);
    this.words = element("p", { className: "verdict" });
    this.end = element("p", { className: "note" });
    this.standing = element("p", { className: "note" });
    this.reading = element("p", { className: "note" });
    this.reading.dataset.mark = "reader";
    const legend = NAMES.map((textContent, k) => { const node = element("span", { textContent }); node.dataset.mark = ["plain", "penalised"][k]; return node; });
    return {
      stage: [element("div", { className: "over" }, element("span", { textContent: "Learning rate" }), this.rates.node),
        element("div", { className: "ask" }, element("b", { textContent: "Which will leave out more digits while it learns?" }), this.guesses.node),
        element("div", { className: "run" }, this.play, anew, this.cure), this.standing, element("div", { className: "bet-pair" }, ...this.views.map(({ node }) => node))],
      side: [element("figure", {}, element("figcaption", { textContent: "Digits that are drawn, of ten, over the steps" }), this.course.node, element("div", { className: "legend-of" }, ...legend)),
        this.words, this.end, this.reading],
    };
  }

  // Nothing is learned yet.
  empty() {
    const none = new Array(this.seen.classes.length).fill(0);
    this.sides = R1.map(() => ({ step: -1, steps: 0, path: [], how: "", losses: null, turned: null, drawn: null, counts: none }));
    Object.assign(this, { guess: "", cured: null, seconds: 0, acted: new Set() });
    const { plan } = this.begun;
    this.duels?.tell({ plans: R1.map((r1, k) => [k, { ...plan, r1, seed: this.seed, learning_rate: Number(this.rate) }]) });
    this.wanted = Boolean(this.duels);
  }

  anew(seed) {
    this.duels?.tell({ run: false });
    Object.assign(this, { seed, running: false });
    this.empty();
    this.ask();
  }

  pace(rate) {
    if (rate === this.rate) return;
    this.rate = rate;
    this.onact(`rate ${rate}`);
    this.anew(this.seed);
  }

  bet(guess) {
    if (this.guess && this.sides[0].step > 0) return; // it is made before anything is seen
    this.guess = guess;
    this.act("guessed");
    this.ask();
  }

  toggle() {
    if (!this.guess || this.over) return;
    this.running = !this.running;
    if (!this.duels) this.open();
    this.onact(this.running ? "trained" : "paused");
    this.duels.tell({ run: this.running });
    this.wanted = true;
    this.ask();
  }

  open() {
    this.duels = makeDuels((words) => { this.failed = words; this.running = false; this.ask(); });
    this.duels.tell({ data: this.begun.data });
    const { plan } = this.begun;
    this.duels.tell({ plans: R1.map((r1, k) => [k, { ...plan, r1, seed: this.seed, learning_rate: Number(this.rate) }]) });
  }

  // Both have R1 from now on.
  mend() {
    if (this.cured !== null || !this.duels || this.over) return;
    this.cured = this.sides[0].step; // it may have gone on meanwhile: the worker knows
    this.duels.tell({ dials: { r1: R1[1] } });
    this.onact("given R1");
    this.ask();
  }

  get over() { return this.sides.every(({ how }) => how); }
  get paths() { return this.sides.map(({ path }) => path); }
  get told() { return { guess: this.guess, paths: this.paths, over: this.over, cured: this.cured, how: this.sides.map(({ how }) => how) }; }

  // An act that is told once a run.
  act(name) {
    if (this.acted.has(name)) return;
    this.acted.add(name);
    this.onact(name);
  }

  async look() {
    const { duels, sides } = this;
    this.asking = true;
    this.wanted = false;
    const seen = await duels.ask({ look: { since: sides.map(({ step }) => step), images: SHOWN } });
    this.asking = false;
    if (duels !== this.duels) return;
    if (sides !== this.sides) { this.wanted = true; this.ask(); return; }
    Object.assign(this, { seconds: seen.seconds, took: seen.took, reader: seen.reader });
    for (const [k, told] of seen.rungs.entries()) if (told) Object.assign(sides[k], told, { counts: told.path.at(-1)[1] });
    if (this.cured !== null) this.cured = sides[0].turned ?? this.cured;
    this.noted(seen.running);
    this.ask();
  }

  noted(running) {
    const { paths, over } = this, newest = Math.min(...paths.map((path) => path.at(-1)[0]));
    if (newest >= LONG) this.act("long enough");
    if (paths.some((path) => collapsed(fewestOf(path)))) this.act("collapsed");
    if (paths.some((path) => path.at(-1)[0] > 0 && countOf(path.at(-1)[1]) === this.seen.classes.length)) this.act("all ten");
    if (over && !running && this.running) {
      this.running = false;
      this.act("over");
      this.frame.say(verdictOf(this.told));
    }
  }

  dressed() {
    if (!this.frame) return;
    this.tints = this.frame.tinted(this.host.theme, TINTS);
    for (const view of this.views) view.anew();
    this.ask();
  }

  ask() {
    this.stale = true;
    if (this.frame) this.host.request();
  }

  step(now) {
    if (!this.frame) return false;
    if (this.stale) { this.stale = false; this.draw(); }
    const wait = Math.max(this.host.calm ? CALM_MS : LOOK_MS, this.took / LOOKING);
    if (this.duels && !this.asking && (this.wanted || (this.running && now - this.looked >= wait))) {
      this.looked = now;
      this.look();
    }
    return this.running;
  }

  draw() {
    const { sides, seen, host: { theme }, tints, cured, over, guess, running } = this, begun = sides[0].step > 0;
    for (const [k, view] of this.views.entries()) {
      view.title(k === 0 ? (cured === null ? "Without R1" : `Without R1 up to step ${cured.toLocaleString("en")}`) : `With R1, γ = ${R1[1]}`);
      view.show(sides[k], seen, theme, tints);
    }
    this.course.draw(this.paths, cured, theme, tints);
    this.rates.show(this.rate);
    this.guesses.show(guess);
    for (const one of this.guesses.node.children) /** @type {HTMLButtonElement} */ (one).disabled = Boolean(guess) && begun;
    setText(this.play, running ? "Pause" : begun && !over ? "Go on" : "Train both");
    this.play.disabled = !guess || over;
    this.cure.disabled = cured !== null || !begun || over;
    setText(this.words, this.failed || verdictOf(this.told));
    setText(this.end, begun ? endWords(this.told) : "");
    this.tell(begun);
  }

  tell(begun) {
    const { sides, reader, seconds } = this, step = Math.max(0, Math.min(...sides.map(({ step: at }) => at)));
    const losses = sides.map(({ losses: told }, k) => (told ? `${NAMES[k]} ${told.discriminator.toFixed(2)} and ${told.generator.toFixed(2)}` : "")).filter(Boolean);
    setText(this.standing, !begun ? (this.guess ? "Nothing has been learned yet. Nothing leaves your device." : "Guess first, then train.")
      : `Step ${step.toLocaleString("en")} of ${sides[0].steps.toLocaleString("en")}, ${seconds.toFixed(1)} s. Losses of discriminator and generator, in nats: ${losses.join("; ")}.`);
    setText(this.reading, reader ? `How far can the counts be trusted? The reader names ${reader.right} of ${reader.of} real images rightly that are not among those it compares with (${(100 * reader.right / reader.of).toFixed(0)} %). `
      + "Scribble it reads as a digit, too: it has no “none of these”." : "");
  }
}

export function mountDigitCollapse(root, { onact = (_name) => {} } = {}) {
  const state = new DigitCollapse(root, onact);
  return { state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.duels?.close(); state.frame?.close(); } };
}
