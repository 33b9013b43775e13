// Is what is named rightly counted as it is said?
import assert from "node:assert/strict";
import { test } from "node:test";
import { someOf } from "../../browser/exhibits/forty_labels/images.js";
import { bestByCluster, curveOf, distances, namesOf, nearestTo, nextTo, reached, summed, withinOf } from "../../browser/exhibits/forty_labels/spending.js";
import { aheadOf, aheadWords, outcomeWords, ownWords, worthWords } from "../../browser/exhibits/forty_labels/words.js";
import { makeArithmetic } from "../../browser/train/arithmetic.js";
import { makeStream } from "../../browser/train/chance.js";

// On a line: 0 1 2 | 10 11 12 | 20; the image at 12 is of the class of the one at 20, but of the second cluster.
const z = [0, 1, 2, 10, 11, 12, 20], known = { n: 7, far: distances(z, 7, 1), labels: [3, 3, 3, 5, 5, 7, 7], cluster: [0, 0, 0, 1, 1, 1, 2], clusters: 3 };

test("the nearest labelled image names all others, a cluster its own", () => {
  assert.equal(known.far[3 * 7 + 6], 100);
  assert.deepEqual(Array.from(namesOf(known, [], "nearest")), new Array(7).fill(-1));
  assert.deepEqual(Array.from(namesOf(known, [1, 5], "nearest")), [3, 3, 3, 7, 7, 7, 7]);
  assert.deepEqual(Array.from(namesOf(known, [1, 3, 5, 4], "nearest")), [3, 3, 3, 5, 5, 7, 7]);
  assert.deepEqual(Array.from(namesOf(known, [1, 3, 5, 4], "cluster")), [3, 3, 3, 5, 5, 5, 7], "two fives against a seven, and the last by its nearest");
  assert.deepEqual(Array.from(namesOf(known, [5, 3], "cluster")).slice(3, 6), [7, 7, 7], "of as many the first");
});

test("a curve says after each label what counting anew would", () => {
  const order = [5, 1, 4, 0, 3];
  for (const by of ["nearest", "cluster"]) {
    const counted = order.map((_, b) => namesOf(known, order.slice(0, b + 1), by).filter((name, i) => name === known.labels[i]).length / 7);
    assert.deepEqual(curveOf(known, order, by), [0, ...counted]);
  }
  assert.equal(bestByCluster(known), 6 / 7);
  assert.equal(reached([0, 0.2, 0.5, 0.7], 0.5), 2);
  assert.equal(reached([0, 0.2], 0.5), -1);
});

test("of many curves the mean, and where nine in ten lie", () => {
  const curves = Array.from({ length: 40 }, (_, k) => [0, k / 40]), [, at] = summed(curves);
  assert.ok(Math.abs(at.mean - 0.4875) < 1e-12);
  assert.deepEqual([at.low, at.high], [2 / 40, 37 / 40]);
  assert.equal(curves.filter(([, share]) => share >= at.low && share <= at.high).length, withinOf(40));
  const some = someOf(100, 40, makeStream(makeArithmetic(), 1));
  assert.equal(new Set(some).size, 40);
  assert.ok(some.every((i) => i >= 0 && i < 100));
});

test("keys go to the nearest image in their direction, and stay where there is none", () => {
  const plane = { n: 5, xy: [0, 0, 1, 0.2, 0.4, 0.9, 3, 0, -1, 0] };
  assert.equal(nextTo(plane, 0, [1, 0]), 1);
  assert.equal(nextTo(plane, 0, [0, 1]), 2);
  assert.equal(nextTo(plane, 3, [1, 0]), 3);
  assert.equal(nextTo(plane, 0, [-1, 0]), 4);
  assert.equal(nearestTo(plane, [2.6, 0.1]), 3);
});

test("words say who is ahead, what was guessed, and nothing that was not counted", () => {
  const curves = { medoids: [0, 0.304, 0.745], random: [{ mean: 0, low: 0, high: 0 }, { mean: 0.3, low: 0.2, high: 0.4 }, { mean: 0.601, low: 0.5, high: 0.66 }] };
  assert.equal(aheadOf(curves, 2), 15, "as the rounded numbers beside it");
  assert.deepEqual([1, 0, -3].map(aheadWords), ["medoids ahead by 1 point", "no difference", "random images ahead by 3 points"]);
  assert.doesNotMatch(outcomeWords(curves, 1, 9, 2), /You said/);
  assert.match(outcomeWords(curves, 2, -9, 2), /75 % rightly, random images 60 %.*ahead by 15 points\. You said: random images ahead by 9/);
  assert.match(worthWords(curves, 0.8, 2, 50, "nearest"), /In 46 of 50 tries, 2 random images name 50 % to 66 % rightly\. Medoids come as far .* with 2 labels\.$/);
  assert.match(worthWords({ ...curves, medoids: [0, 0.1, 0.55] }, 0.8, 2, 50, "cluster"), /no better than that\. If each cluster .* 80 % would be right/);
  assert.match(worthWords({ ...curves, medoids: [0, 0.1, 0.45] }, 0.8, 2, 50, "nearest"), /, and the medoids fewer than that\.$/);
  assert.match(ownWords([0, 0.25], curves), /Your 1 label names 25 % rightly; as many medoids 30 %/);
});
