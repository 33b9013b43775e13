// How does a model learn before one's eyes? It trains in this browser; map, curves and pictures follow at frame rate, and every
// setting can be turned meanwhile.
//
// mountTraining(root, {onend, onkeep, shelved}) -> {update(bytes), retheme(), close(), state}. bytes: from
// core/blocks/browser_training.py, live_block; as long as its id stays the same, so does the training. onend(how, words): it has
// ended. onkeep({title, block}): the server is to keep the model. shelved: this browser is to keep the training from page to page;
// onopened({id, title}): it was kept, and nothing else is known of it.

import { button, element, iconButton, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { makeTrack, playButton } from "../../base/player.js";
import { makeRuntime } from "../../base/runtime.js";
import { dress } from "../../base/theme.js";
import { withDims } from "../block.js";
import { resultOf } from "../result.js";
import { makeTraining } from "../worker.js";
import { makeDials } from "./dials.js";
import { MOMENTS, makeKeeper } from "./keeper.js";
import { makeLiveMap } from "./live_map.js";
import { makeTake } from "./take.js";
import { makeViews } from "./views.js";
import { DIED, ENDED, MISSING, SENT, WAITS, resumed, standingOf } from "./words.js";

const DOTS = 500, ANEW = 16; // images on the map, and drawn anew
const LOOKING = 0.25; // of the time of a training, at most, goes into showing it
const BACK = 0.25; // of the training: where a setting is turned after the end, it learns on from there

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
  turned = {}; // what was turned, for when it begins anew
  moment = null; // that it may go on from
  title = "";
  said = element("p", { className: "spoken", role: "status" });
  words = element("p", { className: "standing" });

  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.keeper = makeKeeper(Boolean(act.shelved));
    this.page = makeHost(root, {
      longest: 0.1, frame: (_seconds, now) => this.frame(now), resized: () => this.resized(), rethemed: () => this.paint(),
    });
  }

  async update(bytes) {
    const block = this.page.take(bytes);
    if (!block) return;
    const sections = makeRuntime().unpack(block), { id, title } = JSON.parse(new TextDecoder().decode(sections.about));
    if (id === this.id) return;
    this.id = id;
    const opened = await this.keeper.open(id, title, block, sections, () => this.say(WAITS)).catch(() => null);
    if (id !== this.id) return; // another one has come meanwhile
    if (!opened) { this.say(MISSING); return; }
    if (!sections.plan) this.act.onopened?.({ id, title: opened.title });
    Object.assign(this, opened, { turned: {} });
    this.build();
    this.start(opened.moment);
    if (opened.moment?.ended) this.invite();
  }

  // A sentence in place of the training.
  say(words) {
    dress(this.root, this.page.theme);
    this.root.replaceChildren(element("p", { className: "standing", role: "status", textContent: words }));
  }

  build() {
    const { plan, data } = this.begin;
    this.map = this.makeMap();
    this.field = element("div", { className: "place" }, this.map.map.node);
    this.views = makeViews(this.page, plan, data, ANEW);
    this.dials = makeDials(plan, { beta: plan.beta, rate: plan.learning_rate }, data.learned.length, {
      turn: (dials) => this.turn(dials), pace: (pace) => this.tell({ pace }), dims: (d) => this.setDims(d),
    });
    this.take = makeTake(async () => ({
      begin: this.begin, title: this.title, kept: await this.training.ask({ keep: true }),
    }), this.act.onkeep ? (kept) => { this.note = SENT; this.describe(); this.act.onkeep(kept); } : null);
    this.arrange();
  }

  makeMap() {
    const { plan, data } = this.begin, shown = data.shown.subarray(0, DOTS);
    const labels = data.labels ? Uint16Array.from(shown, (place) => data.labels[place]) : new Uint16Array(shown.length);
    return makeLiveMap(this.page, plan, labels, () => { this.root.classList.remove("inviting"); this.page.request(); });
  }

  arrange() {
    this.play = playButton("the training", () => this.toggle());
    this.track = makeTrack("Moment of the training", { step: 1, oninput: () => this.goTo(Number(this.track.node.value)) });
    this.once = button("One batch", "Learn from one batch, and see which way it moves each image", () => this.takeOne());
    const again = iconButton("reset", "Again", "Begin anew, from the first weights", () => this.start());
    const player = element("div", { className: "player", role: "group", "aria-label": "The training" },
      this.play.node, this.once, this.track.node, this.dials.pace, again);
    const titled = (title, ...nodes) => element("section", {}, element("h3", { textContent: title }), ...nodes);
    this.field.append(this.views.corner.canvas);
    const left = element("div", { className: "left" }, element("section", { className: "map" }, this.field, player, this.words, this.take.node));
    const right = element("div", { className: "right" },
      element("div", { className: "two" }, titled("At the point", this.views.drawn.canvas), titled("What can be turned", this.dials.node)),
      titled("Loss, nats an image; dashed: of images held out", this.views.curves.canvas),
      titled("KL divergence of each latent dimension, nats", this.views.bars.canvas),
      titled("Images, and below each what the model makes of it", this.views.anew.canvas));
    dress(this.root, this.page.theme);
    this.root.replaceChildren(element("div", { className: "parts" }, left, right), this.said);
    this.map.resize();
  }

  // Begin, or begin anew, with what was turned before; or go on from a moment that was kept.
  start(moment = null) {
    this.training?.close();
    Object.assign(this, { losses: [], rows: [], seen: null, asking: false, wanted: null, moved: null, elsewhere: true, note: "", moment });
    const { begin, act, id } = this, mine = () => training === this.training;
    const training = this.training = makeTraining({ ...begin, moments: act.shelved ? MOMENTS : 0 }, {
      onepoch: (row) => { if (mine()) this.rows = [...this.rows.filter(({ step }) => step < row.step), row]; }, // it may have gone back
      onended: (how, words) => { if (mine()) this.ended(how, words); },
      onmoment: (next) => {
        if (!mine()) return;
        this.moment = next;
        this.keeper.remember(id, begin.plan.latent_dim, next);
      },
    });
    if (act.shelved) this.keeper.watch(training, () => { this.start(this.moment); this.note = `${DIED} ${this.note}`; });
    this.dials.pace.value = "0";
    this.running = moment ? moment.running : true;
    if (moment) {
      this.rows = [...moment.rows];
      this.note = resumed(moment);
      this.tell({ resume: moment });
    } else if (Object.keys(this.turned).length) {
      this.tell({ dials: this.turned });
    }
    this.tell({ run: this.running });
  }

  ended(how, words) {
    setText(this.said, words || ENDED);
    this.note = words || ENDED;
    this.fell = how === "diverged";
    if (how === "done") this.invite();
    this.act.onend?.(how, words);
    this.stale = true;
    this.page.request();
  }

  // Show where to take hold of the map.
  invite() {
    if (this.map.placed) return;
    this.map.put(0, 0);
    this.root.classList.add("inviting");
  }

  // Turn a setting, at once. Behind the end it goes back a while first; what had run away learns on.
  turn(dials) {
    const { seen } = this, after = seen?.ended || this.fell;
    Object.assign(this.turned, dials);
    if (seen?.ended) {
      seen.ended = false;
      this.tell({ back: Math.floor(seen.steps * BACK) });
    }
    if (after) Object.assign(this, { running: true, note: "", fell: false });
    this.tell(after ? { dials, run: true } : { dials });
  }

  // Begin anew with so many latent dimensions.
  setDims(d) {
    const before = this.map.map.node;
    this.begin = withDims(this.begin, d);
    this.map = this.makeMap();
    before.replaceWith(this.map.map.node);
    this.map.resize();
    this.start();
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
    this.views.curves.show({
      losses: this.losses, steps: seen.steps, epochs: this.begin.plan.epochs, step: seen.step,
      heldOut: this.rows.map(({ step, validation }) => [step, validation.loss]),
    });
    this.views.bars.show(seen.kl, map.axes);
    this.views.anew.show([this.views.originals, seen.reconstructed]);
    for (const place of [this.views.drawn, this.views.corner]) place.show([seen.drawn]);
    this.play.show(this.running);
    this.play.node.disabled = this.once.disabled = seen.step >= seen.steps;
    this.take.show(seen.step, seen.ended);
    this.track.show(seen.step, Math.max(1, seen.newest), `step ${seen.step} of ${seen.newest}`);
    // Not at every look: what has been turned meanwhile is newer than what was seen.
    if (this.elsewhere && this.wanted === null && !this.asking) { this.elsewhere = false; this.dials.set(seen.dials); }
    this.describe();
  }

  describe() {
    const { seen, losses, rows, note, map, begin: { plan } } = this, axes = plan.latent_dim > 2 ? map.axes : null;
    setText(this.words, `${note ? `${note} ` : ""}${standingOf({ seen, losses, rows, axes, epochs: plan.epochs })}`);
  }

  resized() {
    if (!this.map) return;
    this.map.resize();
    for (const chart of [this.views.curves, this.views.bars]) chart.draw();
  }

  close() {
    this.page.close();
    this.keeper.close();
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
    // What the training keeps of itself just now, and the plan it follows.
    kept: async () => ({ plan: shown.begin.plan, kept: await shown.training.ask({ keep: true }) }),
    get state() {
      const { seen, losses, rows, map, id, training } = shown;
      return { id, seen, losses: losses.length, rows, axes: map?.axes, z: map ? [...map.z] : [], remote: training?.remote, words: shown.words.textContent };
    },
  };
}
