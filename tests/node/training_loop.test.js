// Does a training go on in short pieces, hear what it is told between them, and find back to any of its moments?
import assert from "node:assert/strict";
import test from "node:test";

import { TrainingLoop } from "../../browser/train/loop.js";
import { trainerOf, weightsOf } from "./training.js";

// A loop under a clock that goes on by a millisecond whenever it is looked at.
function loopOf(changes = {}, options = {}) {
  const heard = [], due = [];
  let time = 0;
  const loop = new TrainingLoop(trainerOf(changes, options), (message) => heard.push(message),
    (work, ms) => due.push([time + ms, work]), () => ++time);
  const run = (pieces = Infinity, until = () => false) => {
    for (let i = 0; i < pieces && due.length && !until(); i++) {
      const [at, work] = due.shift();
      time = Math.max(time, at);
      work();
    }
  };
  const answer = (message) => {
    const answered = () => heard.findIndex(({ id }) => id === 99);
    loop.hear({ id: 99, ...message });
    run(500, () => answered() >= 0);
    return heard.splice(answered(), 1)[0];
  };
  return { loop, heard, trainer: loop.trainer, run, answer, now: () => time };
}

test("it learns to its end, tells each epoch in the form of a history, and that it has ended", () => {
  const { loop, heard, run, trainer } = loopOf({ epochs: 3 });
  loop.hear({ run: true });
  run();
  const rows = heard.filter(({ kind }) => kind === "epoch").map(({ row }) => row);
  assert.deepEqual(rows.map(({ epoch, step }) => [epoch, step]), [[1, 4], [2, 8], [3, 12]]);
  assert.ok(rows.every(({ train, validation, seconds }) => train.loss > 0 && validation.kl_per_dim.length === 2 && seconds > 0));
  assert.deepEqual(heard.at(-1), { kind: "ended", how: "done", words: "" });
  assert.equal(trainer.at.step, trainer.steps);
});

test("it rests when it is told to, within a piece, and goes on as if it had not", () => {
  const one = loopOf(), other = loopOf();
  one.loop.hear({ run: true });
  one.run();
  other.loop.hear({ run: true });
  other.run(2);
  other.loop.hear({ run: false });
  const { step } = other.trainer.at;
  other.run();
  assert.equal(other.trainer.at.step, step);
  assert.ok(step > 0 && step < other.trainer.steps);
  other.loop.hear({ run: true });
  other.run();
  assert.deepEqual(weightsOf(other.trainer), weightsOf(one.trainer));
});

test("it goes back to any moment, with what was turned on the way, to the last bit", () => {
  const { loop, trainer, answer } = loopOf({ epochs: 60 }), kept = new Map();
  const dials = new Map([[30, { beta: 3 }], [57, { images: 12 }], [58, { images: 20 }], [90, { rate: 1e-3, classes: [0, 1] }]]);
  loop.checkpoints.most = 5; // few moments are kept, and most are found by steps from there
  for (let step = 0; step < 120; step++) {
    if (dials.has(step)) loop.hear({ dials: dials.get(step) });
    kept.set(step, weightsOf(trainer));
    loop.step();
  }
  assert.ok(loop.checkpoints.kept.length <= 5 && loop.checkpoints.every > 8);
  const back = (step) => answer({ back: step, look: {} });
  for (const step of [100, 3, 57, 58, 59, 91, 119, 0, 30, 31]) {
    assert.equal(back(step).step, step);
    assert.deepEqual(weightsOf(trainer), kept.get(step), `step ${step}`);
  }
  assert.equal(loop.curve.length, 120, "to look back forgets nothing");
  assert.equal(trainer.dials.beta, 3);
});

test("going on from an earlier moment, or turning something there, begins another future", () => {
  const { loop, trainer, run, answer } = loopOf({ epochs: 20 });
  for (let i = 0; i < 40; i++) loop.step();
  const before = loop.rows.length;
  answer({ back: 10, look: {} });
  loop.hear({ dials: { beta: 9 } });
  assert.equal(loop.curve.length, 10);
  assert.ok(loop.rows.length < before && loop.rows.every(({ step }) => step <= 10));
  loop.hear({ run: true });
  run();
  assert.equal(trainer.at.step, trainer.steps);
  assert.deepEqual(loop.checkpoints.turned, [[10, { beta: 9 }]]);
  assert.deepEqual(loop.rows.map(({ step }) => step), [...Array(20).keys()].map((i) => 4 * (i + 1)));
});

