// Who trains? A worker of its own, so that the page stays at its frame rate; in place where a browser forbids workers.

import { workerOf } from "../base/worker.js";
import { makeArithmetic } from "./arithmetic.js";
import { makeChain } from "./chain.js";
import { makeChance, makeStream, makeXoshiro, normalBelow } from "./chance.js";
import { Checkpoints, restore, stateOf } from "./checkpoints.js";
import { Dense } from "./dense.js";
import { kernelsInBase64 } from "./kernels/binary.js";
import { makePlainKernels, plainLearning, plainPointwise, plainProducts } from "./kernels/plain.js";
import { makeWasmKernels } from "./kernels/wasm.js";
import { eachRow, layoutOf, placed } from "./layout.js";
import { TrainingLoop } from "./loop.js";
import { Passes } from "./passes.js";
import { rateAt, stepsOf } from "./schedule.js";
import { Trainer } from "./trainer.js";
import { DenseVae } from "./vae.js";
import { Variation } from "./vary.js";

// plan, data: see Trainer. weights: to begin with, null for those of the seed. kernels: "plain", else "wasm" if that works.
// moments: ms between two that it tells, see TrainingLoop.
export function beginTraining({ plan, data, weights = null, kernels = "wasm", moments = 0 }, post, later) {
  const arithmetic = makeArithmetic(), plain = (count) => makePlainKernels(new Float32Array(count), arithmetic);
  const make = (count) => (kernels === "wasm" ? makeWasmKernels(count, arithmetic) : null) ?? plain(count);
  const trainer = new Trainer(plan, data, make, arithmetic, makeChance(plan.seed, arithmetic));
  if (weights) trainer.model.load(weights);
  return new TrainingLoop(trainer, post, later, () => performance.now(), moments);
}

// Without the 4 ms that a browser makes nested timers wait.
export function makeLater() {
  const { port1, port2 } = new MessageChannel(), waiting = [];
  port1.onmessage = () => waiting.shift()();
  return (work, ms = 0) => {
    if (ms > 0) { setTimeout(work, ms); return; }
    waiting.push(work);
    port2.postMessage(null);
  };
}

// The whole program of the worker, beside TRAINING_PARTS.
function trainingProgram() {
  const self = /** @type {any} */ (globalThis); // of a worker, not of a window
  let loop = null;
  self.onmessage = ({ data }) => {
    if (data.begin) loop = beginTraining(data.begin, (message) => self.postMessage(message), makeLater());
    else loop.hear(data);
  };
}

export const TRAINING_PARTS = [
  makeArithmetic, makeChain, makeChance, makeStream, makeXoshiro, normalBelow, Checkpoints, restore, stateOf, kernelsInBase64,
  makePlainKernels, plainLearning, plainPointwise, plainProducts, makeWasmKernels, eachRow, layoutOf, placed, TrainingLoop,
  rateAt, stepsOf, Passes, Trainer, Dense, DenseVae, Variation, beginTraining, makeLater,
];

// begin: see beginTraining. onepoch(row), onended(how, words): "done", "diverged" or "failed"; onmoment(moment). Returns {tell(message),
// ask(message) -> what is answered, close()}; a message is what a TrainingLoop hears.
export function makeTraining(begin, { onepoch = (_row) => {}, onended = (_how, _words) => {}, onmoment = (_moment) => {} } = {}) {
  const waiting = new Map(), worker = workerOf(trainingProgram, ...TRAINING_PARTS);
  let last = 0;
  const hear = (message) => {
    if (message.kind === "epoch") onepoch(message.row);
    else if (message.kind === "ended") onended(message.how, message.words);
    else if (message.kind === "moment") onmoment(message.moment);
    else { waiting.get(message.id)?.(message); waiting.delete(message.id); }
  };
  const loop = worker ? null : beginTraining(begin, hear, makeLater());
  if (worker) {
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = ({ message }) => onended("failed", `The browser could not go on with the training: ${message}.`);
    worker.postMessage({ begin });
  }
  const tell = (message) => { if (worker) worker.postMessage(message); else loop.hear(message); };
  return {
    tell, remote: worker !== null,
    ask: (message) => new Promise((answered) => { waiting.set(++last, answered); tell({ ...message, id: last }); }),
    close() { if (worker) worker.terminate(); else loop.hear({ run: false }); waiting.clear(); },
  };
}
