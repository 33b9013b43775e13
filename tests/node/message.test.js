// Is chance in a message the same as in Python, is a text read as there, and does an address say all that is set?
import assert from "node:assert/strict";
import test from "node:test";

import { Chance, keyOf, shareOf } from "../../browser/message/chance.js";
import { dialOf, linkOf, readLink, saysMessage, usualConfig } from "../../browser/message/link.js";
import { evenly, heavierCurves, pointsAlong } from "../../browser/message/outline.js";
import { whiteBetween } from "../../browser/message/spacing.js";
import { cleanedText, paragraphsOf, readGraphemes, scriptOf } from "../../browser/message/wording.js";

test("chance is that of tests/core/handwriting/test_chance.py", () => {
  assert.deepEqual([keyOf(0), keyOf(1, "fox", 2), keyOf("žluťoučký 🦊")], [301794027, 3826113674, 2309050025]);
  const chance = new Chance(1, "fox", 2), to9 = (v) => Number(v.toFixed(9));
  assert.deepEqual([to9(chance.share()), to9(chance.normal()), chance.sign()], [0.25093703, -0.902068033, -1]);
  assert.deepEqual([1, 2, 70000].map((n) => to9(shareOf(7, n))), [0.963741059, 0.675856872, 0.037852247]);
});

const rules = {
  settings: { MOST_TEXT: 20 },
  wording: { ALIKE: ["'’‘", "\"“”", "…"], SPACES: "\t\u00a0", UNSEEN: "\u00ad\u200b" },
};
const hand = { rules, has: (sign) => "abc'.".includes(sign) };

test("a text is composed, cleaned, and parted into words with their places", () => {
  const { text } = cleanedText("a\u0301\u00a0b\u00ad\r\nc", rules);
  assert.equal(text, "á b\nc");
  assert.deepEqual(paragraphsOf("ab’ c\n\n🦊a", hand), [
    [{ signs: ["a", "b", "'"], places: [0, 1, 2] }, { signs: ["c"], places: [4] }], [], [{ signs: ["🦊", "a"], places: [7, 8] }],
  ]);
  assert.deepEqual(paragraphsOf("a…", hand)[0][0], { signs: ["a", ".", ".", "."], places: [0, 1, 1, 1] });
  assert.deepEqual(readGraphemes("👩‍🚀x̌🇨🇿é"), ["👩‍🚀", "x̌", "🇨🇿", "é"]);
  assert.deepEqual(["ж", "a", "1", "漢"].map(scriptOf), ["Cyrillic", "", "", "Cjk"]);
});

test("what no hand could write is one sentence", () => {
  for (const [text, said] of [["", /nothing to write/], [" \n\t", /nothing to write/], ["a".repeat(100000), /at most 20 characters, got 100,000/],
    ["a\u0007", /U\+0007/], ["a\u202eb", /U\+202E/], ["a\ud800", /U\+D800/], ["שלום", /Hebrew runs from right to left/]]) {
    const found = cleanedText(text, rules);
    assert.match(found.sentence, said);
    assert.equal(found.text, "");
  }
});

const dials = {
  size: { default: 3, minimum: 1, maximum: 20, type: "number" }, seed: { default: 0, minimum: 0, maximum: 99, type: "integer" },
  paper: { default: "a4", enum: ["a4", "letter"], type: "string" }, ink: { default: "#1b2a4e", pattern: "^#[0-9a-f]{6}$", type: "string" },
  repeats: { default: false, type: "boolean" }, allowed: { default: [], type: "array" },
};

test("an address says what is not as usual, and is read back", () => {
  const config = { ...usualConfig(dials), size: 4.5, seed: 7, ink: "#ff0000", repeats: true, allowed: ["C from c, made larger", "; from a comma"] };
  const link = linkOf({ text: "a & b", config }, dials);
  assert.deepEqual(link, { text: "a & b", size: "4.5", seed: "7", ink: "ff0000", repeats: "on", allowed: "C from c, made larger|; from a comma" });
  assert.deepEqual(readLink(new URLSearchParams(new URLSearchParams(link).toString()), dials, ""), { text: "a & b", config });
  assert.deepEqual(linkOf({ text: "", config: usualConfig(dials) }, dials), { text: "" });
  assert.equal(saysMessage(new URLSearchParams("model=x"), dials), false);
  assert.equal(saysMessage(new URLSearchParams("size=2"), dials), true);
});

test("what an address cannot mean is as usual", () => {
  const bad = new URLSearchParams({ size: "1e9", seed: "1.5", paper: "skin", ink: "red", repeats: "maybe" });
  assert.deepEqual(readLink(bad, dials, "start"), { text: "start", config: usualConfig(dials) });
  for (const [text, name] of [["", "size"], ["nan", "size"], ["-1", "seed"], ["#112233", "ink"]]) assert.equal(dialOf(text, dials[name]), undefined);
});

test("numbers are rounded, and curves made heavier, as numpy does", () => {
  assert.deepEqual([0.5, 1.5, 2.5, -0.5, -1.5, 2.4].map((v) => evenly(v) + 0), [0, 2, 2, 0, -2, 2]);
  const square = Int16Array.from([0, 0, 0, 100, 100, 100, 100, 0]); // against the clock: ink
  assert.deepEqual([...heavierCurves([square], 0.2)[0]], [-7, -7, -7, 107, 107, 107, 107, -7]);
  assert.equal(heavierCurves([square], 0)[0], square);
  assert.deepEqual(pointsAlong(square, 2)[0], [50, 0]);
});

test("paper between letters is that of the nearest ink of like height", () => {
  const side = (values, beyond) => Float32Array.from(values, (v) => v ?? beyond), rule = { NEAR: 1, APART: 0.05 };
  const right = side([1, null, null, null, null], -Infinity), beside = side([0.25, null, null, null, null], Infinity), below = side([null, null, null, 0.5, null], Infinity);
  assert.equal(whiteBetween(right, beside, rule), -0.75);
  assert.ok(Math.abs(whiteBetween(right, below, rule) - (0.5 - 1 - 0.05)) < 1e-9);
  assert.equal(whiteBetween(right, below, rule, 3), -0.5);
});
