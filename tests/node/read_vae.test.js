// Are the numbers that a VAE makes of a drawing what the formulas say, and is the spread on the map that of the draws?
import assert from "node:assert/strict";
import test from "node:test";

import { gaussian } from "../../browser/base/place.js";
import { mapWords, spreadOn } from "../../browser/read/landing.js";
import { klOf, zOf } from "../../browser/read/numbers.js";

test("z is mu + sigma * eps, and the divergence is 0 for the prior itself and that of the formula else", () => {
  assert.deepEqual(Array.from(zOf([1, -2], [0.5, 3], [2, -1])), [2, -5]);
  assert.deepEqual(Array.from(zOf(Float32Array.of(1, -2), Float32Array.of(0.5, 3), Float32Array.of(0, 0))), [1, -2]);
  assert.equal(klOf([0, 0, 0], [1, 1, 1]), 0);
  const expected = 0.5 * (4 + 0.25 - 1 - Math.log(0.25));
  assert.ok(Math.abs(klOf([2], [0.5]) - expected) < 1e-12);
});

test("the ellipses hold as many of the draws as the words say, on a plane of many dimensions too", () => {
  const sigma = [0.3, 1.2, 0.05, 0.7], s = Math.SQRT1_2;
  const axes = [[s, s, 0, 0], [0, 0, s, s]], [a, b, angle] = spreadOn(axes, sigma);
  let one = 0, two = 0;
  const n = 40000;
  for (let i = 0; i < n; i++) {
    const off = gaussian(4).map((v, j) => v * sigma[j]), [x, y] = axes.map((axis) => axis.reduce((sum, w, j) => sum + w * off[j], 0));
    const along = x * Math.cos(angle) + y * Math.sin(angle), across = y * Math.cos(angle) - x * Math.sin(angle), r = Math.hypot(along / a, across / b);
    one += Number(r < 1);
    two += Number(r < 2);
  }
  assert.ok(Math.abs(one / n - 0.393) < 0.015 && Math.abs(two / n - 0.865) < 0.015, `${one / n}, ${two / n}`);
});

test("an ellipse that lies askew is turned as the draws are", () => {
  const turn = 0.4, axes = [[Math.cos(turn), -Math.sin(turn)], [Math.sin(turn), Math.cos(turn)]];
  const [a, b, angle] = spreadOn(axes, [2, 0.5]);
  assert.ok(Math.abs(a - 2) < 1e-9 && Math.abs(b - 0.5) < 1e-9 && Math.abs(angle - turn) < 1e-9);
});

test("the words say which map it is, for every number of dimensions", () => {
  const about = { plane: { explained: [0.11, 0.08] } };
  assert.match(mapWords({ d: 1, n: 2000, about }), /Left to right is z.*2,000 images.*bars hold 68 % and 95 %/);
  assert.match(mapWords({ d: 2, n: 2000, about }), /latent space itself.*ellipses hold 39 % and 86 % of what σ says z may be/);
  assert.match(mapWords({ d: 16, n: 50, about }), /PCA, 19 % of their variance.*same linear map, exactly.*on this plane/);
  assert.match(mapWords({ d: 2, n: 0, about }), /keeps no images/);
});
