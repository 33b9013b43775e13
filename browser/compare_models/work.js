// Who computes? The walk is decoded at once, in every frame; samples, strips and what lies on the pads by a worker for each
// model, and a further one reads.

import { makeNetwork, multiplyAdds } from "../base/network.js";
import { makeRuntime } from "../base/runtime.js";
import { makeCrew } from "../base/workers.js";

const WALK_LIMIT = 3e6; // multiply-adds of all walks in a frame; beyond, the heaviest models are decoded in a worker

// readings() -> {x, done} or null: what the reader is to read next.
export function makeReader(block, readings) {
  return block.reader ? makeCrew(block.reader.block, 1, readings) : null;
}

// jobs(c) -> {x, done} or null: what the model's worker is to decode next. readers: as above, they stay when weights change.
export function makeWork(block, jobs, readers) {
  const runtime = makeRuntime(), costs = block.models.map(({ decoder }) => multiplyAdds(runtime.unpackNetwork(decoder).graph));
  let budget = WALK_LIMIT;
  const light = new Set();
  for (const c of [...costs.keys()].sort((a, b) => costs[a] - costs[b])) {
    budget -= costs[c];
    if (budget >= 0) light.add(c);
  }
  const walkers = block.models.map(({ decoder, c }) => makeNetwork(runtime, decoder, { background: !light.has(c) }));
  const crews = block.models.map(({ decoder, c }) => makeCrew(decoder, 1, () => jobs(c)));
  const all = readers ? [...crews, readers] : crews;
  return {
    costs, walkers,
    feed() { for (const crew of all) crew.feed(); },
    // Where the browser forbids workers. Returns whether there is more to do here.
    work(deadline) {
      let more = false;
      for (const crew of all) if (crew.alone) more = crew.work(deadline) || more;
      return more;
    },
    close() { for (const one of [...walkers, ...crews]) one.close(); },
  };
}
