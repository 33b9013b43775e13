// Are typed words counted, pasted lines put where they belong, and lines found again when a page is read anew?
import assert from "node:assert/strict";
import test from "node:test";

import { afterPaste, countWords, pastedLines, sameLines, tidy, typedWords } from "../../browser/page/typed.js";

test("words are what stands between spaces, as Python counts them", () => {
  assert.deepEqual(typedWords("  over a\u00a0lazy\tdog. "), ["over", "a", "lazy", "dog."]);
  assert.deepEqual(typedWords("   "), []);
  assert.equal(tidy("  a \n b "), "a b");
  assert.equal(countWords(5, 4), "5 words found · 4 typed");
  assert.equal(countWords(1, 1), "✓ 1 word found · 1 typed");
});

test("a pasted text has the lines that have words, whatever ends them", () => {
  assert.deepEqual(pastedLines("over a\r\n\r\n  lazy \n dog\u2028end"), ["over a", "lazy", "dog", "end"]);
  assert.deepEqual(pastedLines("one line\n"), ["one line"]);
});

test("pasted lines fill the boxes that follow, and what is left over is told", () => {
  assert.deepEqual(afterPaste(["", "", "", ""], 1, [0, 0], ["a", "b"]), { texts: ["", "a", "b", ""], last: 2, left: 0 });
  assert.deepEqual(afterPaste(["", "x", "y"], 1, [0, 1], ["a", "b", "c", "d"]), { texts: ["", "a", "b"], last: 2, left: 2 });
  assert.deepEqual(afterPaste(["so it ends", ""], 0, [3, 5], ["was", "here"]).texts, ["so was", "here ends"], "it goes where the marked text was");
  assert.deepEqual(afterPaste(["", "old one"], 1, [4, 4], ["new", "er"]), { texts: ["", "old newone"], last: 1, left: 1 });
});

const lineAtRow = (row, left = 50) => ({ base: [0, row], x_height: 20, words: [{ box: [left, row - 20, left + 80, row], pieces: [] }] });
const rows = (...all) => all.map((row) => lineAtRow(row));

test("lines are found again by their places, also on a page of another height", () => {
  assert.deepEqual(sameLines(rows(100, 200, 300), 1000, rows(104, 197, 305), 1000), [0, 1, 2]);
  assert.deepEqual(sameLines(rows(100, 200, 300), 1000, rows(201, 402, 598), 2000), [0, 1, 2]);
});

test("a line that comes in between or goes moves no text to another line", () => {
  assert.deepEqual(sameLines(rows(100, 200, 300), 1000, rows(102, 150, 203, 301), 1000), [0, -1, 1, 2]);
  assert.deepEqual(sameLines(rows(100, 200, 300), 1000, rows(101, 300), 1000), [0, 2]);
  assert.deepEqual(sameLines(rows(100), 1000, rows(500, 600), 1000), [-1, -1]);
});

test("lines of two columns are not mixed", () => {
  const before = [lineAtRow(100), lineAtRow(200), lineAtRow(100, 900), lineAtRow(200, 900)];
  assert.deepEqual(sameLines(before, 1000, [103, 203, 105, 204].map((row, k) => ({ ...before[k], base: [0, row] })), 1000), [0, 1, 2, 3]);
});
