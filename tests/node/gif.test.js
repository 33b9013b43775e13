// Does a film come out of its GIF as it went in? Unpacked by the other half of the specification.
import assert from "node:assert/strict";
import test from "node:test";

import { makeGif } from "../../browser/write/gif.js";

// The codes of one frame -> numbers of greys. Source: CompuServe 1990, GIF89a specification, appendix F.
function unpacked(data, least) {
  const clear = 1 << least, end = clear + 1, out = [];
  let bits = least + 1, table = [], before = null, hold = 0, held = 0, at = 0;
  for (;;) {
    while (held < bits) { hold |= data[at++] << held; held += 8; }
    const code = hold & ((1 << bits) - 1);
    hold >>>= bits;
    held -= bits;
    if (code === end) return out;
    if (code === clear) {
      table = Array.from({ length: end + 1 }, (_, i) => [i]);
      bits = least + 1;
      before = null;
      continue;
    }
    const run = table[code] ?? [...before, before[0]];
    out.push(...run);
    if (before && table.length < 4096) table.push([...before, run[0]]);
    if (table.length === 1 << bits && bits < 12) bits++;
    before = run;
  }
}

function framesOf(file) {
  const frames = [], greys = 2 << (file[10] & 7);
  let at = 13 + 3 * greys;
  while (file[at] !== 0x3b) {
    if (file[at] === 0x21) { at += 2; while (file[at]) at += file[at] + 1; at++; continue; }
    const least = file[at + 10], parts = [];
    at += 11;
    while (file[at]) { parts.push(...file.subarray(at + 1, at + 1 + file[at])); at += file[at] + 1; }
    at++;
    frames.push(unpacked(parts, least));
  }
  return frames;
}

test("two frames, one of noise large enough to fill the table", () => {
  const wide = 160, high = 120, gif = makeGif(wide, high, 0.1, [0, 0, 0], [255, 255, 255]);
  let state = 7;
  const noise = Float32Array.from({ length: wide * high }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  });
  const flat = new Float32Array(wide * high).fill(1);
  gif.add(noise);
  gif.add(flat);
  const file = gif.finish();
  assert.equal(String.fromCharCode(...file.subarray(0, 6)), "GIF89a");
  assert.deepEqual([file[6] | file[7] << 8, file[8] | file[9] << 8], [wide, high]);
  const [first, second] = framesOf(file);
  assert.deepEqual(first, Array.from(noise, (v) => Math.round(v * 31)));
  assert.deepEqual(second, Array.from(flat, () => 31));
});
