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

// A flow over one pixel and two classes, whose network says what a linear layer makes of [x, 16 numbers, y].
function flow(settings, weights, bias = 0) {
  const network = { input: [19], ops: [{ op: "linear", in: [0], shape: [1], weight: 0, bias: 19 }] };
  const op = { op: "solve", in: [0], shape: [1, 1, 1], steps: 8, guidance: 1, network, ...settings };
  return (x) => run([op], [3], [...Array.from({ length: 19 }, (_, i) => weights[i] ?? 0), bias], x)[0];
}

test("a flow that knows the image is there after any number of steps, and stays between paper and ink", () => {
  for (const steps of [1, 2, 8, 64]) assert.equal(flow({ steps }, {}, 0.5)([-3, 1, 0]), 0.75);
  assert.equal(flow({}, {}, 7)([0, 1, 0]), 1);
  assert.equal(flow({}, {}, -7)([0, 1, 0]), 0);
});

test("a flow goes its share of what is left at each step", () => {
  const half = { 0: 0.5 }; // what is seen is half of where it is: 1 -> 3/4 -> 3/8
  assert.equal(flow({ steps: 2 }, half)([1, 1, 0]), (1 + 0.375) / 2);
});

test("guidance weighs what is seen with the class against what is seen without", () => {
  const told = { 17: 0.5, 18: -0.5 };
  for (const [guidance, seen] of [[0, 0], [1, 0.5], [1.5, 0.75]]) {
    assert.equal(flow({ guidance }, told)([9, 1, 0]), (seen + 1) / 2);
    assert.equal(flow({ guidance }, told)([9, 0, 1]), (1 - seen) / 2);
  }
});

test("a moment is told by sines and cosines of up to 60 radians", () => {
  const seen = (i, steps) => 2 * flow({ steps }, { [1 + i]: 1 })([0, 1, 0]) - 1;
  assert.equal(seen(0, 1), 0); // the sine of 0
  assert.ok(Math.abs(seen(8, 2) - Math.cos(0.5)) < 1e-6); // the last step is at half of the way
  assert.ok(Math.abs(seen(15, 2) - Math.cos(30)) < 1e-6);
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
