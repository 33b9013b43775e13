// A training of a second and less, for tests: 40 images of 8 x 8, a bar each, in four classes.
import { makeArithmetic } from "../../browser/train/arithmetic.js";
import { makeChance } from "../../browser/train/chance.js";
import { makePlainKernels } from "../../browser/train/kernels/plain.js";
import { makeWasmKernels } from "../../browser/train/kernels/wasm.js";
import { Trainer } from "../../browser/train/trainer.js";

const SIDE = 8, IMAGES = 40;
const arithmetic = makeArithmetic();

export const KERNELS = {
  wasm: (count) => makeWasmKernels(count, arithmetic),
  floats: (count) => makePlainKernels(new Float32Array(count), arithmetic),
  doubles: (count) => makePlainKernels(new Float64Array(count), arithmetic),
};

const chain = (widths, activation) => widths.slice(1).map((outputs, i) => (
  { inputs: widths[i], outputs, activation: i < widths.length - 2 ? activation : "" }));

export function planOf(changes = {}) {
  const plan = {
    image_size: SIDE, pixels: SIDE * SIDE, latent_dim: 2, told: 0, classes: ["a", "b", "c", "d"], hidden: [12], activation: "relu",
    likelihood: "bernoulli", noise: 0, least_noise: 0.01, noise_kept: 0.98, beta: 1, warmup_epochs: 0, free_bits: 0,
    optimiser: { name: "adam", betas: [0.9, 0.999], eps: 1e-8 }, learning_rate: 5e-3, schedule: "one-cycle",
    epochs: 10, epoch_images: 0, batch_size: 8, inked: false, seed: 0, ...changes,
  };
  const { pixels, told, hidden, latent_dim: d, activation } = plan;
  return {
    ...plan, encoder: chain([pixels + told, ...hidden, 2 * d], activation),
    decoder: chain([d + told, ...[...hidden].reverse(), pixels], activation),
  };
}

export function dataOf() {
  const images = new Uint8Array(IMAGES * SIDE * SIDE), labels = new Uint8Array(IMAGES);
  for (let n = 0; n < IMAGES; n++) {
    labels[n] = n % 4;
    const row = Math.floor(n / 4) % SIDE;
    for (let i = 0; i < SIDE; i++) {
      images[n * SIDE * SIDE + (labels[n] < 2 ? row * SIDE + i : i * SIDE + row)] = labels[n] % 2 ? 255 : 150;
    }
  }
  const places = (from, to) => Int32Array.from({ length: to - from }, (_, i) => from + i);
  return { images, labels, learned: places(8, IMAGES), heldOut: places(0, 8), shown: places(0, IMAGES) };
}

export function trainerOf(changes = {}, { kernels = "wasm", data = dataOf() } = {}) {
  const plan = planOf(changes);
  return new Trainer(plan, data, KERNELS[kernels], arithmetic, makeChance(plan.seed, arithmetic));
}

export const weightsOf = (trainer) => trainer.model.unpadded(
  trainer.layout.layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0));
