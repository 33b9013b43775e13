// How do two to four models go the same way at once? One place, one noise, one class for all; every model decodes it, here.
//
// mountVersus(root, {saved, onSee}) -> {update(bytes), retheme(), close(), state}. saved: {u, patch, noise, ends, y} of a link,
// texts or null. onSee({u, patch, noise, ends, y}) is told where the walk was let go, and of other noise.

const VERSUS_WORK_MS = 6; // decoding a frame where there are no workers
const VERSUS_TELL_MS = 150, VERSUS_SPEAK_MS = 350;

function mountVersus(root, { saved = null, onSee = () => {} } = {}) {
  const runtime = makeRuntime(), calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  root.classList.add("pad", "versus");
  let block = null, given = null, before = null, theme = null, parts = null, work = null, reader = null, tally = null;
  let raf = 0, last = 0, told = "", telling = 0, speaking = 0;
  let now = null, patches = [], every = true, seen = true, placed = [], resamplers = new Map();
  const frames = { count: 0, milliseconds: [] };
  const walk = makeVersusWalk(calm, { request, tell, show });

  const host = {
    get theme() { return theme; },
    get classes() { return block.classes; },
    get reader() { return block.reader; },
    get noise() { return now.noise; },
    get ends() { return now.ends; },
    get every() { return every; },
    get y() { return now.y; },
    asked: (model) => weightsFor(model, block.classes, now.y),
    placeOf: (c, [u, v]) => ({ z: patches[c].at(u, v), y: host.asked(block.models[c]) }),
    // The class of the i-th sample: each in turn, or the one that is asked for.
    classOf(c, i) {
      const model = block.models[c], k = block.classes.length;
      return every ? weightsFor(model, block.classes, oneHot(k, i % Math.max(1, k))) : host.asked(model);
    },
  };

  function request() { raf ||= requestAnimationFrame(frame); }

  function show() { parts?.show({ ...now, u: walk.u, playing: walk.playing, every }); }

  function tell() {
    clearTimeout(telling);
    telling = setTimeout(() => {
      telling = 0;
      if (walk.moving) { tell(); return; } // not yet where it will be
      const state = { u: brief(walk.u), patch: [now.patch.seed, now.patch.index], noise: now.noise, ends: now.ends, y: brief(now.y) };
      const text = JSON.stringify(state);
      if (text !== told) { told = text; onSee(state); }
    }, VERSUS_TELL_MS);
  }

  // All models go from where they are to other latents and classes at once.
  function turnTo(change) {
    change();
    walk.morph(placed);
    for (const { pad } of parts.columns) pad.stale();
    show();
    tell();
    request();
  }

  function newPatch(patch, y = now.y) {
    walk.stop();
    turnTo(() => {
      Object.assign(now, { patch, y });
      walk.stand([0, 0]);
      patches = block.models.map(({ d }) => makePatch(patch.seed, patch.index, d));
    });
    marked();
  }

  // The sample that the patch lies around.
  function marked() { for (const grid of parts.grids) grid.at(now.patch.seed === now.noise ? now.patch.index : -1); }

  function resample() { for (const grid of parts.grids) grid.stale(); request(); }
  function restrip() { for (const strip of parts.strips) strip.stale(); request(); }

  const anySeed = () => 1 + Math.floor(Math.random() * 99998);
  const act = {
    hand: walk.hand, toggle: walk.toggle,
    pace(value) { walk.pace = value; },
    patch: () => newPatch({ seed: anySeed(), index: 0 }),
    ask(i) {
      turnTo(() => { now.y = oneHot(block.classes.length, i); });
      restrip();
      if (!every) resample();
    },
    pick(i) {
      const k = block.classes.length, y = every && k ? oneHot(k, i % k) : now.y, other = y.some((w, c) => w !== now.y[c]);
      newPatch({ seed: now.noise, index: i }, y);
      if (other) restrip();
      if (parts.walk.getBoundingClientRect().top < -80) parts.walk.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "start" });
    },
    noise() { now.noise = anySeed(); marked(); resample(); tell(); },
    kinds(kind) { every = kind === "every"; show(); resample(); },
    ends() { now.ends = anySeed(); restrip(); tell(); },
    save: () => save(`samples-side-by-side-${now.noise}.png`, gridsPicture(block.models, parts.grids, theme)),
  };

  // Work for a model's worker: what is on its pad, then the samples, then the strips. A hand comes first.
  function jobs(c) {
    if (walk.held || !parts) return null;
    const job = parts.columns[c].pad.next() ?? parts.grids[c].next() ?? parts.strips[c].next();
    return job && { x: job.x, done(pixels) { job.done(pixels); request(); } };
  }

  function readings() {
    if (!parts) return null;
    let job = null;
    const among = walk.held ? parts.columns : [...parts.columns, ...parts.grids, tally];
    for (const one of among) if ((job = one.nextReading())) break;
    if (job?.walk) { const { done } = job; job.done = (shares) => { done(shares); speak(); }; }
    return job && { x: resampled(job.pixels, job.size, block.reader.image_size), done(shares) { job.done(shares); request(); } };
  }

  function resampled(pixels, from, to) {
    const key = `${from},${to}`;
    if (!resamplers.has(key)) resamplers.set(key, makeResampler(from, to));
    return resamplers.get(key)(pixels);
  }

  function decode() {
    placed = block.models.map(({ c }) => walk.between(c, host.placeOf(c, walk.u)));
    walk.settle();
    for (const [c, column] of parts.columns.entries()) {
      const walker = work.walkers[c];
      column.place(placed[c], walk.u);
      walker.latest(column.model.inputFor(placed[c].z, placed[c].y), (pixels) => {
        column.draw(pixels, walker.milliseconds);
        if (walker.remote) request();
      });
    }
    show();
    speak();
  }

  // Read aloud once the walk rests.
  function speak() {
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      speaking = 0;
      setText(parts.spoken, parts.columns.map(({ text }) => text).filter(Boolean).join("; "));
    }, VERSUS_SPEAK_MS);
  }

  function frame(time) {
    raf = 0;
    if (!parts) return;
    const start = performance.now(), seconds = Math.min(0.05, (time - last) / 1000);
    last = time;
    if (walk.advance(seconds, seen)) decode();
    for (const grid of parts.grids) grid.refresh();
    work.feed();
    const more = work.work(start + VERSUS_WORK_MS), counts = tally.look(time);
    frames.count++;
    frames.milliseconds.push(performance.now() - start);
    if (frames.milliseconds.length > 1000) frames.milliseconds.splice(0, 500);
    if (more || counts || (walk.moving && seen)) request();
  }

  // The models have learned: the hand, the walk and all that is asked stay, and what is drawn comes anew.
  function relearned(next) {
    for (const [c, model] of block.models.entries()) Object.assign(model, { decoder: next.models[c].decoder, notes: next.models[c].notes });
    work.close();
    work = makeVersusWork(block, jobs, reader);
    for (const column of parts.columns) column.relearned();
    for (const part of [...parts.grids, ...parts.strips]) part.stale();
    walk.changed();
  }

  function build() {
    work?.close();
    reader?.close();
    const fresh = now === null;
    if (fresh || now.y.length !== block.classes.length) now = readVersus(block, saved);
    saved = null; // a link speaks of the page as it opened
    if (fresh) walk.stand(now.u);
    walk.forget();
    patches = block.models.map(({ d }) => makePatch(now.patch.seed, now.patch.index, d));
    placed = [];
    resamplers = new Map();
    parts = assembleVersus(root, host, block, act);
    tally = makeVersusTally(block, parts, host, resampled);
    reader = makeVersusReader(block, readings);
    work = makeVersusWork(block, jobs, reader);
    marked();
    arrange();
    watch.disconnect();
    watch.observe(parts.walk);
    told = "";
    if (fresh && !now.linked) walk.greet();
    show();
    request();
  }

  function arrange() {
    for (const one of parts ? [...parts.grids, ...parts.strips] : []) one.arrange();
    if (parts) request();
  }

  function update(bytes) {
    if (!bytes || bytes === given) return;
    given = bytes;
    if (before?.length === bytes.length && before.every((v, i) => v === bytes[i])) return; // the page ran again, no more
    before = bytes.slice();
    const next = openVersus(runtime, before);
    theme ??= readTheme(root);
    if (parts && sameModels(block, next)) { relearned(next); return; }
    block = next;
    build();
  }

  const resized = new ResizeObserver(arrange);
  resized.observe(root);
  const watch = new IntersectionObserver((entries) => { seen = entries.at(-1).isIntersecting; request(); });
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", retheme);

  function retheme() {
    if (!parts) return;
    const next = readTheme(root);
    if (next.key === theme.key && next.text === theme.text) return;
    theme = next;
    dressVersus(root, theme);
    for (const part of [...parts.columns, ...parts.grids, ...parts.strips, parts.shelf]) part.repaint();
    request();
  }

  return {
    update, retheme,
    close() {
      cancelAnimationFrame(raf);
      clearTimeout(telling);
      clearTimeout(speaking);
      resized.disconnect();
      watch.disconnect();
      dark.removeEventListener("change", retheme);
      work?.close();
      reader?.close();
      parts = null;
      root.replaceChildren();
    },
    get state() {
      return { block, now: { ...now, u: walk.u }, placed, parts, frames, work, walk, telling: telling !== 0 || speaking !== 0,
        ready: parts !== null && [...parts.columns, ...parts.grids, ...parts.strips].every((one) => one.ready)
          && parts.grids.every((grid, c) => grid.known || !block.models[c].read) };
    },
  };
}
