// Does a drawing come to the network as one of its own images would, wherever and however it was drawn?
import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";

import { takenFor } from "../../browser/base/reading.js";
import { makeRuntime } from "../../browser/base/runtime.js";
import { numberWords, verdictSign, verdictWords } from "../../browser/read/bars.js";
import { exampleStrokes } from "../../browser/read/example.js";
import { setLinked, strokesOf, strokesText } from "../../browser/draw/text.js";
import { halves } from "../../browser/read/columns.js";
import { charactersOf, lastPart, makeCharacters } from "../../browser/read/number.js";
import { massOf, rasterOf } from "../../browser/read/raster.js";
import { READ_STEPS, seenOf, stagesOf } from "../../browser/read/seen.js";
import { boxOf, penned, resized, turned } from "../../browser/read/strokes.js";

const KIND = { size: 28, share: 20 / 28, weight: 2.4 }, ALL = { box: true, scale: true, mass: true, width: true };
const without = (...names) => ({ ...ALL, ...Object.fromEntries(names.map((name) => [name, false])) });
const most = (a, b) => a.reduce((far, v, i) => Math.max(far, Math.abs(v - b[i])), 0);
const rows = (pixels) => Array.from({ length: 28 }, (_, y) => Math.max(...pixels.subarray(28 * y, 28 * y + 28)));
const three = exampleStrokes();

test("a line covers as many pixels as it is long and wide, also where it is thinner than one", () => {
  for (const wide of [0.4, 1, 2.6, 6]) {
    const ink = rasterOf([[0.2, 0.5, 1, 0.8, 0.5, 1]], 28, { scale: 28, left: 0, top: 0, wide: () => wide });
    const area = ink.reduce((sum, v) => sum + v, 0), wanted = 0.6 * 28 * wide + Math.PI * wide * wide / 4;
    assert.ok(Math.abs(area - wanted) < 0.06 * wanted + 0.5, `${wide} wide: ${area} for ${wanted}`);
  }
  const [x, y] = massOf(rasterOf([[0.25, 0.75, 1]], 28, { scale: 28, left: 0, top: 0, wide: () => 3 }), 28);
  assert.ok(Math.hypot(x - 7, y - 21) < 0.05);
});

test("with all steps a drawing looks the same in any corner, at any size, with any pen", () => {
  const { pixels } = seenOf(three, KIND, ALL), [x, y] = massOf(pixels, 28);
  assert.ok(Math.abs(x - 14) <= 0.5 && Math.abs(y - 14) <= 0.5, `${x}, ${y}`);
  const inked = rows(pixels).map((v, i) => (v > 0.1 ? i : -1)).filter((i) => i >= 0);
  assert.ok(Math.abs(inked.at(-1) - inked[0] + 1 - 20) <= 1);
  for (const corner of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) {
    for (const share of [0.3, 1]) {
      for (const nibs of [0.4, 2.4]) assert.ok(most(seenOf(penned(resized(three, share, corner), nibs), KIND, ALL).pixels, pixels) < 0.12);
    }
  }
});

test("each step is the cure for one thing", () => {
  const corner = resized(three, 0.3, [-1, -1]), thick = penned(three, 2.4);
  assert.ok(Math.max(...rows(seenOf(corner, KIND, without(...READ_STEPS)).pixels).slice(14)) === 0, "as drawn, it stays in its corner");
  const tall = (on) => rows(seenOf(corner, KIND, on).pixels).filter((v) => v > 0.1).length;
  assert.ok(tall(ALL) >= 19 && tall(without("box")) < 10 && tall(without("scale")) > 24);
  const mass = (on) => massOf(seenOf(turned(three, 40), KIND, on).pixels, 28).map((v) => Math.abs(v - 14));
  assert.ok(Math.max(...mass(ALL)) <= 0.5 && Math.max(...mass(without("mass"))) > 0.5);
  const ink = (on) => seenOf(thick, KIND, on).pixels.reduce((sum, v) => sum + v, 0);
  assert.ok(ink(without("width")) > 1.5 * ink(ALL));
});

test("the pictures lead from the sheet to what goes in, and a step left out changes nothing", () => {
  const stages = stagesOf(three, KIND, without("scale"));
  assert.deepEqual(stages.map(({ name, taken }) => [name, taken]), [["raw", true], ["box", true], ["scale", false], ["mass", true], ["width", true]]);
  assert.equal(stages[2].pixels, stages[1].pixels);
  assert.deepEqual(stages.at(-1).pixels, seenOf(three, KIND, without("scale")).pixels);
});

