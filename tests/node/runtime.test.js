// Does the interpreter compute what its operations are defined to be? Python's answers are held against it in tests/browser.
import assert from "node:assert/strict";
import test from "node:test";

import { makeRuntime } from "../../browser/base/runtime.js";

const runtime = makeRuntime();
const bytesOf = (numbers) => new Uint8Array(Float32Array.from(numbers).buffer);

function run(ops, input, weights, x) {
  return Array.from(runtime.build({ input, dtype: "float32", ops }, bytesOf(weights)).run(Float32Array.from(x)));
}

test("a linear layer and an activation", () => {
  const rows = 5, weights = [1, 2, 0, -1, 3, 1, 0.5, 0.5, -2, 0, 0, 0, 1, -1, 9]; // w (5, 2), then the biases
  const linear = { op: "linear", in: [0], shape: [rows], weight: 0, bias: 10 };
  const x = [3, -2], sums = [3 - 4, 2, 9 - 2, 0.5, -6].map((sum, r) => sum + weights[10 + r]);
  assert.deepEqual(run([linear], [2], weights, x), sums);
  assert.deepEqual(run([linear, { op: "relu", in: [1], shape: [rows] }], [2], weights, x), sums.map((v) => Math.max(0, v)));
});

test("sums of equal shapes, and of a number for each channel", () => {
  const square = { op: "relu", in: [0], shape: [2, 1, 2] }, both = { op: "add", in: [0, 1], shape: [2, 1, 2] };
  assert.deepEqual(run([square, both], [2, 1, 2], [], [1, -2, 3, 4]), [2, -2, 6, 8]);
  const flat = { op: "reshape", in: [0], shape: [4] }, part = { op: "part", in: [1], shape: [2], start: 2 };
  const onto = { op: "add", in: [0, 2], shape: [2, 1, 2] };
  assert.deepEqual(run([flat, part, onto], [2, 1, 2], [], [1, 2, 10, 20]), [11, 12, 30, 40]);
});

test("a convolution of one plane, with a border of zeros", () => {
  const op = { op: "conv2d", in: [0], shape: [1, 2, 2], kernel: [3, 3], stride: [1, 1], padding: [1, 1], weight: 0, bias: 9 };
  const kernel = [1, 2, 3, 4, 5, 6, 7, 8, 9], [a, b, c, d] = [1, 10, 100, 1000];
  const at = (y, x) => [[a, b], [c, d]][y]?.[x] ?? 0;
  const expected = [0, 1].flatMap((y) => [0, 1].map((x) => {
    let sum = 0.5;
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += kernel[3 * i + j] * at(y + i - 1, x + j - 1);
    return sum;
  }));
  assert.deepEqual(run([op], [1, 2, 2], [...kernel, 0.5], [a, b, c, d]), expected);
});

test("half-precision numbers are read as IEEE 754 has them", () => {
  const known = [[0x0000, 0], [0x3c00, 1], [0xc000, -2], [0x3555, 0.333251953125], [0x7bff, 65504], [0x0001, 2 ** -24]];
  assert.deepEqual(Array.from(runtime.fromHalf(Uint16Array.from(known, ([bits]) => bits))), known.map(([, value]) => value));
  assert.equal(runtime.fromHalf(Uint16Array.of(0x7c00))[0], Infinity);
  assert.ok(Number.isNaN(runtime.fromHalf(Uint16Array.of(0x7c01))[0]));
});

test("an operation that nobody knows is refused in words", () => {
  assert.throws(() => run([{ op: "fold", in: [0], shape: [1] }], [1], [], [0]), /cannot run the operation fold/);
});
