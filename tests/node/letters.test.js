// Does what is said of letters count once, come back when it is taken back, and do the arrows lead where one looks?
import assert from "node:assert/strict";
import test from "node:test";

import { oneSign } from "../../browser/letters/bar.js";
import { pressed } from "../../browser/letters/keys.js";
import { Ledger } from "../../browser/letters/ledger.js";
import { inOrder, layRows, neighbourOf, nextAfter, runBetween, sectionsOf, touched } from "../../browser/letters/rows.js";

const id = (n) => String(n).padStart(16, "0");

function ledgerOf(texts, doubts, out = []) {
  const told = [];
  const ledger = new Ledger({ ids: texts.map((_, i) => id(i)), texts, doubts, sure: 0.9, out }, (mends) => told.splice(0, Infinity, ...mends));
  return { ledger, told };
}

test("what is said shows at once and is told until it was heard", () => {
  const { ledger, told } = ledgerOf(["a", "b"], [0.95, 0.1]);
  assert.equal(ledger.act([0], "confirm"), 1);
  assert.deepEqual(ledger.counts(), { all: 2, doubtful: 0, thrown: 0, asked: 1, looked: 1 });
  assert.deepEqual(told.map(({ letter, kind }) => [letter, kind]), [[id(0), "confirm"]]);
  ledger.receive([[id(0), null, true, false]], [told[0].id]);
  ledger.act([1], "label", "o");
  assert.deepEqual(told.map(({ kind, text }) => [kind, text]), [["label", "o"]], "what was heard is told no more");
  assert.equal(ledger.stateOf(0).sure, true);
  ledger.receive([[id(0), null, true, false]], []);
  assert.equal(ledger.stateOf(1).text, "o", "what was not heard yet stays on the sheet");
});

test("nothing is said where nothing would change", () => {
  const { ledger } = ledgerOf(["a", "b"], [0.1, 0.95]);
  assert.equal(ledger.act([0], "confirm"), 0);
  assert.equal(ledger.act([0], "label", "a"), 0);
  assert.equal(ledger.act([0, 1], "back"), 0);
  assert.equal(ledger.act([1], "label", "b"), 1);
  assert.equal(ledger.untold[0].mend.kind, "confirm", "to say of a doubtful one what it is taken for is to confirm it");
});

test("one act on several is undone and done again as one", () => {
  const { ledger, told } = ledgerOf(["a", "b", "c"], [0.1, 0.95, 0.1]);
  ledger.act([0, 1], "out");
  assert.deepEqual(ledger.undo(), [0, 1]);
  assert.deepEqual([0, 1].map((i) => ledger.stateOf(i).out), [false, false]);
  assert.deepEqual(told.slice(2).map(({ kind, of }) => [kind, of]), [["undo", told[0].id], ["undo", told[1].id]]);
  assert.deepEqual(ledger.redo(), [0, 1]);
  assert.deepEqual(told.slice(4).map(({ kind }) => kind), ["out", "out"]);
  assert.equal(new Set(told.map((one) => one.id)).size, told.length, "each has a number of its own");
  ledger.undo();
  ledger.act([2], "label", "x");
  assert.deepEqual(ledger.redo(), [], "after something else there is nothing to do again");
  assert.equal(ledger.undo().length, 1);
  assert.deepEqual(ledger.undo(), []);
});

test("what was thrown away comes back by what it is said to be", () => {
  const { ledger } = ledgerOf(["a", "b"], [0.95, 0.1], [0]);
  assert.equal(ledger.stateOf(0).out, true);
  assert.equal(ledger.counts().looked, 1);
  ledger.act([0], "back");
  assert.equal(ledger.isDoubtful(0), true, "nobody has said that it is right");
  ledger.act([0], "out");
  ledger.act([0], "label", "e");
  assert.deepEqual(ledger.stateOf(0), { text: "e", sure: true, out: false });
});

test("another block takes over what was not heard", () => {
  const { ledger } = ledgerOf(["a", "b"], [0.95, 0.95]);
  ledger.act([1], "confirm");
  const { ledger: other, told } = ledgerOf(["x", "a", "b"], [0.1, 0.95, 0.95]);
  other.ids = [id(9), id(0), id(1)];
  other.index = new Map(other.ids.map((one, i) => [one, i]));
  other.inherit(ledger);
  assert.equal(other.stateOf(2).sure, true);
  other.act([1], "out");
  assert.deepEqual(told.map(({ kind }) => kind), ["confirm", "out"]);
});

