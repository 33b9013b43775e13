// Are shares worked out as core/one_image works them out?

import assert from "node:assert/strict";
import { test } from "node:test";
import { SHIFTS, calibrated, middle, readAs, rolled, shareOf, unit } from "../../browser/one_image/judge.js";
import { handWords, networkWords } from "../../browser/one_image/words.js";

const near = (a, b, off = 1e-6) => assert.ok(Math.abs(a - b) < off, `${a} is not ${b}`);

test("an image is moved round its edges", () => {
  const image = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual([...rolled(image, 3, [1, 0])], [7, 8, 9, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...rolled(image, 3, [0, -1])], [2, 3, 1, 5, 6, 4, 8, 9, 7]);
  assert.equal(SHIFTS.length, 5);
});

test("the two nearest of one's own decide", () => {
  const own = [[1, 0], [0, 1], [0.6, 0.8]], point = unit([0.8, 0.6]);
  const { score, share } = shareOf(point, { own, slope: 2, offset: -1 });
  near(score, (0.96 + 0.8) / 2);
  near(share, 1 / (1 + Math.exp(-(2 * score - 1))));
  near(shareOf(point, { own: [[1, 0]], slope: 1, offset: 0 }).score, 0.8);
  near(Math.hypot(...middle([[1, 0], [0, 1]])), 1);
});

test("bars are cooled and mine is weighed", () => {
  const shares = [0.2, 0.7, 0.1], bars = calibrated(shares, { temperature: 2, mine: 1 });
  const raised = [Math.sqrt(0.2) * Math.E, Math.sqrt(0.7), Math.sqrt(0.1)], sum = raised.reduce((a, b) => a + b);
  bars.forEach((bar, i) => near(bar, raised[i] / sum));
  near(calibrated([1, 0, 0], { temperature: 1.76, mine: 1.1 }).reduce((a, b) => a + b), 1);
});

test("another character is not asked whose it is, and nothing is claimed below the line", () => {
  const reader = { classes: ["1", "2"] };
  assert.deepEqual(readAs([0.1, 0.9], reader, "2"), { share: 0.9, name: "2" });
  assert.deepEqual(readAs([0.1, 0.9, 1.4], reader, "2"), { share: 0, name: null }); // like nothing it knows
  assert.equal(handWords({ mine: 0.9, read: { name: "1" } }, { least: 0.67 }, "2").sign, "Another");
  assert.equal(handWords({ mine: 0.66, read: { name: "2" } }, { least: 0.67 }, "2").sign, "Not recognised");
  assert.equal(handWords({ mine: 0.7, read: null }, { least: 0.67 }, "2").sign, "Recognised");
  assert.equal(networkWords([0.5, 0.4, 0.1], { least: 0.8 }, "2").sign, "Not recognised");
  assert.equal(networkWords([0.5, 0.1, 0.4], { least: 0.8 }, "2").sign, "Another");
  assert.equal(networkWords([0.8, 0.1, 0.1], { least: 0.8 }, "2").sign, "Recognised");
});
