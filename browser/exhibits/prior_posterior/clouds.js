// Where do VAEs of two latents put images, and how likely are these places under the prior? See core/blocks/exhibits.py.

import { makeRuntime } from "../../base/runtime.js";
import { makeDensity } from "../../samples/density.js";

const LOG_2PI = Math.log(2 * Math.PI);

// -> {size, models: [{title, beta, kl, learned, mu, sigma: (n, 2), apart: which images are held apart, run(z) -> pixels}]}
export function openClouds(block) {
  const runtime = makeRuntime(), sections = runtime.unpack(block), about = JSON.parse(new TextDecoder().decode(sections.about));
  const halves = (part) => runtime.fromHalf(new Uint16Array(part.buffer, part.byteOffset, part.byteLength / 2));
  const models = about.models.map((row, i) => {
    const { graph, weights } = runtime.unpackNetwork(sections[`decoder${i}`]), built = runtime.build(graph, weights), heldOut = sections[`held_out${i}`];
    return { ...row, mu: halves(sections[`mu${i}`]), sigma: halves(sections[`sigma${i}`]), apart: indices(heldOut, 1), others: indices(heldOut, 0), run: (z) => built.run(z) };
  });
  return { size: about.size, models };
}

const indices = (which, of) => Array.from(which.keys()).filter((i) => which[i] === of);

export function normals(stream, count) {
  return Float64Array.from({ length: count }, stream.normal);
}

// A draw from the posterior of each of these images, one place after the other. stream: chance, see train/chance.js.
export function drawnFor({ mu, sigma }, images, stream) {
  const z = normals(stream, 2 * images.length);
  for (const [k, i] of images.entries()) for (let a = 0; a < 2; a++) z[2 * k + a] = mu[2 * i + a] + sigma[2 * i + a] * z[2 * k + a];
  return z;
}

// The numbers below n, shuffled, the first `most` of them.
export function chosen(n, most, stream) {
  const all = Array.from({ length: n }, (_, i) => i), count = Math.min(n, most);
  for (let i = 0; i < count; i++) {
    const j = i + stream.below(n - i);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, count);
}

// A density of kernels around places (n, 2), each as wide as Scott's rule says, Scott 1992, doi:10.1002/9780470316849.
export function kernelDensity(z) {
  const k = z.length / 2, wide = [0, 1].map((a) => {
    let sum = 0, squares = 0;
    for (let i = 0; i < k; i++) { sum += z[2 * i + a]; squares += z[2 * i + a] ** 2; }
    return Math.sqrt(Math.max(1e-12, (squares - sum * sum / k) / (k - 1))) * k ** (-1 / 6);
  });
  const constant = -LOG_2PI - Math.log(wide[0] * wide[1]) - Math.log(k);
  return makeDensity({ k, covariance: "tied", cutoff: null }, 2,
    { constants: new Float64Array(k).fill(constant), means: z, factor: Float64Array.of(1 / wide[0], 0, 0, 1 / wide[1]) });
}

// Mean log-density of places (n, 2) in nats: of the prior, of q, and q's gain over the prior with its standard error.
export function judged(z, q) {
  const n = z.length / 2, gains = [];
  let prior = 0, fitted = 0;
  for (let i = 0; i < n; i++) {
    const place = z.subarray(2 * i, 2 * i + 2), log = q(place), before = -0.5 * (place[0] ** 2 + place[1] ** 2) - LOG_2PI;
    prior += before / n;
    fitted += log / n;
    gains.push(log - before);
  }
  const gain = fitted - prior, error = Math.sqrt(gains.reduce((sum, v) => sum + (v - gain) ** 2, 0) / (n * (n - 1)));
  return { n, prior, fitted, gain, error };
}

// The density is fitted to draws for images that are not held apart, and asked for draws for those that are.
export const heldOutLog = (model, stream) => judged(drawnFor(model, model.apart, stream), kernelDensity(drawnFor(model, model.others, stream)));
