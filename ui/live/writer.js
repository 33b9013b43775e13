// What does it look like when a model writes what somebody types? In one hand or many, leaning, thick, neat, or mixed.
//
// mountWriter(root, {query, onSee, onShown}) -> {update(bytes), retheme(), seen(), close(), state}. bytes: from
// core/export/writer.py, complete: decoder, reader and directions. query: URLSearchParams of the page, where a link says what
// is written. onSee({text, hand, seed, rolls, slant, weight, heat, mix, ink}) is told what a hand let go of; onShown() that
// there is something to see. Joined after the other writer files.

const WRITER_MS = 6, WRITER_PAINT_MS = 6; // decoding in each frame, beside the workers, and painting what was decoded
const WRITER_FACTS_MS = 90; // between two looks at the numbers

function mountWriter(root, { query = new URLSearchParams(), onSee = () => {}, onShown = () => {} } = {}) {
  const runtime = makeRuntime(), still = window.matchMedia("(prefers-reduced-motion: reduce)");
  root.classList.add("pad", "writer");
  let given = null, theme = null, raf = 0, parts = null, press = null, telling = 0, dirty = true, factsAt = 0, factsDue = false;
  let swaying = null, rounding = null, last = 0, letters = [];
  const fresh = new Set();
  const host = { runtime, writer: null, state: null, row: null, mix: null, keep: null, typing: false,
    get theme() { return theme; }, say: (text) => setText(parts.doing, text) };

  function request() { raf ||= requestAnimationFrame(frame); }

  function update(bytes) {
    if (!bytes || bytes === given) return;
    given = bytes;
    const writer = openWriter(runtime, bytes.slice()), before = host.state;
    press?.close();
    host.keep?.close();
    theme = readTheme(root);
    host.writer = writer;
    // Newer directions or weights under the same key: what was typed stays.
    host.state = before ? { ...before } : writtenInLink(writer, query);
    if (host.state.mix.length !== writer.k) host.state.mix = startingMix(writer.k, writer.classes);
    for (const { name, range } of writer.qualities) host.state[name] = Math.max(-range, Math.min(range, host.state[name]));
    host.row = makeWriterRow(host, { again });
    host.mix = makeWriterMix(host, { mix: setMix, round });
    host.keep = makeWriterKeep(host);
    press = makePress(writer, {
      tiers: () => [[...host.row.glyphs, host.mix.middle], host.mix.glyphs.slice(1)],
      came(glyph) { fresh.add(glyph); factsDue = true; request(); },
      read(glyph) { (glyph.cell ? host.row : host.mix).read(glyph); factsDue = true; request(); },
    });
    const act = { text: typeText, hand: setHand, again: anotherHand, ink: setInk, quality, heat, release, sway, reset };
    parts = assembleWriter(root, host, act);
    dress(root, theme);
    onShown();
    take(host.state.text);
    host.row.arrange();
    host.mix.show();
    changed();
  }

  function changed() {
    dirty = true;
    parts.show();
    request();
  }

  const noise = (i) => noiseOf(host.writer, host.state, i);
  const quiet = () => still.matches;

  // The row and the wheel follow the noise that the state asks for.
  function renoise() {
    const now = performance.now();
    host.row.take(letters, noise, now, quiet());
    const hand = noiseOf(host.writer, { ...host.state, hand: "one", rolls: [] }, 0);
    for (const glyph of host.mix.glyphs) glideGlyph(glyph, hand, now, quiet());
    changed();
  }

  function take(typed) {
    const found = readTyped(host.writer.classes, typed);
    parts.problem(found.sentence, found.note);
    host.typing = Boolean(found.sentence);
    if (!found.letters) return; // too long: what was written last stays
    letters = found.letters;
    if (!found.sentence) host.state.text = typed;
    factsDue = true; // also where nothing can be written: then nothing comes that would ask for them
    renoise();
  }

  function typeText(typed) {
    take(typed);
    if (!host.typing) tell(500);
  }

  function setHand(hand) { host.state.hand = hand; host.state.rolls = []; renoise(); tell(); }

  function anotherHand() {
    host.state.seed = Math.floor(Math.random() * 1e6);
    host.state.rolls = [];
    renoise();
    tell();
  }

  // One character is written anew; the others stay.
  function again(i) {
    const rolls = Array.from({ length: Math.max(host.state.rolls.length, i + 1) }, (_, at) => host.state.rolls[at] ?? 0);
    rolls[i] += 1;
    host.state.rolls = rolls;
    renoise();
    setText(parts.spoken, `Character ${i + 1} is written anew.`);
    tell();
  }

  function setInk(ink) {
    host.state.ink = ink;
    host.row.repaint();
    host.mix.repaint();
    parts.show();
    tell();
  }

  function quality(name, value) { if (name === "slant") swaying = stopped(); host.state[name] = value; changed(); }
  function heat(value) { host.state.heat = value; changed(); }
  function release() { tell(); }

  function reset() {
    swaying = stopped();
    Object.assign(host.state, { slant: 0, weight: 0, heat: WRITER_START.heat });
    changed();
    tell();
  }

  const stopped = () => { parts.swaying(false); return null; };

  function sway() {
    if (swaying) { host.state.slant = swaying.slant; swaying = stopped(); changed(); return; }
    swaying = { since: performance.now(), slant: host.state.slant };
    parts.swaying(true);
    request();
  }

  function setMix(y, held) {
    if (rounding) { rounding = null; host.mix.playing(false); }
    mixed(y);
    if (!held) tell();
  }

  function mixed(y) {
    host.state.mix = host.mix.middle.y = y;
    host.mix.show();
    dirty = true;
    request();
  }

  function round() {
    rounding = rounding ? null : { place: host.mix.placeOf(host.state.mix) ?? 0 };
    host.mix.playing(rounding !== null);
    if (!rounding) tell();
    request();
  }

  function advance(now) {
    const seconds = Math.min(0.05, (now - last) / 1000);
    last = now;
    if (swaying) {
      const { range } = host.writer.qualities.find(({ name }) => name === "slant");
      host.state.slant = 0.85 * range * Math.sin(2 * Math.PI * (now - swaying.since) / SWAY_MS);
      changed();
    }
    if (rounding) {
      rounding.place = (rounding.place + seconds / ROUND_SECONDS) % host.writer.k;
      mixed(host.mix.mixAt(rounding.place));
    }
  }

  // The inputs of all characters, where anything has changed.
  function wish(now) {
    let gliding = false;
    for (const glyph of [...host.row.glyphs, ...host.mix.glyphs]) {
      const moving = glyph.since >= 0;
      gliding ||= moving;
      if (!dirty && !moving && glyph.x) continue;
      const x = inputOf(host.writer, host.state, noiseAt(glyph, now), glyph.y);
      if (glyph.x && x.every((v, i) => v === glyph.x[i])) continue;
      glyph.x = x;
      glyph.version += 1;
    }
    dirty = false;
    return gliding;
  }

  function frame(now) {
    raf = 0;
    if (!parts) return;
    advance(now);
    const gliding = wish(now), more = press.work(performance.now() + WRITER_MS);
    paintFresh(performance.now() + WRITER_PAINT_MS);
    if (factsDue && now - factsAt > WRITER_FACTS_MS) {
      factsAt = now;
      factsDue = false;
      parts.facts(host.row.facts());
    }
    if (gliding || more || swaying || rounding || factsDue || fresh.size) request();
  }

  // What came longest ago first; what there is no time for now is painted in the next frame.
  function paintFresh(deadline) {
    for (const glyph of fresh) {
      fresh.delete(glyph);
      (glyph.cell ? host.row : host.mix).came(glyph);
      if (performance.now() > deadline) return;
    }
  }

  function seen() {
    const { text, hand, seed, rolls, mix, ink } = host.state, slant = swaying ? swaying.slant : host.state.slant;
    const [lean, thick, heat] = brief([slant, host.state.weight, host.state.heat]);
    return { text, hand, seed, rolls: rolls.slice(0, letters.length), slant: lean, weight: thick, heat, mix: brief(mix), ink };
  }

  function tell(wait = 150) {
    clearTimeout(telling);
    telling = setTimeout(() => onSee(seen()), wait);
  }

  const resized = new ResizeObserver(() => { host.row?.arrange(); host.mix?.repaint(); });
  resized.observe(root);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", retheme);

  function retheme() {
    if (!theme) return;
    const now = readTheme(root);
    if (now.key === theme.key && now.text === theme.text) return;
    theme = now;
    dress(root, theme);
    host.row.repaint();
    host.mix.repaint();
  }

  return {
    update, retheme, seen,
    close() {
      cancelAnimationFrame(raf);
      clearTimeout(telling);
      resized.disconnect();
      dark.removeEventListener("change", retheme);
      host.keep?.close();
      press?.close();
      parts = null;
      root.replaceChildren();
    },
    get state() { return { host, letters, waiting: press?.waiting ?? -1, reading: press?.reading ?? -1, swaying, rounding }; },
  };
}
