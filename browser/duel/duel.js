// How is one step of a duel watched? In slow motion, phase by phase, back and forth, again; at the end it asks for the next.
//
// mountDuel(root, {onSeen(id)}) -> {update(bytes), retheme(), close(), state, seek(t)}. bytes: from core/blocks/duel.py.

import { element, setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { makeRuntime } from "../base/runtime.js";
import { dress } from "../base/theme.js";
import { makeDuelClose } from "./close.js";
import { makeDuelPast } from "./past.js";
import { makePlayer, makeTelling } from "./player.js";
import { duelEase } from "./scale.js";
import { DuelStage } from "./stage.js";

const DUEL_HOLD = 1.4, DUEL_QUICK = 2.5; // seconds that the end stands before the next step; pace of a quick one

const share = (value) => Math.min(1, Math.max(0, value));

class Duel {
  runtime = makeRuntime();
  step = null;
  t = 0; // seconds of the step
  playing = false;
  waiting = false; // for the next step
  held = 0; // seconds that the end has stood
  begins = false; // the next frame is the first that moves
  speed = 1;
  quick = 1;
  picked = "drawn 0";
  pointed = "";
  theme = null;
  inSight = true;
  closely = makeDuelClose();
  past = makeDuelPast();
  note = element("p", { className: "note" });

  constructor(root, onSeen) {
    this.root = root;
    this.onSeen = onSeen;
    // A hidden tab stands still.
    this.page = makeHost(root, { longest: 0.25, frame: (seconds) => this.frame(seconds), rethemed: () => { this.dress(); this.show(); } });
    this.stage = new DuelStage({ pick: (name) => { this.picked = name; this.show(); }, point: (name) => { this.pointed = name; this.show(); } });
    this.stage.node.setAttribute("aria-label", "The duel. Space plays and pauses, the arrow keys go from phase to phase.");
    this.player = makePlayer({
      toggle: () => this.toggle(), phaseBy: (by) => this.phaseBy(by), again: () => { this.t = 0; this.start(); },
      seek: (t) => this.seek(t), pace: (speed) => { this.speed = speed; },
    });
    this.telling = makeTelling((i) => { this.t = this.startOf(i) + 1e-3; this.start(); });
    root.append(this.player.node, ...this.telling.nodes, this.stage.node, this.closely.node, this.past.node, this.note);
    root.addEventListener("keydown", (event) => this.press(event));
    // Nobody looks at what is off the screen: there nothing plays, and no further step is asked for.
    this.sight = new IntersectionObserver(([entry]) => { this.inSight = entry.isIntersecting; }, { threshold: 0.15 });
    this.sight.observe(this.stage.node);
  }

  get total() { return this.step.ends.at(-1); }
  get atEnd() { return this.t >= this.total - 1e-6; }
  startOf(k) { return k ? this.step.ends[k - 1] : 0; }
  phaseAt() {
    const { ends } = this.step;
    return Math.max(0, ends.findIndex((end) => this.t < end - 1e-9) + 1 || ends.length) - 1;
  }
  doneOf = (k) => share((this.t - this.startOf(k)) / (this.step.ends[k] - this.startOf(k)));

  start() { Object.assign(this, { playing: true, held: 0, waiting: false, begins: true }); this.page.request(); this.show(); }
  stop() { this.playing = this.waiting = false; this.show(); }
  seek(t) { this.stop(); this.t = t; this.show(); }

  toggle() {
    if (!this.step) return;
    if (this.playing || this.waiting) { this.stop(); return; }
    if (this.atEnd) { if (this.step.about.follow) { this.next(); return; } this.t = 0; }
    this.start();
  }

  phaseBy(by) {
    if (!this.step) return;
    const k = this.phaseAt(), { ends, about } = this.step;
    if (by > 0 && this.atEnd) { if (about.follow) this.next(); return; }
    // Back goes to the start of this phase first, as a player of music does.
    const goal = by > 0 ? k + 1 : this.t - this.startOf(k) > 0.35 ? k : Math.max(0, k - 1);
    this.playing = this.waiting = false;
    this.t = goal >= ends.length ? this.total : Math.min(this.total, this.startOf(goal) + (by > 0 ? 1e-3 : 0));
    this.show();
  }

  next() {
    this.playing = false;
    this.waiting = true;
    this.show();
    this.onSeen(this.step.about.id);
  }

  // Returns whether to go on.
  frame(seconds) {
    const gone = this.begins ? 0 : Math.max(0, seconds);
    this.begins = false;
    if (!this.playing || !this.step) return false;
    if (!this.inSight) return true;
    const { follow } = this.step.about;
    if (this.t < this.total) this.t = Math.min(this.total, this.t + gone * this.speed * this.quick);
    else this.held += gone * this.speed;
    if (this.t >= this.total && (!follow || this.held > DUEL_HOLD)) {
      if (follow) { this.next(); return false; }
      this.playing = false;
    }
    this.show();
    return this.playing;
  }

  // How far each part of the step is at t, 0 to 1; what a step does not have stays at its beginning.
  momentAt() {
    const part = (name) => {
      const k = this.step.about.phases.findIndex((phase) => phase.name === name);
      return k < 0 ? 0 : this.doneOf(k);
    };
    const learn = part("learn"), anew = part("anew");
    return {
      made: part("draw"), judged: part("judge"), pulled: duelEase(part("pull") * 2.5) * (1 - duelEase(learn * 3)),
      learned: duelEase(learn * 1.5 - 0.25), pushed: duelEase(part("push") * 2.2), done: duelEase(anew * 3),
      settled: duelEase(anew * 2.6 - 1.3), redrawn: duelEase(anew * 2.2 - 1.1),
    };
  }

  show() {
    if (!this.step || !this.theme) return;
    const k = this.phaseAt(), phase = this.step.about.phases[k], moment = this.momentAt();
    this.stage.show(moment, phase, this.pointed || this.picked);
    this.closely.show(this.step, this.picked, moment, this.theme);
    this.telling.show(phase, k, this.waiting, this.doneOf);
    this.player.show(this.t, this.total, this.playing, `${phase.title}: ${phase.words}`);
  }

  update(bytes) {
    const block = this.page.take(bytes);
    if (!block) return;
    const before = this.step?.about;
    this.step = openStep(this.runtime, block);
    const { about } = this.step;
    if (Number(this.picked.split(" ")[1]) >= about.m) this.picked = "drawn 0";
    if (!this.theme) this.dress();
    this.telling.load(about.phases);
    this.stage.load(this.step);
    this.past.load(this.step);
    setText(this.note, about.note);
    if (before?.id === about.id) this.goOn(); else this.begin();
  }

  // Another step: from its start, from what it changes, or its end.
  begin() {
    const { pace, phases } = this.step.about, still = this.page.calm;
    const changing = phases.findIndex(({ name }) => name === "pull" || name === "push");
    this.quick = pace === "quick" ? DUEL_QUICK : 1;
    this.t = pace === "slow" ? 0 : pace === "quick" && changing > 0 && !still ? this.startOf(changing) : this.total;
    if (this.t < this.total && !still) this.start(); else this.stop();
  }

  // The same step with another wish: whether it is followed by the next.
  goOn() {
    const { follow } = this.step.about;
    this.quick = 1;
    if (follow && !this.playing && this.atEnd) { this.t = 0; this.start(); } else if (!follow) this.stop(); else this.show();
  }

  dress() {
    const { theme } = this.page;
    this.theme = theme;
    dress(this.root, theme);
    this.root.dataset.dark = String(theme.paper[0] + theme.paper[1] + theme.paper[2] < 384);
    this.stage.dressed(theme);
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, button")) return;
    if (event.key === " ") this.toggle();
    else if (event.key === "ArrowRight") this.phaseBy(1);
    else if (event.key === "ArrowLeft") this.phaseBy(-1);
    else if (event.key === "Home") this.seek(0);
    else if (event.key === "End") this.seek(this.total);
    else return;
    event.preventDefault();
  }

  close() { this.page.close(); this.sight.disconnect(); this.stage.close(); this.root.replaceChildren(); }

  get state() {
    const { step, t, playing, waiting, picked } = this;
    return { step, t, playing, waiting, picked, phase: step?.about.phases[this.phaseAt()].name, total: step ? this.total : 0,
      moment: step ? this.momentAt() : null };
  }
}

// Take the block of core/blocks/duel.py apart. ends: seconds at which each phase ends.
function openStep(runtime, block) {
  const sections = runtime.unpack(block), about = JSON.parse(new TextDecoder().decode(sections.about));
  const floats = (part) => new Float32Array(part.buffer, part.byteOffset, part.byteLength / 4);
  const signed = (part) => new Int8Array(part.buffer, part.byteOffset, part.byteLength);
  const ends = [];
  for (const { seconds } of about.phases) ends.push((ends.at(-1) ?? 0) + seconds);
  return { about, real: sections.real, before: sections.before, after: sections.after, push: signed(sections.push),
    change: signed(sections.change), z: floats(sections.z), history: floats(sections.history), ends };
}

export function mountDuel(root, { onSeen }) {
  root.classList.add("pad", "bout");
  const duel = new Duel(root, onSeen);
  return {
    update: (bytes) => duel.update(bytes), retheme: duel.page.rethemeTwice, close: () => duel.close(), seek: (t) => duel.seek(t),
    get state() { return duel.state; },
  };
}
