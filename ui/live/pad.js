// How do map, sliders and image stay one thing? One state, one loop: a frame decodes once, the newest place wins.
//
// mountPad(root, {saved, onRelease}) -> {update(bytes), retheme(), close(), state}. It knows nothing of what hosts it:
// saved is a place {z, y, view} to begin with, onRelease(place) is told where things were let go.

const BUSY_MS = 4, IDLE_MS = 10; // spare decoding per frame, while something moves and while nothing does
const TRAIL = 110, TILES_MS = 90;

function mountPad(root, { saved = null, onRelease = () => {} } = {}) {
  const runtime = makeRuntime(), calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  root.classList.add("pad");
  let parts = null, network = null, raf = 0, last = 0, playing = null, tween = null, grip = [0, 0], panning = false, pressedAt = null;
  let moved = true, redraw = true, tilesFrom = null, block = null, given = null, telling = 0, speed = 1, sized = false;
  const decoding = { frames: 0, milliseconds: [] };

  const pad = {
    bundle: null, theme: null, tiles: null, map: null, image: null, reader: null, place: null,
    background: "points", only: null, highlight: null, ink: null, hovered: -1, trail: [], overlays: [], cloud: null,
    moves: () => !calm.matches,
    request,
    release: () => { settleTiles(); tell(); },
    inputFor: ({ z, y }) => { const x = new Float32Array(z.length + y.length); x.set(z); x.set(y, z.length); return x; },
    tileInput: (x, y) => pad.inputFor({ z: movedTo(pad.bundle, tilesFrom.z, [x, y]), y: tilesFrom.y }),
    placeXY: () => toMap(pad.bundle, pad.place.z),
    setLatent(i, value) { const z = pad.place.z.slice(); z[i] = value; go({ ...pad.place, z }); },
    setShare(c, value) { go({ ...pad.place, y: withShare(pad.place.y, c, value) }); },
    onlyClass(c) { glideTo({ z: pad.place.z, y: oneHot(pad.bundle.k, c) }, 220); },
  };

  const shown = () => pad.hovered < 0 ? pad.place
    : { z: latentsOf(pad.bundle, pad.hovered), y: oneHot(pad.bundle.k, pad.bundle.labels[pad.hovered]) };

  function request() { raf ||= requestAnimationFrame(frame); }

  // Go somewhere by hand: whatever was gliding there or walking stops.
  function go(place) {
    stop();
    tween = null;
    pad.place = place;
    pad.hovered = -1;
    moved = true;
    request();
  }

  function glideTo(place, milliseconds) {
    stop();
    if (!pad.moves()) { go(place); pad.release(); return; }
    tween = { from: pad.place, to: place, start: performance.now(), milliseconds };
    pad.hovered = -1;
    request();
  }

  function stop() {
    if (!playing) return;
    playing = null;
    pad.trail = [];
    parts.controls.show(false);
    pad.release();
  }

  function togglePlay() {
    if (playing) { stop(); request(); return; }
    tween = null;
    pad.hovered = -1;
    playing = makeWalk(pad.place.z);
    parts.controls.show(true);
    request();
  }

  const viewText = () => [pad.background, ...brief([pad.map.view.x, pad.map.view.y, pad.map.view.span])].join(",");

  function tell() {
    clearTimeout(telling);
    telling = setTimeout(() => {
      if (playing || tween || parts.gestures.active) return;
      onRelease({ z: brief(pad.place.z), y: pad.bundle.k ? brief(pad.place.y) : null, view: viewText() });
    }, 120); // arrow keys repeat: one word when they pause
  }

  // Tiles show what dragging the point would: they follow its place off the plane, and its class.
  function settleTiles() {
    const { bundle, place } = pad;
    const home = movedTo(bundle, tilesFrom.z, pad.placeXY());
    const away = home.some((v, i) => Math.abs(v - place.z[i]) > 1e-3) || place.y.some((w, c) => Math.abs(w - tilesFrom.y[c]) > 1e-3);
    if (!away) return;
    tilesFrom = { z: place.z.slice(), y: place.y.slice() };
    pad.tiles.stale(pad.placeXY());
    redraw = true;
    request();
  }

  function advance(now) {
    const seconds = Math.min(0.05, (now - last) / 1000);
    last = now;
    if (playing) {
      pad.place = { ...pad.place, z: playing(seconds * speed * (pad.moves() ? 1 : 0.4)) };
      pad.trail.push(pad.placeXY());
      if (pad.trail.length > TRAIL) pad.trail.shift();
      moved = true;
    }
    if (tween) {
      const t = Math.min(1, Math.max(0, (now - tween.start) / tween.milliseconds)), eased = t * t * (3 - 2 * t);
      pad.place = { z: between(tween.from.z, tween.to.z, eased), y: between(tween.from.y, tween.to.y, eased) };
      moved = true;
      if (t === 1) { tween = null; pad.release(); }
    }
  }

  const nextSpare = () => pad.image.next() ?? parts.print.next() ?? (pad.background === "points" ? null : nextTile());
  let tilesDrawn = false, tilesAt = 0;
  function nextTile() {
    const job = pad.tiles.next();
    if (job) tilesDrawn = true;
    return job;
  }

  function frame(now) {
    raf = 0;
    const start = performance.now();
    advance(now);
    if (!sized) {
      sized = true; // asked only after a change: to ask for a size makes the browser lay out at once
      if (pad.map.resize()) redraw = true;
    }
    if (pad.map.advance(now)) redraw = true;
    if (moved) {
      moved = false;
      const place = shown();
      pad.image.show(place);
      parts.sliders.show(place);
      network.latest(pad.inputFor(place), drawn);
    }
    if (pad.background !== "points" && !pad.tiles.waiting && (playing || parts.sliders.held)) settleTiles();
    if (redraw) {
      redraw = false;
      const { size } = pad.bundle, bounds = pad.map.bounds();
      if (pad.background !== "points") pad.tiles.fit(bounds, network.remote ? size : Math.max(30, size), pad.placeXY(), pad.theme);
      pad.map.drawCloud();
      tilesDrawn = true;
      tilesAt = 0;
    }
    // A few new tiles at a time: to draw the sheet costs more than to decode one.
    if (tilesDrawn && (start - tilesAt > TILES_MS || !pad.tiles.waiting)) {
      tilesDrawn = false;
      tilesAt = start;
      pad.map.drawTiles();
    }
    pad.map.drawMarker();
    const busy = playing || tween || parts.gestures.active || parts.sliders.held;
    const more = network.spare(nextSpare, start + (busy ? BUSY_MS : IDLE_MS));
    decoding.frames++;
    if (more || playing || tween || moved || redraw || tilesDrawn || pad.map.advance(now)) request();
  }

  function drawn(pixels) {
    pad.image.draw(pixels);
    decoding.milliseconds.push(network.milliseconds);
    if (decoding.milliseconds.length > 2000) decoding.milliseconds.splice(0, 1000);
    if (network.remote) request();
  }

  function setBackground(value) {
    pad.background = value;
    parts.background.show(value);
    redraw = true;
    tell();
    request();
  }

  // Build everything anew: another model has come.
  function build() {
    const view = /^(points|grid|both),([^,]+),([^,]+),([^,]+)$/.exec(saved?.view ?? "");
    const numbers = view && view.slice(2).map(Number);
    const savedView = numbers?.every(Number.isFinite) && numbers[2] > 0 ? { x: numbers[0], y: numbers[1], span: numbers[2] } : null;
    pad.place = readPlace(pad.bundle, saved);
    tilesFrom = { z: pad.place.z.slice(), y: pad.place.y.slice() };
    Object.assign(pad, { hovered: -1, only: null, highlight: null, ink: null, trail: [], background: view ? view[1] : pad.bundle.n ? "points" : "grid" });
    saved = null; // a link speaks of the model it was made with
    pad.tiles = makeTiles(pad.bundle, pad.tileInput);
    pad.map = makeMap(pad);
    pad.image = makeImage(pad);
    parts = assemble(root, pad, {
      setBackground, togglePlay, speed: (value) => { speed = value; }, panning: () => panning,
      random: () => glideTo({ z: gaussian(pad.bundle.d), y: pad.place.y }, 450),
      reset: () => { pad.map.home(); redraw = true; glideTo({ z: pad.bundle.start.z, y: pad.bundle.start.y }, 350); },
      legend: (c) => { pad.only = c; redraw = true; request(); },
      togglePan: () => { panning = !panning; return panning; },
      fit: () => { pad.map.home(); redraw = true; tell(); request(); },
      zoom: (factor, x, y) => { pad.map.zoom(factor, x, y); redraw = true; request(); },
      pan: (dx, dy) => { pad.map.pan(dx, dy); redraw = true; request(); },
      settle: tell,
      hover: (x, y) => hover(x === null ? -1 : pad.map.pointAt(x, y)),
      move, pick, nudge, undo: () => go(pressedAt),
    });
    parts.background.show(pad.background);
    sized = false;
    pad.map.resize();
    showPoints();
    if (savedView) pad.map.view = savedView; else pad.map.home();
  }

  function showPoints() {
    const { xy, n } = pad.bundle;
    if (n) pad.tiles.floor = xy.reduce((low, v, i) => (i % 2 ? Math.min(low, v) : low), 0) - 0.2;
    pad.map.setPoints(xy);
  }

  function hover(i) {
    if (i === pad.hovered || playing || tween) return;
    pad.hovered = i;
    moved = true;
    request();
  }

  function move(x, y, first) {
    const [mx, my] = pad.map.toScreen(...pad.placeXY());
    if (first) pressedAt = pad.place;
    // Taken by its rim, the point does not jump into the finger's middle.
    if (first) grip = Math.hypot(mx - x, my - y) < 16 ? [mx - x, my - y] : [0, 0];
    go({ ...pad.place, z: movedTo(pad.bundle, pad.place.z, pad.map.toWorld(x + grip[0], y + grip[1])) });
  }

  // A click on a point goes to its own latents, off the plane too.
  function pick(x, y) {
    const i = pad.map.pointAt(x, y);
    if (i < 0) { pad.release(); return; }
    const { bundle } = pad;
    glideTo({ z: latentsOf(bundle, i), y: bundle.k ? oneHot(bundle.k, bundle.labels[i]) : pad.place.y }, 180);
  }

  function nudge(dx, dy, ended) {
    if (ended) { pad.release(); return; }
    const [x, y] = pad.placeXY(), step = pad.map.step();
    go({ ...pad.place, z: movedTo(pad.bundle, pad.place.z, [x + dx * step, y + dy * step]) });
  }

  const equal = (a, b) => a !== null && a.length === b.length && a.every((v, i) => v === b[i]);

  function update(bytes) {
    if (bytes === given || equal(block, bytes)) return;
    given = bytes;
    block = bytes.slice();
    const before = pad.bundle, bundle = openBundle(runtime, block);
    const same = before && before.about.model === bundle.about.model && before.d === bundle.d && before.size === bundle.size
      && before.classes.join("\n") === bundle.classes.join("\n") && before.k === bundle.k && !before.reader === !bundle.reader;
    const old = network;
    pad.bundle = bundle;
    pad.cloud = cloudOf(bundle);
    network = makeNetwork(runtime, bundle.decoder);
    old?.close();
    pad.theme ??= readTheme(root);
    if (same) { // the model has learned: the hand, the place and the view stay
      parts.sliders.update();
      pad.hovered = -1;
      showPoints();
      tilesFrom = { z: pad.place.z.slice(), y: pad.place.y.slice() };
      pad.tiles.stale(pad.placeXY());
    } else {
      parts?.close();
      pad.reader?.close();
      pad.reader = bundle.reader ? makeNetwork(runtime, bundle.reader, { background: true }) : null;
      playing = tween = null;
      build();
    }
    moved = redraw = true;
    request();
  }

  // What comes beside the weights: see registry.js.
  function receive(about, sections) {
    received[about.channel]?.(about, sections);
  }
  const received = {};

  const resized = new ResizeObserver(() => { sized = false; if (parts) request(); });
  resized.observe(root);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", retheme);

  function retheme() {
    if (!pad.bundle) return;
    const theme = readTheme(root);
    if (theme.key === pad.theme.key && theme.text === pad.theme.text) return;
    pad.theme = theme;
    dress(root, theme);
    pad.image.repaint();
    moved = redraw = true;
    request();
  }

  return {
    update, retheme, receive,
    get model() { return pad.bundle?.about.model; },
    close() {
      cancelAnimationFrame(raf);
      clearTimeout(telling);
      resized.disconnect();
      dark.removeEventListener("change", retheme);
      parts?.close();
      network?.close();
      pad.reader?.close();
      root.replaceChildren();
    },
    get state() { return { place: pad.place, shown: shown(), view: viewText(), text: pad.image.text, decoding, pad }; },
  };
}
