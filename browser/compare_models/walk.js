// Where is the walk, and how does it go on? The point runs after a hand, walks by itself, or is let go; and where the patch or
// the class changes, all models go over to what is new.

import { CATCH_SECONDS } from "./pad.js";
import { wayBetween, wrapped } from "./space.js";

const GREETING_SECONDS = 6; // a walk by itself, so that a page that opens shows what it is about
const WALK_PACE = [0.16, 0.16 / 1.618]; // of the pad, 2 wide, a second: a line that never comes back to where it was
const MORPH_MS = 450;

export class SharedWalk {
  playing = false;
  held = false; // by a hand
  pace = 1;
  at = [0, 0]; // on whichever round of the pad
  target = null; // what it runs after
  greeting = 0; // seconds for which it still greets
  morphing = null;
  moved = true; // there is something new to decode

  // on: {calm: whether little is to move, request(), tell(), show()}.
  constructor(on) {
    this.on = on;
    this.hand = {
      take: (to) => { this.stop(); this.held = true; this.follow(to); },
      drag: (to) => this.follow(to),
      settle: () => { this.held = false; on.tell(); on.request(); },
      nudge: (step) => { this.stop(); this.follow((this.target ?? this.u).map((v, i) => v + step[i])); on.tell(); },
      home: () => { this.stop(); this.follow([0, 0]); on.tell(); },
      toggle: () => this.toggle(),
    };
  }

  get u() { return this.at.map(wrapped); }
  get moving() { return this.playing || this.held || this.target !== null || this.morphing !== null; }

  // A finger far off is reached across the pad, not round it.
  follow(to) {
    if (!this.target) this.at = this.u;
    this.target = to;
    this.on.request();
  }

  stop() {
    if (!this.playing) return;
    this.playing = false;
    this.greeting = 0;
    this.on.show();
  }

  toggle() {
    if (this.playing) { this.stop(); this.on.tell(); return; }
    this.playing = true;
    this.target = null;
    this.on.show();
    this.on.request();
  }

  // seen: whether the pads are in sight. Returns whether there is something new to decode.
  advance(seconds, seen) {
    if (this.playing && seen) {
      this.at = this.at.map((v, i) => v + WALK_PACE[i] * this.pace * seconds);
      this.moved = true;
      if (this.greeting > 0 && (this.greeting -= seconds) <= 0) this.stop(); // nobody has to be told: no hand has moved anything
    }
    if (this.target) this.run(seconds);
    if (!seen || !(this.moved || this.morphing)) return false; // what is out of sight is decoded when it comes back
    this.moved = false;
    return true;
  }

  run(seconds) {
    const { target } = this, share = this.on.calm ? 1 : 1 - Math.exp(-seconds / CATCH_SECONDS);
    const next = this.at.map((v, i) => v + (target[i] - v) * share), near = next.every((v, i) => Math.abs(v - target[i]) < 0.004);
    this.at = near ? target : next;
    if (near && !this.held) { this.target = null; this.at = this.u; }
    this.moved = true;
  }

  // On the way from what each model had: {z, y} of before and of after -> of now.
  between(c, to) {
    if (!this.morphing) return to;
    const { start, from } = this.morphing, t = Math.min(1, (performance.now() - start) / MORPH_MS), share = t * t * (3 - 2 * t);
    return { z: wayBetween(from[c].z, to.z, share, true), y: from[c].y.map((v, i) => v + (to.y[i] - v) * share) };
  }

  changed() { this.moved = true; this.on.request(); }
  greet() { if (!this.on.calm) { this.playing = true; this.greeting = GREETING_SECONDS; } }
  stand(at) { this.at = at; this.target = null; this.moved = true; }

  // from: where every model is now.
  morph(from) { this.morphing = from.length && !this.on.calm ? { from, start: performance.now() } : null; this.moved = true; }

  // After a frame: whether what is new has been reached.
  settle() { if (this.morphing && performance.now() - this.morphing.start >= MORPH_MS) { this.morphing = null; this.moved = true; } }

  forget() { Object.assign(this, { target: null, held: false, morphing: null, moved: true }); }
}
