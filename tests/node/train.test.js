// Does a training in the browser learn, the same each time, by the same numbers everywhere, and do its settings act?
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

import { makeArithmetic } from "../../browser/train/arithmetic.js";
import { makeChance, makeXoshiro, normalBelow } from "../../browser/train/chance.js";
import { rateAt, stepsOf } from "../../browser/train/schedule.js";
import { KERNELS, dataOf, trainerOf, weightsOf } from "./training.js";

// Of the weights after twenty steps: whatever engine computes them. tests/browser asks Chromium for the same.
const SAME_EVERYWHERE = "5229a07ca65317ce";

const arithmetic = makeArithmetic(), near = (a, b, by) => assert.ok(Math.abs(a - b) <= by * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
const hashOf = (trainer) => createHash("sha256").update(weightsOf(trainer)).digest("hex").slice(0, 16);

test("functions that are the same in every browser are those of mathematics", () => {
  for (let i = 0; i <= 2000; i++) {
    const x = (i - 1000) * 0.69, share = i / 2000;
    near(arithmetic.exp(x) / Math.exp(x), 1, 1e-15);
    near(arithmetic.log(Math.exp(x / 2)), x / 2, 1e-15);
    near(arithmetic.cosine(share), Math.cos(Math.PI * share), 1e-15);
    near(arithmetic.power(0.999, i) / 0.999 ** i, 1, 1e-13);
  }
  assert.equal(arithmetic.exp(-1000), 0);
  assert.equal(arithmetic.exp(1000), Infinity);
  assert.ok(Number.isNaN(arithmetic.exp(NaN)));
});

test("random numbers are those of xoshiro128** and of the normal law", () => {
  const { next } = makeXoshiro(arithmetic, [1, 2, 3, 4]);
  assert.deepEqual([next(), next(), next(), next()], [11520, 0, 5927040, 70819200]); // known from its authors' code
  for (const [p, z] of [[0.5, 0], [0.975, 1.9599639845400536], [1e-9, -5.9978070150076865], [0.93, 1.475791028179171]]) {
    near(normalBelow(p, arithmetic), z, 1e-14);
  }
  const noise = makeChance(5, arithmetic).noise(3, 20000), mean = (f) => noise.reduce((sum, z) => sum + f(z), 0) / noise.length;
  near(mean((z) => z), 0, 0.02);
  near(mean((z) => z * z), 1, 0.03);
  near(mean((z) => z ** 4), 3, 0.2);
});

test("each draw depends on its seed and on what it is for, and on nothing before it", () => {
  const one = makeChance(1, arithmetic), again = makeChance(1, arithmetic), other = makeChance(2, arithmetic);
  one.noise(4, 10);
  assert.deepEqual(one.noise(7, 5), again.noise(7, 5));
  for (const different of [one.noise(8, 5), other.noise(7, 5), one.heldOutNoise(5)]) assert.notDeepEqual(one.noise(7, 5), different);
  assert.deepEqual([...one.order(0, 50)].sort((a, b) => a - b), [...Array(50).keys()]);
  assert.notDeepEqual(one.order(0, 50), one.order(1, 50));
});

test("rates and steps are those of the loop on the server", () => {
  const rate = (name, fraction) => rateAt(name, fraction, arithmetic);
  near(rate("one-cycle", 0), 0.1, 1e-12);
  near(rate("one-cycle", 0.1), 0.55, 1e-12);
  near(rate("one-cycle", 0.2), 1, 1e-12);
  near(rate("one-cycle", 1), 1e-3, 1e-12);
  assert.equal(rate("constant", 0.7), 1);
  assert.equal(rate("linear", 0.3), 1);
  near(rate("linear", 0.75), 0.5005, 1e-12);
  const steps = (n, batch_size, epoch_images = 0) => Object.values(stepsOf(n, { batch_size, epoch_images }));
  assert.deepEqual(steps(1350, 64), [22, 22]);
  assert.deepEqual(steps(129, 64), [2, 2]);
  assert.deepEqual(steps(1, 64), [1, 1]);
  assert.deepEqual(steps(1350, 64, 640), [10, 20]);
  assert.deepEqual(steps(100, 50, 500), [10, 2]);
});

for (const kernels of Object.keys(KERNELS)) {
  test(`it learns, by ${kernels}`, () => {
    const trainer = trainerOf({ epochs: 30 }, { kernels }), before = trainer.heldOut();
    while (!trainer.over) trainer.step();
    const after = trainer.heldOut();
    assert.ok(after.loss < 0.7 * before.loss, `${before.loss} to ${after.loss}`);
    near(after.negative_elbo, after.reconstruction + after.kl, 1e-12);
    near(after.kl_per_dim.reduce((a, b) => a + b), after.kl, 1e-12);
  });
}

test("the same seed gives the same weights, to the last bit and in every engine; another seed others", () => {
  const [one, again, other] = [0, 0, 1].map((seed) => trainerOf({ seed }));
  for (const trainer of [one, again, other]) for (let i = 0; i < 20; i++) trainer.step();
  assert.equal(hashOf(one), hashOf(again));
  assert.notEqual(hashOf(one), hashOf(other));
  assert.equal(hashOf(one), SAME_EVERYWHERE);
});

test("kernels and doubles agree over the steps of a training of every kind", () => {
  const kinds = [
    { activation: "silu", told: 4 }, { activation: "tanh", hidden: [9, 7] }, { hidden: [] }, { likelihood: "gaussian" },
    { likelihood: "gaussian", noise: 0.3, told: 4 }, { free_bits: 0.5, beta: 4 }, { warmup_epochs: 3 }, { inked: true }, { latent_dim: 5 },
  ];
  for (const kind of kinds) {
    const [quick, exact] = ["wasm", "doubles"].map((kernels) => trainerOf(kind, { kernels }));
    for (let i = 0; i < 15; i++) {
      const [a, b] = [quick.step(), exact.step()];
      for (const name of ["loss", "reconstruction", "kl"]) near(a[name], b[name], 1e-5);
    }
    const [a, b] = [quick.heldOut(), exact.heldOut()];
    near(a.loss, b.loss, 1e-5);
    assert.equal("noise" in a, kind.likelihood === "gaussian" && !kind.noise);
  }
});

test("beta is turned while it learns, and acts at once", () => {
  const [one, other] = [trainerOf({ epochs: 40 }), trainerOf({ epochs: 40 })];
  for (let i = 0; i < 20; i++) { one.step(); other.step(); }
  other.turn({ beta: 50 });
  const next = [one.step(), other.step()];
  near(next[1].loss - next[0].loss, 49 * next[0].kl, 1e-6);
  for (let i = 0; i < 60; i++) { one.step(); other.step(); }
  assert.ok(other.heldOut().kl < 0.2 * one.heldOut().kl);
});

test("fewer images and only some classes are learned from when that is asked for, and all again", () => {
  const trainer = trainerOf(), { labels, learned } = dataOf();
  trainer.turn({ images: 12 });
  const few = new Set(trainer.chosen);
  assert.equal(few.size, 12);
  trainer.turn({ images: 20 });
  assert.ok([...few].every((place) => trainer.chosen.includes(place)), "those from before, and others");
  trainer.turn({ images: learned.length, classes: [1, 3] });
  assert.ok(trainer.chosen.length === 16 && trainer.chosen.every((place) => labels[place] % 2));
  trainer.step();
  assert.ok(trainer.batch.every((place) => labels[place] % 2));
  trainer.turn({ classes: null });
  assert.deepEqual([...trainer.chosen], [...learned]);
});

test("odd trainings stay finite: one image, constant images, a class each", () => {
  const only = Int32Array.of(9), blank = { ...dataOf(), images: new Uint8Array(40 * 64) };
  const full = { ...dataOf(), images: new Uint8Array(40 * 64).fill(255) };
  for (const data of [{ ...dataOf(), learned: only, heldOut: only, shown: only }, blank, full, { ...dataOf(), learned: Int32Array.of(8, 9, 10, 11) }]) {
    for (const changes of [{}, { likelihood: "gaussian" }, { told: 4 }]) {
      const trainer = trainerOf({ ...changes, epochs: 20 }, { data });
      while (!trainer.over) assert.ok(Number.isFinite(trainer.step().loss));
      assert.ok(trainer.latents().mu.every(Number.isFinite));
      assert.ok(trainer.reconstructed(4).some((grey) => grey >= 0));
    }
  }
});

test("a rate at which it runs away is noticed", () => {
  const trainer = trainerOf({ learning_rate: 1e30, schedule: "constant" });
  for (let i = 0; i < 20 && !trainer.diverged; i++) trainer.step();
  assert.ok(trainer.diverged);
});

test("what it draws is asked for by place and class", () => {
  const trainer = trainerOf({ told: 4 }), z = Float32Array.of(0, 0, 0, 0, 1, -1);
  const drawn = trainer.drawn(z, [0, 1, 1]), image = (i) => [...drawn.subarray(64 * i, 64 * (i + 1))];
  assert.notDeepEqual(image(0), image(1));
  assert.deepEqual(trainer.drawn(z.subarray(4), [1]), drawn.subarray(128));
});
