// Is ink what is dark enough at the threshold, and do brushes cover what lies under them, whatever the threshold is?
import assert from "node:assert/strict";
import test from "node:test";

import { brushShares, paintHalved, paintShares, shareColours } from "../../browser/page/shares.js";

const COLOURS = { paper: [255, 253, 248], ink: [20, 30, 40], left: [200, 20, 100] };
const pixel = ([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0;

test("a share above the threshold is painted as ink, one below it nearly as paper", () => {
  for (const threshold of [0.1, 0.45, 0.9]) {
    const table = shareColours(threshold, COLOURS), at = Math.round(250 * threshold);
    for (const share of [at + 6, 250]) if (share <= 250) assert.equal(table[share], pixel(COLOURS.ink), `${share} at ${threshold}`);
    const pale = table[Math.max(0, at - 6)] & 255;
    assert.ok(pale > 200 && pale <= 255);
    assert.equal(table[0], pixel(COLOURS.paper));
  }
});

test("what a brush has made does not change with the threshold", () => {
  const [pale, dark] = [0.1, 0.9].map((threshold) => shareColours(threshold, COLOURS));
  for (const code of [252, 254, 255]) assert.equal(pale[code], dark[code]);
  assert.equal(dark[255], pixel(COLOURS.ink));
  assert.equal(pale[254], pixel(COLOURS.paper));
  assert.ok(pale[252] !== pixel(COLOURS.paper) && pale[252] !== pixel(COLOURS.ink), "what was left out is seen as such");
});

test("a stroke covers a round line and says where it did", () => {
  const [w, h] = [60, 40], shares = new Uint8Array(w * h).fill(100);
  const [left, top, right, bottom] = brushShares(shares, w, h, [20, 20, 40, 20], 8, "ink");
  assert.ok(left <= 16 && top <= 16 && right >= 44 && bottom >= 24);
  const covered = shares.reduce((sum, v) => sum + (v === 255), 0);
  assert.ok(Math.abs(covered - (20 * 8 + Math.PI * 16)) < 14, `${covered} pixels of a capsule`);
  assert.equal(shares[20 * w + 30], 255);
  assert.equal(shares[14 * w + 30], 100);
  brushShares(shares, w, h, [30, 20], 6, "paper");
  assert.equal(shares[20 * w + 30], 254);
  const box = brushShares(shares, w, h, [-500, -500, -400, -500], 10, "ink");
  assert.ok(box[0] >= box[2] || box[1] >= box[3], "beside the page there is nothing to paint");
});

test("only the rectangle that changed is painted, at its own size and at half of it", () => {
  const table = new Uint32Array(256).fill(9), pixels = new Uint32Array(12).fill(7);
  paintShares(pixels, 4, new Uint8Array(12), 4, table, [1, 1, 3, 3]);
  assert.deepEqual([...pixels], [9, 9, 7, 7, 9, 9, 7, 7, 7, 7, 7, 7], "from the left top of the tile");
  const grey = Uint32Array.from({ length: 256 }, (_, v) => (255 << 24 | v << 16 | v << 8 | v) >>> 0), half = new Uint32Array(4);
  paintHalved(half, 2, Uint8Array.of(0, 40, 200, 80, 120, 200), 3, grey, [0, 0, 3, 2]);
  assert.deepEqual([...half].map((v) => [v & 255, v >>> 24]), [[63, 255], [203, 255], [0, 0], [0, 0]], "a mean of four, at the end of two");
});
