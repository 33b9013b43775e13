// How does a dense GAN draw, judge and learn from a batch? What core/models/gan_network.py does, by kernels, of one that is told no class.
//
// Sources: Goodfellow et al. 2014, arXiv:1406.2661, algorithm 1, and the end of section 3 for the loss that does not saturate;
// smoothing: Salimans et al. 2016, arXiv:1606.03498, section 3.4; hinge: Lim & Ye 2017, arXiv:1705.02894; R1: Mescheder et al. 2018,
// arXiv:1801.04406, equation 9.

import { makeChain } from "./chain.js";
import { Dense } from "./dense.js";
import { placed } from "./layout.js";

// Where its numbers lie. The discriminator works on three batches at once, of `rows` each: real images, drawn ones, and ways to go
// from the real ones. plan: see core/blocks/browser_duel.py.
export function duelLayoutOf(plan, most) {
  const rows = (most + 3) & ~3, averaged = plan.average ? [{ layers: plan.generator, rows }] : []; // over its steps: it draws then
  const { parts: [generator, discriminator, decoder = generator], room, end, ...all } = placed([
    { layers: plan.generator, rows }, { layers: plan.discriminator, rows: 3 * rows }, ...averaged]);
  const more = { z: room(rows * generator[0].in), x: room(3 * rows * discriminator[0].in), said: room(3 * rows * discriminator.at(-1).out) };
  return { generator, discriminator, decoder, ...all, ...more, rows, count: end() };
}

// Each: of a score -> [loss, its slope by the score], of the discriminator by real images and by drawn ones, and of the generator.
// smoothing: how far from certain the discriminator is to be of real images.
export function makeDuelLosses(arithmetic, smoothing = 0) {
  const { exp, log } = arithmetic, soft = (score) => Math.max(score, 0) + log(1 + exp(-Math.abs(score)));
  const odds = (score) => { const e = exp(-Math.abs(score)); return (score >= 0 ? 1 : e) / (1 + e); };
  return {
    "non-saturating": {
      real: (score) => [soft(-score) + smoothing * score, smoothing - odds(-score)],
      drawn: (score) => [soft(score), odds(score)], generator: (score) => [soft(-score), -odds(-score)],
    },
    hinge: {
      real: (score) => [Math.max(0, 1 - score), score < 1 ? -1 : 0],
      drawn: (score) => [Math.max(0, 1 + score), score > -1 ? 1 : 0], generator: (score) => [-score, -1],
    },
  };
}

// The real images of a batch are `put` there row by row. Pixels are from -1 to 1 within, and from 0 to 1 outside.
export class DenseGan extends Dense {
  steps = 0; // of the discriminator

  constructor(plan, layout, kernels, arithmetic) {
    super(plan, layout, kernels, arithmetic);
    this.generator = makeChain(layout.generator, kernels, layout.back);
    this.discriminator = makeChain(layout.discriminator, kernels, layout.back);
    this.decoder = plan.average ? makeChain(layout.decoder, kernels, layout.back) : this.generator;
    this.across = layout.discriminator[0].in; // numbers of an image
    this.last = layout.generator.at(-1);
    this.head = layout.discriminator.at(-1);
    this.losses = makeDuelLosses(arithmetic, plan.label_smoothing)[plan.loss];
    this.ofGenerator = layout.discriminator[0].weight - layout.weights; // how many numbers its weights take
    this.ofBoth = plan.average ? layout.decoder[0].weight - layout.weights : layout.weightCount;
  }

  turned() {
    this.generator.turned();
    this.discriminator.turned();
  }

  // weights: the generator's, then the discriminator's.
  load(weights) {
    super.load(weights);
    this.steps = 0;
    this.average(0);
  }

  // Move the averaged generator, of which it keeps a share.
  average(keep) {
    if (!this.plan.average) return;
    const { numbers, ofGenerator, ofBoth, layout: { weights } } = this, to = weights + ofBoth;
    if (keep) for (let i = 0; i < ofGenerator; i++) numbers[to + i] += (1 - keep) * (numbers[weights + i] - numbers[to + i]);
    else numbers.copyWithin(to, weights, weights + ofGenerator);
  }

  // Make an image, bytes from `from` on, the r-th of the real ones.
  put(r, images, from) {
    const { numbers, greys, across, layout: { x }, plan: { pixels } } = this;
    for (let i = 0, at = x + r * across; i < pixels; i++) numbers[at + i] = 2 * greys[images[from + i]] - 1;
  }

  // Draw from noise z (n d), to where drawn images lie. by: the chain that does; last: its last layer.
  draw(z, n, by = this.generator, last = this.last) {
    const { numbers, kernels, across, layout, plan: { latent_dim: d } } = this, rows = (n + 3) & ~3, wide = layout.generator[0].in;
    for (let r = 0; r < n; r++) for (let j = 0; j < d; j++) numbers[layout.z + r * wide + j] = z[r * d + j];
    by.forward(layout.z, rows);
    kernels.scaled(rows * last.out, last.y, 0.5); // 2 sigmoid(l) - 1 = tanh(l / 2)
    kernels.tanh(rows * last.out, last.y, layout.x + layout.rows * across);
  }

