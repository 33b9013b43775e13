// What happens inside a network, step by step, while its input is moved?
//
// mountInside(root, {saved, onRelease}) -> {update(bytes), retheme(), close(), state}. bytes: from core/export/inside.py.
// saved: {z, y, image} of a link. Joined after inside_network.js, inside_colours.js, inside_tiles.js, inside_stage.js,
// inside_links.js, inside_card.js, inside_noise.js, inside_ink.js and inside_frame.js.

const OPENING = 2.5, SLOWLY = 1.1; // steps a second that appear at first, and when asked to go through them
const GROUND_MS = 5; // a frame, for the digits of the plane

function mountInside(root, { saved = null, onRelease = () => {} } = {}) {
  const runtime = makeRuntime();
  root.classList.add("pad", "inside");
  let view = null, block = null, raf = 0, last = 0;

  const request = () => { raf ||= requestAnimationFrame(frame); };

  function frame(now) {
    raf = 0;
    if (!view) return;
    const seconds = Math.min(0.25, (now - last) / 1000); // after a rest, or where a frame takes long
    last = now;
    if (view.frame(seconds, now)) request();
  }

  function update(bytes) {
    if (bytes === block) return;
    block = bytes;
    const before = view?.report(); // newer weights of the same network: they are given what the older ones were
    view?.close();
    view = makeInside(root, runtime, runtime.unpack(bytes.slice()), { saved: before ?? saved, again: Boolean(before), onRelease, request });
    request();
  }

  return {
    update,
    retheme() { view?.retheme(); request(); setTimeout(() => { view?.retheme(); request(); }, 200); },
    close() { cancelAnimationFrame(raf); view?.close(); root.replaceChildren(); view = null; },
    get state() { return view?.state; },
  };
}

