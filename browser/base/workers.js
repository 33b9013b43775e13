// How are many images decoded while the page moves? By workers beside it, each always with its next piece of work at hand.

import { makeNetwork, runner } from "./network.js";
import { makeRuntime } from "./runtime.js";

const AT_HAND = 2; // pieces a worker has: one it works on, one to go on with while the page is busy with a frame

// block: a packed network; solver: as makeNetwork has it. next() -> {x, done, solver} or null: what to compute next; it is asked late, so that what is no longer
// wanted is never computed. done copies what it keeps. work(deadline) computes in place, beside the workers.
export function makeCrew(block, hands, next, solver = null) {
  const crew = [];
  for (let h = 0; h < hands; h++) {
    const worker = hire();
    if (worker) crew.push(worker);
  }
  let inPlace = null;

  function hire() {
    const worker = runner();
    if (!worker) return null;
    const jobs = [];
    worker.postMessage({ block: block.slice(), solver });
    worker.onmessage = ({ data }) => {
      jobs.shift().done(data);
      feed();
    };
    const give = () => {
      const job = jobs.length < AT_HAND ? next() : null;
      if (job) { jobs.push(job); worker.postMessage({ x: job.x, solver: job.solver }); }
      return job !== null;
    };
    return { give, close: () => worker.terminate(), jobs };
  }

  // One piece each in turn, so that all begin at once.
  function feed() {
    let given = true;
    while (given) {
      given = false;
      for (const worker of crew) given = worker.give() || given;
    }
  }

  return {
    feed,
    alone: crew.length === 0,
    work: (deadline) => (inPlace ??= makeNetwork(makeRuntime(), block, { solver })).spare(next, deadline),
    get busy() { return crew.some(({ jobs }) => jobs.length > 0); },
    close() { for (const worker of crew) worker.close(); inPlace?.close(); },
  };
}
