// Is what a browser hands out a zip as any program reads it, with weights by their names, and of as many dimensions as were set?
import assert from "node:assert/strict";
import test from "node:test";

import { withDims } from "../../browser/train/block.js";
import { crc32, glanceOf, safetensors, zipped } from "../../browser/train/folder.js";
import { fileName, inBase64 } from "../../browser/train/live/take.js";
import { layoutOf } from "../../browser/train/layout.js";
import { planOf } from "./training.js";

const text = (value) => new TextEncoder().encode(value);

test("check sums are those of every zip", () => {
  assert.equal(crc32(text("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array(0)), 0);
});

test("a zip holds its files one after the other and lists them at its end", async () => {
  const bytes = new Uint8Array(await zipped({ "a.json": text("{}"), "b.bin": new Uint8Array(5) }).arrayBuffer()), view = new DataView(bytes.buffer);
  const end = bytes.length - 22, directory = view.getUint32(end + 16, true);
  assert.equal(view.getUint32(end, true), 0x06054b50);
  assert.equal(view.getUint16(end + 10, true), 2);
  assert.equal(view.getUint32(directory, true), 0x02014b50);
  assert.equal(directory + view.getUint32(end + 12, true), end);
  assert.equal(view.getUint32(0, true), 0x04034b50);
});

test("tensors stand behind a header of whole eights that says where", () => {
  const bytes = safetensors({ x: { dtype: "F32", shape: [2], values: Float32Array.of(1, 2) } }, { note: "n" }), view = new DataView(bytes.buffer);
  const room = view.getUint32(0, true), header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + room)));
  assert.equal(room % 8, 0);
  assert.deepEqual(header, { __metadata__: { note: "n" }, x: { dtype: "F32", shape: [2], data_offsets: [0, 8] } });
  assert.deepEqual([...new Float32Array(bytes.slice(8 + room).buffer)], [1, 2]);
});

test("another number of dimensions goes through plan and settings", () => {
  const config = text(JSON.stringify({ model: { latent_dim: 2, beta: 1.5 }, seed: 3 }));
  const begun = withDims({ plan: planOf({ told: 4 }), config, away: config, weights: new Float32Array(1), data: {} }, 7);
  const { encoder, decoder, latent_dim: d } = begun.plan;
  assert.deepEqual([d, encoder.at(-1).outputs, decoder[0].inputs, begun.weights], [7, 14, 11, null]);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(begun.config)), { model: { latent_dim: 7, beta: 1.5 }, seed: 3 });
  layoutOf(begun.plan, 8);
});

test("a name becomes that of a file, and bytes become text", () => {
  assert.equal(fileName("Ziffern, groß: 2 dims!"), "ziffern-groß-2-dims.zip");
  assert.equal(fileName("…"), "model.zip");
  const bytes = Uint8Array.from({ length: 60_001 }, (_, i) => i * 7);
  assert.deepEqual(new Uint8Array(Buffer.from(inBase64(bytes), "base64")), bytes);
});

test("at a glance rows of ten stand in the order of the server's, whole ones alone", () => {
  const run = (n, from) => Uint8Array.from({ length: n }, (_, i) => from + i), rows = (bytes) => bytes.filter((_, i) => i % 10 === 0);
  assert.deepEqual([...rows(glanceOf(run(20, 0), run(20, 100), run(20, 200), 1))], [0, 100, 10, 110, 200, 210]);
  assert.deepEqual([...rows(glanceOf(run(13, 0), run(13, 100), run(20, 200), 1))], [0, 100, 200, 210]);
});
