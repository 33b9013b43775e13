// How do a generator and a discriminator of a few units learn against each other?

import { backward, begun, countOf, forward, layersOf, makeAdam, penalise } from "../networks.js";

export const NOISE = 2, UNITS = 24, BATCH = 64;
const GENERATOR = layersOf([NOISE, UNITS, UNITS, 2]), JUDGE = layersOf([2, UNITS, UNITS, 1]);

const sigmoid = (v) => 1 / (1 + Math.exp(-v));
const softplus = (v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));

// settings: {r1: weight of the penalty, rate}, read at each step. -> {generator, judge: numbers, judged(), imitated(), draw(z, n)}
export function makeDuel(settings, uniform) {
  const generator = begun(GENERATOR, uniform), judge = begun(JUDGE, uniform);
  const moveGenerator = makeAdam(countOf(GENERATOR)), moveJudge = makeAdam(countOf(JUDGE));
  const draw = (z, n) => forward(GENERATOR, generator, z, n).at(-1);

  return {
    generator, judge, draw,

    // A step of the discriminator: -log D of data (n, 2) and -log(1 - D) of what is drawn for z, and R1 on data. Returns its loss without R1.
    judged(real, z) {
      const n = real.length / 2, gradient = new Float64Array(judge.length);
      let loss = 0;
      for (const [x, want] of [[real, 1], [draw(z, n), 0]]) {
        const acts = forward(JUDGE, judge, x, n), scores = acts.at(-1);
        const slope = scores.map((v) => (sigmoid(v) - want) / n);
        loss += scores.reduce((sum, v) => sum + softplus(want ? -v : v) / n, 0);
        backward(JUDGE, judge, acts, slope, n, gradient);
        if (want && settings.r1 > 0) penalise(JUDGE, judge, acts, n, settings.r1, gradient);
      }
      moveJudge(judge, gradient, settings.rate);
      return loss;
    },

    // A step of the generator: -log D of what it draws for z, the non-saturating loss. Returns it.
    imitated(z) {
      const n = z.length / NOISE, gradient = new Float64Array(generator.length), made = forward(GENERATOR, generator, z, n);
      const acts = forward(JUDGE, judge, made.at(-1), n), scores = acts.at(-1);
      const slope = backward(JUDGE, judge, acts, scores.map((v) => (sigmoid(v) - 1) / n), n, null);
      backward(GENERATOR, generator, made, slope, n, gradient);
      moveGenerator(generator, gradient, settings.rate);
      return scores.reduce((sum, v) => sum + softplus(-v) / n, 0);
    },

    // How surely the discriminator holds places (n, 2) to be data, 0 to 1.
    says: (xy) => forward(JUDGE, judge, xy, xy.length / 2).at(-1).map(sigmoid),
  };
}
