// Which images does the next step learn from? Those of a pass in an order that chance gives, and of some classes alone, if it is so set.

import { stepsOf } from "./schedule.js";

// data: {images: bytes, an image after the other; labels: a whole number each, or null; learned: places of images, and others of
// which a trainer asks}. chance: see chance.js.
export class Passes {
  // What a training is at besides its weights: all that a checkpoint must hold.
  at = { step: 0, pass: 0, inPass: 0, seen: 0 }; // steps, passes begun, steps of this pass, how often all images were seen
  order = null; // of this pass: numbers of the chosen images
  batch = new Int32Array(0); // places of the images of the last step
  diverged = false;

  constructor(plan, data, chance) {
    this.plan = plan;
    this.data = data;
    this.chance = chance;
    const { inEpoch } = stepsOf(data.learned.length, plan);
    this.epochSteps = inEpoch;
    this.steps = inEpoch * plan.epochs;
    this.spread = chance.spread(data.learned.length);
    this.dials = { rate: plan.learning_rate, images: data.learned.length, classes: null };
    this.choose();
  }

  get over() { return this.at.step >= this.steps; }
  get epoch() { return Math.floor(this.at.step / this.epochSteps); }

  // Turn settings. rate: the highest of the schedule; images: how many are learned from; classes: of which, null for all; and what
  // a trainer has besides.
  turn(dials) {
    const before = this.dials;
    this.dials = { ...before, ...dials };
    if (this.dials.images === before.images && this.dials.classes === before.classes) return;
    this.choose();
    Object.assign(this.at, { pass: this.at.pass + 1, inPass: 0 });
    this.order = null;
  }

  // Which images are learned from: more of them are those from before and others. All of them where a class has none.
  choose() {
    const { learned, labels } = this.data, { images, classes } = this.dials;
    const wanted = classes && labels ? new Set(classes) : null;
    const count = Math.max(1, Math.min(learned.length, images));
    const among = count === learned.length ? learned : this.spread.subarray(0, count).map((i) => learned[i]);
    const chosen = wanted ? among.filter((place) => wanted.has(labels[place])) : among;
    this.chosen = chosen.length ? chosen : among;
    this.passSteps = stepsOf(this.chosen.length, this.plan).inPass;
  }

  // Choose the batch of the next step; returns how many images it has.
  deal() {
    const { at, plan: { batch_size: size } } = this;
    if (at.inPass >= this.passSteps) Object.assign(at, { pass: at.pass + 1, inPass: 0 });
    if (at.inPass === 0) this.order = null;
    this.order ??= this.chance.order(at.pass, this.chosen.length);
    this.batch = this.order.subarray(at.inPass * size, (at.inPass + 1) * size).map((i) => this.chosen[i]);
    return this.batch.length;
  }

  // A step from n images has been taken.
  taken(n) {
    const { at } = this;
    at.step++;
    at.inPass++;
    at.seen += n / this.chosen.length;
  }
}
