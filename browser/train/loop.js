// How does a training go on beside everything that is asked of it? In short pieces, between which it hears what it is told: to
// rest, to turn a setting, to show itself, to take one step, to go back to a moment. It runs in a worker, see worker.js.

import { Checkpoints, restore, stateOf } from "./checkpoints.js";

// post(message): {kind: "epoch", row}, {kind: "ended", how, words}, {kind: "moment", moment} every `moments` ms and whenever it
// comes to rest, 0 for none, or the answer to what was asked, with its id.
// later(work, ms): do something once others have had their turn. now(): in ms.
export class TrainingLoop {
  static PIECE = 12; // ms
  static GLANCE = 20; // images
  running = false;
  ended = false;
  pace = 0; // steps a second; 0 for as many as can be
  due = 0; // ms, of the next step where there is a pace
  goal = null; // the step that it goes back to
  waiting = []; // what is done once it is there
  turn = 0; // counts what is to be done later: only the newest is
  seconds = 0; // of learning
  epochBegan = 0; // of these, when this epoch began
  rows = []; // of the history, one an epoch
  curve = []; // [loss, reconstruction, kl] of each step

  constructor(trainer, post, later, now, moments = 0) {
    this.trainer = trainer;
    this.moments = moments;
    this.told = now(); // ms, when a moment was told last
    this.post = post;
    this.later = later;
    this.now = now;
    this.checkpoints = new Checkpoints(trainer);
    this.size = trainer.layout.layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  }

  // message: with some of run: whether to learn; dials: settings to turn; pace; back: a step; resume: what was kept; and one of
  // look, once, keep, trial, ping, which are answered.
  hear(message) {
    const { id } = message, answer = (make) => this.there(() => this.post({ id, ...make() }));
    if ("resume" in message) this.resume(message.resume);
    if ("dials" in message) this.there(() => { this.forget(); this.checkpoints.turn(message.dials); });
    if ("pace" in message) { this.pace = message.pace; this.due = 0; }
    if ("back" in message) this.goBack(message.back);
    if ("run" in message) this.there(() => { this.running = message.run && !this.trainer.over; if (!message.run) this.tellMoment(); });
    if ("look" in message) answer(() => this.seen(message.look));
    if ("once" in message) answer(() => this.once(message.once));
    if ("keep" in message) answer(() => this.keep());
    if ("trial" in message) answer(() => this.trial(message.trial));
    if ("ping" in message) this.post({ id });
    if ("run" in message || "pace" in message || "back" in message) this.soon();
  }

  // Do something now, or once it is back at the moment that it goes to.
  there(work) {
    if (this.goal === null) work(); else this.waiting.push(work);
  }

  // What came after this moment is no more, once something else is to come.
  forget() {
    const { step } = this.trainer.at;
    if (this.curve.length <= step) return;
    this.checkpoints.cut();
    this.curve.length = step;
    this.rows = this.rows.filter((row) => row.step <= step);
  }

  goBack(step) {
    this.running = this.ended = false;
    this.goal = Math.max(0, Math.min(this.curve.length, Math.floor(step)));
    this.checkpoints.towards(this.goal);
  }

  soon(ms = 0) {
    const turn = ++this.turn;
    this.later(() => { if (turn === this.turn) this.piece(); }, ms);
  }

  piece() {
    const deadline = this.now() + TrainingLoop.PIECE;
    if (this.goal !== null) this.travel(deadline);
    if (this.goal === null && this.running) this.learn(deadline);
    if (this.goal !== null) this.soon();
    else if (this.running) this.soon(this.pace ? Math.max(0, this.due - this.now()) : 0);
    if (this.moments && this.goal === null && this.running && this.now() - this.told >= this.moments) this.tellMoment();
  }

  // What is needed to go on from here, whatever becomes of this page.
  tellMoment() {
    if (!this.moments || !this.trainer.at.step) return;
    this.told = this.now();
    this.post({ kind: "moment", moment: this.moment() });
  }

  travel(deadline) {
    const { trainer, checkpoints } = this;
    while (trainer.at.step < this.goal && this.now() < deadline) { checkpoints.again(); trainer.step(); }
    if (trainer.at.step < this.goal) return;
    checkpoints.again();
    this.ended = trainer.over;
    const { waiting } = this;
    this.goal = null;
    this.waiting = [];
    for (const work of waiting) this.there(work);
  }

  learn(deadline) {
    this.forget();
    while (this.running && this.now() < deadline) {
      if (this.pace && this.now() < this.due) return;
      this.step();
      if (this.pace) this.due = this.now() + 1000 / this.pace;
    }
  }

  step() {
    const { trainer, checkpoints, curve } = this, began = this.now();
    checkpoints.pass();
    if (trainer.at.step % trainer.epochSteps === 0) this.epochBegan = this.seconds;
    const { loss, reconstruction, kl } = trainer.step();
    curve.push([loss, reconstruction, kl]);
    this.seconds += (this.now() - began) / 1000;
    if (trainer.diverged) this.undo();
    else if (trainer.at.step % trainer.epochSteps === 0) this.endEpoch();
  }

