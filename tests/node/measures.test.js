// Do measures of images say what they are named after?
import assert from "node:assert/strict";
import test from "node:test";

import { leaderOf, measuresOf, rateOf, shareOf } from "../../browser/compare_models/measures.js";

const SIZE = 8;
const image = (ink) => Float32Array.from({ length: SIZE * SIZE }, (_, i) => ink(i % SIZE, Math.floor(i / SIZE)));

test("a blurred stroke is less steep and more grey than a sharp one", () => {
  const sharp = measuresOf(Array.from({ length: 8 }, () => image((x) => (x === 3 || x === 4 ? 1 : 0))), SIZE);
  const blurred = measuresOf(Array.from({ length: 8 }, () => image((x) => Math.max(0, 1 - Math.abs(x - 3.5) / 4))), SIZE);
  assert.equal(sharp.grey.value, 0);
  assert.equal(sharp.steep.value, 0.5); // of two columns the right one ends at paper
  assert.equal(blurred.grey.value, 1);
  assert.ok(blurred.steep.value < sharp.steep.value);
  assert.equal(sharp.apart.value, 0);
});

test("too few images say nothing", () => {
  const few = measuresOf(Array.from({ length: 7 }, () => image(() => 1)), SIZE);
  assert.deepEqual([few.steep, few.grey, few.apart], [null, null, null]);
});

test("all of few is not certainty", () => {
  assert.equal(rateOf(36, 36).value, 1);
  assert.ok(rateOf(36, 36).spread > 0.02 && rateOf(36, 36).spread < rateOf(4, 4).spread);
});

test("a share of what real images have, with both spreads", () => {
  const { value, spread } = shareOf({ value: 3, spread: 0.3 }, { value: 6, spread: 0.6 });
  assert.equal(value, 0.5);
  assert.ok(Math.abs(spread - 0.5 * Math.hypot(0.1, 0.1)) < 1e-12);
  assert.equal(shareOf(null, { value: 1, spread: 0 }), null);
});

test("nobody leads by less than twice what both vary by", () => {
  const of = (value, spread) => ({ value, spread });
  assert.equal(leaderOf([of(1, 0.5), of(2, 0.5)], true), null);
  assert.deepEqual(leaderOf([of(1, 0.1), null, of(2, 0.1)], true), { first: 2, second: 0 });
  assert.deepEqual(leaderOf([of(1, 0.1), of(2, 0.1)], false), { first: 0, second: 1 });
});
