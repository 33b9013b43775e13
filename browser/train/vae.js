// How does a dense VAE encode, decode and learn from a batch? What core/models/vae_network.py does, by kernels.
//
// Source: Kingma & Welling 2014, arXiv:1312.6114; learned noise: Rybkin et al. 2021, arXiv:2006.13202, section 4.2.

import { makeChain } from "./chain.js";
import { Dense } from "./dense.js";

// plan: see core/blocks/browser_training.py. The batch lies at layout.x, `put` there row by row. Losses are nats an image.
export class DenseVae extends Dense {
  steps = 0; // of Adam
  squaredNoise = 1; // variance of a pixel, where it is learned
  noiseSteps = 0;
  stale = true; // the weights have changed since they were turned

  constructor(plan, layout, kernels, arithmetic) {
    super(plan, layout, kernels, arithmetic);
    this.d = plan.latent_dim;
    this.encoder = makeChain(layout.encoder, kernels, layout.back);
    this.decoder = makeChain(layout.decoder, kernels, layout.back);
    this.head = layout.encoder[layout.encoder.length - 1]; // makes mu, then logvar
    this.last = layout.decoder[layout.decoder.length - 1]; // makes the logits
    this.kl = new Float64Array(this.d); // per dimension, of the last batch
    this.learnsNoise = plan.likelihood === "gaussian" && !plan.noise;
  }

  // Standard deviation of a pixel under a Gaussian likelihood.
  get noise() {
    return this.learnsNoise ? Math.sqrt(Math.max(this.squaredNoise, this.plan.least_noise ** 2)) : this.plan.noise;
  }

  turned() { this.stale = true; }

  begin(chance) {
    super.begin(chance);
    Object.assign(this, { steps: 0, squaredNoise: 1, noiseSteps: 0 });
  }

  // Make an image, bytes from `from` on, the r-th of the batch. label: -1 where there is none. ink(255) draws a whole number
  // below 255: a pixel is ink or none then, its grey level being the chance.
  put(r, images, from, label, ink = null) {
    const { numbers, greys, plan: { pixels, told }, layout: { x, encoder } } = this, at = x + r * encoder[0].in;
    if (ink) for (let i = 0; i < pixels; i++) numbers[at + i] = ink(255) < images[from + i] ? 1 : 0;
    else for (let i = 0; i < pixels; i++) numbers[at + i] = greys[images[from + i]];
    for (let c = 0; c < told; c++) numbers[at + pixels + c] = c === label ? 1 : 0;
  }

  // The same of an image whose pixels are numbers from 0 to 1.
  putGreys(r, image, label, ink = null) {
    const { numbers, plan: { pixels, told }, layout: { x, encoder } } = this, at = x + r * encoder[0].in, FINE = 2 ** 24;
    for (let i = 0; i < pixels; i++) numbers[at + i] = ink ? (ink(FINE) < image[i] * FINE ? 1 : 0) : image[i];
    for (let c = 0; c < told; c++) numbers[at + pixels + c] = c === label ? 1 : 0;
  }

  // Posteriors of the first n of the batch: mu and logvar at this.head.y, sigma at layout.sigma, a row each.
  encode(n) {
    const rows = (n + 3) & ~3;
    if (this.stale) { this.encoder.turned(); this.decoder.turned(); this.stale = false; }
    this.encoder.forward(this.layout.x, rows);
    this.kernels.exp(rows * this.head.out, this.head.y, this.layout.sigma, 0.5);
  }

  // z = mu + sigma eps beside the classes of the batch; eps: n d numbers, null for z = mu.
  sample(n, eps) {
    const { numbers, d, plan: { pixels, told }, layout: { x, z, sigma, encoder, decoder }, head } = this;
    for (let r = 0; r < n; r++) {
      const from = head.y + r * head.out, to = z + r * decoder[0].in;
      for (let j = 0; j < d; j++) {
        numbers[to + j] = numbers[from + j] + (eps ? numbers[sigma + r * head.out + d + j] * eps[r * d + j] : 0);
      }
      for (let c = 0; c < told; c++) numbers[to + d + c] = numbers[x + r * encoder[0].in + pixels + c];
    }
  }

  // From layout.z to logits, at the place that it returns.
  decode(n) {
    if (this.stale) { this.encoder.turned(); this.decoder.turned(); this.stale = false; }
    return this.decoder.forward(this.layout.z, (n + 3) & ~3);
  }

