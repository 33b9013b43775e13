// How do the points of the left map travel to where they lie on the right one, and back? Its view goes along.

import { onTheWay } from "./pair.js";

const TRAVEL_MS = 2000;

export class Travel {
  t = 0; // how far of the way
  way = null; // {from, to, start} while they travel
  whole = null; // the view of all images on the left map before its points travel

  // both: {pair, maps, calm}. on: stood(), they stand somewhere else; arrived(), they came to where they were sent; rested(),
  // they are there at once.
  constructor(both, on) {
    this.both = both;
    this.on = on;
  }

  get moving() { return this.way !== null; }

  // Places on a map as they are now. s: 0 left, 1 right.
  shown(s) { return s === 0 ? onTheWay(this.both.pair.places, this.t) : this.both.pair.places[1]; }

  // Let the points stand at t of the way.
  stand(t) {
    const { pair: { clouds, about }, maps } = this.both, from = this.whole, to = maps[1].whole;
    this.t = t;
    // On the way names would be searched anew in every frame.
    clouds[0].named = (t === 0 && about.sides[0].named) || (t === 1 && about.sides[1].named);
    maps[0].follow(this.shown(0), { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t,
      span: from.span + (to.span - from.span) * t });
    this.on.stood();
  }

  setOut(to) {
    if (!this.both.calm && to !== this.t) this.way = { from: this.t, to, start: performance.now() };
    else { this.slide(to); this.on.rested(); }
  }

  turn() { this.setOut(this.way ? this.way.from : this.t < 0.5 ? 1 : 0); }

  advance(now) {
    if (!this.way) return;
    const { from, to, start } = this.way, share = Math.min(1, Math.max(0, (now - start) / (TRAVEL_MS * Math.abs(to - from))));
    if (share === 1) { this.way = null; this.on.arrived(); }
    this.stand(from + (to - from) * share * share * (3 - 2 * share));
  }

  // Stop where they are, at a hundredth of the way: links say no more.
  halt() { if (this.way) { this.way = null; this.stand(Math.round(this.t * 100) / 100); } }

  // A hand takes them to a place of the way.
  slide(t) { this.way = null; this.stand(t); }

  forget() { this.way = null; this.t = 0; }

  // All images at once on both maps, which have another size; the left one as it is before its points travel. fit(map, s).
  settleWhole(fit) {
    const { maps } = this.both, travelled = this.t;
    if (travelled > 0) { this.t = 0; maps[0].follow(this.shown(0), this.whole); }
    for (const [s, map] of maps.entries()) fit(map, s);
    this.whole = maps[0].whole;
    if (travelled > 0) this.stand(travelled);
  }
}
