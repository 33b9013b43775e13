// Are words joined and parted where a hand says, and is a hint where they probably should be?
import assert from "node:assert/strict";
import test from "node:test";

import { hintsFor, paired } from "../../browser/page/hints.js";
import { cutNear, cutsOf, gapsOf, lineAt, partAt, wordsAfter } from "../../browser/page/words.js";

// Words of letters 20 wide and 5 apart, 40 between words; small letters are 20 high.
function lineOf(text, row, left = 50) {
  let x = left;
  const words = text.split(" ").map((word) => {
    const pieces = [...word].map((_, k) => [x + 25 * k, x + 25 * k + 20]), end = pieces.at(-1)[1];
    const box = [x, row - 20, end, row];
    x = end + 40;
    return { box, pieces };
  });
  return { base: [0, row], x_height: 20, words };
}
const boxes = ({ words }) => words.map(({ box }) => [box[0], box[2]]);
const LINES = [lineOf("over a lazy dog", 100), lineOf("runs away", 200), lineOf("beside them", 200, 900)];

test("a place belongs to the nearest line, in its own column", () => {
  assert.deepEqual([[60, 95], [60, 130], [60, 170], [910, 195], [700, 195]].map(([x, y]) => lineAt(LINES, x, y)), [0, 0, 1, 2, 2]);
});

test("a gap joins, a word parts between its pieces, and beside the words there is nothing", () => {
  const [line] = LINES, [gap] = gapsOf(line);
  assert.deepEqual([gap.i, gap.width, gap.x, gap.y], [0, 40, (line.words[0].box[2] + line.words[1].box[0]) / 2, 90]);
  assert.deepEqual([partAt(line, gap.x, 4).kind, partAt(line, gap.x + 15, 4).kind], ["gap", "gap"]);
  assert.deepEqual(partAt(line, 60, 4), { kind: "word", i: 0 });
  assert.equal(partAt(line, 2, 4), null);
  assert.deepEqual(cutsOf(line.words[0], line, 0).map(({ x }) => x), [72.5, 97.5, 122.5]);
  assert.equal(cutNear(line.words[0], line, 0, 100).x, 97.5);
  const one = { box: [0, 0, 90, 20], pieces: [[0, 90]] };
  assert.deepEqual([cutNear(one, line, 0, 40).x, cutNear(one, line, 0, 40).free, cutNear(one, line, 0, -9).x], [40, true, 1]);
});

test("where slanted words lie over each other there is a gap all the same, as broad as a finger asks", () => {
  const line = { base: [0, 20], x_height: 20, words: [{ box: [0, 0, 60, 20], pieces: [[0, 50]] }, { box: [54, 0, 120, 20], pieces: [[60, 120]] }] };
  assert.equal(partAt(line, 57, 2).kind, "gap");
  assert.equal(partAt(line, 70, 12).kind === "gap", false);
  assert.equal(partAt(line, 66, 12).kind, "gap");
});

test("a dot over a letter is no place to part, and a cut leans as the writing does", () => {
  const line = { base: [0, 20], x_height: 20, words: [] }, word = { box: [0, 0, 70, 20], pieces: [[0, 20], [5, 9], [30, 60]] };
  assert.deepEqual(cutsOf(word, line, 0).map(({ x, width }) => [x, width]), [[25, 10]]);
  assert.ok(Math.abs(cutsOf(word, line, 45)[0].x - 35) < 1e-9, "at half the height of a small letter it is further right");
});

const join = (line, i) => ({ kind: "join", ...gapsOf(line)[i] });
const split = (line, i, x) => ({ kind: "split", ...cutNear(line.words[i], line, 0, x) });

test("joined words are one, a parted one is two, and either can be undone by the other", () => {
  const [line, other] = LINES, after = wordsAfter(LINES, [join(line, 1), split(other, 0, 100)], 0);
  assert.deepEqual(after.map(({ words }) => words.length), [3, 3, 2]);
  assert.deepEqual(boxes(after[0])[1], [line.words[1].box[0], line.words[2].box[2]]);
  assert.equal(after[0].words[1].pieces.length, 5);
  assert.deepEqual(after[1].words.slice(0, 2).map(({ pieces }) => pieces.length), [2, 2]);
  assert.deepEqual(after.map(({ words }) => words.map(({ changed }) => changed === true)), [[false, true, false], [true, true, false], [false, false]]);
  const again = wordsAfter(after, [join(after[1], 0)], 0);
  assert.deepEqual(boxes(again[1]), boxes(other));
  assert.deepEqual(LINES[0].words.length, 4, "what was read stays as it was");
  assert.deepEqual(wordsAfter(LINES, [{ kind: "split", x: 5, y: 90 }], 0), LINES, "where there is no word nothing is parted");
});

test("one word taken for two is hinted at where its letters are, and two for one between them", () => {
  const line = lineOf("because nobody was asked", 100);
  assert.deepEqual(hintsFor(line, "because nobody was asked", 0), []);
  assert.deepEqual(hintsFor(line, "", 0), []);
  const [cut] = hintsFor(line, "be cause nobody was asked", 0);
  assert.deepEqual([cut.kind, cut.i, cut.x], ["split", 0, 97.5]);
  assert.deepEqual(hintsFor(line, "because nobodywas asked", 0).map(({ kind, i }) => [kind, i]), [["join", 1]]);
  const hints = hintsFor(line, "because no body wasasked", 0);
  assert.equal(hints.length, 0, "as many as were found: the count agrees");
  assert.deepEqual(hintsFor(line, "because nobodywas asked", 0, false), [], "it may not be typed to its end yet");
  assert.equal(hintsFor(line, "be cause nobody was asked", 0, false).length, 1, "what is too much is so at once");
  assert.deepEqual(hintsFor(line, "b e c a u s e nobody was asked", 0), [], "something else is wrong");
  assert.deepEqual(hintsFor(line, "becausenobodywasasked", 0).map(({ i }) => i), [0, 1, 2]);
});

test("words are paired by their widths", () => {
  assert.deepEqual(paired([100, 20, 60], ["abcde", "abcd"]), [[1, 1], [2, 1]]);
  assert.deepEqual(paired([200, 60], ["abcde", "abcd", "abc"]), [[1, 2], [1, 1]]);
});
