// Who computes? Small networks run at once where they are asked; large ones in a worker, where the newest request wins.

import { makeRuntime } from "./runtime.js";
import { makeSolver } from "./solver.js";
import { workerOf } from "./worker.js";

export const INLINE_LIMIT = 2e6; // multiply-adds: about 4 ms, the most that fits into a frame beside everything else

// How often a flow's network is asked for one image. k: number of classes that it is told.
export const askings = ({ steps, guidance }, k) => steps * (k && guidance !== 0 && guidance !== 1 ? 2 : 1);

export function multiplyAdds(graph) {
  const size = (shape) => shape.reduce((a, b) => a * b, 1), shapes = [graph.input];
  let total = 0;
  for (const op of graph.ops) {
    const source = shapes[op.in[0]];
    if (op.op === "solve") total += askings(op, size(source) - size(op.shape)) * multiplyAdds(op.network);
    if (op.op === "linear") total += source[0] * op.shape[0];
    if (op.op === "nearest") total += source[0] * op.points;
    if (op.op === "conv2d") total += size(op.shape) * source[0] * op.kernel[0] * op.kernel[1];
    if (op.op === "conv_transpose2d") total += size(source) * op.shape[0] * op.kernel[0] * op.kernel[1];
    shapes.push(op.shape);
  }
  return total;
}

// A flow's operation, by which it draws in steps; undefined of other networks.
export const solverOf = (graph) => graph.ops.find(({ op }) => op === "solve");

// A worker that runs workerProgram; null where there can be none.
export const runner = () => workerOf(workerProgram, makeRuntime, makeSolver);

// The whole program of the worker, beside makeRuntime and makeSolver.
export function workerProgram() {
  const runtime = makeRuntime();
  const self = /** @type {any} */ (globalThis); // of a worker, not of a window
  let network = null;
  self.onmessage = ({ data }) => {
    if (data.block) {
      const { graph, weights } = runtime.unpackNetwork(data.block);
      network = runtime.build(graph, weights);
    }
    if (data.solver) Object.assign(network.graph.ops.find(({ op }) => op === "solve"), data.solver);
    if (data.x) {
      const pixels = network.run(data.x), solver = network.graph.ops.find(({ op }) => op === "solve");
      const told = (solver?.film ? solver.frames : pixels).slice();
      self.postMessage(told, [told.buffer]);
    }
  };
}

// latest(x, done, way): compute x; a request still waiting when the next one comes is dropped. way: a solver, from then on.
// spare(next, deadline): compute jobs {x, done, solver} that next() hands out (null: no more) until the deadline, in ms of
// performance.now(); returns whether to come back for more. The array given to done is overwritten later: copy it.
// solver: {steps, guidance} of a flow, if they are to be others than its own; set(solver) sets them later.
export function makeNetwork(runtime, block, { background = false, solver = null } = {}) {
  const { graph, weights } = runtime.unpackNetwork(block), set = (to) => { if (to) Object.assign(solverOf(graph), to); };
  set(solver);
  const inputs = graph.input.reduce((a, b) => a * b, 1);
  if (background || multiplyAdds(graph) > INLINE_LIMIT) {
    const remote = remoteNetwork(block, inputs, solver);
    if (remote) return remote;
  }
  const network = runtime.build(graph, weights);
  return {
    inputs, remote: false, milliseconds: 0, set, close() {},
    latest(x, done, way = null) {
      set(way);
      const start = performance.now(), pixels = network.run(x);
      this.milliseconds = performance.now() - start;
      done(pixels);
    },
    spare(next, deadline) {
      while (performance.now() < deadline) {
        const job = next();
        if (!job) return false;
        set(job.solver);
        job.done(network.run(job.x));
      }
      return true;
    },
  };
}

function remoteNetwork(block, inputs, solver) {
  const worker = runner();
  if (!worker) return null; // run in place it is slower, but it runs
  worker.postMessage({ block: block.slice(), solver });
  let busy = null, waiting = null, source = null;
  const send = (job) => {
    busy = job;
    busy.start = performance.now();
    worker.postMessage({ x: job.x, solver: job.solver });
  };
  const advance = () => {
    const job = waiting ?? source?.();
    waiting = null;
    if (job) send(job); else source = null;
  };
  const network = {
    inputs, remote: true, milliseconds: 0,
    set(to) { worker.postMessage({ solver: to }); },
    close() { worker.terminate(); waiting = source = null; },
    latest(x, done, way = null) {
      waiting = { x: Float32Array.from(x), done, solver: way };
      if (!busy) advance();
    },
    spare(next) {
      source = next;
      if (!busy) advance();
      return false; // the worker calls for the next job itself
    },
  };
  worker.onmessage = ({ data }) => {
    const { done, start } = busy;
    busy = null;
    network.milliseconds = performance.now() - start;
    done(data);
    if (!busy) advance();
  };
  return network;
}
