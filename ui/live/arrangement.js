// Which layout does the pad show, and what becomes of place, view and colours when another one comes?
//
// pad: see pad.js. Blocks arrive by receive(), in any order; a layout or a film of another number of images waits until
// the model comes with as many.

function makeArrangement(pad) {
  let laid = null, given = null, tint = null, drift = null, linked = null, frozen = null, anchors = new WeakMap();

  // What the last layout that came says, if it speaks of the images that are there.
  const fits = (block) => block !== null && block.about.n === pad.bundle.n && pad.bundle.n > 0;
  const fitting = () => (fits(given) ? given : null);

  function choose() {
    const about = fitting()?.about, { xy } = fitting()?.sections ?? {};
    if (about?.kind !== "scattered") return planeLayout(pad.bundle, about);
    return scatteredLayout(pad.bundle, about, new Float32Array(xy.buffer, xy.byteOffset, xy.byteLength / 4));
  }

  // Everything about the layout that is not its places.
  function dress() {
    const { about, sections } = (fits(tint) ? tint : fitting()) ?? {}, cloud = cloudOf(pad.bundle);
    const film = pad.player.showing, plane = laid.kind === "plane" && !film;
    pad.cloud = { ...cloud, flat: cloud.flat && plane, prior: cloud.prior && plane };
    pad.stamps = film ? [] : about?.marks ?? [];
    pad.ink = makeInk(about?.colour, sections?.colour, pad.stamps.length > 0 && about.colour?.kind === "category");
    const images = `${pad.bundle.n.toLocaleString("en")} images; point at one to see it.`;
    pad.dressed((film ? "" : laid.note) || (plane ? "" : images));
  }

  function showLayout(fit) {
    const [x, y] = pad.map.toScreen(...placeXY());
    if (pad.place.at) pad.place = { z: pad.place.z, y: pad.place.y };
    dress();
    pad.newTiles();
    pad.map.setPoints(laid.xy, { fit: linked?.tag === laid.tag ? linked.view : fit });
    if (laid.tag && linked?.tag === laid.tag) { linked = null; pad.map.held = true; }
    drift = pad.map.toWorld(x, y);
    pad.chosen?.placed();
    pad.changed();
    pad.redraw();
  }

  function showFilm(entering) {
    const { player } = pad, whole = pad.map.framed(player.extent());
    if (pad.place.at) {
      pad.place = { z: pad.place.z, y: pad.place.y };
      pad.changed();
    }
    if (entering) {
      const [x, y] = pad.map.toScreen(...placeXY());
      dress();
      pad.map.setPoints(player.places().slice(), { fit: whole });
      drift = pad.map.toWorld(x, y);
    } else {
      pad.map.follow(player.places(), whole);
    }
    pad.redraw(); // the image stays what it is
  }

  // Where the point is among the points as they are drawn now: they may be on their way.
  function amongPoints(z) {
    if (!anchors.has(z)) anchors.set(z, anchorOf(latentRows(pad.bundle), pad.bundle.d, z));
    // What the layout calls its reach, as if the points lay evenly: to work it out takes longer than a frame.
    const [, , w, h] = pad.player.extent(), reach = Math.sqrt(NEAREST * w * h / (Math.PI * pad.bundle.n));
    return settled(anchors.get(z), pad.map.points, reach);
  }

  const landing = (z) => (pad.player.showing ? amongPoints(z) : laid.toMap(z));

  const resting = () => pad.place.at ?? landing(pad.place.z);

  // Where the point is: while the points glide to another layout, it does too.
  function placeXY() {
    if (pad.place.at || !drift || !pad.map.gliding) return resting();
    return between(drift, resting(), pad.map.progress);
  }

  const received = {
    layout(about, sections) {
      const before = laid, showing = pad.player.showing;
      given = { about, sections };
      laid = choose();
      const changed = before.id !== laid.id || before.kind !== laid.kind;
      pad.player.laid(about.id, changed);
      pad.making.arrived(about.id);
      if (!showing && changed) showLayout(true);
      else if (!showing) { dress(); pad.redraw(); }
    },
    colour(about, sections) {
      tint = about.colour || about.marks.length ? { about, sections } : null;
      dress();
      pad.redraw();
    },
    frames(about, sections) {
      if (about.n === pad.bundle.n || !about.iterations.length) pad.player.receive(about, sections);
      pad.making.show();
    },
    drawing: (about, sections) => pad.drawn(about, sections),
    making: (about) => pad.making.receive(about),
  };

  // What a hand that takes the point goes by.
  function current() {
    const { player } = pad;
    if (!player.showing) return laid;
    if (frozen?.film !== player.film || frozen.position !== player.position) {
      const { film, position } = player, xy = player.places().slice();
      frozen = { film, position, layout: scatteredLayout(pad.bundle, { id: film.id, reach: null }, xy) };
    }
    return frozen.layout;
  }

  return {
    placeXY, landing, showFilm,
    // Of a place that a hand has chosen, or on a map that stands still: on one that forms, the images are still on their
    // way to the point.
    nearness: () => (pad.bundle.n && (pad.place.at || !pad.player.showing) ? current().nearness(resting()) : 1),
    showLayout: () => showLayout(pad.player.film?.id === laid.id ? "keep" : true),
    receive: (about, sections) => received[about.channel]?.(about, sections),
    get current() { return current(); },
    get tag() { return laid.tag; },
    belongs: (id) => laid.id === id,
    // Another model: its own plane, unless a layout for it has come already. link: {tag, view} or null.
    begin(link) {
      linked = link;
      [given, tint] = [given, tint].map((block) => (block?.about.model === pad.bundle.about.model ? block : null));
      laid = choose();
      drift = frozen = null;
      anchors = new WeakMap();
      dress();
      pad.newTiles();
      pad.map.resize();
      pad.map.setPoints(laid.xy, { glides: false });
      if (linked && linked.tag === laid.tag) { pad.map.view = linked.view; linked = null; } else pad.map.home();
    },
    // The same model has learned: its points go where they are now.
    relearned() {
      const { id } = laid, { n } = pad.cloud;
      laid = choose();
      anchors = new WeakMap();
      if (n !== pad.bundle.n) pad.player.clear();
      if (pad.player.showing) return;
      if (id !== laid.id || n !== pad.bundle.n) { showLayout(true); return; }
      dress();
      drift = null;
      pad.map.setPoints(laid.xy);
      if (!pad.taken) pad.map.refit(); // under the hand the map stands still until it lets go
    },
  };
}
