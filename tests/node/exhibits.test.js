// Is what exhibits compute what the formulas say?

import assert from "node:assert/strict";
import { test } from "node:test";
import { cutLine } from "../../browser/exhibits/reparameterisation/code.js";
import { makeDecoder } from "../../browser/exhibits/decoder.js";
import * as game from "../../browser/exhibits/gan_game/game.js";
import * as painting from "../../browser/exhibits/paint_sampler/density.js";
import { binned, makeDraws, pathwise, scoreFunction } from "../../browser/exhibits/reparameterisation/gradients.js";
import { averaged, contour, divergence, exactPosterior, levelOf, placesOf, PLACES, stepped } from "../../browser/exhibits/elbo_forces/forces.js";
import { landscapeOf } from "../../browser/exhibits/elbo_forces/landscape.js";
import { ticks } from "../../browser/exhibits/plot.js";

const near = (a, b, off = 1e-6) => assert.ok(Math.abs(a - b) <= off, `${a} is not ${b}`);

// 2 -> 5 -> 8, with weights that are none of anybody's.
function smallNetwork() {
  const graph = { dtype: "float32", input: [2], ops: [
    { op: "linear", in: [0], shape: [5], weight: 0, bias: 10 }, { op: "silu", in: [1], shape: [5] },
    { op: "linear", in: [2], shape: [8], weight: 15, bias: 55 }, { op: "sigmoid", in: [3], shape: [8] }] };
  return { graph, weights: Float32Array.from({ length: 63 }, (_, i) => Math.sin(3 * i + 1)) };
}

test("slopes are those of differences, by plain kernels and by WebAssembly, whatever the number of latents", () => {
  const { graph, weights } = smallNetwork(), x = Float32Array.from({ length: 8 }, (_, i) => (i % 3) / 2), z = [0.3, -1.2, 1.1, 0.4, -0.7, 2];
  for (const fast of [false, true]) {
    const decoder = makeDecoder(graph, weights, 8, fast), slopes = new Float64Array(6), h = 1e-2;
    assert.equal(decoder.kernels, fast ? "wasm" : "plain");
    decoder.aim(x);
    const nats = Array.from(decoder.slopes(z, 3, slopes));
    for (let i = 0; i < 6; i++) {
      const [up, down] = [h, -h].map((by) => decoder.nats(z.map((v, j) => v + (i === j ? by : 0)), 3)[i >> 1]);
      near(slopes[i], (up - down) / (2 * h), 2e-3);
    }
    assert.deepEqual(Array.from(decoder.nats(z, 3)), nats);
  }
});

test("a network that there is no way back through is refused by the name of what it does", () => {
  const { graph, weights } = smallNetwork();
  graph.ops[1].op = "softmax";
  assert.throws(() => makeDecoder(graph, weights, 4), /softmax/);
});

test("both estimators have the same mean, and a baseline leaves it", () => {
  // loss(z) = z^2, z = mu + sigma eps: the gradient with respect to mu is 2 mu.
  const mu = 0.8, sigma = 0.5, path = makeDraws(40000), score = makeDraws(40000), based = makeDraws(40000);
  for (let i = 0; i < 40000; i++) {
    const eps = Math.sqrt(-2 * Math.log((i % 200 + 0.5) / 200)) * Math.cos(2 * Math.PI * (Math.floor(i / 200) + 0.5) / 200), z = mu + sigma * eps;
    path.add(pathwise(2 * z));
    score.add(scoreFunction(z * z, eps, sigma));
    based.add(scoreFunction(z * z, eps, sigma, mu * mu + sigma * sigma));
  }
  for (const one of [path, score, based]) near(one.mean, 2 * mu, 0.02);
  assert.ok(path.spread < based.spread && based.spread < score.spread);
});

test("what was drawn is kept, counted and put into bins", () => {
  const draws = makeDraws(3);
  for (const v of [1, 2, 6, 9]) draws.add(v);
  assert.deepEqual([draws.n, draws.full, draws.mean], [3, true, 3]);
  near(draws.spread, Math.sqrt(7));
  assert.deepEqual(Array.from(binned([-9, -0.5, 0.5, 0.6, 9], 1, 4)), [1, 1, 0, 3]);
  draws.clear();
  assert.deepEqual([draws.n, draws.mean, draws.spread], [0, 0, 0]);
});

