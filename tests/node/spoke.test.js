// Is the ink found that a verdict hangs on, where it is known which?
import assert from "node:assert/strict";
import test from "node:test";

import { coveredImage, oddsOf, spokeHeat, spokePlace, spokeSide, spokeSquares } from "../../browser/read/spoke.js";

const SIZE = 28, K = 3;
const at = (x, y) => y * SIZE + x;
const inside = (x, y, [left, top]) => x >= left && x < left + 4 && y >= top && y < top + 4;

// A network that looks at two blocks alone: ink in the one speaks for class 1, ink in the other for class 2.
const FOR = [6, 10], AGAINST = [18, 4];
function reads(pixels) {
  const sum = (block) => pixels.reduce((s, v, i) => (inside(i % SIZE, (i / SIZE) | 0, block) ? s + v : s), 0);
  const z = [0, sum(FOR) / 2, sum(AGAINST) / 8].map(Math.exp), all = z.reduce((a, b) => a + b);
  return z.map((v) => v / all);
}

const heatOf = (pixels) => {
  const squares = spokeSquares(pixels, SIZE), odds = oddsOf(reads(pixels), 1, K);
  const falls = squares.map((square) => odds - oddsOf(reads(coveredImage(pixels, SIZE, square)), 1, K));
  return { squares, falls, heat: spokeHeat(squares, falls, SIZE) };
};

test("where two blocks alone matter, they alone are coloured, the one for and the other against", () => {
  const pixels = new Float32Array(SIZE * SIZE).fill(0.8), { squares, falls, heat } = heatOf(pixels);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const near = ([left, top]) => x > left - 4 && x < left + 7 && y > top - 4 && y < top + 7;
      if (inside(x, y, FOR)) assert.ok(heat[at(x, y)] > 1, `${x}, ${y} speaks for it`);
      else if (inside(x, y, AGAINST)) assert.ok(heat[at(x, y)] < -0.1, `${x}, ${y} speaks against it`);
      else if (!near(FOR) && !near(AGAINST)) assert.equal(heat[at(x, y)], 0);
    }
  }
  const most = falls.indexOf(Math.max(...falls));
  assert.deepEqual(squares[most], FOR);
  assert.equal(Math.max(...heat), heat[at(8, 12)], "the middle of the block");
});

test("paper is not tried, for covering it changes nothing", () => {
  const pixels = new Float32Array(SIZE * SIZE);
  assert.deepEqual(spokeSquares(pixels, SIZE), []);
  pixels[at(7, 11)] = 1;
  const { squares, heat } = heatOf(pixels);
  assert.equal(squares.length, 4);
  assert.ok(squares.every((square) => inside(7, 11, square)));
  assert.ok(Math.abs(heat[at(7, 11)] - (oddsOf(reads(pixels), 1, K) - oddsOf(reads(new Float32Array(SIZE * SIZE)), 1, K))) < 1e-6);
  pixels[0] = 1;
  assert.ok(spokeSquares(pixels, SIZE).some(([x, y]) => x < 0 && y < 0), "the corner has four squares, too");
});

test("odds tell sure from surer where the probability is 1 to all digits, and stay numbers", () => {
  const sure = Float32Array.of(1, 1e-7, 1e-9), surer = Float32Array.of(1, 1e-9, 1e-11);
  assert.ok(oddsOf(surer, 0, K) > oddsOf(sure, 0, K) + 4);
  assert.ok(Number.isFinite(oddsOf([1, 0, 0], 0, K)) && Number.isFinite(oddsOf([1, 0, 0], 1, K)));
  assert.equal(oddsOf([0.5, 0.25, 0.25, 7], 0, K), 0, "how unlike all it is, is no share");
});

test("a square is named by where it lies", () => {
  assert.equal(spokeSide(SIZE), 4);
  assert.equal(spokePlace([12, 12], SIZE), "in the middle");
  assert.equal(spokePlace([-2, -2], SIZE), "at the top left");
  assert.equal(spokePlace([24, 12], SIZE), "at the right");
  assert.equal(spokePlace([12, 24], SIZE), "at the bottom");
});