test("nothing, a dot and a line make no numbers that are none", () => {
  assert.equal(seenOf([], KIND, ALL), null);
  assert.equal(boxOf([[]]), null);
  for (const strokes of [[[0.5, 0.5, 1]], [[0.1, 0.5, 1, 0.9, 0.5, 1]], [[-1, -1, 1]]]) {
    for (const on of [ALL, without(...READ_STEPS), without("box"), without("scale")]) {
      const seen = seenOf(strokes, KIND, on);
      assert.ok(seen === null || seen.pixels.every((v) => v >= 0 && v <= 1));
    }
  }
  assert.ok(seenOf([[0.5, 0.5, 1]], KIND, ALL).pixels.reduce((sum, v) => sum + v, 0) < 28, "a dot is not blown up");
});

test("a drawing goes into an address and comes back as it was, to within what can be seen", () => {
  const text = strokesText(penned(three, 1.5)), [back] = strokesOf(text);
  assert.match(text, /^[\w-]+$/);
  assert.ok(text.length < 150 && back[2] === 1.5);
  assert.ok(most(seenOf([back], KIND, ALL).pixels, seenOf(three, KIND, ALL).pixels) < 0.3);
  const scribble = Array.from({ length: 40 }, (_, s) => Array.from({ length: 900 }, (_v, i) => (i % 3 === 2 ? 1 : 0.5 + 0.4 * Math.sin(i * (s + 1)))));
  assert.ok(strokesText(scribble).length <= 390 && strokesOf(strokesText(scribble)).length > 10);
  for (const nothing of ["", "A", "AAA", "Abc.", "A<script>", "AAAA..AAA", "A".repeat(400), null]) assert.equal(strokesOf(nothing), null);
  assert.equal(strokesText([[]]), "");
});

test("a link's drawing takes the place of what was on the sheet, unless that is the same, finer", () => {
  const sheet = { strokes: three, kept: 0, set(next) { this.strokes = next; }, keep() { this.kept += 1; } };
  setLinked(sheet, strokesText(three));
  assert.equal(sheet.strokes, three);
  setLinked(sheet, "<b>");
  assert.equal(sheet.strokes, three);
  setLinked(sheet, strokesText(penned(three, 2)));
  assert.ok(sheet.strokes[0].length < three[0].length && sheet.strokes[0][2] === 2 && sheet.kept === 1);
});

test("words claim what the shares say", () => {
  const reader = { classes: ["0", "1", "7"], noun: "digit" };
  assert.equal(verdictWords(null, reader), "Nothing is drawn yet.");
  assert.equal(verdictWords(Float32Array.of(0.01, 0.05, 0.94), reader), "Reads as 7, 94 %; or 1, 5 %.");
  assert.equal(verdictWords(Float32Array.of(0.1, 0.3, 0.6), reader), "Probably 7, 60 %; or 1, 30 %; or 0, 10 %.");
  assert.match(verdictWords(Float32Array.of(0.35, 0.25, 0.4, 0.5), reader), /^Undecided: perhaps 7/);
  const far = Float32Array.of(0, 0, 1, 1.2), nearly = Float32Array.of(0, 0, 1, 1.05);
  assert.match(verdictWords(far, reader), /^Reads as no digit.*7 comes nearest/);
  assert.match(verdictWords(nearly, reader), /^Perhaps 7, or no digit: /);
  assert.deepEqual([far, nearly, Float32Array.of(0, 0, 1, 0.9), null].map((shares) => verdictSign(shares, reader)), ["–", "7?", "7", ""]);
});

const { reader, classes } = (() => {
  const runtime = makeRuntime(), sections = runtime.unpack(new Uint8Array(fs.readFileSync(new URL("../../zoo/mnist-classifier/browser.bin", import.meta.url))));
  const { graph, weights } = runtime.unpackNetwork(sections.classifier);
  return { reader: runtime.build(graph, weights), classes: JSON.parse(new TextDecoder().decode(sections.about)).classes };
})();
const reads = (strokes) => { const seen = seenOf(strokes, KIND, ALL); return seen ? takenFor(reader.run(seen.pixels), classes) : null; };
const read = (parts) => parts.map((part) => classes[reads(part).likeliest]).join("");
const ring = (x, y, rx, ry) => Array.from({ length: 41 }, (_, i) => [x + rx * Math.sin(i * Math.PI / 20), y - ry * Math.cos(i * Math.PI / 20), 1]).flat();
const upright = (x) => Array.from({ length: 21 }, (_, i) => [x, 0.3 + 0.02 * i, 1]).flat();