// One network on the page.
function makeInside(root, runtime, sections, { saved, again, onRelease, request }) {
  const about = JSON.parse(new TextDecoder().decode(sections.about)), { kind } = about, drawing = kind === "decoder";
  const { graph, weights } = runtime.unpackNetwork(sections.network);
  const numbers = graph.dtype === "float16" ? runtime.fromHalf(new Uint16Array(weights.buffer, weights.byteOffset, weights.byteLength / 2))
    : new Float32Array(weights.buffer, weights.byteOffset, weights.byteLength / 4);
  const bundle = { about, d: about.latent_dim, k: about.conditional ? about.classes.length : 0, size: about.image_size, images: sections.images };
  const links = openLinks(sections, about, numbers), last = about.stages.length - 1;
  // What is shown, and what comes out last: of a reader also how unlike all it knows the image is.
  const wanted = [...new Set([...about.stages.flatMap(({ before, segments }) => [before, ...segments.map(({ value }) => value)]), graph.ops.length])];
  let theme = null, values = null, dirty = true, reveal = 0, pace = OPENING, opened = false, pinned = null, touched = false;
  let y = oneHot(bundle.k, 0), told = false, speaking = 0;

  const host = {
    theme: null, palette: null, each: false, ahead: false, focus: null, linked: new Map(),
    again: request,
    changed() { dirty = true; request(); },
    released() { touched = true; onRelease(report()); request(); },
    look(stage, index) { if (!pinned) focusOn({ stage, tile: index }); },
    leave() { if (!pinned) focusOn(null); },
    pin(stage, index) {
      const same = pinned?.stage === stage && pinned?.tile === index;
      pinned = same ? null : { stage, tile: index };
      focusOn(pinned ?? { stage, tile: index });
    },
    unpin() { pinned = null; focusOn(null); },
    edit(segment, t, value) {
      touched = true;
      if (drawing) { noise.edit(segment, t, value); return; }
      [y, told] = [oneHot(bundle.k, t), true];
      host.changed();
    },
    nudge(segment, t, up) {
      const now = segment.name === "class" ? given().y[t] : given().z[t], step = up * segment.limit / 30;
      host.edit(segment, t, Math.max(segment.positive ? 0 : -segment.limit, Math.min(segment.limit, now + step)));
    },
    edited() { if (drawing) noise.edited(); else host.released(); },
    name: (stage, index, short = false) => insideName(about, segments, stage, index, short),
  };

  const segments = about.stages.map((step, i) => step.segments.map((segment) => dressed(segment, i)));

  // What a segment is to be drawn like, beside what the block says of it.
  function dressed(segment, i) {
    const more = { tall: i === 0 || i === last ? 56 : 36 }, op = segment.value ? graph.ops[segment.value - 1].op : "";
    if (segment.name === "z") Object.assign(more, { limit: 3, editable: drawing });
    if (segment.name === "class") Object.assign(more, { label: "class", names: about.classes, limit: 1, positive: true, editable: true });
    if (segment.name === "class" && drawing) more.label = "class weights";
    if (segment.name === "mu") more.label = "μ, where the image lies";
    if (segment.name === "sigma") Object.assign(more, { label: "σ, how unsure", positive: true, limit: 1 });
    if (segment.name === "z" && bundle.k) more.label = about.generator ? "noise" : "latents";
    if (segment.name === "image" || (drawing && i === last && segment.height > 1)) more.ink = true;
    if (op === "relu" || op === "softmax" || op === "sigmoid") more.positive = true;
    // What a reader says are the classes; a generator sorts its noise into kinds, which have no names.
    if (op === "softmax") Object.assign(more, { limit: 1, tall: drawing ? 56 : 96 }, drawing ? {} : { names: about.classes });
    return { ...segment, ...more };
  }

  const stages = about.stages.map((step, i) => makeStage(host, step, i, segments[i]));
  const card = makeInsideCard(host), answer = makeInsideAnswer(about, bundle);
  const spare = drawing ? makeNetwork(runtime, sections.network) : null;
  const noise = drawing ? makeNoise(host, bundle, saved) : null, input = drawing ? null : makeInkInput({ ...host, get theme() { return theme; } }, bundle, saved);
  const reader = openReader(), redraw = sections.redraw ? openPlain(sections.redraw) : null;
  const page = assembleInside(root, about, { stages, card, answer, noise, input }, {
    play() { touched = true; noise.playing = !noise.playing; page.playing(noise.playing); if (!noise.playing) host.released(); request(); },
    another() { noise.another(); page.playing(false); request(); },
    slowly() { [reveal, pace] = [0, SLOWLY]; if (noise) { noise.playing = false; page.playing(false); } request(); },
    only(c) { if (drawing) noise.only(c); else host.edit({ name: "class" }, c); host.released(); },
    clear() { input.clear(); host.released(); },
    each(on) { host.each = on; request(); },
    ahead(on) { host.ahead = on; request(); },
    save: () => save(`inside-${about.model || kind}.png`, insideSheet(stages, theme)),
  });
  const lines = makeLinkLines(page.steps);
  const insider = makeInsider(runtime, sections.network, wanted, (made) => { values = made; arrived(); });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (calm || again) reveal = stages.length;

  function openPlain(bytes) {
    const { graph: other, weights: own } = runtime.unpackNetwork(bytes);
    return runtime.build(other, own);
  }

  function openReader() {
    if (!sections.reader) return null;
    const network = openPlain(sections.reader), resample = makeResampler(bundle.size, about.reader.image_size);
    return (pixels) => network.run(resample(pixels));
  }

  const given = () => (drawing ? { z: noise.z, y: noise.y } : { z: [], y });

  function ask() {
    dirty = false;
    if (drawing) { insider.ask(noise.input); return; }
    const { pixels } = input;
    if (bundle.k && !told) y = oneHot(bundle.k, reader ? takenFor(reader(pixels), about.reader.classes).likeliest : 0);
    const x = new Float32Array(pixels.length + bundle.k);
    x.set(pixels);
    x.set(y, pixels.length);
    insider.ask(x);
  }

  function arrived() {
    const out = values[segments[last][0].value];
    if (drawing) answer.show(out, reader?.(out), theme);
    else if (kind === "classifier") answer.show(null, values[graph.ops.length], theme);
    else if (redraw) {
      const x = new Float32Array(bundle.d + bundle.k);
      x.set(out.subarray(0, bundle.d));
      x.set(y, bundle.d);
      answer.show(redraw.run(x), null, theme);
    }
    if (host.focus) showCard();
    page.chosen(bundle.k ? given().y : null);
    clearTimeout(speaking);
    speaking = setTimeout(() => page.say(answer.text), 400);
    request();
  }

  function draw() {
    for (const [i, stage] of stages.entries()) stage.draw(values, Math.max(0, Math.min(1, reveal - i)));
  }

  // The first seconds: the steps appear one after the other, then z goes once round.
  function advance(seconds) {
    if (reveal >= stages.length) return false;
    const before = Math.floor(reveal);
    reveal = Math.min(stages.length, reveal + seconds * pace);
    answer.node.classList.toggle("ahead", reveal < stages.length);
    if (pace === SLOWLY && Math.floor(reveal) > before) stages[Math.floor(reveal)]?.node.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    if (reveal === stages.length && !opened) { opened = true; if (noise && !calm && !touched && !saved) { noise.playing = true; page.playing(true); } }
    return true;
  }

  function focusOn(focus) {
    host.focus = focus;
    host.linked = new Map();
    lines.clear();
    if (!focus || !values) { card.hide(); request(); return; }
    const fed = links.fed(focus.stage, focus.tile), feeds = links.feeds(focus.stage, focus.tile);
    focus.links = { fed, feeds };
    for (const { stage, tile, share } of [...fed, ...feeds]) {
      if (!host.linked.has(stage)) host.linked.set(stage, new Map());
      host.linked.get(stage).set(tile, share);
    }
    showCard();
    showLines();
    request();
  }

  function showLines() {
    const { stage, tile, links: { fed, feeds } } = host.focus, mine = stages[stage].place(tile);
    if (!mine) return;
    const most = (list) => Math.max(1e-6, ...list.map(({ share }) => share));
    const pairs = [...fed.map((link) => ({ from: stages[link.stage].place(link.tile), to: mine, strength: link.share / most(fed) })),
      ...feeds.map((link) => ({ from: mine, to: stages[link.stage].place(link.tile), strength: link.share / most(feeds) }))];
    lines.show(pairs.filter(({ from, to }) => from && to), theme.text);
  }

  function showCard() {
    const { stage, tile, links: found } = host.focus;
    card.show({ stage, index: tile }, stages[stage].tile(values, tile), found, pinned !== null);
  }

  function report() {
    return drawing ? { z: brief(noise.z), y: brief(noise.y), image: -1 } : { z: [], y: [], image: input.chosen };
  }

  function retheme() {
    const now = readTheme(root);
    if (theme?.key === now.key) return;
    theme = host.theme = now;
    host.palette = insidePalette(theme);
    dress(root, theme);
    page.legend(host.palette);
    noise?.repaint();
    input?.repaint();
    dirty = true;
  }

  retheme();
  const resized = new ResizeObserver(() => { noise?.place(); if (host.focus) showLines(); request(); });
  resized.observe(root);

  return {
    retheme, report,
    frame(seconds) {
      let more = noise?.advance(Math.min(0.05, seconds)) ?? false;
      if (noise?.playing && !touched && noise.turned >= 1) { noise.playing = false; page.playing(false); }
      if (noise && !noise.playing) page.playing(false);
      if (dirty) ask();
      if (values) more = advance(seconds) || more;
      if (values) draw();
      if (noise && !spare.remote && reveal >= stages.length) more = noise.ground(spare, performance.now() + GROUND_MS) || more;
      return more;
    },
    close() {
      clearTimeout(speaking);
      resized.disconnect();
      for (const stage of stages) stage.close();
      insider.close();
      spare?.close();
    },
    get state() {
      return { about, values, reveal, pinned, focus: host.focus, linked: host.linked, given: given(), playing: noise?.playing ?? false, text: answer.text,
        input: drawing ? noise.input : input.pixels, remote: insider.remote };
    },
  };
}