  // Write the slopes of a loss by n scores to where they are taken back from; returns their mean loss and how many are above 0.
  // row: of the first of them among what is judged.
  slopesOf(loss, row, n) {
    const { numbers, head, layout: { said } } = this;
    let sum = 0, real = 0;
    for (let r = 0; r < n; r++) {
      const score = numbers[head.y + (row + r) * head.out], [value, slope] = loss(score);
      sum += value;
      if (score > 0) real++;
      numbers[said + (row + r) * head.out] = slope / n;
    }
    return [sum / n, real / n];
  }

  // A step of the discriminator on the n images that are put there and n that are drawn. r1: the weight of the penalty.
  judge(n, rate, r1) {
    const { numbers, discriminator, head, losses, layout: { x, said, rows } } = this, pad = (n + 3) & ~3;
    numbers.fill(0, said, said + 3 * rows * head.out);
    discriminator.forward(x, rows + pad);
    const [ofReal, real] = this.slopesOf(losses.real, 0, n), [ofDrawn, fake] = this.slopesOf(losses.drawn, rows, n);
    const penalty = r1 > 0 ? this.penalise(n, r1) : 0;
    discriminator.backward(x, said, r1 > 0 ? 2 * rows + pad : rows + pad, false, { biased: rows + pad });
    this.adam(rate, this.steps, this.ofGenerator, this.ofBoth - this.ofGenerator);
    return { discriminator: ofReal + ofDrawn, penalty, real, fake };
  }

  // R1: r1 / 2 times the mean squared slope of the score by the pixels of real images. Returns it, and lets the discriminator learn it:
  // the slope of |g|^2 / 2 is that of g v with v = g held, which is how fast the score changes where the image goes along v. That a score
  // has no second slope but by the weights is true of straight pieces alone.
  penalise(n, r1) {
    const { numbers, discriminator, across, head, layout: { x, said, rows } } = this, pad = (n + 3) & ~3, way = x + 2 * rows * across;
    const behind = said + 2 * rows * head.out;
    for (let r = 0; r < n; r++) numbers[behind + r * head.out] = 1;
    const slope = discriminator.backward(x, behind, pad, true, { learns: false });
    let squares = 0;
    for (let i = 0; i < pad * across; i++) {
      const g = 2 * numbers[slope + i]; // by pixels from 0 to 1: those within go twice as far
      squares += g * g;
      numbers[way + i] = 2 * g;
    }
    discriminator.along(x, pad, 2 * rows);
    numbers.fill(0, behind, behind + pad * head.out);
    for (let r = 0; r < n; r++) numbers[behind + r * head.out] = r1 / n;
    return r1 / 2 * squares / n;
  }

  // A step of the generator, by what the discriminator now says of what it drew. Returns its loss.
  imitate(n, rate) {
    const { numbers, kernels, generator, discriminator, across, last, head, losses, plan, layout: { x, z, said, rows } } = this, pad = (n + 3) & ~3;
    const drawn = x + rows * across;
    discriminator.forward(drawn, pad);
    numbers.fill(0, said, said + pad * head.out);
    const [loss] = this.slopesOf(losses.generator, 0, n);
    const dx = discriminator.backward(drawn, said, pad, true, { learns: false });
    kernels.times(pad * last.out, dx, last.y);
    kernels.scaled(pad * last.out, dx, 0.5);
    generator.backward(z, dx, pad, false);
    const turn = this.steps / plan.discriminator_steps;
    this.adam(rate, turn, 0, this.ofGenerator);
    this.average(Math.min(plan.average, (1 + turn) / (10 + turn))); // at first it would mostly be the untrained one
    return loss;
  }

  // A step on the n images that are put there, from noise z (n d): of the discriminator and, every so many times, of the generator. Both
  // see the same drawing. rates: of each; r1: the weight of the penalty.
  step(z, n, rates, r1) {
    const { plan: { r1_every: every, discriminator_steps: turns } } = this;
    this.steps++;
    this.draw(z, n);
    const told = this.judge(n, rates.discriminator, this.steps % every ? 0 : every * r1);
    return this.steps % turns ? told : { ...told, generator: this.imitate(n, rates.generator) };
  }

  // What it draws at the places z (n d), as bytes.
  drawn(z) {
    const { numbers, across, layout, plan: { latent_dim: d, pixels } } = this, { x, rows } = layout, n = z.length / d, out = new Uint8Array(n * pixels);
    this.decoder.turned();
    for (let first = 0; first < n; first += rows) {
      const count = Math.min(rows, n - first);
      this.draw(z.subarray(first * d, (first + count) * d), count, this.decoder, layout.decoder.at(-1));
      for (let r = 0; r < count; r++) {
        const from = x + (rows + r) * across, to = (first + r) * pixels;
        for (let p = 0; p < pixels; p++) out[to + p] = 127.5 * (numbers[from + p] + 1) + 0.5;
      }
    }
    return out;
  }
}
