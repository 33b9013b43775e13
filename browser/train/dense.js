// What do networks of dense layers have in common, whatever they learn? Their weights, and steps of Adam.

import { eachRow } from "./layout.js";

export class Dense {
  constructor(plan, layout, kernels, arithmetic) {
    this.plan = plan;
    this.layout = layout;
    this.kernels = kernels;
    this.numbers = kernels.numbers;
    this.arithmetic = arithmetic;
    this.greys = Float32Array.from({ length: 256 }, (_, i) => i * Math.fround(1 / 255)); // as core/images.py has them
  }

  // What is to be done once the weights have changed.
  turned() {}

  // First weights as torch's linear layers have them: evenly within 1 / sqrt(inputs), biases too.
  begin(chance) {
    this.numbers.fill(0);
    const { layers } = this.layout, drawn = [];
    for (const [i, { inputs, outputs }] of layers.entries()) {
      for (const weight of chance.weights(i, (inputs + 1) * outputs, 1 / Math.sqrt(inputs))) drawn.push(weight);
    }
    this.load(drawn);
  }

  // weights: those of the layers one after the other, see eachRow.
  load(weights) {
    eachRow(this.layout, this.layout.weights, (at, from, count) => {
      for (let i = 0; i < count; i++) this.numbers[at + i] = weights[from + i];
    });
    this.turned();
  }

  // at: of the weights, or of what lies in their order. Returns them without padding.
  unpadded(count, at = this.layout.weights, out = new Float32Array(count)) {
    eachRow(this.layout, at, (from, to, length) => {
      for (let i = 0; i < length; i++) out[to + i] = this.numbers[from + i];
    });
    return out;
  }

  // Follow the gradients by the k-th step of Adam. first, count: which of the weights.
  adam(rate, k, first = 0, count = this.layout.weightCount) {
    const { kernels, layout: { weights, gradients, means, squares }, arithmetic, plan: { optimiser: { betas: [b1, b2], eps } } } = this;
    const full = 1 - arithmetic.power(b1, k), root = Math.sqrt(1 - arithmetic.power(b2, k));
    kernels.adam(count, weights + first, gradients + first, means + first, squares + first, b1, b2, 1 - b1, 1 - b2, rate / full, root, eps);
    this.turned();
  }
}
