// Is every character asked for in turn, and does what is on its way to Python count?
import assert from "node:assert/strict";
import test from "node:test";

import { countsWith, enough, nextOf } from "../../browser/your_hand/order.js";

test("all come once, then all a second time, and then nothing", () => {
  const counts = {}, asked = [];
  for (let c = nextOf(["a", "b", "c"], counts, 2); c !== null; c = nextOf(["a", "b", "c"], counts, 2, c)) {
    asked.push(c);
    counts[c] = (counts[c] ?? 0) + 1;
  }
  assert.deepEqual(asked, ["a", "b", "c", "a", "b", "c"]);
});

test("after a character that was chosen the ones follow of which there is least", () => {
  assert.equal(nextOf(["a", "b", "c", "d"], { a: 0, b: 1, c: 0, d: 0 }, 3, "b"), "c");
  assert.equal(nextOf(["a", "b"], { a: 0, b: 7 }, 3, "a"), "a", "that there are many of one helps no other");
  assert.equal(nextOf(["a"], { a: 3 }, 3, "a"), null);
});

test("what Python has not made yet counts once, also when it is told again", () => {
  const told = [{ change: "1", character: "a", forget: "" }, { change: "2", character: "b", forget: "" }, { change: "3", character: "b", forget: "2" }];
  assert.deepEqual(countsWith({ a: 4 }, told, []), { a: 5, b: 0 });
  assert.deepEqual(countsWith({ a: 5 }, told, ["1"]), { a: 5, b: 0 });
  assert.deepEqual(countsWith({ a: 5, b: 0 }, told, ["1", "2", "3"]), { a: 5, b: 0 });
});

test("what is more than wanted does not make up for what is missing", () => {
  assert.equal(enough(["a", "b"], { a: 9, b: 1 }, 3), 4);
});
