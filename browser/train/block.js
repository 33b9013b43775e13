// What does a training begin with? What core/blocks/browser_training.py has packed, and where nothing is packed any more.

import { makeRuntime } from "../base/runtime.js";

// Returns what beginTraining takes, and the settings as bytes. images: the block of the images, once it has been opened by openImages.
export function openPlan(block, { images, labels }) {
  const { config, plan, weights, learned, held_out: heldOut, shown } = makeRuntime().unpack(block);
  const places = (bytes) => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return {
    config: config.slice(), // goes back as it came, with what was learned
    plan: JSON.parse(new TextDecoder().decode(plan)),
    data: { images, labels, learned: places(learned), heldOut: places(heldOut), shown: places(shown) },
    weights: weights ? new Float32Array(weights.buffer, weights.byteOffset, weights.length / 4) : null,
  };
}

export async function openImages(block) {
  const { images, labels } = makeRuntime().unpack(block);
  const stream = new Blob([images]).stream().pipeThrough(new DecompressionStream("deflate"));
  return { images: new Uint8Array(await new Response(stream).arrayBuffer()), labels: labels?.slice() ?? null };
}
