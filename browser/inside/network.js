// What does every layer make of an input? Small networks say at once; large ones in a worker, where the newest request wins.

import { INLINE_LIMIT, multiplyAdds } from "../base/network.js";
import { makeRuntime } from "../base/runtime.js";
import { workerOf } from "../base/worker.js";

// The whole program of the worker, beside makeRuntime.
function insideProgram() {
  const runtime = makeRuntime();
  let network = null, wanted = [];
  self.onmessage = ({ data }) => {
    if (data.block) {
      const { graph, weights } = runtime.unpackNetwork(data.block);
      network = runtime.build(graph, weights, { keep: true });
      wanted = data.wanted;
      return;
    }
    network.run(data.x);
    const values = network.values(), sent = wanted.map((id) => values[id].slice());
    /** @type {any} */ (globalThis).postMessage(sent, sent.map((value) => value.buffer));
  };
}

// wanted: ids of the values that are shown. done(values) is told arrays by id. Returns {ask(x), remote, close()}.
export function makeInsider(runtime, block, wanted, done) {
  const { graph, weights } = runtime.unpackNetwork(block);
  const worker = multiplyAdds(graph) > INLINE_LIMIT ? insideWorker(block, wanted) : null;
  if (!worker) {
    const network = runtime.build(graph, weights, { keep: true });
    return { remote: false, ask(x) { network.run(x); done(network.values()); }, close() {} };
  }
  let busy = false, waiting = null;
  const send = () => {
    if (busy || !waiting) return;
    worker.postMessage({ x: waiting });
    [busy, waiting] = [true, null];
  };
  worker.onmessage = ({ data }) => {
    busy = false;
    const values = [];
    for (const [i, id] of wanted.entries()) values[id] = data[i];
    done(values);
    send();
  };
  return { remote: true, ask(x) { waiting = Float32Array.from(x); send(); }, close: () => worker.terminate() };
}

function insideWorker(block, wanted) {
  const worker = workerOf(insideProgram, makeRuntime); // without one it runs in place: slower, but it runs
  worker?.postMessage({ block: block.slice(), wanted });
  return worker;
}
