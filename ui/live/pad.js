// How do map, sliders and image stay one thing? One state, one loop: a frame decodes once, the newest place wins.
//
// mountPad(root, {saved, marked, invites, onRelease, onMark}) -> {update(bytes), retheme(), close(), state}. It knows nothing
// of what hosts it: saved is a place {z, y, view} to begin with, onRelease(place) is told where things were let go;
// invites: two classes between which the point goes until it is touched, see invite.js, or null;
// marked is the text of a selection to begin with, onMark({layout, polygon, classes, picked}) is told of another.

const BUSY_MS = 4, IDLE_MS = 10; // spare decoding per frame, while something moves and while nothing does
const TILES_MS = 90;

function mountPad(root, { saved = null, marked = "", invites = null, onRelease = () => {}, onMark = () => {} } = {}) {
  const runtime = makeRuntime(), calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  root.classList.add("pad");
  let parts = null, network = null, raf = 0, last = 0, arriving = false, invitation = null;
  let moved = true, redraw = true, tilesFrom = null, block = null, given = null, sized = false;
  const decoding = { frames: 0, milliseconds: [] };

  const pad = {
    bundle: null, theme: null, tiles: null, map: null, image: null, reader: null, place: null,
    chosen: null, background: "points", only: null, highlight: null, ink: null, hovered: -1, trail: [], overlays: [], cloud: null,
    player: null, making: null, stamps: [],
    get layout() { return arrangement.current; },
    moves: () => !calm.matches,
    get invites() { return invitation?.goes ?? false; },
    get taken() { return parts?.gestures.active ?? false; },
    atlasCame: () => pad.chosen.atlasCame(),
    request,
    release: () => { journey.letGo(); pad.map.refit(); settleTiles(); tell(); request(); },
    inputFor: ({ z, y }) => { const x = new Float32Array(z.length + y.length); x.set(z); x.set(y, z.length); return x; },
    changed: () => { moved = true; request(); },
    redraw: () => { redraw = true; request(); },
    tileInput: (x, y) => pad.inputFor({ z: pad.layout.moved(tilesFrom.z, [x, y]), y: tilesFrom.y }),
    nearness: (x, y) => pad.layout.nearness([x, y]),
    placeXY: () => arrangement.placeXY(),
    landing: (z) => arrangement.landing(z),
    showFilm: (entering) => arrangement.showFilm(entering),
    showLayout: () => arrangement.showLayout(),
    belongs: (id) => arrangement.belongs(id),
    drawn: (about, sections) => drawing.receive(about, sections),
    glideTo: (place) => journey.glideTo(place, 450),
    newTiles() {
      pad.tiles = makeTiles({ size: pad.bundle.size, flat: pad.cloud.flat }, pad.tileInput, pad.nearness);
      const { xy } = pad.layout;
      pad.tiles.floor = xy.reduce((low, v, i) => (i % 2 ? Math.min(low, v) : low), 0) - 0.2;
    },
    dressed(note) { parts?.show(note); },
    setLatent(i, value) { const z = pad.place.z.slice(); z[i] = value; journey.go({ z, y: pad.place.y }); },
    setShare(c, value) { journey.go({ ...pad.place, y: withShare(pad.place.y, c, value) }); },
    onlyClass(c) { journey.glideTo({ ...pad.place, y: oneHot(pad.bundle.k, c) }, 220); },
  };

  const arrangement = makeArrangement(pad), drawing = makeDrawn(pad, runtime);
  const journey = makeJourney(pad, { onwalk: (walking) => parts.controls.show(walking) });
  const telling = makeTelling(pad, { viewText, moves: () => journey.moving || parts.gestures.active, onRelease, onMark });
  const { tell } = telling;

  const shown = () => pad.hovered < 0 ? pad.place
    : { z: latentsOf(pad.bundle, pad.hovered), y: oneHot(pad.bundle.k, pad.bundle.labels[pad.hovered]) };

  function request() { raf ||= requestAnimationFrame(frame); }

  // A view is one of its layout: on a plane "points,x,y,span", elsewhere with the layout's tag behind.
  function viewText() {
    const { x, y, span } = pad.map.aim, { tag } = arrangement;
    return [pad.background, ...brief([x, y, span]), ...(tag ? [tag] : [])].join(",");
  }

  // Tiles show what dragging the point would: they follow its place off the plane, and its class.
  function settleTiles() {
    const { bundle, place } = pad;
    const home = pad.layout.kind === "plane" ? movedTo(bundle, tilesFrom.z, pad.placeXY()) : place.z;
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
    journey.advance(now, seconds);
    invitation?.advance(now, seconds);
    if (pad.player.advance(seconds, parts.gestures.active)) arrangement.showFilm(false);
  }

  const nextSpare = () => pad.image.next() ?? pad.chosen.next() ?? parts.print.next() ?? (tiled() ? nextTile() : null);
  const tiled = () => pad.background !== "points" && !pad.player.showing; // a film runs over points alone
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
      if (arriving) { arriving = false; journey.broughtInside(); }
    }
    if (pad.map.advance(now)) redraw = true;
    if (moved) {
      moved = false;
      const place = shown(), looking = pad.hovered >= 0;
      pad.image.show(place, looking || pad.player.moving ? 1 : arrangement.nearness(), pad.hovered);
      parts.sliders.show(pad.place); // to look at an image moves nothing
      parts.sliders.ghost(looking ? place.z : null);
      network.latest(pad.inputFor(place), drawn);
    }
    if (tiled() && !pad.tiles.waiting && (journey.walking || parts.sliders.held)) settleTiles();
    if (redraw) {
      redraw = false;
      const { size } = pad.bundle, bounds = pad.map.bounds();
      if (tiled()) pad.tiles.fit(bounds, network.remote ? size : Math.max(30, size), pad.placeXY(), pad.theme);
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
    const busy = journey.moving || pad.player.moving || parts.gestures.active || parts.sliders.held;
    const more = network.spare(nextSpare, start + (busy ? BUSY_MS : IDLE_MS));
    decoding.frames++;
    if (more || journey.moving || invitation?.moving || pad.player.moving || moved || redraw || tilesDrawn || pad.map.advance(now)) request();
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
    const link = readView(saved?.view);
    pad.place = readPlace(pad.bundle, saved);
    tilesFrom = { z: pad.place.z.slice(), y: pad.place.y.slice() };
    Object.assign(pad, { hovered: -1, only: null, highlight: null, ink: null, trail: [], background: link ? link.background : pad.bundle.n ? "points" : "grid" });
    arriving = saved !== null;
    saved = null; // a link speaks of the model it was made with
    drawing.clear();
    pad.player?.clear();
    parts = null;
    pad.player = makePlayer(pad);
    pad.making?.close();
    pad.making = makeMaking(pad);
    pad.map = makeMap(pad);
    pad.map.node.append(pad.making.node);
    pad.image = makeImage(pad);
    pad.chosen = makeChosen(pad, {
      visit: (i) => journey.toPoint(i, 180),
      point: hover, redraw: pad.redraw, tell,
    });
    telling.marksKnown(); // nothing is marked: nobody needs to be told
    parts = assemble(root, pad, {
      setBackground, togglePlay: journey.togglePlay, speed: (value) => { journey.speed = value; }, panning: () => pad.chosen.tool === "pan",
      random: () => journey.glideTo({ z: gaussian(pad.bundle.d), y: pad.place.y }, 450),
      reset: () => { pad.map.home(); redraw = true; journey.glideTo({ z: pad.bundle.start.z, y: pad.bundle.start.y }, 350); },
      legend: (c) => { pad.only = c; redraw = true; request(); },
      tool: () => pad.chosen.tool, trace: pad.chosen.trace, clear: pad.chosen.clear,
      grow: (dx, dy, ended) => pad.chosen.grow(pad.placeXY(), dx, dy, ended),
      fit: () => { pad.map.home(); redraw = true; tell(); request(); },
      zoom: (factor, x, y) => { pad.map.zoom(factor, x, y); redraw = true; request(); },
      pan: (dx, dy) => { pad.map.pan(dx, dy); redraw = true; request(); },
      settle: () => tell(),
      hover: (x, y) => hover(pad.overlays.some((draw) => draw.over?.(x, y)) || x === null ? -1 : pad.map.pointAt(x, y)),
      move: journey.move, near: journey.near, pick, nudge: journey.nudge, undo: journey.undo,
      group: (c) => { pad.ink = { ...pad.ink, only: c }; redraw = true; request(); },
    });
    parts.background.show(pad.background);
    sized = false;
    arrangement.begin(link);
    invitation?.end();
    invitation = invites && !arriving && !calm.matches ? makeInvitation(pad, root, invites) : null;
    pad.chosen.restore(marked);
    marked = "";
  }

  function hover(i) {
    if (i === pad.hovered || journey.moving || pad.player.moving) return;
    pad.hovered = i;
    moved = true;
    request();
  }

  // A click on a point goes to its own latents, off the plane too.
  function pick(x, y) {
    if (pad.overlays.some((draw) => draw.pick?.(x, y))) return;
    const i = pad.map.pointAt(x, y);
    if (i >= 0) { pad.chosen.open(i); return; }
    pad.chosen.miss();
    pad.release();
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
    network = makeNetwork(runtime, bundle.decoder);
    old?.close();
    pad.theme ??= readTheme(root);
    if (same) { // the model has learned: the hand, the place that it chose and the view stay
      if (!pad.taken && !journey.moving && equal(pad.place.z, before.start.z) && equal(pad.place.y, before.start.y)) {
        bundle.start = startAfter(before, bundle);
        pad.place = readPlace(bundle, null);
      }
      parts.sliders.update();
      pad.hovered = -1;
      arrangement.relearned();
      pad.chosen.relearned();
      tilesFrom = { z: pad.place.z.slice(), y: pad.place.y.slice() };
      pad.tiles.stale(pad.placeXY());
    } else {
      parts?.close();
      pad.reader?.close();
      pad.reader = bundle.reader ? makeNetwork(runtime, bundle.reader, { background: true }) : null;
      journey.forget();
      build();
    }
    moved = redraw = true;
    request();
  }

  const resized = new ResizeObserver(() => { sized = false; if (parts) { retheme(); request(); } });
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
    pad.chosen.repaint();
    moved = redraw = true;
    request();
  }

  root.onkeydown = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) pad.chosen?.clear();
  };

  return {
    update, retheme,
    receive: arrangement.receive, // what comes beside the weights, see registry.js
    receiveBytes(bytes) {
      const sections = runtime.unpack(bytes.slice());
      arrangement.receive(JSON.parse(new TextDecoder().decode(sections.about)), sections);
    },
    get model() { return pad.bundle?.about.model; },
    get pad() { return pad; }, // see lent.js
    close() {
      cancelAnimationFrame(raf);
      telling.close();
      resized.disconnect();
      dark.removeEventListener("change", retheme);
      parts?.close();
      invitation?.end();
      pad.making?.close();
      root.onkeydown = null;
      network?.close();
      pad.reader?.close();
      root.replaceChildren();
    },
    get state() { return { place: pad.place, shown: shown(), view: viewText(), text: pad.image.text, decoding, pad }; },
  };
}
