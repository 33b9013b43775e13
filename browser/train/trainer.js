// How does a model learn from images, step by step, while its settings are turned?
//
// What core/training/loop.py does, without a clock and without anybody to report to: loop.js drives it. All that it does
// follows from the plan, the images, and the settings with the steps at which they were turned.

import { layoutOf } from "./layout.js";
import { Passes } from "./passes.js";
import { rateAt } from "./schedule.js";
import { DenseVae } from "./vae.js";
import { Variation } from "./vary.js";

// data: as Passes has it, and heldOut, shown: places of images. makeKernels(count) -> kernels that work on so many numbers.
export class Trainer extends Passes {
  sums = { loss: 0, reconstruction: 0, kl: 0, steps: 0 }; // over this epoch

  constructor(plan, data, makeKernels, arithmetic, chance) {
    super(plan, data, chance);
    this.arithmetic = arithmetic;
    this.layout = layoutOf(plan, Math.max(64, plan.batch_size));
    this.model = new DenseVae(plan, this.layout, makeKernels(this.layout.count), arithmetic);
    this.dials.beta = plan.beta;
    const ways = plan.augmentation ?? [];
    this.varying = ways.length ? new Variation(ways, plan.image_size, arithmetic) : null;
    this.greys = new Float64Array(plan.pixels);
    this.model.begin(chance);
  }

  // Learn from one batch; returns its losses.
  step() {
    const { at, plan, model, dials } = this;
    if (at.step % this.epochSteps === 0) this.sums = { loss: 0, reconstruction: 0, kl: 0, steps: 0 };
    const n = this.deal();
    this.fill(this.batch, plan.inked ? this.chance.ink(at.step) : null, this.varying ? this.chance.varied(at.step) : null);
    const warm = plan.warmup_epochs ? Math.min(1, at.seen / plan.warmup_epochs) : 1;
    const losses = model.gradients(n, this.chance.noise(at.step, n * plan.latent_dim), dials.beta * warm);
    model.step(dials.rate * rateAt(plan.schedule, at.step / this.steps, this.arithmetic));
    this.diverged = !Number.isFinite(losses.loss);
    for (const name of ["loss", "reconstruction", "kl"]) this.sums[name] += losses[name];
    this.sums.steps++;
    this.taken(n);
    return losses;
  }

  // Make the images at these places the batch that the model works on. stream: of the chance by which they vary, null where they
  // do not.
  fill(places, ink = null, stream = null) {
    const { images, labels } = this.data, { pixels } = this.plan, { model, greys, varying } = this;
    for (const [r, place] of places.entries()) {
      const label = labels ? labels[place] : -1, from = place * pixels;
      if (!stream) { model.put(r, images, from, label, ink); continue; }
      for (let i = 0; i < pixels; i++) greys[i] = model.greys[images[from + i]];
      varying.vary(greys, stream);
      model.putGreys(r, greys, label, ink);
    }
  }

  // So many at a time as there is room for: each(how many, number of the first).
  inParts(places, each, ink = null) {
    const { rows } = this.layout;
    for (let first = 0; first < places.length; first += rows) {
      const part = places.subarray(first, first + rows);
      this.fill(part, ink);
      each(part.length, first);
    }
  }

  // The same losses of images that are not learned from, at full beta, as core/training/measured.py has them.
  heldOut() {
    const { model, data: { heldOut }, plan } = this, d = plan.latent_dim, kl = new Float64Array(d);
    const eps = this.chance.heldOutNoise(heldOut.length * d);
    let reconstruction = 0;
    this.inParts(heldOut, (n, first) => {
      model.encode(n);
      model.sample(n, eps.subarray(first * d, (first + n) * d));
      model.decode(n);
      model.divergence(n);
      for (let j = 0; j < d; j++) kl[j] += model.kl[j] * n / heldOut.length;
      reconstruction += model.reconstruction(n, false) * n / heldOut.length;
    }, plan.inked ? this.chance.heldOutInk() : null);
    const sum = kl.reduce((a, b) => a + b, 0), weighed = kl.reduce((a, b) => a + Math.max(b, plan.free_bits), 0);
    return this.told({ loss: reconstruction + this.dials.beta * weighed, reconstruction, kl: sum, kl_per_dim: [...kl] });
  }

  // The mean losses of the epoch so far.
  learned() {
    const { steps, ...sums } = this.sums;
    return this.told(Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / Math.max(1, steps)])));
  }

  told(losses) {
    const whole = { ...losses, negative_elbo: losses.reconstruction + losses.kl };
    return this.model.learnsNoise ? { ...whole, noise: this.model.noise } : whole;
  }

  // Where the first `most` of the images that are shown lie: mu (n d), logvar (n d), and each dimension's mean divergence.
  latents(most = Infinity) {
    const { model, plan: { latent_dim: d } } = this, places = this.data.shown.subarray(0, most), { numbers, head } = model;
    const mu = new Float32Array(places.length * d), logvar = new Float32Array(places.length * d), kl = new Float64Array(d);
    this.inParts(places, (n, first) => {
      model.encode(n);
      model.divergence(n);
      for (let r = 0; r < n; r++) {
        const from = head.y + r * head.out, to = (first + r) * d;
        for (let j = 0; j < d; j++) { mu[to + j] = numbers[from + j]; logvar[to + j] = numbers[from + d + j]; }
      }
      for (let j = 0; j < d; j++) kl[j] += model.kl[j] * n / places.length;
    });
    return { mu, logvar, kl };
  }

  // What the model draws, bytes: at the places z (n d), each with its class.
  drawn(z, labels = null) {
    const { layout, plan: { latent_dim: d, told, pixels }, model: { numbers } } = this, across = layout.decoder[0].in;
    const n = z.length / d, out = new Uint8Array(n * pixels);
    for (let first = 0; first < n; first += layout.rows) {
      const count = Math.min(layout.rows, n - first);
      for (let r = 0; r < count; r++) {
        const to = layout.z + r * across;
        for (let j = 0; j < d; j++) numbers[to + j] = z[(first + r) * d + j];
        for (let c = 0; c < told; c++) numbers[to + d + c] = labels && labels[first + r] === c ? 1 : 0;
      }
      this.paint(count, out, first);
    }
    return out;
  }

  // The first images that are shown, as the model draws them anew.
  reconstructed(most) {
    const { model, plan } = this, places = this.data.shown.subarray(0, most), out = new Uint8Array(places.length * plan.pixels);
    this.inParts(places, (n, first) => { model.encode(n); model.sample(n, null); this.paint(n, out, first); });
    return out;
  }

  // The first n places at layout.z as images, from the first-th of `out` on.
  paint(n, out, first) {
    const { model, plan: { pixels } } = this, { kernels, numbers, last } = model, logits = model.decode(n);
    kernels.sigmoid(((n + 3) & ~3) * last.out, logits, logits);
    for (let r = 0; r < n; r++) {
      for (let p = 0; p < pixels; p++) out[(first + r) * pixels + p] = 255 * numbers[logits + r * last.out + p] + 0.5;
    }
  }
}
