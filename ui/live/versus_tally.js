// What do the samples of all models come to, and the real images beside them? Counted once all of a model's images are there.

const NUMBERS_MS = 250; // between two looks

// host: {every, y, classOf(c, i) -> class weights}. resampled(pixels, from, to) -> pixels.
function makeVersusTally(block, parts, host, resampled) {
  const { models, real, size, classes } = block, yardsticks = new Map();
  const own = models.map(() => ({ measures: null, clear: null, asked: null, none: null, met: null })), before = [];
  const sure = real ? new Float32Array(real.n).fill(-1) : null;
  let at = 0, reading = 0, came = 0;

  const largest = (y) => y.indexOf(Math.max(...y));

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
    const grid = parts.grids[c], { k } = models[c];
    if (grid.ready) {
      own[c].measures = measuresOf(Array.from({ length: VERSUS_SAMPLES }, (_, i) => resampled(grid.picture(i), models[c].size, size)), size);
    }
    if (!grid.known) return;
    // What was asked for something is read clearly only if it is read as that.
    const as = [...grid.best].map((best, i) => (k ? best === largest(host.classOf(c, i)) : best !== NO_CLASS));
    const clearly = [...as.keys()].filter((i) => as[i] && grid.certainty[i] >= CLEARLY);
    own[c].clear = rateOf(clearly.length, VERSUS_SAMPLES);
    own[c].asked = k ? rateOf(as.filter(Boolean).length, VERSUS_SAMPLES) : null;
    own[c].none = [...grid.best].filter((best) => best === NO_CLASS).length;
    own[c].met = new Set(clearly.map((i) => grid.best[i])).size;
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
