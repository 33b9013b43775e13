// What is done for samples in a frame, and what first? Images, places, distances and numbers, each a little, so that a hand
// never waits.

const STEADY_MS = 8, HELD_MS = 3; // work beside the frame, while nothing is held and while something is
const MEASURING_MS = 2; // of that, for what is not an image
const LEAST = 4; // pieces of work in a frame, however late it is: on a busy machine, too, all is done in the end
const LATE_MS = 20; // between two frames: the browser has more to do than it can
const MANY = 1e6;
const FACTS_MS = 100; // between two looks at the numbers: text that changes every frame cannot be read

export class SamplesWork {
  stale = new Set(); // samples to paint: c * MANY + i
  sight = null; // how many images of each column are in sight, null: not known
  laid = null; // the arrangement of the map for which places were worked out
  painted = 0;
  turn = 0;
  factsAt = 0;
  factsDue = false;
  times = { block: 0, columns: 0, images: 0, facts: 0 }; // when the last block came, and what was there when

  // samples: see samples.js.
  constructor(samples) { this.samples = samples; }

  begin() { Object.assign(this.times, { block: performance.now(), columns: 0, images: 0, facts: 0 }); }
  came(c, i) { this.stale.add(c * MANY + i); this.samples.request(); }
  count() { this.factsDue = true; this.samples.request(); }

  // Returns whether to come back.
  frame(now) {
    const { samples, times, stale } = this, { studio, lent, parts } = samples;
    const deadline = performance.now() + (samples.busy ? HELD_MS : STEADY_MS);
    if (this.laid !== lent.placed) { // the map is another one
      this.laid = lent.placed;
      for (const draws of samples.drawn) draws.void("placed");
    }
    this.sight ??= parts.columns.map((column) => column.grid?.inSight() ?? 0);
    const drawing = studio.work(samples.busy && !studio.alone ? 0 : deadline - MEASURING_MS), measuring = this.measure(deadline);
    this.paintStale(now, deadline + 3);
    if (!times.images && !stale.size && studio.waiting === 0) times.images = performance.now();
    if (this.factsDue && now - this.factsAt > FACTS_MS) {
      this.factsAt = now;
      this.factsDue = false;
      samples.showFacts();
      times.facts = performance.now();
    }
    return Boolean(drawing || measuring || stale.size || this.factsDue);
  }

  // Places on the map, distances and densities. Returns whether there is more to do.
  measure(deadline) {
    const { samples } = this, more = this.place(deadline);
    if (samples.yardstick?.work(deadline)) return true;
    let done = 0;
    for (const { draws, c, i } of samples.studio.order) {
      if (draws.made.measured[i] === draws.version) continue;
      if (done++ >= LEAST && performance.now() > deadline) return true;
      draws.measure(i);
      this.stale.add(c * MANY + i);
      this.factsDue = true;
    }
    return more || (!samples.held && samples.pixels.work(deadline));
  }

  place(deadline) {
    const { samples } = this, plane = samples.lent.layout.kind === "plane";
    let placed = false, more = false, done = 0;
    for (const { draws, i } of samples.studio.order) {
      if (draws.made.placed[i] === draws.version) continue;
      if (!plane && done++ >= LEAST && performance.now() > deadline) { more = true; break; }
      draws.place(i);
      placed = true;
    }
    if (placed) samples.redraw();
    return more;
  }

  // A column that changes is copied as a whole: where frames come late, one column is brought up to date in each.
  paintStale(now, deadline) {
    const late = now - this.painted > LATE_MS, { held, parts: { columns } } = this.samples;
    this.painted = now;
    this.turn++;
    let done = 0;
    for (const key of this.stale) {
      const c = Math.floor(key / MANY);
      if (late && held && c !== this.turn % columns.length) continue;
      if (done++ >= LEAST && performance.now() > deadline) break;
      this.stale.delete(key);
      columns[c].grid.paint(key % MANY);
    }
  }
}