test("a line of code is cut where its parts are, and whole again", () => {
  const line = "return self.mu + (0.5 * self.logvar).exp() * eps", cut = cutLine(line);
  assert.equal(cut.map(([text]) => text).join(""), line);
  assert.deepEqual(cut.map(([, part]) => part).filter(Boolean), ["mu", "sigma", "eps"]);
});

test("ticks are round and lie between", () => {
  assert.deepEqual(ticks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(ticks(0, 0.13, 3), [0, 0.05, 0.1]);
});

const grid = (side, half, f) => {
  const step = 2 * half / (side - 1), nats = new Float32Array(side * side);
  for (let i = 0; i < nats.length; i++) nats[i] = f(-half + step * (i % side), -half + step * Math.floor(i / side));
  return { nats, side, step, from: [-half, -half] };
};

test("averages over q and their slopes are exact where the loss is a polynomial", () => {
  // loss(z) = 3 z1^2 + z1 z2 + 2 z2: E = 3 (mu1^2 + s1^2) + mu1 mu2 + 2 mu2
  const mu = [0.7, -0.4], sigma = [0.5, 0.2], z = placesOf(mu, sigma), nats = [], slopes = [];
  for (let i = 0; i < PLACES.length; i++) {
    const [x, y] = [z[2 * i], z[2 * i + 1]];
    nats.push(3 * x * x + x * y + 2 * y);
    slopes.push(6 * x + y, x + 2);
  }
  const found = averaged(nats, slopes, sigma);
  near(found.nats, 3 * (0.49 + 0.25) - 0.28 - 0.8);
  near(found.mu[0], 6 * 0.7 - 0.4);
  near(found.mu[1], 2.7);
  near(found.sigma[0], 6 * 0.25); // d/dlog s of 3 s^2
  near(found.sigma[1], 0);
});

test("let go, q comes to rest where the forces cancel: on a parabola that is the exact posterior", () => {
  // -log p(x|z) = 8 (z1 - 1)^2 and the prior: precision 17, mean 16 / 17, and of the other dimension the prior itself
  let q = { mu: [-1, 2], logSigma: [-1, -1] };
  for (let k = 0; k < 400; k++) {
    const sigma = q.logSigma.map(Math.exp), z = placesOf(q.mu, sigma), at = PLACES.map((_, i) => z[2 * i] - 1);
    q = stepped(q, averaged(at.map((v) => 8 * v * v), at.flatMap((v) => [16 * v, 0]), sigma), divergence(q.mu, sigma), 1);
  }
  near(q.mu[0], 16 / 17, 1e-4);
  near(q.mu[1], 0, 1e-4);
  near(Math.exp(2 * q.logSigma[0]), 1 / 17, 1e-4);
  near(Math.exp(q.logSigma[1]), 1, 1e-4);
});

test("the exact posterior of a parabola is its Gaussian, with its evidence, and contours hold the share they are asked for", () => {
  const square = grid(161, 4, (x, y) => 2 * (x - 1) ** 2 + 2 * y * y), { density, evidence } = exactPosterior(square);
  // precision 5 and mean 4 / 5 along x: log p(x) = -log 5 - 2 + 0.5 * 16 / 5
  near(evidence, -Math.log(5) - 2 + 1.6, 1e-3);
  near(density.reduce((sum, v) => sum + v, 0), 1, 1e-9);
  const level = levelOf(density, 0.865), pieces = contour(density, 161, level).flat();
  assert.ok(pieces.length > 40);
  for (const [x, y] of pieces) near(Math.hypot(-4 + square.step * x - 0.8, -4 + square.step * y), 2 / Math.sqrt(5), 0.03);
});

test("a landscape is what the decoder says of each of its places", () => {
  const { graph, weights } = smallNetwork(), x = Float32Array.from({ length: 8 }, (_, i) => i % 2), decoder = makeDecoder(graph, weights, 4, false);
  const nats = landscapeOf(decoder, { x, from: [-1, -2], step: 0.5, side: 5 });
  near(nats[2 * 5 + 3], decoder.nats([-1 + 3 * 0.5, -2 + 2 * 0.5], 1)[0], 1e-5);
});

const HILLS = game.hilly([[-1.4, 0.45, 0.55], [1.5, 0.6, 0.45]]), AWAY = game.hilly([[3.3, 0.22, 1]]);

test("the best discriminator pays log 4 - 2 JS, and every other one more", () => {
  for (const q of [AWAY, HILLS, game.hilly([[0, 1.5, 1]])]) {
    const d = game.bestOf(HILLS, q), least = game.lossOf(HILLS, q, d);
    near(least, Math.log(4) - 2 * game.shannon(HILLS, q));
    for (let i = 0; i < game.PLACES; i += 7) {
      for (const by of [-0.05, 0.05]) {
        const other = d.map((v, j) => (i === j ? Math.min(0.999, Math.max(0.001, v + by)) : v));
        assert.ok(game.lossOf(HILLS, q, other) >= least - 1e-9);
      }
    }
  }
  near(game.lossOf(HILLS, HILLS, game.bestOf(HILLS, HILLS)), 2 * Math.log(2));
  near(game.shannon(HILLS, HILLS), 0);
  assert.ok(game.shannon(HILLS, AWAY) < Math.log(2));
});

test("far from the data one loss is flat in the score and the other is steep", () => {
  const { non, saturating } = game.steepness(AWAY, game.bestOf(HILLS, AWAY));
  near(non + saturating, 1, 1e-9);
  assert.ok(saturating < 0.02 && non > 0.98);
});

test("pushed by the slope of either loss, sand comes to where the data is, and none is lost", () => {
  for (const loss of ["non", "saturating"]) {
    let q = game.hilly([[0.1, 1.6, 1]]), before = game.shannon(HILLS, q);
    for (let k = 0; k < 1500; k++) {
      q = game.pushed(q, game.pushes(game.bestOf(HILLS, q))[loss], 0.01);
      if (k % 500 === 499) { assert.ok(game.shannon(HILLS, q) < before); before = game.shannon(HILLS, q); }
    }
    near(game.total(q), 1, 1e-9);
    assert.ok(before < 2e-3, `${loss}: ${before}`);
  }
});

test("heaping takes from all others alike", () => {
  const q = game.heaped(HILLS, 10, 0.3);
  near(q[10], 0.3);
  near(game.total(q), 1, 1e-9);
  near(q[20] / q[30], HILLS[20] / HILLS[30], 1e-9);
});

test("paint is a density whatever was painted, and draws follow it", () => {
  const paint = new Float32Array(painting.SIDE ** 2), total = ({ at }) => {
    let sum = 0;
    for (let i = 0; i < painting.SIDE ** 2; i++) sum += at(painting.centreOf(i % painting.SIDE), painting.centreOf(Math.floor(i / painting.SIDE))) * painting.CELL ** 2;
    return sum;
  };
  near(total(painting.densityOf(paint)), 1, 1e-3);
  painting.dab(paint, [1, -2], 0.3, 5);
  const density = painting.densityOf(paint);
  near(total(density), 1, 1e-3);
  near(density.mass, 5, 0.06);
  near(density.at(8, 8), painting.FLOOR * painting.priorAt(8, 8), 1e-12);
  let seed = 1;
  const uniform = () => (seed = (seed * 16807) % 2147483647) / 2147483647, places = painting.drawn(paint, 4000, uniform, () => 0);
  near(places.filter(([x, y]) => Math.hypot(x - 1, y + 2) < 0.95).length / 4000, 1 - painting.FLOOR, 0.02);
  painting.dab(paint, [1, -2], 0.3, -9);
  near(painting.densityOf(paint).mass, 0, 1e-9);
});

test("the mean logarithm is over the places that are asked for alone", () => {
  const at = (x) => Math.exp(x), xy = [1, 0, 2, 0, 5, 0];
  near(painting.meanLog(at, xy, [0, 1, 0], 0), 3);
  near(painting.meanLog(at, xy, [0, 1, 0], 1), 2);
});
