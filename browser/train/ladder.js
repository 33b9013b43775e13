// How do several models learn at once, in one worker? Each takes a step in turn, always the one that has taken the fewest, so
// that all of them are seen to move.

import { workerOf } from "../base/worker.js";
import { makeArithmetic } from "./arithmetic.js";
import { makeChance } from "./chance.js";
import { makePlainKernels } from "./kernels/plain.js";
import { makeWasmKernels } from "./kernels/wasm.js";
import { Trainer } from "./trainer.js";
import { TRAINING_PARTS, makeLater } from "./worker.js";

// A model, and the way that it has come: [step, rate, distortion] wherever it was measured, in nats an image that is held out.
export class Rung {
  path = [];
  kl = []; // of each dimension, at the last measuring
  how = ""; // "done" or "diverged" once it has come to its end
  next = 0; // the step at which it is measured next

  constructor(trainer) {
    this.trainer = trainer;
    this.measure();
  }

  get step() { return this.trainer.at.step; }

  learn() {
    const { trainer } = this;
    trainer.step();
    if (!trainer.diverged && (trainer.over || this.step >= this.next)) this.measure();
    this.how = trainer.diverged ? "diverged" : trainer.over ? "done" : "";
  }

  // Often at first, when a step changes much.
  measure() {
    const { trainer, step } = this, { kl, reconstruction, kl_per_dim: each } = trainer.heldOut();
    if (!Number.isFinite(kl + reconstruction)) { trainer.diverged = true; return; }
    this.path.push([step, kl, reconstruction]);
    this.kl = each;
    this.next = step + 2 + Math.floor(0.12 * step);
  }
}

// makeTrainer(plan, data); post, later, now: see TrainingLoop.
export class Ladder {
  static PIECE = 12; // ms
  rungs = [];
  data = null;
  running = false;
  seconds = 0; // of learning

  constructor(makeTrainer, post, later, now) {
    this.makeTrainer = makeTrainer;
    this.post = post;
    this.later = later;
    this.now = now;
  }

  // message: some of data: what all learn from; plans: [[number, plan]] of models that begin anew; run: whether to learn; and
  // look, which is answered with its id.
  hear({ id = 0, data = null, plans = null, run = undefined, look = null }) {
    if (data) this.data = data;
    for (const [k, plan] of plans ?? []) this.rungs[k] = this.rungOf(plan);
    if (plans?.length === this.rungs.length) this.seconds = 0;
    if (look) this.post({ id, ...this.seen(look) });
    if (run === undefined || run === this.running) return;
    this.running = run;
    if (run) this.later(() => this.piece());
  }

  /** @returns {any} */
  rungOf(plan) { return new Rung(this.makeTrainer(plan, this.data)); }

  piece() {
    const began = this.now();
    while (this.running && this.now() - began < Ladder.PIECE) {
      const waiting = this.rungs.filter(({ how }) => !how);
      if (!waiting.length) { this.running = false; break; }
      waiting.reduce((least, rung) => (rung.step < least.step ? rung : least)).learn();
    }
    this.seconds += (this.now() - began) / 1000;
    if (this.running) this.later(() => this.piece());
  }

  // since: the step at which each model was seen last; images: how many of those that are shown are drawn anew; large: the model of
  // which more is told: where `dots` images lie, and what it draws at the places z; fresh: even if it stands where it stood.
  /** @param {any} look @returns {any} */
  seen({ since, images, large, dots, z, fresh }) {
    const began = this.now(), { trainer } = this.rungs[large];
    const rungs = this.rungs.map(({ trainer: one, step, path, how, kl }, k) => (step === since[k] ? null : {
      step, steps: one.steps, path: [...path], how, kl: [...kl], again: one.reconstructed(images),
    }));
    const more = fresh || rungs[large] ? { large, mu: trainer.latents(dots).mu, drawn: trainer.drawn(z) } : null;
    return { rungs, more, running: this.running, seconds: this.seconds, took: this.now() - began }; // ms
  }
}

export function beginLadder(post, later) {
  const arithmetic = makeArithmetic();
  const make = (count) => makeWasmKernels(count, arithmetic) ?? makePlainKernels(new Float32Array(count), arithmetic);
  return new Ladder((plan, data) => new Trainer(plan, data, make, arithmetic, makeChance(plan.seed, arithmetic)), post, later, () => performance.now());
}

// The whole program of the worker, beside TRAINING_PARTS.
function ladderProgram() {
  const self = /** @type {any} */ (globalThis), ladder = beginLadder((message) => self.postMessage(message), makeLater());
  self.onmessage = ({ data }) => ladder.hear(data);
}

export const makeLadder = (onfailed) => askingOf(ladderProgram, [...TRAINING_PARTS, Rung, Ladder, beginLadder], beginLadder, onfailed);

// A ladder in a worker, or in place: program, parts: see workerOf; begin(post, later) -> a ladder.
// -> {tell(message), ask(message) -> what is answered, close()}; onfailed(words): it could not go on.
export function askingOf(program, parts, begin, onfailed) {
  const waiting = new Map(), worker = workerOf(program, ...parts);
  const hear = (message) => { waiting.get(message.id)?.(message); waiting.delete(message.id); };
  const ladder = worker ? null : begin(hear, makeLater());
  let last = 0;
  if (worker) {
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = ({ message }) => onfailed(`The browser could not go on: ${message}.`);
  }
  const tell = (message) => { if (worker) worker.postMessage(message); else ladder.hear(message); };
  return {
    tell, ask: (message) => new Promise((answered) => { waiting.set(++last, answered); tell({ ...message, id: last }); }),
    close() { if (worker) worker.terminate(); else ladder.hear({ run: false }); waiting.clear(); },
  };
}
