// How do paths lie on the pad's map? As lines that differ by their dashes, the stops numbered, and a dot where each is now.

import { css } from "../base/theme.js";

export const PATH_DASHES = { linear: [], spherical: [9, 5], "along-the-data": [2, 5] };
const PLACED_MS = 3; // a frame, for finding where a path lies: among 70,000 images that takes half a second in all

// host: {lent, about, strips: [{z: [Float32Array, ..], shown}], t: 0..1, again()}: again() has place() called in frames until
// it is done.
export class PathLines {
  placed = null; // the arrangement of the map for which the places were found
  found = [];
  done = 0;
  takeDots = null;
  seen = true; // the map is in sight

  constructor(host) {
    this.host = host;
    this.total = host.strips.reduce((sum, strip) => sum + strip.z.length, 0);
    this.takeLines = host.lent.overlay(Object.assign((context, map) => this.drawLines(context, map), { rests: () => true }));
    this.dots = Object.assign((context, map) => this.drawDots(context, map), { rests: () => false });
    this.sight = new IntersectionObserver(([entry]) => { this.seen = entry.isIntersecting; });
    this.sight.observe(host.lent.map.node);
  }

  get ready() { return this.done === this.total && this.placed === this.host.lent.placed && !this.host.lent.forming; }

  // Returns whether there is more to do.
  place() {
    const { lent, strips } = this.host;
    if (lent.forming) return false;
    if (this.placed !== lent.placed) { this.placed = lent.placed; this.found = strips.map(() => []); this.done = 0; }
    if (this.done === this.total) return false;
    for (const end = performance.now() + PLACED_MS; this.done < this.total && performance.now() < end; this.done++) {
      const s = this.found.findIndex((xy, i) => xy.length < strips[i].z.length);
      this.found[s].push(lent.toMap(strips[s].z[this.found[s].length]));
    }
    if (this.done === this.total) lent.redraw();
    return this.done < this.total;
  }

  drawLines(context, map) {
    if (!this.ready) { this.host.again(); return; }
    const { lent: { theme }, strips } = this.host;
    context.lineJoin = context.lineCap = "round";
    const stroke = (width, colour, dashes = []) => {
      context.setLineDash(dashes);
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    };
    for (const [s, strip] of strips.entries()) {
      if (!strip.shown || !strip.z.length) continue;
      trace(context, map, this.found[s], true);
      stroke(3, css(theme.paper, 0.6));
      stroke(1, theme.text, PATH_DASHES[strip.kind]);
      trace(context, map, this.found[s], false);
      stroke(5.5, css(theme.paper, 0.85));
      stroke(2.5, theme.text, PATH_DASHES[strip.kind]);
    }
    context.setLineDash([]);
    const first = strips.findIndex((strip) => strip.z.length);
    if (first >= 0) this.drawStops(context, map, first);
  }

  drawStops(context, map, s) {
    const { lent: { theme }, strips, about: { closed } } = this.host, xy = this.found[s];
    const times = closed ? strips[s].stops.slice(0, -1) : strips[s].stops;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `700 12px ${theme.font}`;
    for (const [i, t] of times.entries()) {
      const [x, y] = map.toScreen(...xy[Math.round(t * (xy.length - 1))]);
      context.beginPath();
      context.arc(x, y, 9.5, 0, 7);
      context.fillStyle = theme.text;
      context.fill();
      context.lineWidth = 2;
      context.strokeStyle = css(theme.paper);
      context.stroke();
      context.fillStyle = css(theme.paper);
      context.fillText(String(i + 1), x, y + 0.5);
    }
  }

  // Where each path is now, while the film runs or a hand looks through it.
  drawDots(context, map) {
    if (!this.ready) return;
    const { lent: { theme }, strips, t } = this.host;
    for (const [s, strip] of strips.entries()) {
      if (!strip.shown || !strip.z.length) continue;
      const [x, y] = this.found[s][Math.round(t * (this.found[s].length - 1))];
      map.ring(context, ...map.toScreen(x, y), 6, theme.accent, 3);
    }
  }

  // Another layer makes every frame of the map dearer: it is there only while something moves, and the map is in sight.
  show(moving) {
    const { lent } = this.host, shown = moving && this.seen;
    if (shown && !this.takeDots) this.takeDots = lent.overlay(this.dots);
    if (!shown && this.takeDots) { this.takeDots(); this.takeDots = null; }
    if (shown) lent.request();
  }

  close() { this.sight.disconnect(); this.takeLines(); this.takeDots?.(); }
}

// On a scattered map a path leaps from group to group: there it is only hinted at, for it was at no place in between.
function trace(context, map, xy, leaping) {
  const far = map.whole.span / 6;
  let down = false; // one line as long as it goes on, or its dashes would begin anew at every place
  context.beginPath();
  for (let i = 1; i < xy.length; i++) {
    const [from, to] = [xy[i - 1], xy[i]], drawn = (Math.hypot(to[0] - from[0], to[1] - from[1]) > far) === leaping;
    if (drawn && !down) context.moveTo(...map.toScreen(...from));
    if (drawn) context.lineTo(...map.toScreen(...to));
    down = drawn;
  }
}
