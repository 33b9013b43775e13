// What does an exhibit know of a VAE with two latent dimensions, and of some images that it has encoded? See core/blocks/exhibits.py.

import { makeRuntime } from "../base/runtime.js";
import { numbersOf } from "./decoder.js";

// Returns {about, cloud: {xy, labels, heldOut: 1 where an image is held apart}, images: [{x: Float32Array, mu, sigma, label}], network: {graph, weights}, run(z) -> pixels}
export function openPosteriors(block) {
  const runtime = makeRuntime(), sections = runtime.unpack(block), about = JSON.parse(new TextDecoder().decode(sections.about));
  const floats = (part) => new Float32Array(part.buffer, part.byteOffset, part.byteLength / 4), pixels = about.size ** 2;
  const mu = floats(sections.mu), sigma = floats(sections.sigma), packed = runtime.unpackNetwork(sections.decoder);
  const images = about.labels.map((label, i) => ({
    label, x: Float32Array.from(sections.images.subarray(i * pixels, (i + 1) * pixels), (v) => v / 255),
    mu: Array.from(mu.subarray(2 * i, 2 * i + 2)), sigma: Array.from(sigma.subarray(2 * i, 2 * i + 2)),
  }));
  const built = runtime.build(packed.graph, packed.weights);
  return {
    about, images, cloud: { xy: floats(sections.xy), labels: sections.labels, heldOut: sections.held_out },
    network: { graph: packed.graph, weights: numbersOf(runtime, packed) }, run: (z) => built.run(z),
  };
}
