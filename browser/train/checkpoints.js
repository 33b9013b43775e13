// How can a training go back to any of its moments? To one that was kept, shortly before, and from there by the same steps
// again, which come out the same to the last bit.

// The moments kept are evenly spread: when there is no room left every other one goes. What was turned is kept with its step.
export class Checkpoints {
  static ROOM = 24 * 2 ** 20; // bytes, of weights and of what Adam knows of them
  kept = []; // rising
  turned = []; // [step, dials]
  done = 0; // how many of these have been turned by now
  every = 8; // steps

  constructor(trainer) {
    this.trainer = trainer;
    this.most = Math.max(4, Math.min(64, Math.floor(Checkpoints.ROOM / (12 * trainer.layout.weightCount))));
  }

  // To be called before every step.
  pass() {
    const { step } = this.trainer.at, last = this.kept.at(-1)?.state.at.step ?? -Infinity;
    if (step % this.every || step <= last) return;
    if (this.kept.length >= this.most) {
      this.every *= 2;
      this.kept = this.kept.filter(({ state }) => state.at.step % this.every === 0);
      if (step % this.every) return;
    }
    const state = stateOf(this.trainer);
    if (state.weights.every(Number.isFinite)) this.kept.push({ state, done: this.done });
  }

  turn(dials) {
    this.turned.push([this.trainer.at.step, dials]);
    this.done = this.turned.length;
    this.trainer.turn(dials);
  }

  // Go to a kept moment from which steps lead to that one, unless those from here lead there sooner.
  towards(step) {
    const { step: here } = this.trainer.at, moment = this.kept.findLast(({ state }) => state.at.step <= step) ?? this.kept[0];
    if (!moment || (here <= step && moment.state.at.step <= here)) return;
    restore(this.trainer, moment.state);
    this.done = moment.done;
  }

  // Turn what was turned at this step: to be called before each of the steps that are taken again, and behind the last.
  again() {
    for (; this.done < this.turned.length && this.turned[this.done][0] <= this.trainer.at.step; this.done++) {
      this.trainer.turn(this.turned[this.done][1]);
    }
  }

  // Forget what came after now: another future begins.
  cut() {
    this.kept = this.kept.filter(({ state }) => state.at.step <= this.trainer.at.step);
    this.turned.length = this.done;
  }
}

// Everything that the next steps depend on, in arrays of its own.
export function stateOf({ at, sums, dials, model, layout }) {
  const copied = (from) => model.numbers.slice(from, from + layout.weightCount), { steps, squaredNoise, noiseSteps } = model;
  return {
    at: { ...at }, sums: { ...sums }, dials: { ...dials }, model: { steps, squaredNoise, noiseSteps },
    weights: copied(layout.weights), means: copied(layout.means), squares: copied(layout.squares),
  };
}

export function restore(trainer, state) {
  const { model, layout } = trainer;
  for (const name of ["weights", "means", "squares"]) model.numbers.set(state[name], layout[name]);
  Object.assign(model, state.model, { stale: true });
  Object.assign(trainer, { sums: { ...state.sums }, dials: { ...state.dials }, order: null, diverged: false });
  trainer.choose();
  trainer.at = { ...state.at };
}
