// Does a page of the pack get its bytes back, find the scene that is meant, and know a right answer?
import assert from "node:assert/strict";
import test from "node:test";

import { isAt, isRight, numberOf, rightOption, written } from "../../browser/pack/question.js";
import { offered, sceneFor } from "../../browser/pack/scenes.js";
import { bytesOfText, packed, together } from "../../browser/pack/shelf.js";
import { measuresOf } from "../../browser/train/ending.js";
import { makeRuntime } from "../../browser/base/runtime.js";

test("bytes that were written 15 bits a sign come back, whatever their number", () => {
  for (const length of [0, 1, 2, 14, 15, 16, 301]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 97 + 13) % 256);
    const bits = [...bytes].map((v) => v.toString(2).padStart(8, "0")).join("");
    const signs = (bits.match(/.{1,15}/g) ?? []).map((part) => String.fromCharCode(0x3400 + parseInt(part.padEnd(15, "0"), 2))).join("");
    assert.deepEqual(bytesOfText(signs, length), bytes);
  }
});

test("numbers that were taken apart stand together again", () => {
  assert.deepEqual(together(Uint8Array.of(1, 3, 5, 2, 4, 6), 2), Uint8Array.of(1, 2, 3, 4, 5, 6));
  assert.deepEqual(together(Uint8Array.of(1, 5, 2, 6, 3, 7, 4, 8), 4), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
});

test("what is packed here is read as what the server packs", () => {
  const sections = { about: new TextEncoder().encode('{"größe": 1}'), xy: new Uint8Array(33).fill(7), none: new Uint8Array(0) };
  const found = makeRuntime().unpack(packed(sections));
  for (const [name, bytes] of Object.entries(sections)) assert.deepEqual([...found[name]], [...bytes]);
});

const STAGE = {
  choices: [{ name: "model" }, { name: "map" }, { name: "seed", again: true }],
  scenes: [["a", "plane", "0"], ["a", "plane", "1"], ["b", "plane", "0"], ["b", "umap", "0"], ["b", "umap", "1"]]
    .map(([model, map, seed]) => ({ at: { model, map, seed }, titles: { model: model.toUpperCase() } })),
};

test("a choice is met first, and the others as far as they can be", () => {
  assert.deepEqual(sceneFor(STAGE, { model: "b", map: "umap", seed: "1" }, "model").at, { model: "b", map: "umap", seed: "1" });
  assert.deepEqual(sceneFor(STAGE, { model: "a", map: "umap", seed: "1" }, "model").at, { model: "a", map: "plane", seed: "1" });
  assert.deepEqual(sceneFor(STAGE, { model: "a", map: "umap" }, "map").at, { model: "b", map: "umap", seed: "0" });
  assert.deepEqual(sceneFor(STAGE, { model: "no such" }).at, STAGE.scenes[0].at);
});

test("offered is what goes with the choices on the left, by its title", () => {
  assert.deepEqual(offered(STAGE, { model: "a", map: "plane" }, "model"), [["a", "A"], ["b", "B"]]);
  assert.deepEqual(offered(STAGE, { model: "a", map: "plane" }, "map"), [["plane", "plane"]]);
  assert.deepEqual(offered(STAGE, { model: "b", map: "umap" }, "seed"), [["0", "0"], ["1", "1"]]);
});

test("what is no number is said so in a sentence", () => {
  assert.equal(numberOf(" 12,5 "), 12.5);
  assert.throws(() => numberOf("  "), /Write a number first/);
  for (const text of ["many", "1e400", "NaN", "9e99"]) assert.throws(() => numberOf(text), /Write a number, such as 12/);
});

test("an answer is right as the lesson says", () => {
  const number = { kind: "number", truth: 20, within: 1.5 };
  assert.deepEqual([13, 14, 20, 30, 31].map((guess) => isRight(number, guess)), [false, true, true, true, false]);
  const own = { kind: "choice", own: { measure: "kl", bounds: [[null, 1], [1, 10], [10, null]] } };
  assert.deepEqual([0.5, 1, 9.9, 10].map((kl) => rightOption(own, { kl })), [0, 1, 1, 2]);
  assert.equal(rightOption(own, undefined), -1);
  assert.equal(written(0.954, 0, "%"), "95 %");
  assert.equal(written(1234.56, 1, "nats"), "1,234.6 nats");
});

test("a place is right in its cell, and beyond the images only where none are asked for", () => {
  const grid = { box: [-1, -1, 1, 1], size: 2, cells: "0110" };
  assert.deepEqual([[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5], [3, 0]].map((at) => isAt(grid, at)), [false, true, true, false, false]);
  assert.equal(isRight({ kind: "point", grid }, [3, 0]), false);
  assert.equal(isRight({ kind: "point", grid: { ...grid, beyond: true } }, [3, 0]), true);
});

test("a model that has just learned is measured as the library measures one", () => {
  const mu = [0, 1, 2, 1, 4, 1], logvar = [0, -2, 0, -2, 0, -4], rows = [9, 5, 4].map((loss) => ({ validation: { loss } }));
  const found = measuresOf({ mu, logvar, rows, dials: { beta: 4 } }, 2);
  const kl = (m, l) => 0.5 * (m * m + Math.exp(l) - 1 - l);
  assert.ok(Math.abs(found.kl - mu.reduce((sum, m, i) => sum + kl(m, logvar[i]), 0) / 3) < 1e-12);
  assert.ok(Math.abs(found.spread - Math.sqrt(8 / 3) / 2) < 1e-12);
  assert.ok(Math.abs(found.sigma - Math.exp(-1 / 2)) < 1e-12);
  assert.deepEqual([found.alive, found.dims, found.epochs, found.beta], [1, 2, 3, 4]);
  assert.deepEqual([found["first-loss"], found.loss, found["early-fall"]], [9, 4, 0]);
});