test("a 1 and a 0 that touch, cross or are one line are 10, and what is one digit stays one", () => {
  const one = upright(0.3), touching = ring(0.44, 0.5, 0.14, 0.2), crossing = ring(0.43, 0.5, 0.16, 0.2);
  for (const drawn of [[one, touching], [crossing, one]]) {
    assert.equal(charactersOf(drawn).length, 1);
    assert.equal(read(makeCharacters(reads)(drawn)), "10");
  }
  const halfThree = resized([three[0]], 0.4, [-0.7, 0])[0], other = resized([three[0]], 0.4, [0.1, 0])[0];
  assert.equal(read(makeCharacters(reads)([[...halfThree, ...other]])), "33", "one line");
  const arcs = [0, 1].map((side) => ring(0.44, 0.5, 0.14, 0.2).slice(63 * side, 63 * side + (side ? 60 : 63)));
  for (const drawn of [three, [touching], [one], arcs, [ring(0.5, 0.35, 0.12, 0.13), ring(0.5, 0.63, 0.15, 0.15)]]) assert.equal(makeCharacters(reads)(drawn).length, 1);
});

test("a group is cut once, and not while its stroke is under the hand", () => {
  let asked = 0;
  const characters = makeCharacters((strokes) => { asked += 1; return reads(strokes); }), one = upright(0.3), nought = ring(0.43, 0.5, 0.16, 0.2);
  assert.equal(characters([one, nought], nought).length, 1);
  assert.equal(asked, 0);
  const parts = characters([one, nought], null), after = asked, far = upright(0.85);
  assert.ok(after > 0 && parts.length === 2);
  assert.equal(characters([one, nought, far], far).length, 3);
  assert.equal(asked, after, "what was cut stays cut");
  assert.equal(lastPart(characters([one, nought, far], far), [one, nought, far])[0], far);
  assert.equal(classes[reads(lastPart(parts, [one, nought])).likeliest], "0");
});

test("a line is cut where it crosses a column, and nothing of it is lost", () => {
  const [left, right] = halves([[0, 0, 1, 1, 1, 3, 0.2, 0.6, 1]], 0.5);
  assert.deepEqual(left, [[0, 0, 1, 0.5, 0.5, 2], [0.5, 0.75, 1.75, 0.2, 0.6, 1]]);
  assert.deepEqual(right, [[0.5, 0.5, 2, 1, 1, 3, 0.5, 0.75, 1.75]]);
});

test("digits side by side are read one by one, strokes above one another are one", () => {
  const one = [0.2, 0.2, 1, 0.2, 0.8, 1], nought = [0.6, 0.3, 1, 0.5, 0.5, 1, 0.6, 0.7, 1, 0.7, 0.5, 1, 0.6, 0.3, 1];
  assert.deepEqual(charactersOf([nought, one]), [[one], [nought]]);
  const body = [0.5, 0.3, 1, 0.4, 0.5, 1, 0.6, 0.7, 1], bar = [0.5, 0.3, 1, 0.7, 0.3, 1];
  assert.deepEqual(charactersOf([body, bar]), [[body, bar]]);
  const left = [0.1, 0.5, 1, 0.3, 0.5, 1], right = [0.5, 0.5, 1, 0.7, 0.5, 1], across = [0.1, 0.6, 1, 0.7, 0.6, 1];
  assert.equal(charactersOf([left, right, across]).length, 1, "what overlaps both joins them");
  assert.deepEqual(charactersOf([[]]), []);
  const words = numberWords([Float32Array.of(0.01, 0.99), Float32Array.of(0.98, 0.02)], 1, { classes: ["0", "1"], noun: "digit" });
  assert.match(words, /^2 characters side by side, each read by itself: 1 \(99 %\) and 0 \(98 %\)\. .* number 2 from the left/);
});
