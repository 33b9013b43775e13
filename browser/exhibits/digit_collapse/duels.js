// How do several GANs learn from the same images, noise and first weights, in step, in one worker, while the classes that they draw are
// counted?

import { makeArithmetic } from "../../train/arithmetic.js";
import { makeChance } from "../../train/chance.js";
import { Duel } from "../../train/duel.js";
import { DenseGan, duelLayoutOf, makeDuelLosses } from "../../train/gan.js";
import { makePlainKernels } from "../../train/kernels/plain.js";
import { makeWasmKernels } from "../../train/kernels/wasm.js";
import { askingOf, Ladder } from "../../train/ladder.js";
import { TRAINING_PARTS, makeLater } from "../../train/worker.js";
import { makeReader, rightOf } from "./reader.js";

// A GAN that learns, and the way that it has come: [step, how many images of each class it draws] of the same noise.
export class Duelist {
  static EVERY = 25; // steps from one count to the next
  duel; noise; count; path = [];
  losses = null; // of the last step
  turned = null; // the step at which a dial was turned last
  how = ""; // "done" or "diverged" once it has come to its end

  // count(images) -> how many there are of each class.
  constructor(duel, noise, count) {
    Object.assign(this, { duel, noise, count });
    this.measure();
  }

  get step() { return this.duel.at.step; }

  learn() {
    const { duel } = this, losses = duel.step();
    if (!duel.diverged) this.losses = losses;
    if (!duel.diverged && (duel.over || this.step % Duelist.EVERY === 0)) this.measure();
    this.how = duel.diverged ? "diverged" : duel.over ? "done" : "";
  }

  turn(dials) {
    this.duel.turn(dials);
    this.turned = this.step;
  }

  measure() {
    const drawn = this.duel.model.drawn(this.noise);
    this.path.push([this.step, this.count(drawn)]);
  }
}

export class Duels extends Ladder {
  static DRAWN = 300; // images that are counted
  reader = null;

  // makeKernels: see trainer.js.
  constructor(makeKernels, arithmetic, post, later, now) {
    super((plan, data) => new Duel(plan, data, makeKernels, arithmetic, makeChance(plan.seed, arithmetic)), post, later, now);
    this.makeKernels = makeKernels;
    this.arithmetic = arithmetic;
  }

  // Besides: dials, which all turn.
  hear(message) {
    for (const rung of message.dials ? this.rungs : []) rung.turn(message.dials);
    super.hear(message);
  }

  rungOf(plan) {
    const { data } = this, { pixels, classes, latent_dim: d, seed } = plan;
    if (!this.reader) {
      const read = makeReader(data, pixels, this.makeKernels);
      this.reader = { read, ...rightOf(read, data, pixels) };
    }
    const count = (drawn) => {
      const counts = new Array(classes.length).fill(0);
      for (const found of this.reader.read(drawn)) counts[found]++;
      return counts;
    };
    return new Duelist(this.makeTrainer(plan, data), makeChance(seed, this.arithmetic).sampleNoise(Duels.DRAWN * d), count);
  }

  // since: the step at which each was seen last; images: how many of what they draw are told.
  seen({ since, images }) {
    const began = this.now(), { right, of } = this.reader;
    const rungs = this.rungs.map(({ duel, noise, step, path, how, losses, turned }, k) => (step === since[k] ? null : {
      step, steps: duel.steps, path: [...path], how, losses, turned, drawn: duel.model.drawn(noise.subarray(0, images * duel.plan.latent_dim)),
    }));
    return { rungs, reader: { right, of }, running: this.running, seconds: this.seconds, took: this.now() - began }; // ms
  }
}

export function beginDuels(post, later) {
  const arithmetic = makeArithmetic();
  const make = (count) => makeWasmKernels(count, arithmetic) ?? makePlainKernels(new Float32Array(count), arithmetic);
  return new Duels(make, arithmetic, post, later, () => performance.now());
}

// The whole program of the worker, beside its parts.
function duelsProgram() {
  const self = /** @type {any} */ (globalThis), duels = beginDuels((message) => self.postMessage(message), makeLater());
  self.onmessage = ({ data }) => duels.hear(data);
}

const PARTS = [...TRAINING_PARTS, Ladder, Duel, DenseGan, duelLayoutOf, makeDuelLosses, makeReader, rightOf, Duelist, Duels, beginDuels];

export const makeDuels = (onfailed) => askingOf(duelsProgram, PARTS, beginDuels, onfailed);
