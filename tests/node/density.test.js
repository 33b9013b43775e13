// Is a density the one of its formula, and does it say when a place is outside?
import assert from "node:assert/strict";
import test from "node:test";

import { makeDensity, nearestRow, quantile, shareBelow } from "../../browser/samples/density.js";

const LOG_2PI = Math.log(2 * Math.PI);
const near = (a, b, by = 1e-6) => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`);

test("the standard normal in three dimensions", () => {
  const factor = Float32Array.of(1, 1, 1), means = new Float32Array(3), constants = Float32Array.of(-1.5 * LOG_2PI);
  const density = makeDensity({ k: 1, covariance: "diag", cutoff: null }, 3, { constants, means, factor });
  near(density(Float32Array.of(0, 0, 0)), -1.5 * LOG_2PI);
  near(density(Float32Array.of(1, -2, 2)), -1.5 * LOG_2PI - 4.5);
});

test("beyond the cutoff there is nothing", () => {
  const about = { k: 1, covariance: "diag", cutoff: 2 };
  const density = makeDensity(about, 1, { constants: Float32Array.of(0), means: Float32Array.of(0), factor: Float32Array.of(1) });
  assert.equal(density(Float32Array.of(2.01)), -Infinity);
  near(density(Float32Array.of(1)), -0.5);
});

test("the same mixture told as full, tied and diagonal", () => {
  const means = Float32Array.of(0, 0, 3, -1), constants = Float32Array.of(-2, -1), z = Float32Array.of(1, 0.5);
  const told = {
    diag: Float32Array.of(2, 0.5, 2, 0.5), tied: Float32Array.of(2, 0, 0, 0.5), full: Float32Array.of(2, 0, 0, 0.5, 2, 0, 0, 0.5),
  };
  const squares = [[1, 0.5], [-2, 1.5]].map(([x, y]) => ((2 * x) ** 2 + (0.5 * y) ** 2) / 2);
  const expected = Math.log(Math.exp(-2 - squares[0]) + Math.exp(-1 - squares[1]));
  for (const [covariance, factor] of Object.entries(told)) {
    near(makeDensity({ k: 2, covariance, cutoff: null }, 2, { constants, means, factor })(z), expected);
  }
});

test("the nearest row, itself left out where asked", () => {
  const rows = Float32Array.of(0, 0, 3, 4, 1, 0);
  assert.deepEqual(nearestRow(rows, 2, [3, 3]), { index: 1, distance: 1 });
  assert.deepEqual(nearestRow(rows, 2, [0, 0], 0), { index: 2, distance: 1 });
});

test("shares and quantiles of sorted numbers", () => {
  const sorted = Float64Array.of(1, 2, 2, 4);
  assert.deepEqual([0, 1, 2, 3, 5].map((value) => shareBelow(sorted, value)), [0, 0, 0.25, 0.75, 1]);
  assert.equal(quantile(sorted, 0), 1);
  assert.equal(quantile(sorted, 1), 4);
});
