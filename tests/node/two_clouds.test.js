// Is what is said of two clouds of latents what their formulas say?
import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen, drawnFor, judged, kernelDensity, normals } from "../../browser/exhibits/prior_posterior/clouds.js";
import { makeTest } from "../../browser/exhibits/prior_posterior/energy.js";
import { makePairing, onTheWay } from "../../browser/exhibits/prior_posterior/pairing.js";
import { howeverWords, logWords, testWords } from "../../browser/exhibits/prior_posterior/words.js";
import { makeArithmetic } from "../../browser/train/arithmetic.js";
import { makeStream } from "../../browser/train/chance.js";

const near = (a, b, off = 1e-6) => assert.ok(Math.abs(a - b) <= off, `${a} is not ${b}`);
const stream = (...key) => makeStream(makeArithmetic(), ...key);
const whole = (one) => { while (one.work(0)); return one; };

test("the energy distance is that of its formula, and all deals of few places are as likely", () => {
  const { distance, told } = whole(makeTest(Float64Array.of(0, 0, 0, 1), Float64Array.of(3, 0, 3, 1), stream(1)));
  const across = (3 + Math.sqrt(10)) / 2; // mean of |x - y|; both others are 1/2
  near(distance, 2 * across - 0.5 - 0.5, 1e-6);
  assert.equal(told, 1);
  // of the six ways to part four places two give the clouds again: p is near 1/3 whatever is seen there
  const found = whole(makeTest(Float64Array.of(0, 0, 0, 1), Float64Array.of(3, 0, 3, 1), stream(2), 2000));
  near(found.p, 1 / 3, 0.04);
});

test("a p-value is small where clouds differ, and evenly spread where they do not", () => {
  const far = whole(makeTest(normals(stream(1), 80), normals(stream(2), 80).map((v) => 1.5 + v), stream(3)));
  assert.deepEqual([far.above, far.values.length, far.done], [0, 199, true]);
  near(far.p, 1 / 200);
  const same = Array.from({ length: 60 }, (_, k) => whole(makeTest(normals(stream(4, k), 40), normals(stream(5, k), 40), stream(6, k), 99)).p);
  near(same.reduce((a, b) => a + b) / 60, 0.5, 0.12);
  assert.ok(same.filter((p) => p <= 0.05).length <= 9, "about three in sixty");
});

test("a pairing is the shortest of all, and takes every place to one of its own", () => {
  const a = normals(stream(7), 12), b = normals(stream(8), 12), squares = (of) => of.reduce((sum, j, i) => sum + (a[2 * i] - b[2 * j]) ** 2 + (a[2 * i + 1] - b[2 * j + 1]) ** 2, 0);
  const all = (left) => (left.length ? left.flatMap((j) => all(left.filter((k) => k !== j)).map((rest) => [j, ...rest])) : [[]]);
  const pairing = whole(makePairing(a, b)), least = Math.min(...all([0, 1, 2, 3, 4, 5]).map(squares));
  near(squares(Array.from(pairing.of)), least, 1e-9);
  const large = whole(makePairing(normals(stream(9), 200), normals(stream(10), 200)));
  assert.deepEqual(Array.from(large.of).sort((i, j) => i - j), Array.from({ length: 100 }, (_, i) => i));
  assert.deepEqual(Array.from(onTheWay(a, b, pairing.of, 0)), Array.from(a));
  near(onTheWay(a, b, pairing.of, 1)[0], b[2 * pairing.of[0]], 1e-12);
  near(whole(makePairing(a, a.map((v, k) => v + (k & 1 ? 0 : 2)))).way(), 2, 1e-9);
});

test("draws are those of their posteriors, and a density of kernels says what scikit-learn would", () => {
  const z = drawnFor({ mu: [9, 9, 1, -2], sigma: [9, 9, 0.5, 0.1] }, new Array(4000).fill(1), stream(11)), mean = (a) => z.reduce((sum, v, k) => sum + ((k & 1) === a ? v : 0), 0) / 4000;
  near(mean(0), 1, 0.03);
  near(mean(1), -2, 0.01);
  assert.equal(new Set(chosen(50, 20, stream(12))).size, 20);
  assert.deepEqual(chosen(3, 20, stream(12)).sort(), [0, 1, 2]);
  // three places, standard deviations 1 and 2: kernels as wide as these times 3^(-1/6)
  const q = kernelDensity(Float64Array.of(-1, 0, 0, 2, 1, -2)), [h, g] = [3 ** (-1 / 6), 2 * 3 ** (-1 / 6)];
  const by = [[-1, 0], [0, 2], [1, -2]].map(([x, y]) => Math.exp(-0.5 * (((0.5 - x) / h) ** 2 + ((1 - y) / g) ** 2)) / (2 * Math.PI * h * g));
  near(q(Float64Array.of(0.5, 1)), Math.log((by[0] + by[1] + by[2]) / 3), 1e-9);
});

test("of places held apart the mean logarithms and the gain's standard error are those of the formula", () => {
  const { prior, fitted, gain, error } = judged(Float64Array.of(0, 0, 1, 1), ([x]) => -2 * x);
  near(prior, -Math.log(2 * Math.PI) - 0.5);
  near(fitted, -1);
  near(gain, fitted - prior);
  near(error, 0.5); // gains of log(2 pi) and log(2 pi) - 1: standard deviation 1 / sqrt(2)
});

test("words follow the numbers", () => {
  const seen = { n: 80, deals: 199, done: true, values: new Array(199), distance: 0.1, told: 0.52, above: 60, p: 0.305 }, log = { n: 395, gain: 0.01, error: 0.02 };
  assert.match(testWords(seen), /60 of 199 deals: p = 0\.305\..*52 %/);
  assert.match(testWords({ ...seen, done: false, values: [1, 2] }), /2 of 199/);
  assert.match(howeverWords(seen, { kl: 0.004, log }, false), /Neither the test.*that there is none, they do not show\. That is no merit/);
  assert.match(howeverWords(seen, { kl: 0.004, log }, true), /your right guess may have been luck\. That is no merit/);
  assert.doesNotMatch(howeverWords(seen, { kl: 3, log }), /no merit/);
  assert.match(howeverWords(seen, { kl: 3, log: { ...log, gain: 0.3 } }), /too few points/);
  assert.match(howeverWords({ ...seen, p: 0.005 }, { kl: 3, log }), /tells them apart/);
  assert.match(logWords({ ...log, gain: 0.3 }, { kl: 5 }), /0\.30 nats \(standard error 0\.02\) likelier.*KL = 5\.00/);
  const free = logWords({ ...log, gain: 0.3 }, { kl: 55, beta: 0 });
  assert.match(free, /pays nothing for a nat/);
  assert.doesNotMatch(free, /KL = 55/);
  assert.match(logWords({ ...log, gain: -0.3 }, { kl: 5 }), /less likely.*of other fits nothing is said/);
  assert.match(logWords(log, { kl: 5 }), /about as likely/);
});