  endEpoch() {
    const { trainer, rows } = this, { step } = trainer.at, spent = this.seconds - this.epochBegan;
    const row = {
      epoch: step / trainer.epochSteps, step, seconds: this.seconds,
      images_per_second: spent > 0 ? trainer.epochSteps * trainer.plan.batch_size / spent : 0,
      train: trainer.learned(), validation: trainer.heldOut(),
    };
    if (![row.train, row.validation].flatMap(Object.values).flat().every(Number.isFinite)) { this.undo(); return; }
    rows.push(row);
    this.post({ kind: "epoch", row });
    if (trainer.over) this.end("done", "");
  }

  // The losses are no numbers any more: back to the last moment that is kept, which was sound.
  undo() {
    const { trainer, checkpoints } = this, { step } = trainer.at, { rate } = trainer.dials;
    checkpoints.towards(step - 1);
    this.forget();
    this.end("diverged", `The training ran away at step ${step}: its losses are no numbers any more. It stands at step `
      + `${trainer.at.step} again; try a learning rate below ${rate}.`);
  }

  end(how, words) {
    this.running = false;
    this.ended = how === "done";
    this.tellMoment();
    this.post({ kind: "ended", how, words });
  }

  // One batch, and which way it moves the first `dots` of the images that are shown: mu before and after.
  once({ dots }) {
    const { trainer } = this, { mu: before } = trainer.latents(dots);
    this.running = false;
    if (trainer.over) return { before, after: before, batch: new Int32Array(0), ...this.where() };
    this.forget();
    this.step();
    this.tellMoment();
    return { before, after: trainer.latents(dots).mu, batch: trainer.batch.slice(), ...this.where() };
  }

  // How many seconds the whole training would take, held-out images measured, by what steps take for so many ms once they are
  // compiled; it then stands where it stood. The quickest quarter counts: what else a machine does meanwhile only delays.
  trial(ms) {
    const { trainer } = this, state = stateOf(trainer), timed = (work, most, least) => {
      const spent = [], began = this.now();
      while (spent.length < least || (this.now() - began < most && spent.length < 200)) {
        const start = this.now();
        work();
        spent.push(this.now() - start);
      }
      return spent.sort((a, b) => a - b)[spent.length >> 2];
    };
    timed(() => trainer.step(), ms / 2, 2);
    const step = timed(() => trainer.step(), ms / 2, 4), measuring = timed(() => trainer.heldOut(), 0, 2);
    restore(trainer, state);
    return { estimate: (trainer.steps * step + trainer.plan.epochs * measuring) / 1000 };
  }

  where() {
    const { at: { step, seen }, dials, steps, epochSteps, model } = this.trainer, { running, ended, seconds } = this;
    return {
      step, seen, steps, epochSteps, newest: this.curve.length, running, ended, seconds, dials, noise: model.noise,
      kernels: model.kernels.name,
    };
  }

  // dots: of how many images the places are asked for; images: how many of them are drawn anew; points: places to be drawn,
  // with labels; since: from which step on the losses are told.
  seen({ dots = 0, images = 0, points = null, labels = null, since = Infinity }) {
    const { trainer, curve } = this, began = this.now();
    const told = {
      ...this.where(), ...(dots ? trainer.latents(dots) : null),
      reconstructed: images ? trainer.reconstructed(images) : null,
      drawn: points ? trainer.drawn(points, labels) : null,
      since: Math.min(since, curve.length), curve: Float32Array.from(curve.slice(since).flat()),
    };
    return { ...told, took: this.now() - began }; // ms
  }

  // All that is needed to go on.
  moment() {
    const { trainer, rows, checkpoints: { turned }, curve } = this;
    return {
      ...this.where(), state: stateOf(trainer), rows: [...rows], turned: [...turned], curve: Float32Array.from(curve.flat()),
    };
  }

  // That, and what a model is made of: weights without padding, latents, and what it is like at a glance: the first images that
  // are shown drawn anew, and as many drawn from the prior, of one class after the other where it is told them.
  keep() {
    const { trainer } = this, { mu, logvar } = trainer.latents(), { chance, plan: { latent_dim: d, told } } = trainer, n = TrainingLoop.GLANCE;
    const labels = told ? Array.from({ length: n }, (_, i) => i % told) : null;
    return {
      ...this.moment(), weights: trainer.model.unpadded(this.size), mu, logvar, images: trainer.chosen.length,
      again: trainer.reconstructed(n), samples: trainer.drawn(chance.sampleNoise(n * d), labels),
      squaredNoise: trainer.model.squaredNoise, noiseSteps: trainer.model.noiseSteps,
    };
  }

  // Go on from what `moment` gave. Moments before it are found from the first weights, by the same steps.
  resume({ state, rows, turned, curve, seconds }) {
    const first = { state: stateOf(this.trainer), done: 0 };
    restore(this.trainer, state);
    this.curve = Array.from({ length: curve.length / 3 }, (_, i) => [...curve.subarray(3 * i, 3 * i + 3)]);
    Object.assign(this, { rows: [...rows], seconds, ended: this.trainer.over, running: false });
    const { step } = state.at, done = turned.filter(([at]) => at <= step).length;
    Object.assign(this.checkpoints, { turned: [...turned], done });
    this.checkpoints.kept = [...(step > first.state.at.step ? [first] : []), { state: stateOf(this.trainer), done }];
  }
}