test("classes stand as in an alphabet, the doubtful ones first", () => {
  assert.deepEqual(inOrder(["?", "B", "7", "b", "é", "ש", "a", "e", "я", "A"]), ["a", "b", "e", "é", "я", "A", "B", "ש", "7", "?"]);
  assert.deepEqual(inOrder(["B", "a", "b", "1", "A", "."]), ["a", "b", "A", "B", "1", "."]);
  const { ledger } = ledgerOf(["b", "a", "b", "b"], [0.1, 0.1, 0.93, 0.99]);
  assert.deepEqual(sectionsOf(ledger, "all"), [{ text: "a", items: [1] }, { text: "b", items: [3, 2, 0] }]);
  assert.deepEqual(sectionsOf(ledger, "doubtful"), [{ text: "b", items: [3, 2] }]);
  assert.deepEqual(sectionsOf(ledger, "thrown"), []);
});

// a: 0 1 2 / 3 4, b: 5 / then c: 6 7 8 9 in rows of three
const laid = layRows([{ text: "a", items: [0, 1, 2, 3, 4] }, { text: "b", items: [5] }, { text: "c", items: [6, 7, 8, 9] }],
  { columns: 3, heading: 40, tile: 80 });

test("rows follow one another without a gap, and a window touches those that it shows", () => {
  assert.deepEqual(laid.rows.map(({ top, height }) => [top, height]),
    [[0, 40], [40, 80], [120, 80], [200, 40], [240, 80], [320, 40], [360, 80], [440, 80]]);
  assert.equal(laid.height, 520);
  assert.deepEqual(touched(laid, 130, 245), [2, 4]);
  assert.deepEqual(touched(laid, -50, 1e6), [0, 7]);
  assert.deepEqual(touched(layRows([], { columns: 3, heading: 1, tile: 1 }), 0, 10), [0, -1]);
});

test("arrows lead along the rows and over headings, and stop at the ends", () => {
  const to = (i, key) => neighbourOf(laid, i, key, 2);
  assert.deepEqual([to(2, "ArrowRight"), to(3, "ArrowLeft"), to(0, "ArrowLeft"), to(9, "ArrowRight")], [3, 2, 0, 9]);
  assert.deepEqual([to(2, "ArrowDown"), to(4, "ArrowDown"), to(8, "ArrowDown"), to(8, "ArrowUp")], [4, 5, 9, 5]);
  assert.deepEqual([to(1, "ArrowUp"), to(9, "ArrowDown"), to(0, "PageDown"), to(9, "PageUp"), to(5, "Home"), to(5, "End")], [1, 9, 5, 5, 0, 9]);
  assert.equal(to(77, "ArrowDown"), 0);
});

test("the next one is found around the end, and a run is as it stands", () => {
  const doubtful = new Set([1, 8]);
  assert.equal(nextAfter(laid, 1, (i) => doubtful.has(i)), 8);
  assert.equal(nextAfter(laid, 8, (i) => doubtful.has(i)), 1);
  assert.equal(nextAfter(laid, null, (i) => doubtful.has(i)), 1);
  assert.equal(nextAfter(laid, 1, (i) => i === 1), null);
  assert.deepEqual(runBetween(laid, 6, 3), [3, 4, 5, 6]);
});

test("one letter with its accents is a sign, more or a space is none", () => {
  assert.deepEqual(["a", " é ", "e\u0301", "ა", "ab", "", " ", "👩‍🎨"].map(oneSign), ["a", "é", "é", "ა", "", "", "", "👩‍🎨"]);
});

test("keys say what they are said to say", () => {
  const said = [], names = ["move", "confirm", "label", "toss", "next", "undo", "redo", "all", "open", "takeOver", "escape"];
  const sheet = Object.fromEntries(names.map((name) => [name, (...more) => said.push([name, ...more])]));
  const press = (key, more = {}) => pressed({ key, getModifierState: (name) => more.graph === true && name === "AltGraph", ...more }, sheet);
  for (const key of ["Enter", "Delete", "Backspace", " ", "F2", "Escape"]) assert.ok(press(key));
  assert.deepEqual(said.splice(0), [["confirm"], ["toss"], ["toss"], ["next"], ["open"], ["escape"]]);
  press("ArrowLeft", { shiftKey: true });
  press("é"); press("@", { graph: true, ctrlKey: true, altKey: true }); press("ø", { altKey: true });
  assert.deepEqual(said.splice(0), [["move", "ArrowLeft", true], ["label", "é"], ["label", "@"], ["label", "ø"]]);
  press("z", { ctrlKey: true }); press("Z", { metaKey: true, shiftKey: true }); press("y", { ctrlKey: true }); press("a", { ctrlKey: true });
  assert.deepEqual(said.splice(0), [["undo"], ["redo"], ["redo"], ["all"]]);
  for (const key of ["Dead", "Process"]) assert.equal(press(key), false, "the field must have the key");
  assert.deepEqual(said.splice(0), [["takeOver"], ["takeOver"]]);
  for (const [key, more] of [["Tab", {}], ["F5", {}], ["r", { ctrlKey: true }], ["f", { altKey: true }], ["Shift", {}]]) assert.equal(press(key, more), false);
  assert.deepEqual(said, []);
});
