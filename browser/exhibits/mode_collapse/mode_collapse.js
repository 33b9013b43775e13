// Which of eight modes does a GAN draw? It is trained here, and its modes are counted while it learns.
//
// mountModeCollapse(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { button, choice, element, setText } from "../../base/dom.js";
import { digits } from "../../base/place.js";
import { makeArithmetic } from "../../train/arithmetic.js";
import { makeStream } from "../../train/chance.js";
import { Learner, mountOf } from "../learner.js";
import { makePlot } from "../plot.js";
import { BATCH, makeDuel, NOISE, UNITS } from "./duel.js";
import { counted, drawn, LEAST, MODES, WIDE } from "./ring.js";
import { CELLS, drawCourses, drawRing, makeCounts, makeLosses } from "./view.js";

const SHOWN = 300, NOTED = 10, AT_MOST = 20_000; // samples that are counted; steps from one note to the next; steps in all
const LONG = 300, FEW = 4; // steps after which so few modes are a collapse
const STAYED = 5; // notes in a row after which all modes are there to stay
const STRONG = 0.1; // of the R1 penalty
const RATES = [["0.004", "0.004", "Slow and calm"], ["0.02", "0.02", "Fast and wild"]];
const ABOUT = {
  tries: "let it learn at the fast rate, and look at the losses alone: would you know how many modes it draws? Then begin anew, slower and with R1.",
  source: `a generator and a discriminator of two layers of ${UNITS} tanh units each, ${BATCH} places a step, Adam (β₁ = 0.5), non-saturating loss: Goodfellow et al. 2014, arXiv:1406.2661. R1: Mescheder et al. 2018, arXiv:1801.04406. `
    + `The ring: Metz et al. 2017, arXiv:1611.02163. A mode counts if it has at least ${100 * LEAST} % of ${SHOWN} samples within three standard deviations of its middle, after Srivastava et al. 2017, arXiv:1705.07761.`,
};

class ModeCollapse extends Learner {
  rows = []; collapsed = false; due = null; wide = WIDE; settings = { r1: 0, rate: 0.02 };

  constructor(root, onact) { super(root, onact, { about: ABOUT, most: AT_MOST }); }

  rooms() {
    this.ring = makePlot("Eight heaps of data on a ring, what the generator draws, and where the discriminator believes it", "1 / 1");
    this.play = button("Train", "Let both networks learn", () => this.toggle());
    const anew = button("Begin anew", "Other weights to begin with, the same settings", () => { this.begin(this.seed + 1); this.onact("anew"); });
    this.rates = choice("Learning rate", RATES, (rate) => this.set({ rate: Number(rate) }, `rate ${rate}`));
    this.tickBox = element("input", { type: "checkbox", onchange: () => this.set({ r1: this.tickBox.checked ? STRONG : 0 }, this.tickBox.checked ? "R1 on" : "R1 off") });
    this.words = element("p", { className: "verdict" });
    this.note = element("p", { className: "note" });
    this.counts = makeCounts();
    this.losses = makeLosses();
    const figure = (text, plot) => element("figure", {}, element("figcaption", { textContent: text }), plot.node);
    const of = (part, node) => { node.dataset.mark = part; return node; };
    const legend = [["real", "data"], ["drawn", "what the generator draws"], ["judge", "where the discriminator believes it"]].map(([part, textContent]) => of(part, element("span", { textContent })));
    of("ring", this.ring.node);
    return {
      stage: [element("div", { className: "buttons" }, this.play, anew), this.ring.node, element("div", { className: "legend-of" }, ...legend)],
      side: [element("div", { className: "over" }, element("span", { textContent: "Learning rate" }), this.rates.node),
        element("label", { className: "tick" }, this.tickBox, element("span", { textContent: "R1: charge the discriminator for its slope on the data" })), this.words, this.note,
        of("modes", figure("Modes that are hit", this.counts)), of("losses", figure("Losses in nats: discriminator and generator", this.losses))],
    };
  }

  // With other weights; settings stay.
  begin(seed) {
    const stream = makeStream(makeArithmetic(), seed);
    Object.assign(this, { seed, step: 0, rows: [], collapsed: false, due: null });
    this.stream = stream;
    this.duel = makeDuel(this.settings, stream.uniform);
    const other = makeStream(makeArithmetic(), seed, 1); // what is shown is drawn from chance of its own
    this.data = drawn(other, SHOWN);
    this.noise = Float64Array.from({ length: SHOWN * NOISE }, () => other.normal());
    this.see();
    this.ask();
  }

  set(change, name) {
    Object.assign(this.settings, change);
    this.onact(name);
    this.ask();
  }

  throwNoise() { return Float64Array.from({ length: BATCH * NOISE }, () => this.stream.normal()); }

  learn() {
    const { duel, stream } = this;
    const judge = duel.judged(drawn(stream, BATCH), this.throwNoise()), generator = duel.imitated(this.throwNoise());
    this.step++;
    if (this.step % NOTED === 0) this.due = { judge, generator };
  }

  // After every so many steps what is drawn is looked at, in a frame of its own.
  look() {
    this.see();
    this.rows.push({ step: this.step, hit: this.seen.counts.hit, ...this.due });
    this.due = null;
    this.judgeOf(this.seen.counts);
    this.stale = true;
  }

  // What is seen of both networks now.
  see() {
    const made = this.duel.draw(this.noise, SHOWN);
    this.seen = { data: this.data, drawn: made, belief: this.duel.says(CELLS), counts: counted(made) };
  }

  judgeOf({ hit }) {
    if (this.step === LONG) this.onact("long enough");
    if (this.step >= LONG && hit <= FEW && !this.collapsed) { this.collapsed = true; this.onact("collapsed"); }
    if (this.rows.length >= STAYED && this.rows.slice(-STAYED).every((row) => row.hit === MODES)) this.onact("all eight");
  }

  waits() { return this.due !== null; }

  draw() {
    const { seen, host: { theme }, tints, rows, settings } = this, { hit, near } = seen.counts, now = rows.at(-1);
    drawRing(this.ring, seen, theme, tints, LEAST);
    drawCourses(this.counts, this.losses, rows, theme, tints);
    this.rates.show(String(settings.rate));
    this.tickBox.checked = settings.r1 > 0;
    setText(this.play, this.running ? "Pause" : "Train");
    this.play.disabled = this.step >= this.most;
    setText(this.words, `${hit} of ${MODES} modes, ${Math.round(100 * near)} % of the samples at one of them`);
    setText(this.note, now ? `Step ${now.step.toLocaleString("en")}. Loss of the discriminator ${digits(now.judge)}, of the generator ${digits(now.generator)} nats.` : "Nothing has been learned yet.");
    if (!this.running) this.frame.say(`Step ${this.step}: ${hit} of ${MODES} modes.`);
  }
}

export const mountModeCollapse = mountOf(ModeCollapse);
