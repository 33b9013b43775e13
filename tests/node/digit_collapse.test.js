// Are digits read, counted and judged as is said, and do two GANs learn in step?
import assert from "node:assert/strict";
import test from "node:test";

import { collapsed, countOf, fewestOf, missedOf, thereOf, wholeFrom, worseOf } from "../../browser/exhibits/digit_collapse/outcome.js";
import { beginDuels } from "../../browser/exhibits/digit_collapse/duels.js";
import { makeReader, rightOf } from "../../browser/exhibits/digit_collapse/reader.js";
import { endWords, thereWords, verdictOf } from "../../browser/exhibits/digit_collapse/words.js";
import { dataOf, KERNELS } from "./training.js";

const PIXELS = 64, layers = (widths, activation) => widths.slice(1).map((outputs, i) => (
  { inputs: widths[i], outputs, activation: i < widths.length - 2 ? activation : "", slope: 0.2 }));
const PLAN = {
  generator: layers([4, 12, PIXELS], "relu"), discriminator: layers([PIXELS, 12, 1], "leaky"), pixels: PIXELS, latent_dim: 4, classes: ["a", "b", "c", "d"],
  loss: "non-saturating", label_smoothing: 0, r1: 0, r1_every: 1, discriminator_rate: 1, discriminator_steps: 1, average: 0, image_size: 8,
  optimiser: { betas: [0.5, 0.999], eps: 1e-8 }, learning_rate: 1e-3, schedule: "constant", epochs: 15, epoch_images: 0, batch_size: 8, seed: 3,
};

test("the nearest image that was learned from names a drawing, on either kernels", () => {
  const data = dataOf(), { images, labels, learned, heldOut } = data;
  const slow = (at) => learned.reduce((best, place) => {
    let far = 0;
    for (let i = 0; i < PIXELS; i++) far += (images[at * PIXELS + i] - images[place * PIXELS + i]) ** 2;
    return far < best.far ? { far, label: labels[place] } : best;
  }, { far: Infinity, label: -1 }).label;
  for (const kernels of Object.values(KERNELS)) {
    const read = makeReader(data, PIXELS, kernels), found = read(images.subarray(0, 40 * PIXELS));
    for (const place of learned) assert.equal(found[place], labels[place], "itself");
    const right = [...heldOut].filter((place) => slow(place) === labels[place]).length;
    assert.deepEqual(rightOf(read, data, PIXELS), { right, of: heldOut.length });
  }
});

test("two learn in step from the same weights and noise, and differ by R1 alone", () => {
  const told = [], duels = beginDuels((message) => told.push(message), (work) => work()), data = dataOf();
  duels.hear({ data, plans: [0, 0, 0.5].map((r1, k) => [k, { ...PLAN, r1 }]) });
  for (let k = 0; k < 30; k++) for (const rung of duels.rungs) rung.learn();
  duels.hear({ id: 1, look: { since: [30, -1, -1], images: 2 } });
  const [same, one, other] = told.at(-1).rungs;
  assert.equal(same, null, "nothing new");
  assert.deepEqual([...one.drawn], [...duels.rungs[0].duel.model.drawn(duels.rungs[0].noise.subarray(0, 8))]);
  assert.notDeepEqual(one.drawn, other.drawn);
  assert.ok(other.losses.penalty > 0 && one.losses.penalty === 0);
  assert.deepEqual(one.path.map(([step, counts]) => [step, counts.reduce((a, b) => a + b)]), [[0, 300], [25, 300]]);
  duels.hear({ dials: { r1: 0.5 } });
  duels.hear({ run: true });
  duels.hear({ id: 2, look: { since: [-1, -1, -1], images: 1 } });
  const [mended] = told.at(-1).rungs;
  assert.ok(mended.turned === 30 && mended.how === "done" && mended.losses.penalty > 0 && mended.step === mended.steps);
});

const counts = (n) => Array.from({ length: 10 }, (_, k) => (k < n ? 300 / n : 0)), path = (...rows) => rows.map(([step, n]) => [step, counts(n)]);

test("what was left out is worked out from the counts of this run", () => {
  assert.deepEqual(thereOf([5, 6, 289, 0]), [false, true, true, false], "two in a hundred");
  assert.equal(countOf([0, 0]), 0);
  const without = path([0, 10], [25, 2], [300, 4], [325, 10]), calm = path([0, 1], [25, 8], [300, 10], [325, 10]);
  assert.equal(missedOf(without), (8 + 6 + 0) / 3);
  assert.equal(missedOf(without, 25), 8);
  assert.equal(missedOf(without.slice(0, 1)), null, "the first weights have not learned");
  assert.equal(worseOf([without, calm]), "without");
  assert.equal(worseOf([calm, without]), "with");
  assert.equal(worseOf([calm, calm]), "alike");
  assert.deepEqual(fewestOf(without), { least: 4, at: 300, before: 2, since: 25, of: 10 });
  assert.ok(collapsed(fewestOf(without)) && !collapsed(fewestOf(calm)) && !collapsed(fewestOf(calm.slice(0, 2))));
  assert.deepEqual([wholeFrom(without), wholeFrom(calm), wholeFrom(without.slice(0, 3))], [325, 300, null]);
});

test("the verdict is what happened, and says so where nothing did", () => {
  const lost = path([0, 1], [25, 9], [300, 9], [325, 3]), calm = path([0, 1], [25, 8], [300, 10], [325, 10]), state = { guess: "without", cured: null, how: ["done", "done"], over: true };
  assert.match(verdictOf({ ...state, guess: "", paths: [[], []] }), /^First a guess/);
  assert.match(verdictOf({ ...state, paths: [lost, calm] }), /without R1 left out 3\.0 .* with R1 0\.7\. Your guess was right/);
  assert.match(verdictOf({ ...state, paths: [calm, lost] }), /Your guess was another/);
  assert.match(verdictOf({ ...state, paths: [calm, calm] }), /neither is called the worse\. Your guess was another/);
  assert.match(verdictOf({ ...state, paths: [lost, calm], over: false, how: ["", ""] }), /^So far/);
  assert.match(verdictOf({ ...state, paths: [lost, calm], how: ["diverged", ""] }), /ran away/);
  assert.match(endWords({ ...state, paths: [lost, calm] }), /at step 325 .* 3 digits; at step 25 it had been 9.* a digit was still missing at the end\. With R1 all ten .* from step 300 on/);
  assert.match(endWords({ ...state, paths: [calm, calm] }), /^Neither collapsed/);
  assert.match(endWords({ ...state, cured: 300, paths: [path([25, 2], [300, 2], [325, 10]), calm] }), /given R1 at step 300 draws 10 digits at step 325/);
  assert.equal(thereWords(counts(9), [..."0123456789"]), "9 of 10 digits; left out: 9");
  assert.equal(thereWords(new Array(10).fill(0), [..."0123456789"]), "Nothing is drawn yet.");
});