test("it shows itself: places, divergences, images drawn anew, and the losses since", () => {
  const { loop, answer } = loopOf({ told: 4 });
  for (let i = 0; i < 10; i++) loop.step();
  const points = Float32Array.of(0, 0, 1, 1);
  const seen = answer({ look: { dots: 12, images: 3, points, labels: [0, 3], since: 4 } });
  assert.deepEqual([seen.mu.length, seen.kl.length, seen.reconstructed.length, seen.drawn.length], [24, 2, 3 * 64, 2 * 64]);
  assert.equal(seen.curve.length, 3 * 6);
  assert.deepEqual([...seen.curve.subarray(0, 3)], [...Float32Array.from(loop.curve[4])]);
  assert.deepEqual([seen.step, seen.newest, seen.kernels], [10, 10, "wasm"]);
});

test("one batch at a time: which images it was, and how it moved the others", () => {
  const { answer } = loopOf();
  const { before, after, batch, step } = answer({ once: { dots: 40 } });
  assert.equal(step, 1);
  assert.equal(batch.length, 8);
  assert.equal(before.length, 80);
  assert.ok(before.some((mu, i) => mu !== after[i]));
});

test("in slow motion it takes so many steps a second, and a new pace acts at once", () => {
  const { loop, run, trainer, now } = loopOf({ epochs: 100 });
  loop.hear({ run: true, pace: 10 });
  run(40, () => now() > 950);
  assert.ok(trainer.at.step >= 8 && trainer.at.step <= 11, `${trainer.at.step} steps`);
  loop.hear({ pace: 0 });
  run(20);
  assert.ok(trainer.at.step > 20);
});

test("a training that runs away stands where it was sound, and says so", () => {
  const { loop, heard, run, trainer } = loopOf({ epochs: 50, schedule: "constant" });
  loop.hear({ run: true });
  run(12);
  loop.hear({ dials: { rate: 1e30 } });
  run();
  const { kind, how, words } = heard.at(-1);
  assert.deepEqual([kind, how], ["ended", "diverged"]);
  assert.match(words, /ran away at step \d+: .* try a learning rate below 1e\+30\.$/);
  assert.ok(weightsOf(trainer).every(Number.isFinite));
  assert.ok(Number.isFinite(trainer.heldOut().loss));
  loop.hear({ dials: { rate: 1e-3 } });
  loop.hear({ run: true });
  run();
  assert.equal(heard.at(-1).how, "done");
});

test("what is kept goes on elsewhere as if it had never stopped", () => {
  const one = loopOf({ epochs: 8 }), other = loopOf({ epochs: 8 });
  for (let i = 0; i < 13; i++) one.loop.step();
  one.loop.hear({ dials: { beta: 2 } });
  const kept = structuredClone(one.answer({ keep: true }));
  other.loop.hear({ resume: kept });
  for (const each of [one, other]) { each.loop.hear({ run: true }); each.run(); }
  assert.deepEqual(weightsOf(other.trainer), weightsOf(one.trainer));
  assert.deepEqual(other.loop.rows.map(({ train }) => train), one.loop.rows.map(({ train }) => train));
});

test("to guess how long it takes changes nothing", () => {
  const { trainer, answer } = loopOf(), before = weightsOf(trainer);
  const { estimate } = answer({ trial: 20 });
  assert.ok(estimate > 0);
  assert.deepEqual(weightsOf(trainer), before);
  assert.equal(trainer.at.step, 0);
});

test("it tells moments, each enough to go on from and to go back before", () => {
  const whole = loopOf({}, {}), { loop, heard, run } = loopOf({ epochs: 10 });
  loop.moments = 10;
  loop.hear({ run: true });
  run(6);
  const { moment } = heard.findLast(({ kind }) => kind === "moment");
  assert.ok(moment.running && moment.step > 0 && moment.step < moment.steps);
  const other = loopOf();
  other.loop.hear({ resume: moment });
  other.loop.hear({ run: true });
  other.run();
  whole.loop.hear({ run: true });
  whole.run();
  assert.deepEqual(weightsOf(other.trainer), weightsOf(whole.trainer));
  const places = [other, whole].map(({ answer }) => answer({ back: 3, look: { dots: 8 } }));
  assert.equal(places[0].step, 3);
  assert.deepEqual(places[0].mu, places[1].mu);
});

test("it says that it lives, also while it goes to another moment", () => {
  const { loop, run, heard } = loopOf();
  loop.hear({ run: true });
  run(5);
  loop.hear({ back: 1 });
  loop.hear({ id: 5, ping: true });
  assert.deepEqual(heard.at(-1), { id: 5 });
});
