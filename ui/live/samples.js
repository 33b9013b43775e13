// What do strategies draw, where does it lie, and how far can it be trusted? One to four columns below a pad.
//
// mountSamples(root, {onSee, onShown}) -> {update(bytes), retheme(), close(), state}. The pad of the same model lends its weights, its
// images and its map, see lent.js; until it is there, there is nothing to see. onSee({id, temperature, picked}) is told where
// the temperature was let go and which sample is looked at: picked is {column, index, z} or null; onShown() that there is
// something to see.

const STEADY_MS = 8, HELD_MS = 3; // work beside the frame, while nothing is held and while something is
const MEASURING_MS = 2; // of that, for what is not an image
const LEAST = 4; // pieces of work in a frame, however late it is: on a busy machine, too, all is done in the end
const LATE_MS = 20; // between two frames: the browser has more to do than it can
const MANY = 1e6;
const FACTS_MS = 100; // between two looks at the numbers: text that changes every frame cannot be read

function mountSamples(root, { onSee = () => {}, onShown = () => {} } = {}) {
  const runtime = makeRuntime();
  root.classList.add("pad", "samples");
  let given = null, block = null, theme = null, loan = null, temperature = 1, parts = null;
  let raf = 0, studio = null, sight = null, held = false, factsAt = 0, factsDue = false, telling = 0, laid = null, ring = null;
  let painted = 0, turn = 0;
  const times = { block: 0, columns: 0, images: 0, facts: 0 }; // when the last block came, and what was there when
  const stale = new Set(); // samples to paint: c * MANY + i
  const host = {
    lent: null, draws: [], shadings: [], shaded: 0, loud: -1, hovered: null, picked: null, yardstick: null, pixels: null, real: null,
    get theme() { return theme; },
    get size() { return host.lent.bundle.size; },
    get far() { return host.yardstick?.far ?? null; },
    get bundle() { return host.lent.bundle; },
    get held() { return held; },
    thumb: (c, i) => parts.columns[c].grid.stampOf(i),
    point, pick,
  };
  const marks = makeMarks(host);

  function request() { raf ||= requestAnimationFrame(frame); }

  function update(bytes) {
    if (!bytes || bytes === given) return;
    given = bytes;
    Object.assign(times, { block: performance.now(), columns: 0, images: 0, facts: 0 });
    const before = block;
    block = openSamples(runtime, bytes.slice());
    theme ??= readTheme(root);
    const heated = !before || before.temperature !== block.temperature; // elsewhere on the page than by our own slider
    if (host.lent && sameSamples(before, block)) {
      reshade();
      if (heated && !held && temperature !== block.temperature) setTemperature(block.temperature);
      return;
    }
    if (heated) temperature = block.temperature;
    if (before?.model === block.model && loan) { if (host.lent) build(); return; }
    loan?.close();
    clear();
    loan = borrow(block.model, { came(lent) { host.lent = lent; build(); }, left: clear });
  }

  // Everything that was made with what was lent.
  function clear() {
    studio?.close();
    studio = parts = host.lent = null;
    stale.clear();
    root.replaceChildren();
  }

  function build() {
    const { lent } = host, all = parts?.all ?? false;
    studio?.close();
    stale.clear();
    lent.takeBack();
    ring = null;
    const before = host.draws;
    host.draws = block.columns.map((column) => (column.n && column.d === lent.bundle.d ? makeDraws(column, lent) : null));
    for (const [c, draws] of host.draws.entries()) draws?.inherit(before[c]);
    reshade();
    Object.assign(host, { hovered: null, picked: null, loud: -1 });
    if (host.rows !== lent.rows) {
      const { rows, bundle: { d, n } } = lent;
      Object.assign(host, { rows, yardstick: n > 1 ? makeYardstick(rows, d, block.real) : null, pixels: makePixels(lent), real: null });
    }
    studio = makeStudio(host, {
      get held() { return held; },
      get sight() { return sight; },
      came(c, i) { stale.add(c * MANY + i); request(); },
      read() { factsDue = true; request(); },
    });
    parts = assembleSamples(root, host, block, {
      temperature: setTemperature, hold, shade, loud, point, pick, all: showAll,
      resized() { factsDue = true; request(); },
      see: () => lent.map.node.scrollIntoView({ behavior: "smooth", block: "center" }),
    });
    onShown();
    parts.temperature(temperature);
    lent.overlay(marks.ground);
    lent.overlay(marks.signs);
    for (const draws of drawn()) draws.at(temperature);
    showAll(all);
    times.columns = performance.now();
    request();
  }

  // The shading belongs to a layout; on another one it would say something wrong.
  function reshade() {
    host.layout = block.layout === "plane" ? "" : block.layout;
    host.shadings = block.columns.map(({ shading }) => (shading ? makeShading(shading) : null));
    if (host.shaded >= 0 && !host.shadings[host.shaded]) host.shaded = host.shadings.findIndex(Boolean);
    parts?.shaded();
    host.lent.redraw();
  }

  const drawn = () => host.draws.filter(Boolean);

  function setTemperature(value) {
    temperature = value;
    for (const draws of drawn()) draws.at(temperature);
    parts.temperature(temperature);
    request();
  }

  const busy = () => held || host.hovered !== null; // a hand is at work: the frames are its own

  // Places on the map, distances and densities, a little each frame. Returns whether there is more to do.
  function measure(deadline) {
    let placed = false, more = false, done = 0;
    const plane = host.lent.layout.kind === "plane";
    for (const { draws, i } of studio.order) {
      if (draws.made.placed[i] === draws.version) continue;
      if (!plane && done++ >= LEAST && performance.now() > deadline) { more = true; break; }
      draws.place(i);
      placed = true;
    }
    if (placed) redraw();
    if (host.yardstick?.work(deadline)) return true;
    done = 0;
    for (const { draws, c, i } of studio.order) {
      if (draws.made.measured[i] === draws.version) continue;
      if (done++ >= LEAST && performance.now() > deadline) return true;
      draws.measure(i);
      stale.add(c * MANY + i);
      factsDue = true;
    }
    return more || (!held && host.pixels.work(deadline));
  }

  function frame(now) {
    raf = 0;
    if (!parts || !host.lent) return;
    const deadline = performance.now() + (busy() ? HELD_MS : STEADY_MS);
    if (laid !== host.lent.placed) { // the map is another one
      laid = host.lent.placed;
      for (const draws of drawn()) draws.void("placed");
    }
    sight ??= parts.columns.map((column) => column.grid?.inSight() ?? 0);
    const drawing = studio.work(busy() && !studio.alone ? 0 : deadline - MEASURING_MS), measuring = measure(deadline);
    paintStale(now, deadline + 3);
    if (!times.images && !stale.size && studio.waiting === 0) times.images = performance.now();
    if (factsDue && now - factsAt > FACTS_MS) {
      factsAt = now;
      factsDue = false;
      showFacts();
      times.facts = performance.now();
    }
    if (drawing || measuring || stale.size || factsDue) request();
  }

  // A column that changes is copied as a whole: where frames come late, one column is brought up to date in each.
  function paintStale(now, deadline) {
    const late = now - painted > LATE_MS;
    painted = now;
    turn++;
    let done = 0;
    for (const key of stale) {
      const c = Math.floor(key / MANY);
      if (late && held && c !== turn % parts.columns.length) continue;
      if (done++ >= LEAST && performance.now() > deadline) break;
      stale.delete(key);
      parts.columns[c].grid.paint(key % MANY);
    }
  }

  function showFacts() {
    let end = host.yardstick?.sorted ? 1.25 * host.far : 1;
    for (const { distance } of drawn()) end = distance.reduce((most, v) => Math.max(most, v), end);
    for (const column of parts.columns) column.show(end);
    redraw(); // hollow or filled
  }

  const redraw = () => (held ? host.lent.request() : host.lent.redraw());

  // A hand takes the temperature, and lets it go.
  function hold(on) {
    if (held !== on) host.lent.redraw();
    held = on;
    if (!on) { tell(); request(); }
  }

  function shade(c) {
    host.shaded = host.shaded === c ? -1 : c;
    parts.shaded();
    host.lent.redraw();
  }

  function loud(c) {
    if (host.loud === c) return;
    host.loud = c;
    host.lent?.redraw();
  }

  // A sample is looked at, here or on the map.
  function point(sample) {
    if (!parts || (sample?.c === host.hovered?.c && sample?.i === host.hovered?.i)) return;
    host.hovered = sample;
    for (const column of parts.columns) column.grid?.point(sample?.c === column.c ? sample.i : -1);
    ringed();
  }

  function ringed() {
    const wanted = host.hovered !== null || host.picked !== null;
    if (wanted && !ring) ring = host.lent.overlay(marks.ring);
    if (!wanted && ring) { ring(); ring = null; }
    host.lent.request();
  }

  function pick(sample) {
    const same = sample && host.picked?.c === sample.c && host.picked.i === sample.i;
    host.picked = same ? null : sample;
    for (const column of parts.columns) column.pick?.(host.picked?.c === column.c ? host.picked.i : -1);
    ringed();
    if (host.picked) {
      const { c, i } = host.picked, draws = host.draws[c];
      host.lent.glideTo({ z: draws.zOf(i), y: draws.yOf(i) });
    }
    sight = null;
    request();
    tell();
  }

  function showAll(wanted) {
    parts.all = wanted;
    for (const column of parts.columns) {
      if (column.grid) column.grid.all = wanted;
      column.arrange();
    }
    sight = null;
    request();
  }

  function tell() {
    clearTimeout(telling);
    telling = setTimeout(() => {
      const { picked } = host;
      onSee({ id: block.id, temperature, picked: picked && host.draws[picked.c]
        ? { column: picked.c, index: picked.i, z: brief(host.draws[picked.c].zOf(picked.i)) } : null });
    }, 120); // arrow keys repeat: one word when they pause
  }

  function arrange() {
    for (const column of parts?.columns ?? []) column.arrange();
    sight = null;
    factsDue = true;
    if (parts) request();
  }
  const resized = new ResizeObserver(arrange);
  resized.observe(root);
  const scrolled = () => { sight = null; if (parts) request(); };
  document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", retheme);
  root.onkeydown = (event) => { if (event.key === "Escape" && host.picked) pick(null); };

  function retheme() {
    if (!theme) return;
    const now = readTheme(root);
    if (now.key === theme.key && now.text === theme.text) return;
    theme = now;
    if (!parts) return;
    dressSamples(root, theme);
    for (const column of parts.columns) column.repaint();
    factsDue = true;
    request();
  }

  return {
    update, retheme,
    close() {
      cancelAnimationFrame(raf);
      clearTimeout(telling);
      resized.disconnect();
      document.removeEventListener("scroll", scrolled, { capture: true });
      dark.removeEventListener("change", retheme);
      root.onkeydown = null;
      loan?.close();
      studio?.close();
      root.replaceChildren();
    },
    get state() { return { host, temperature, block, times, waiting: studio?.waiting ?? -1 }; },
  };
}
