// Which way does noise go to become data? A network learns it here, in two dimensions, and points are carried along its arrows.
//
// mountFlowField(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { button, choice, element, setText } from "../../base/dom.js";
import { makeArithmetic } from "../../train/arithmetic.js";
import { makeStream } from "../../train/chance.js";
import { makeDial } from "../frame.js";
import { Learner, mountOf } from "../learner.js";
import { WIDE } from "../mode_collapse/ring.js";
import { makePlot } from "../plot.js";
import { BATCH, makeField, placesAt, UNITS } from "./field.js";
import { HEAPS, onData, spreadOf } from "./heaps.js";
import { drawField, drawShares } from "./view.js";

const SHOWN = 160, NOTED = 40, AT_MOST = 10_000; // points that are carried; steps from one look at them to the next; steps in all
const WAY = 3, REST = 1; // seconds that points take from noise to data; that they lie there
const STEPS = [1, 2, 4, 8, 16], MANY = 3; // of which the dial chooses; the place from which on they are many
const DATA = [["ring", "A ring", "Eight heaps on a ring"], ["moons", "Two moons", "Two half circles"]];
const ABOUT = {
  tries: "let it learn, carry the points in 16 steps, and then in one: where do they all land, and why there?",
  source: `a network of two layers of ${UNITS} tanh units, told a place and a moment t, learns by the squared error the mean of x − ε of all that pass there, ${BATCH} pairs a step: Lipman et al. 2023, arXiv:2210.02747; `
    + "Liu et al. 2023, arXiv:2209.03003. Steps are Euler's method. "
    + `A point is on the data if it lies within three times ${WIDE}, the width of a heap or of the noise around a moon. At t = 0 nothing is known but noise, so the best guess is the mean of all data: `
    + "one step goes there, as a picture in one step, of a flow that is told nothing, is the blur of all; of one that is told the class, about that of its class.",
};

class FlowField extends Learner {
  t = 0; rested = 0; chosen = 4; due = []; ways = []; landed = []; heaps = "ring"; steps = STEPS;

  constructor(root, onact) { super(root, onact, { about: ABOUT, most: AT_MOST }); }

  rooms() {
    this.plane = makePlot("Arrows: which way the network says that a point goes at this moment. Points on their way from noise to data", "1 / 1");
    this.shares = makePlot("Points that land on the data, of a hundred, by the number of steps", "3 / 1");
    this.train = button("Train", "Let the network learn", () => this.toggle());
    this.go = button("Carry", "Carry the points from noise to data", () => this.carry());
    const anew = button("Begin anew", "Other weights and other noise", () => { this.begin(this.seed + 1); this.onact("anew"); });
    this.data = choice("Data", DATA, (name) => { this.heaps = name; this.begin(this.seed); this.onact(name); });
    this.moment = makeDial({ label: "Moment t", sign: "t", part: "time", min: 0, max: 1, step: 0.01, text: (t) => (t === 0 ? "0, noise" : t === 1 ? "1, data" : t.toFixed(2)) },
      (t) => { this.going = false; this.t = t; this.ask(); }, () => this.onact("moved t"));
    this.dial = makeDial({ label: "Steps", sign: "n", part: "steps", min: 0, max: STEPS.length - 1, step: 1, text: (k) => (k ? `${STEPS[k]} steps` : "1 step") }, (k) => this.choose(k));
    this.words = element("p", { className: "verdict" });
    this.note = element("p", { className: "note" });
    const of = (part, node) => { node.dataset.mark = part; return node; };
    const legend = [["real", "data"], ["drawn", "points that are carried"], ["field", "where the network says they go"]].map(([part, textContent]) => of(part, element("span", { textContent })));
    of("field", this.plane.node);
    return {
      stage: [element("div", { className: "buttons" }, this.train, this.go, anew), this.plane.node, element("div", { className: "legend-of" }, ...legend)],
      side: [element("div", { className: "over" }, element("span", { textContent: "Data" }), this.data.node),
        element("div", { className: "dials" }, this.moment.node, this.dial.node), this.words, this.note,
        of("steps", element("figure", {}, element("figcaption", { textContent: "Points on the data in %, by steps" }), this.shares.node))],
    };
  }

  // With other weights and other noise.
  begin(seed) {
    const stream = makeStream(makeArithmetic(), seed), other = makeStream(makeArithmetic(), seed, 1); // what is shown is drawn from chance of its own
    Object.assign(this, { seed, step: 0, loss: 0 });
    this.stream = stream;
    this.field = makeField(stream.uniform);
    this.real = HEAPS[this.heaps].draw(other, SHOWN);
    this.noise = Float64Array.from({ length: 2 * SHOWN }, () => other.normal());
    for (this.due = [...STEPS.keys()]; this.due.length;) this.look();
    this.ask();
  }

  choose(k) {
    this.chosen = k;
    this.onact(k === 0 ? "one step" : k >= MANY ? "many steps" : "few steps");
    this.ask();
  }

  carry() {
    this.going = !this.going;
    if (this.going && this.t >= 1) this.t = 0;
    if (this.going) this.onact("carried");
    this.ask();
  }

  learn() {
    const { stream } = this, normals = Float64Array.from({ length: 2 * BATCH }, () => stream.normal());
    this.loss = this.field.learned(HEAPS[this.heaps].draw(stream, BATCH), normals, Float64Array.from({ length: BATCH }, () => stream.uniform()));
    this.step++;
    if (this.step % NOTED === 0) this.due = [...STEPS.keys()];
  }

  // Where the points go in one of the numbers of steps that are due, as the network is now: all at once would be too long for a frame.
  look() {
    const k = this.due.shift(), places = this.field.carried(this.noise, STEPS[k]), xy = places.at(-1);
    this.ways[k] = places;
    this.landed[k] = { share: onData(xy, HEAPS[this.heaps]), spread: spreadOf(xy) };
    this.stale = true;
  }

  waits() { return this.due.length > 0; }

  // Points go on; at the data they rest, and begin anew.
  moved(seconds) {
    if (this.t >= 1) {
      this.rested += seconds;
      if (this.rested > REST) this.t = 0;
    } else {
      this.t = Math.min(1, this.t + seconds / WAY);
      this.rested = 0;
    }
    this.stale = true;
  }

  draw() {
    const { chosen, t, real, ways, landed, field, host: { theme }, tints } = this, now = landed[chosen], places = ways[chosen], steps = STEPS[chosen];
    drawField(this.plane, { real, places, now: placesAt(places, t), t, velocity: field.velocity }, theme, tints);
    drawShares(this.shares, STEPS, landed, chosen, theme, tints);
    this.data.show(this.heaps);
    this.moment.show(t);
    this.dial.show(chosen);
    setText(this.train, this.running ? "Pause" : "Train");
    this.train.disabled = this.step >= AT_MOST;
    setText(this.go, this.going ? "Hold" : "Carry");
    setText(this.words, `In ${steps === 1 ? "1 step" : `${steps} steps`}: ${Math.round(100 * now.share)} % of the points land on the data`);
    setText(this.note, `They land ${now.spread.toFixed(2)} from their own middle (root mean square); the data lies ${spreadOf(real).toFixed(2)} from its. `
      + (this.step ? `Step ${this.step.toLocaleString("en")} of training, squared error ${this.loss.toFixed(2)}.` : "Nothing has been learned yet."));
    if (!this.running && !this.going) this.frame.say(`t = ${t.toFixed(2)}. ${this.words.textContent}.`);
  }
}

export const mountFlowField = mountOf(FlowField);
