// Which model is the best by which measure, and do several learn in turn what each of them learns alone?

import assert from "node:assert/strict";
import { test } from "node:test";
import { bestOf, boundsOf, frontierOf, shownOf } from "../../browser/exhibits/rate_distortion/measures.js";
import { Ladder, Rung } from "../../browser/train/ladder.js";

const near = (a, b, off = 1e-9) => assert.ok(Math.abs(a - b) <= off, `${a} is not ${b}`);

test("the best is the least by each measure, and what is not known yet counts for none", () => {
  const models = [null, { rate: 1, distortion: 9 }, { rate: 4, distortion: 5 }, { rate: 7, distortion: 4 }, { rate: 7, distortion: 6 }];
  assert.deepEqual(bestOf(models), { bound: 2, distortion: 3, rate: 1 });
  assert.deepEqual(frontierOf(models), [1, 2, 3]);
  assert.deepEqual(bestOf([null, null]), { bound: -1, distortion: -1, rate: -1 });
  assert.deepEqual(frontierOf([null]), []);
  assert.deepEqual(frontierOf([{ rate: 1, distortion: 1 }, { rate: 1, distortion: 1 }]), [0, 1], "equals do not beat one another");
});

test("without any rate a model pays what the mean image costs, and no model pays less than the greys themselves", () => {
  const images = Uint8Array.of(255, 51, 0, 51, 255, 51), grey = -(0.2 * Math.log(0.2) + 0.8 * Math.log(0.8));
  const { blank, least } = boundsOf({ images, learned: [0, 1], heldOut: [2] }, 2);
  near(least, grey);
  near(blank, Math.LN2 + grey);
});

test("one of each class is shown first, of those that nobody learns from", () => {
  const { each, shown } = shownOf({ labels: [0, 1, 1, 0, 1], learned: [0, 1], heldOut: [2, 3, 4] }, 4);
  assert.equal(each, 2);
  assert.deepEqual([...shown], [3, 2, 4, 0]);
});

// A trainer that counts, and runs away at a step.
const counting = ({ steps, falls = Infinity, latent_dim = 2 }) => ({
  at: { step: 0 }, steps, diverged: false, plan: { latent_dim }, get over() { return this.at.step >= steps; },
  step() { this.diverged = ++this.at.step >= falls; },
  heldOut() { return { kl: this.at.step, reconstruction: 100 - this.at.step, kl_per_dim: [this.at.step, 0] }; },
  reconstructed: (n) => new Uint8Array(n), latents: (n) => ({ mu: new Float32Array(2 * n) }), drawn: (z) => new Uint8Array(z.length),
});

function playing() {
  const later = [], told = [];
  let now = 0;
  return { ladder: new Ladder(counting, (message) => told.push(message), (work) => later.push(work), () => (now += 1)), later, told };
}

const LOOK = { since: [-1, -1, -1], images: 1, large: 0, dots: 1, z: [0, 0], fresh: true };

test("models take their steps in turn, and one that begins anew catches up", () => {
  const { ladder, later, told } = playing();
  ladder.hear({ data: {}, plans: [[0, { steps: 40 }], [1, { steps: 40 }], [2, { steps: 40, falls: 3 }]], run: true });
  later.shift()();
  const steps = () => ladder.rungs.map(({ step }) => step);
  assert.ok(Math.max(...steps().slice(0, 2)) - Math.min(...steps().slice(0, 2)) <= 1 && steps()[0] > 2);
  ladder.hear({ plans: [[1, { steps: 40 }]] });
  const before = steps()[0];
  later.shift()();
  assert.ok(steps()[0] === before || steps()[1] >= before);
  while (later.length) later.shift()();
  ladder.hear({ id: 7, look: LOOK });
  assert.deepEqual(told[0].rungs.map(({ how }) => how), ["done", "done", "diverged"]);
  assert.equal(told[0].running, false);
  ladder.hear({ id: 8, look: { ...LOOK, since: steps(), fresh: false } });
  assert.deepEqual([told[1].rungs, told[1].more], [[null, null, null], null], "what was seen is not told again");
});

test("a way begins at the first weights, ends at the last step, and is close where much changes", () => {
  const rung = new Rung(counting({ steps: 50 }));
  while (!rung.how) rung.learn();
  const steps = rung.path.map(([step]) => step);
  assert.deepEqual([steps[0], steps.at(-1)], [0, 50]);
  assert.ok(steps[1] <= 3 && steps.length < 20);
  assert.deepEqual(rung.path.at(-1), [50, 50, 50]);
});
