// What do exhibits share in which a network learns while one looks on, a little in every frame?
//
// An exhibit extends Learner: rooms() as makeExhibit takes them, begin(seed), learn() one step, waits() whether something is to be
// looked at before it goes on, look() at that, moved(seconds) what goes on besides while `going`, draw(). `stale` has it drawn anew.

import { makeHost } from "../base/host.js";
import { makeExhibit } from "./frame.js";

const BUDGET = 4; // milliseconds of a frame to learn in

export class Learner {
  frame = null; running = false; going = false; step = 0; seed = 1; stale = true;

  // about: as makeExhibit takes it. most: steps in all.
  constructor(root, onact, { about, most }) {
    this.root = root;
    this.onact = onact;
    this.about = about;
    this.most = most;
    this.host = makeHost(root, { frame: (seconds) => this.tick(seconds), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  ask() {
    this.stale = true;
    if (this.frame) this.host.request();
  }

  update() {
    if (this.frame) return;
    this.begin(1);
    this.frame = makeExhibit(this.root, this.about, this.rooms(), () => this.ask());
    this.dressed();
  }

  toggle() {
    this.running = !this.running && this.step < this.most;
    this.onact(this.running ? "trained" : "paused");
    this.ask();
  }

  dressed() {
    if (!this.frame) return;
    this.tints = this.frame.tinted(this.host.theme, ["real", "drawn", "judge"]);
    this.ask();
  }

  // What an exhibit does of its own, see above.
  /** @returns {any} */
  rooms() {}
  waits() { return false; }
  begin(_seed) {}
  learn() {}
  look() {}
  moved(_seconds) {}
  draw() {}

  tick(seconds) {
    if (!this.frame) return false;
    const until = performance.now() + BUDGET;
    if (this.waits()) this.look();
    else if (this.running) do this.learn(); while (!this.waits() && performance.now() < until && this.step < this.most);
    if (this.running && this.step >= this.most && !this.waits()) { this.running = false; this.stale = true; }
    if (this.going) this.moved(seconds);
    if (this.stale) this.draw();
    this.stale = false;
    return this.running || this.going || this.waits();
  }
}

// -> mount(root, {onact(name)}) -> {update(block), retheme(), close(), state}, of an exhibit that extends Learner.
export const mountOf = (Kind) => (root, { onact = (_name) => {} } = {}) => {
  const state = new Kind(root, onact);
  return { state, update: () => state.update(), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.frame?.close(); } };
};
