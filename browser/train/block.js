// What does a training begin with? What core/blocks/browser_training.py has packed, and where nothing is packed any more.

import { makeRuntime } from "../base/runtime.js";

// Returns what beginTraining takes, and the settings as bytes. images: the block of the images, once it has been opened by openImages.
export function openPlan(block, { images, labels }) {
  const { config, away, plan, weights, learned, held_out: heldOut, shown } = makeRuntime().unpack(block);
  const places = (bytes) => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return {
    config: config.slice(), // goes back as it came, with what was learned
    away: (away ?? config).slice(), // of a model that is taken along: it names nothing of the server
    plan: JSON.parse(new TextDecoder().decode(plan)),
    data: { images, labels, learned: places(learned), heldOut: places(heldOut), shown: places(shown) },
    weights: weights ? new Float32Array(weights.buffer, weights.byteOffset, weights.length / 4) : null,
  };
}

// Returns {plan, data}, as Duel takes them. block: see core/blocks/browser_duel.py.
export function openDuel(block, { images, labels }) {
  const { plan, learned, held_out: heldOut } = makeRuntime().unpack(block);
  const places = (bytes) => Int32Array.from({ length: bytes.length / 4 }, (_, i) => new DataView(bytes.buffer, bytes.byteOffset).getInt32(4 * i, true));
  return { plan: JSON.parse(new TextDecoder().decode(plan)), data: { images, labels, learned: places(learned), heldOut: places(heldOut) } };
}

export async function openImages(block) {
  const { images, labels } = makeRuntime().unpack(block);
  const stream = new Blob([images]).stream().pipeThrough(new DecompressionStream("deflate"));
  return { images: new Uint8Array(await new Response(stream).arrayBuffer()), labels: labels?.slice() ?? null };
}

// The same training with so many latent dimensions; its weights are drawn anew.
export function withDims(begun, d) {
  const { plan } = begun, { encoder, decoder } = plan, set = (bytes) => {
    const config = JSON.parse(new TextDecoder().decode(bytes));
    return new TextEncoder().encode(JSON.stringify({ ...config, model: { ...config.model, latent_dim: d } }));
  };
  return {
    ...begun, config: set(begun.config), away: set(begun.away), weights: null,
    plan: {
      ...plan, latent_dim: d,
      encoder: [...encoder.slice(0, -1), { ...encoder.at(-1), outputs: 2 * d }],
      decoder: [{ ...decoder[0], inputs: d + plan.told }, ...decoder.slice(1)],
    },
  };
}