  // Sums this.kl over the first n of the batch and returns their mean sum, both in nats an image.
  divergence(n) {
    const { numbers, d, head, layout: { sigma }, kl } = this;
    let sum = 0;
    for (let j = 0; j < d; j++) {
      let total = 0;
      for (let r = 0, at = j; r < n; r++, at += head.out) {
        const mu = numbers[head.y + at], wide = numbers[sigma + at + d];
        total += mu * mu + wide * wide - 1 - numbers[head.y + at + d];
      }
      sum += kl[j] = 0.5 * total / n;
    }
    return sum;
  }

  // -log p(x|z) of the first n of the batch, in nats an image; their logits become their gradients. best: with the noise
  // under which they cost least, where that is learned; it is followed then.
  reconstruction(n, best) {
    const { kernels, plan: { pixels, likelihood }, last, layout: { x, encoder } } = this;
    let sum = 0;
    for (let r = 0; r < n; r++) sum += this.unlike(last.y + r * last.out, x + r * encoder[0].in, n);
    if (likelihood === "bernoulli") return sum / n;
    const noise = best && this.learnsNoise ? this.follow(sum / (n * pixels)) : this.noise;
    kernels.scaled(((n + 3) & ~3) * last.out, last.y, 1 / (noise * noise * n));
    const { log } = this.arithmetic;
    return sum / (2 * noise * noise * n) + pixels * (log(noise) + 0.5 * log(2 * Math.PI));
  }

  // How unlike an image is what the logits draw: nats, or the sum of squares. One of n; the logits become gradients.
  unlike(logits, image, n) {
    const { kernels, numbers, plan: { pixels, likelihood } } = this, bernoulli = likelihood === "bernoulli";
    const whole = (pixels + 3) & ~3, beyond = whole - pixels;
    // What lies between the pixels and a multiple of 4 are classes that are told, or nothing: none of it is a pixel.
    const kept = beyond ? numbers.slice(image + pixels, image + whole) : null;
    if (kept) numbers.fill(0, image + pixels, image + whole);
    const sum = bernoulli ? kernels.bernoulli(whole, logits, image, 1 / n) : kernels.squares(whole, logits, image);
    if (!kept) return sum;
    numbers.set(kept, image + pixels);
    numbers.fill(0, logits + pixels, logits + whole);
    return sum - beyond * (bernoulli ? Math.LN2 : 0.25); // of logits 0 beside pixels 0
  }

  // Follow the squared noise of a batch, faster at the start; returns the noise under which that batch costs least.
  follow(found) {
    const squared = Math.max(found, this.plan.least_noise ** 2);
    this.noiseSteps++;
    const keep = Math.min((this.noiseSteps - 1) / (this.noiseSteps + 8), this.plan.noise_kept);
    this.squaredNoise += (1 - keep) * (squared - this.squaredNoise);
    return Math.sqrt(squared);
  }

  // Gradients of the loss on the first n of the batch; returns the losses. eps: n d numbers; beta: of the divergence.
  gradients(n, eps, beta) {
    const { layout, last, numbers } = this, rows = (n + 3) & ~3, free = this.plan.free_bits;
    this.encode(n);
    this.sample(n, eps);
    this.decode(n);
    const kl = this.divergence(n), reconstruction = this.reconstruction(n, true);
    numbers.fill(0, last.y + n * last.out, last.y + rows * last.out);
    const dz = this.decoder.backward(layout.z, last.y, rows, true);
    this.headGradient(n, dz, eps, beta);
    this.encoder.backward(layout.x, layout.headGradient, rows, false);
    const weighed = this.kl.reduce((sum, each) => sum + Math.max(each, free), 0);
    return { loss: reconstruction + beta * weighed, reconstruction, kl };
  }

  headGradient(n, dz, eps, beta) {
    const { numbers, d, head, plan: { free_bits: free }, layout: { headGradient, sigma, decoder } } = this;
    const across = decoder[0].in;
    numbers.fill(0, headGradient, headGradient + ((n + 3) & ~3) * head.out);
    for (let j = 0; j < d; j++) {
      const weight = this.kl[j] >= free ? beta / n : 0; // what is free costs nothing, and pulls at nothing
      for (let r = 0; r < n; r++) {
        const at = r * head.out + j, g = numbers[dz + r * across + j], wide = numbers[sigma + at + d];
        numbers[headGradient + at] = g + weight * numbers[head.y + at];
        numbers[headGradient + at + d] = 0.5 * (g * eps[r * d + j] * wide + weight * (wide * wide - 1));
      }
    }
  }

  // Follow the gradients by a step of Adam.
  step(rate) { this.adam(rate, ++this.steps); }
}
