// How well does every place of a plane explain an image? Computed once, in a worker, while the page goes on.

import { makeArithmetic } from "../../train/arithmetic.js";
import { kernelsInBase64 } from "../../train/kernels/binary.js";
import { makePlainKernels, plainLearning, plainPointwise, plainProducts } from "../../train/kernels/plain.js";
import { makeWasmKernels } from "../../train/kernels/wasm.js";
import { workerOf } from "../../base/worker.js";
import { makeDecoder } from "../decoder.js";

const AT_ONCE = 64;

// -log p(x|z) at side x side places, row by row from below, from `from` on, `step` apart.
export function landscapeOf(decoder, { x, from, step, side }) {
  const nats = new Float32Array(side * side), z = new Float64Array(2 * decoder.rows);
  decoder.aim(x);
  for (let start = 0; start < nats.length; start += decoder.rows) {
    const n = Math.min(decoder.rows, nats.length - start);
    for (let i = 0; i < n; i++) {
      z[2 * i] = from[0] + step * ((start + i) % side);
      z[2 * i + 1] = from[1] + step * Math.floor((start + i) / side);
    }
    nats.set(decoder.nats(z, n), start);
  }
  return nats;
}

function landscapeProgram() {
  const self = /** @type {any} */ (globalThis); // of a worker, not of a window
  let decoder = null;
  self.onmessage = ({ data }) => {
    if (data.graph) decoder = makeDecoder(data.graph, data.weights, data.rows);
    else {
      const nats = landscapeOf(decoder, data.square);
      self.postMessage({ id: data.id, nats }, [nats.buffer]);
    }
  };
}

const LANDSCAPE_PARTS = [makeArithmetic, kernelsInBase64, makePlainKernels, plainLearning, plainPointwise, plainProducts, makeWasmKernels, makeDecoder, landscapeOf];

// network: {graph, weights: numbers}. -> {ask(square) -> a promise of its nats, close()}
export function makeLandscapes({ graph, weights }) {
  const worker = workerOf(landscapeProgram, ...LANDSCAPE_PARTS), waiting = new Map();
  let last = 0, inPlace = null;
  if (worker) {
    worker.onmessage = ({ data }) => { waiting.get(data.id)?.(data.nats); waiting.delete(data.id); };
    worker.postMessage({ graph, weights, rows: AT_ONCE });
  }
  return {
    ask(square) {
      if (!worker) return Promise.resolve(landscapeOf(inPlace ??= makeDecoder(graph, weights, AT_ONCE), square));
      return new Promise((done) => { waiting.set(++last, done); worker.postMessage({ id: last, square }); });
    },
    close() { worker?.terminate(); waiting.clear(); },
  };
}
