// Is a marked shape the one that a link says, and are those inside it the ones that geometry says?
import assert from "node:assert/strict";
import test from "node:test";

import { makeIndex, nearestRows } from "../../browser/map/grid.js";
import { makeSelect, readSelection } from "../../browser/map/select.js";
import { makeResampler } from "../../browser/base/resample.js";

test("a link says a shape, classes and an image, or nothing at all", () => {
  assert.deepEqual(readSelection("0,0,4,0,4,4~1.3~7~umap"),
    { layout: "umap", polygon: [[0, 0], [4, 0], [4, 4]], classes: [1, 3], picked: 7 });
  assert.deepEqual(readSelection("~2"), { layout: "plane", polygon: null, classes: [2], picked: null });
  for (const broken of ["", null, "0,0,4", "0,0,4,0", "0,0,4,0,x,4", "~-1", "~1.5.z", `${"1,".repeat(60)}1,1`]) {
    assert.equal(readSelection(broken), null, String(broken));
  }
});

test("an L-shaped polygon marks what lies inside and leaves its notch out", () => {
  const xy = Float32Array.of(0.5, 0.5, 0.5, 2.5, 2.5, 2.5, 2.5, 0.5, 5, 5);
  const host = {
    map: { bounds: () => ({ scale: 1 }), toWorld: (x, y) => [x, y] }, bundle: { labels: Uint8Array.of(0, 0, 1, 1, 2), classes: ["a", "b", "c"] },
    places: () => xy, layout: () => "plane", changed() {},
  };
  const select = makeSelect(host);
  select.restore({ layout: "plane", polygon: [[0, 0], [3, 0], [3, 1], [1, 1], [1, 3], [0, 3]], classes: [2] });
  assert.deepEqual(Array.from(select.members), [0, 1, 3, 4]);
});

test("the nearest by an index are the nearest by looking at all", () => {
  const xy = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) * 10), at = [1, -2];
  const rows = new Uint32Array(5), cells = new Uint32Array(5), squares = new Float64Array(5);
  nearestRows(xy, 2, at, 5, rows, squares);
  const far = (i) => (xy[2 * i] - at[0]) ** 2 + (xy[2 * i + 1] - at[1]) ** 2;
  const all = Array.from({ length: 200 }, (_, i) => i).sort((i, j) => far(i) - far(j)).slice(0, 5);
  assert.deepEqual(Array.from(rows), all);
  assert.equal(makeIndex(xy).nearest(...at, 5, cells, squares), 5);
  assert.deepEqual(Array.from(cells), all);
  assert.equal(makeIndex(xy)(...at, 100), all[0]);
});

test("shrinking an image keeps its mean, and an image of the right size stays as it is", () => {
  const pixels = Float32Array.from({ length: 16 * 16 }, (_, i) => (Math.floor(i / 16) < 8 ? 1 : 0));
  const small = makeResampler(16, 4)(pixels), mean = (a) => a.reduce((sum, v) => sum + v, 0) / a.length;
  assert.ok(Math.abs(mean(small) - 0.5) < 1e-6);
  assert.deepEqual(Array.from(makeResampler(16, 16)(pixels)), Array.from(pixels));
});
