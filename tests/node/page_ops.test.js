// Does what is taken back count no more, and what is done again count as before, on whichever reading of a page?
import assert from "node:assert/strict";
import test from "node:test";

import { historyKey, makeLedger } from "../../browser/page/ledger.js";
import { backAndForth, beyondReading, opsInForce } from "../../browser/page/ops.js";

const op = (id, kind, values = {}) => ({ id, kind, reading: "r1", ...values });
const undo = (id, of) => op(id, "undo", { of });
const CORNERS = op("a", "corners", { points: [1, 2, 3, 4, 5, 6, 7, 8] }), TURN = op("b", "turn", { quarters: 3 }), DARK = op("c", "threshold", { value: 0.3 });
const ids = (ops) => ops.map(({ id }) => id).join("");

test("an undo takes back what it names, and an undo of it does that again", () => {
  const history = [CORNERS, TURN, DARK, undo("1", "c"), undo("2", "b")];
  assert.equal(ids(opsInForce(history)), "a");
  assert.equal(ids(opsInForce([...history, undo("3", "2")])), "ab");
  assert.equal(ids(opsInForce([...history, undo("3", "2"), undo("4", "3")])), "a");
  assert.equal(ids(opsInForce([CORNERS, CORNERS])), "a", "told twice, it counts once");
});

test("Undo and Redo go back and forth through the history, and a new change ends what could be done again", () => {
  const ledger = makeLedger({ tell() {} }), step = () => { const { undo: u, again } = ledger.next; return [u?.kind ?? null, again?.kind ?? null]; };
  ledger.add("turn", { quarters: 1 });
  ledger.add("threshold", { value: 0.2 });
  assert.deepEqual(step(), ["threshold", null]);
  assert.equal(ledger.undo().kind, "threshold");
  assert.equal(ledger.undo().kind, "turn");
  assert.deepEqual(step(), [null, "turn"]);
  assert.equal(ledger.undo(), null);
  assert.equal(ledger.redo().kind, "turn");
  assert.equal(ledger.redo().kind, "threshold");
  assert.deepEqual([ids(opsInForce(ledger.history)).length > 0, ...step()], [true, "threshold", null]);
  ledger.undo();
  ledger.undo();
  ledger.redo();
  assert.deepEqual(opsInForce(ledger.history).map(({ kind }) => kind), ["turn"]);
  ledger.add("ink", { points: [1, 1], width: 2 });
  assert.deepEqual(step(), ["ink", null]);
  assert.equal(ledger.redo(), null);
  ledger.undo();
  assert.equal(ledger.undo().kind, "turn", "what was taken back before the change is passed over");
  assert.deepEqual(backAndForth([]), { undo: null, redo: null, again: null });
});

test("what is told is told again until it is taken, and counts once", () => {
  let told = null;
  const ledger = makeLedger({ tell: (ops) => { told = ops; } });
  ledger.reading = "r7";
  const first = ledger.add("turn", { quarters: 1 });
  assert.match(first.id, /^[0-9a-f]{16}$/);
  assert.equal(first.reading, "r7");
  const second = ledger.add("turn", { quarters: 2 });
  assert.deepEqual(told, [first, second]);
  ledger.take([CORNERS, first]);
  assert.deepEqual(ledger.history, [CORNERS, first, second]);
  const third = ledger.undo() && ledger.history.at(-1);
  assert.deepEqual(told, [second, third]);
  assert.equal(third.of, second.id);
});

const READING = { reading: "r1", ops: ["a"], quarters: 1, threshold: 0.45 };
const STROKE = op("s", "ink", { points: [1, 1], width: 3 });

test("a reading is shown with what was changed since, and no more", () => {
  const nothing = { quarters: 0, corners: null, threshold: 0.45, strokes: [], words: [], waiting: 0, count: 0 };
  assert.deepEqual(beyondReading([CORNERS], READING), nothing);
  const own = op("d", "corners", { points: [8, 7, 6, 5, 4, 3, 2, 1] }), join = op("j", "join", { x: 1, y: 1 });
  const more = beyondReading([CORNERS, own, TURN, DARK, STROKE, join], READING);
  assert.deepEqual([more.quarters, more.corners, more.threshold, more.strokes, more.words, more.count], [3, own.points, 0.3, [STROKE], [join], 5]);
  assert.deepEqual(beyondReading([CORNERS, own, undo("1", "d")], READING), nothing);
});

test("what a reading went by and was taken back since is undone as far as can be seen", () => {
  const read = { ...READING, ops: ["a", "b", "c", "s"], threshold: 0.3 }, all = [CORNERS, TURN, DARK, STROKE];
  const back = beyondReading([...all, undo("1", "b"), undo("2", "c"), undo("3", "s")], read);
  assert.deepEqual([back.quarters, back.threshold, back.strokes, back.waiting, back.count], [1, 0.45, [], 1, 3]);
  const before = op("0", "corners", { points: [0, 0, 1, 0, 1, 1, 0, 1] });
  assert.deepEqual(beyondReading([before, CORNERS, undo("1", "a")], { ...READING, ops: ["0", "a"] }).corners, before.points);
});

test("what was taken back before a reading is no change to it, and what was done again since is one", () => {
  const all = [CORNERS, TURN, undo("1", "b"), STROKE, undo("2", "s")], read = { ...READING, ops: ["a", "b", "1", "s", "2"] };
  assert.equal(beyondReading(all, read).count, 0);
  const again = beyondReading([...all, undo("3", "2")], read);
  assert.deepEqual([again.count, again.strokes, again.waiting], [1, [STROKE], 0]);
});

test("a stroke in the pixels of another reading waits for the page to be read anew", () => {
  const other = { ...STROKE, id: "t", reading: "r0" };
  const { strokes, waiting, count } = beyondReading([other, STROKE], READING);
  assert.deepEqual([ids(strokes), waiting, count], ["s", 1, 2]);
});

test("the usual keys mean Undo and Redo", () => {
  const keys = { ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
  assert.equal(historyKey({ ...keys, key: "z" }), "undo");
  assert.equal(historyKey({ ...keys, key: "Z", shiftKey: true }), "redo");
  assert.equal(historyKey({ ...keys, key: "y", ctrlKey: false, metaKey: true }), "redo");
  assert.equal(historyKey({ ...keys, key: "z", ctrlKey: false }), null);
  assert.equal(historyKey({ ...keys, key: "z", altKey: true }), null);
});
