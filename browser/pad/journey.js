// How does the place move? Taken by hand, gliding somewhere, or walking by itself.
//
// pad: {place, layout, map, bundle, hovered, trail, moves(), placeXY(), changed(), request(), release()}. A place is
// {z, y}, and `at` while its point lies where a hand brought it: on a scattered layout z alone may put it a little aside.

import { between, boundedTo, latentsOf, makeWalk, movedTo, oneHot, sameAs, toMap } from "../base/place.js";

const TRAIL = 110, GRIP = 20, FINGER = 40; // pixels around the point within which a hand takes it by its rim, and a finger
const REACH = 1.5; // times the width of the whole map that is shown for the sake of a place in an address

class Journey {
  playing = null; tween = null; speed = 1; held = null; grip = [0, 0]; pressedAt = null;

  constructor(pad, { onwalk }) {
    this.pad = pad;
    this.onwalk = onwalk;
  }

  stop() {
    if (!this.playing) return;
    this.playing = null;
    this.pad.trail = [];
    this.onwalk(false);
    this.pad.release();
  }

  // Go somewhere by hand: whatever was gliding there or walking stops.
  go(place) {
    this.stop();
    this.tween = null;
    this.pad.place = place;
    this.pad.hovered = -1;
    this.pad.changed();
  }

  glideTo(place, milliseconds) {
    this.stop();
    this.held = null;
    if (!this.pad.moves()) { this.go(place); this.pad.release(); return; }
    // Between two places of a scattered map the straight line is followed: those of the latents between would leap.
    const free = this.pad.layout.kind === "scattered", end = place.at ?? (free ? this.pad.layout.toMap(place.z) : null);
    this.tween = { from: { ...this.pad.place, at: this.pad.placeXY() }, to: { ...place, at: end }, start: performance.now(), milliseconds };
    this.pad.hovered = -1;
    this.pad.request();
  }

  bring(p) {
    this.held ??= this.pad.layout.hold(this.pad.place.z, this.pad.placeXY());
    const z = this.pad.layout.dragged(this.held, this.pad.place.z, p);
    this.go(this.pad.layout.kind === "plane" ? { z, y: this.pad.place.y } : { z, y: this.pad.place.y, at: p });
  }

  get moving() { return this.playing !== null || this.tween !== null; }

  get walking() { return this.playing !== null; }

  forget() { this.playing = this.tween = this.held = null; }

  togglePlay() {
    if (this.playing) { this.stop(); this.pad.request(); return; }
    this.tween = this.held = null;
    this.pad.hovered = -1;
    this.playing = makeWalk(this.pad.place.z);
    this.onwalk(true);
    this.pad.request();
  }

  advance(now, seconds) {
    if (this.playing) {
      this.pad.place = { z: this.playing(seconds * this.speed * (this.pad.moves() ? 1 : 0.4)), y: this.pad.place.y };
      this.pad.trail.push(this.pad.placeXY());
      if (this.pad.trail.length > TRAIL) this.pad.trail.shift();
      this.pad.changed();
    }
    if (this.tween) {
      const t = Math.min(1, Math.max(0, (now - this.tween.start) / this.tween.milliseconds)), eased = t * t * (3 - 2 * t);
      const { from, to } = this.tween;
      this.pad.place = { z: between(from.z, to.z, eased), y: between(from.y, to.y, eased) };
      if (to.at) this.pad.place.at = between(from.at, to.at, eased);
      this.pad.changed();
      if (t === 1) { this.tween = null; this.pad.release(); }
    }
  }

  // The point is brought to (x, y) on the screen, within what is seen; first: the hand has just come down, or a finger.
  move(x, y, first, finger = false) {
    if (first) {
      const [mx, my] = this.pad.map.toScreen(...this.pad.placeXY());
      this.pressedAt = this.pad.place;
      this.held = null;
      // Taken by its rim, the point does not jump into the finger's middle.
      this.grip = Math.hypot(mx - x, my - y) < (finger ? FINGER : GRIP) ? [mx - x, my - y] : [0, 0];
    }
    this.bring(this.pad.map.within(this.pad.map.toWorld(x + this.grip[0], y + this.grip[1])));
  }

  near(x, y) {
    const [mx, my] = this.pad.map.toScreen(...this.pad.placeXY());
    return Math.hypot(mx - x, my - y) < FINGER;
  }

  // What an address says may lie anywhere: a little off the map, more of it is shown; where nobody would find the
  // point again, it is brought back.
  broughtInside() {
    const { bundle, layout, map } = this.pad, place = layout.kind === "plane" ? toMap(bundle, boundedTo(bundle, this.pad.place.z)) : null;
    const shows = (view) => place === null || sameAs(map.within(place, view), place);
    const wider = { ...map.whole, span: map.whole.span * REACH };
    let z = boundedTo(bundle, this.pad.place.z);
    if (!shows(map.view) && !shows(map.whole)) {
      if (shows(wider)) map.view = wider;
      else z = movedTo(bundle, z, map.within(place, map.whole));
    }
    this.pad.place = { z, y: this.pad.place.y };
    this.pad.changed();
  }

  // The hand is off: the next one takes the point anew.
  letGo() { this.held = null; }

  undo() { this.held = null; this.go(this.pressedAt); }

  nudge(dx, dy, ended) {
    if (ended) { this.held = null; this.pad.release(); return; }
    const [x, y] = this.pad.placeXY(), step = this.pad.map.step();
    this.bring(this.pad.map.within([x + dx * step, y + dy * step]));
  }

  // An image's own latents, off the plane too.
  toPoint(i, milliseconds) {
    const { bundle } = this.pad, y = bundle.k ? oneHot(bundle.k, bundle.labels[i]) : this.pad.place.y;
    this.glideTo({ z: latentsOf(bundle, i), y, at: this.pad.layout.kind === "plane" ? null : this.pad.map.placeOf(i) }, milliseconds);
  }
}

export const makeJourney = (pad, on) => new Journey(pad, on);
