// What do the samples of all models come to, and the real images beside them? Counted once all of a model's images are there.

import { NO_CLASS, takenFor } from "../base/reading.js";
import { CLEARLY } from "./column.js";
import { GRID_SAMPLES } from "./grid.js";
import { measuresOf, rateOf, shareOf } from "./measures.js";

const NUMBERS_MS = 250; // between two looks

const largest = (y) => y.indexOf(Math.max(...y));

// How a model's samples are read, once all are. askedFor(i) -> the class that the i-th was asked for.
function readingsOf({ best, certainty }, { k }, askedFor) {
  // What was asked for something is read clearly only if it is read as that.
  const as = [...best].map((one, i) => (k ? one === askedFor(i) : one !== NO_CLASS));
  const clearly = [...as.keys()].filter((i) => as[i] && certainty[i] >= CLEARLY);
  return {
    clear: rateOf(clearly.length, GRID_SAMPLES), asked: k ? rateOf(as.filter(Boolean).length, GRID_SAMPLES) : null,
    none: [...best].filter((one) => one === NO_CLASS).length, met: new Set(clearly.map((i) => best[i])).size,
  };
}

// host: {every, y, classOf(c, i) -> class weights}. resampled(pixels, from, to) -> pixels.
export function makeTally(block, parts, host, resampled) {
  const { models, real, size, classes } = block, yardsticks = new Map();
  const own = models.map(() => ({ measures: null, clear: null, asked: null, none: null, met: null })), before = [];
  const sure = real ? new Float32Array(real.n).fill(-1) : null;
  let at = 0, reading = 0, came = 0;

  // Real images, of one class where nothing else is drawn by any model.
  function yardstick() {
    if (!real) return null;
    const only = !host.every && classes.length && models.every(({ k }) => k) && real.labels ? largest(host.y) : -1;
    if (!yardsticks.has(only)) {
      const chosen = [...real.images.keys()].filter((i) => only < 0 || real.labels[i] === only);
      yardsticks.set(only, { chosen, ...measuresOf(chosen.map((i) => resampled(real.images[i], real.size, size)), size) });
    }
    const { chosen, ...measures } = yardsticks.get(only), read = sure && chosen.every((i) => sure[i] >= 0);
    return { ...measures, clear: read && chosen.length ? rateOf(chosen.filter((i) => sure[i] >= CLEARLY).length, chosen.length) : null };
  }

  function count(c) {
    const grid = parts.grids[c], from = models[c].size;
    if (grid.ready) own[c].measures = measuresOf(Array.from({ length: GRID_SAMPLES }, (_, i) => resampled(grid.picture(i), from, size)), size);
    if (grid.known) Object.assign(own[c], readingsOf(grid, models[c], (i) => largest(host.classOf(c, i))));
  }

  function summary() {
    const yard = yardstick(), each = (what) => own.map(({ measures }) => measures?.[what] ?? null);
    return {
      steep: { own: each("steep"), real: yard?.steep ?? null },
      grey: { own: each("grey"), real: yard?.grey ?? null },
      variety: { own: each("apart").map((apart) => shareOf(apart, yard?.apart)), real: yard?.apart ? { value: 1, spread: 0 } : null },
      clear: { own: own.map(({ clear }) => clear), real: yard?.clear ?? null },
      asked: { own: own.map(({ asked }) => asked), real: null },
      none: own.map(({ none }) => none), met: own.map(({ met }) => met),
    };
  }

  return {
    // Returns whether to come back.
    look(time) {
      const state = [came, ...parts.grids.map((grid) => `${grid.version},${grid.ready},${grid.known}`)];
      const news = [...state.keys()].filter((i) => state[i] !== before[i]);
      if (time - at < NUMBERS_MS) return news.length > 0;
      const timed = parts.columns.map(({ milliseconds }) => milliseconds);
      at = time;
      for (const i of news) { if (i > 0) count(i - 1); before[i] = state[i]; }
      const times = { own: timed.map((value) => (value === null ? null : { value, spread: 0 })), real: null };
      parts.numbers.show({ ...(news.length ? summary() : {}), time: times });
      return false;
    },
    nextReading() {
      if (!real || !models.some(({ read }) => read) || reading >= real.n) return null;
      const i = reading++;
      return { pixels: real.images[i], size: real.size, done(shares) {
        sure[i] = takenFor(shares, block.reader.classes).share;
        if (!sure.includes(-1)) came++;
      } };
    },
  };
}
