// How do a generator and a discriminator learn from images, step by step, while their settings are turned?

import { DenseGan, duelLayoutOf } from "./gan.js";
import { Passes } from "./passes.js";
import { rateAt } from "./schedule.js";

// As a Trainer, of a plan of core/blocks/browser_duel.py. A dial besides: r1, the weight of the penalty.
export class Duel extends Passes {
  constructor(plan, data, makeKernels, arithmetic, chance) {
    super(plan, data, chance);
    this.arithmetic = arithmetic;
    this.layout = duelLayoutOf(plan, plan.batch_size);
    this.model = new DenseGan(plan, this.layout, makeKernels(this.layout.count), arithmetic);
    this.dials.r1 = plan.r1;
    this.model.begin(chance);
  }

  // Learn from one batch; returns the losses.
  step() {
    const { at, plan, model, data, dials } = this, n = this.deal();
    for (const [r, place] of this.batch.entries()) model.put(r, data.images, place * plan.pixels);
    const rate = dials.rate * rateAt(plan.schedule, at.step / this.steps, this.arithmetic);
    const rates = { generator: rate, discriminator: rate * plan.discriminator_rate };
    const losses = model.step(this.chance.noise(at.step, n * plan.latent_dim), n, rates, dials.r1);
    this.diverged = !Number.isFinite(losses.discriminator + losses.penalty + (losses.generator ?? 0));
    this.taken(n);
    return losses;
  }
}
