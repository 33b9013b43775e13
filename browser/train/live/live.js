// How does a model learn before one's eyes? It trains in this browser; map, curves and pictures follow at frame rate, and every
// setting can be turned meanwhile.
//
// mountTraining(root, {onend}) -> {update(bytes), retheme(), close(), state}. bytes: from core/blocks/browser_training.py,
// live_block; as long as its id stays the same, so does the training. onend(how, words): it has ended.

import { button, element, iconButton, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { makeTrack, playButton } from "../../base/player.js";
import { makeRuntime } from "../../base/runtime.js";
import { dress } from "../../base/theme.js";
import { openImages, openPlan } from "../block.js";
import { resultOf } from "../result.js";
import { makeTraining } from "../worker.js";
import { inNats, makeCurves, makeDivergences } from "./charts.js";
import { makeDials } from "./dials.js";
import { makeLiveMap } from "./live_map.js";
import { makePictures } from "./pictures.js";

const DOTS = 500, ANEW = 16; // images on the map, and drawn anew
const LOOKING = 0.25; // of the time of a training, at most, goes into showing it

class LiveTraining {
  id = null;
  begin = null; // what the training begins with
  training = null;
  seen = null; // what it showed last
  asking = false;
  asked = null; // the place of the point when it was asked last
  looked = 0; // ms, when that was
  fresh = false; // what it showed is not on the page yet
  losses = []; // of each step
  rows = []; // an epoch each
  running = false; // as it was told, or has told last
  stale = true; // something has been told to the training since it was asked last
  moved = null; // by one batch: where the images lay before it and after, and the step
  wanted = null; // a moment to go back to
  elsewhere = false; // it has gone to another moment, at which other settings held
  said = element("p", { className: "spoken", role: "status" });
  words = element("p", { className: "standing" });

  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.page = makeHost(root, {
      longest: 0.1, frame: (_seconds, now) => this.frame(now), resized: () => this.resized(), rethemed: () => this.paint(),
    });
  }

  async update(bytes) {
    const block = this.page.take(bytes);
    if (!block) return;
    const sections = makeRuntime().unpack(block), { id } = JSON.parse(new TextDecoder().decode(sections.about));
    if (id === this.id) return;
    this.id = id;
    const images = await openImages(sections.images);
    if (id !== this.id) return; // another one has come meanwhile
    this.begin = openPlan(sections.plan, images);
    this.build();
    this.start();
  }

  build() {
    const { plan, data } = this.begin, shown = data.shown.subarray(0, DOTS);
    const labels = data.labels ? Uint16Array.from(shown, (place) => data.labels[place]) : new Uint16Array(shown.length);
    this.map = makeLiveMap(this.page, plan, labels, () => this.page.request());
    this.curves = makeCurves(this.page);
    this.bars = makeDivergences(this.page);
    this.anew = makePictures(this.page, plan.image_size, "Images, and below each what the model makes of it");
    this.drawn = makePictures(this.page, plan.image_size, "What the model draws at the point");
    this.drawn.canvas.classList.add("digit");
    this.originals = new Uint8Array(Math.min(ANEW, shown.length) * plan.pixels);
    for (const [i, place] of shown.subarray(0, ANEW).entries()) {
      this.originals.set(data.images.subarray(place * plan.pixels, (place + 1) * plan.pixels), i * plan.pixels);
    }
    this.dials = makeDials(plan, { beta: plan.beta, rate: plan.learning_rate }, data.learned.length, {
      turn: (dials) => this.tell({ dials }), pace: (pace) => this.tell({ pace }),
    });
    this.arrange();
  }

  arrange() {
    this.play = playButton("the training", () => this.toggle());
    this.track = makeTrack("Moment of the training", { step: 1, oninput: () => this.goTo(Number(this.track.node.value)) });
    this.once = button("One batch", "Learn from one batch, and see which way it moves each image", () => this.takeOne());
    const again = iconButton("reset", "Again", "Begin anew, from the first weights", () => this.start());
    const player = element("div", { className: "player", role: "group", "aria-label": "The training" },
      this.play.node, this.once, this.track.node, this.dials.pace, again);
    const titled = (title, ...nodes) => element("section", {}, element("h3", { textContent: title }), ...nodes);
    const left = element("div", { className: "left" }, element("section", { className: "map" }, this.map.map.node, player, this.words));
    const right = element("div", { className: "right" },
      element("div", { className: "two" }, titled("At the point", this.drawn.canvas), titled("What can be turned", this.dials.node)),
      titled("Loss, nats an image; dashed: of images held out", this.curves.canvas),
      titled("KL divergence of each latent dimension, nats", this.bars.canvas),
      titled("Images, and below each what the model makes of it", this.anew.canvas));
    dress(this.root, this.page.theme);
    this.root.replaceChildren(element("div", { className: "parts" }, left, right), this.said);
    this.map.resize();
  }

  // Begin, or begin anew.
  start() {
    this.training?.close();
    Object.assign(this, { losses: [], rows: [], seen: null, asking: false, wanted: null, moved: null, elsewhere: true, note: "" });
    const training = this.training = makeTraining(this.begin, {
      onepoch: (row) => { if (training === this.training) this.rows.push(row); },
      onended: (how, words) => { if (training === this.training) this.ended(how, words); },
    });
    this.dials.pace.value = "0";
    this.running = true;
    this.tell({ run: true });
  }

  ended(how, words) {
    setText(this.said, words || "The training has ended. Drag on the map to see what the model draws there.");
    this.note = words;
    this.act.onend?.(how, words);
    this.stale = true;
    this.page.request();
  }

  tell(message) {
    this.training.tell(message);
    this.stale = true;
    this.page.request();
  }

  toggle() {
    this.note = "";
    this.running = !this.running;
    this.tell({ run: this.running });
  }

  goTo(step) {
    Object.assign(this, { wanted: step, elsewhere: true });
    this.page.request();
  }

  async takeOne() {
    const { training } = this, { before, after, step } = await training.ask({ once: { dots: DOTS } });
    if (training !== this.training) return;
    Object.assign(this, { moved: { before, after, step }, running: false, stale: true });
    this.page.request();
  }

  // Ask the training what it looks like. It answers between two steps; a page that is not seen asks for nothing.
  async look(more) {
    const { training, map } = this, told = this.begin.plan.told;
    this.asking = true;
    this.stale = false;
    const seen = await training.ask({
      ...more, look: {
        dots: DOTS, images: ANEW, points: map.z.slice(), labels: told ? [map.label] : null, since: this.losses.length,
      },
    });
    if (training !== this.training) return;
    Object.assign(this, { seen, asking: false, fresh: true });
    if (!this.stale) this.running = seen.running;
    this.losses.length = Math.min(this.losses.length, seen.since);
    for (let i = 0; i < seen.curve.length; i += 3) this.losses.push(seen.curve[i]);
    this.rows = this.rows.filter(({ step }) => step <= seen.newest);
    this.page.request();
  }

  // Returns whether more is to be shown.
  frame(now) {
    if (!this.training) return false;
    if (this.fresh) { this.fresh = false; this.paint(); }
    const pointed = this.asked?.join() !== this.map.z.join(), due = this.seen?.running && now - this.looked >= this.seen.took / LOOKING;
    if (!this.asking && (this.wanted !== null || pointed || this.stale || due)) {
      const { wanted } = this;
      Object.assign(this, { wanted: null, looked: now, asked: this.map.z.slice() });
      this.look(wanted === null ? {} : { back: wanted });
    }
    return Boolean(this.seen?.running);
  }

  paint() {
    const { seen, page, map } = this;
    dress(this.root, page.theme);
    if (!seen) return;
    map.show(seen.mu, seen.kl, !this.running);
    if (this.moved?.step === seen.step) map.showArrows(this.moved.before, this.moved.after);
    this.curves.show({
      losses: this.losses, steps: seen.steps, epochs: this.begin.plan.epochs, step: seen.step,
      heldOut: this.rows.map(({ step, validation }) => [step, validation.loss]),
    });
    this.bars.show(seen.kl, map.axes);
    this.anew.show([this.originals, seen.reconstructed]);
    this.drawn.show([seen.drawn]);
    this.play.show(this.running);
    this.play.node.disabled = this.once.disabled = seen.step >= seen.steps;
    this.track.show(seen.step, Math.max(1, seen.newest), `step ${seen.step} of ${seen.newest}`);
    // Not at every look: what has been turned meanwhile is newer than what was seen.
    if (this.elsewhere && this.wanted === null && !this.asking) { this.elsewhere = false; this.dials.set(seen.dials); }
    this.describe();
  }

  describe() {
    const { seen, losses, rows, begin: { plan } } = this, last = rows.findLast(({ step }) => step <= seen.step);
    const parts = [
      `Step ${seen.step.toLocaleString("en")} of ${seen.steps.toLocaleString("en")}, epoch ${Math.floor(seen.step / seen.epochSteps)} of ${plan.epochs}`,
      ...(seen.step ? [`loss ${inNats(losses[seen.step - 1])} nats`] : []),
      ...(last ? [`held out ${inNats(last.validation.loss)}`] : []),
      `${seen.seconds.toFixed(1)} s of learning in this browser${seen.kernels === "plain" ? ", the slow way" : ""}`,
    ];
    if (plan.latent_dim > 2) parts.push(`the map shows ${this.map.axes.map((axis) => `z${axis + 1}`).join(" and ")}, which say most`);
    setText(this.words, `${this.note ? `${this.note} ` : ""}${parts.join(" · ")}`);
  }

  resized() {
    if (!this.map) return;
    this.map.resize();
    for (const chart of [this.curves, this.bars]) chart.draw();
  }

  close() {
    this.page.close();
    this.training?.close();
    this.training = this.id = null;
    this.root.replaceChildren();
  }
}

export function mountTraining(root, act = {}) {
  root.classList.add("pad", "live-training");
  const shown = new LiveTraining(root, act);
  return {
    update: (bytes) => shown.update(bytes), retheme: shown.page.rethemeTwice, close: () => shown.close(),
    // What was learned, as a block for the server; withImages: see resultOf.
    result: async (how) => resultOf(shown.begin, await shown.training.ask({ keep: true }), how),
    get state() {
      const { seen, losses, rows, map, id, training } = shown;
      return { id, seen, losses: losses.length, rows, axes: map?.axes, z: map ? [...map.z] : [], remote: training?.remote, words: shown.words.textContent };
    },
  };
}
