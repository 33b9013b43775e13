// How are two maps of the same images looked at as one? What is pointed at, marked or zoomed on one shows on the other,
// and the points of the left map travel to where they lie on the right one, and back.
//
// mountDuo(root, {saved, shows, onSettle}) -> {update(bytes), retheme(), close(), state}. saved: {view, sel} of a link. shows:
// the points travel once by themselves. onSettle({pair, view, selection}) is told when the hand lets go.

const TRAVEL_MS = 2000, TELL_MS = 150;

function mountDuo(root, { saved = null, shows = false, onSettle = () => {} } = {}) {
  const runtime = makeRuntime(), calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  root.classList.add("pad", "duo");
  let pair = null, parts = null, theme = null, given = null, raf = 0, last = 0, telling = 0, sized = false;
  const stale = [true, true];
  let t = 0, travel = null, acting = 0, leader = null, linked = true, tool = "drag", select = null;
  let leftWhole = null, hovered = -1, picked = null, only = null, highlight = null;
  const show = makeShow(root, (to) => travelTo(to));

  const hosts = [0, 1].map((s) => ({
    map: null, tiles: null, background: "points", ink: null, trail: [],
    moves: () => !calm.matches,
    atlasCame: () => parts?.pictured(),
    placeXY: () => null,
    get overlays() { return picked !== null || select.mask || select.drawing ? [(context) => overlay(context, s)] : []; },
    get cloud() { return pair.clouds[s]; },
    get theme() { return theme; },
    get only() { return only; },
    get highlight() { return highlight; },
    get hovered() { return hovered; },
  }));
  const maps = () => hosts.map((host) => host.map);
  const shown = (s) => (s === 0 ? onTheWay(pair.places, t) : pair.places[1]);
  // What select.js asks about: the map under the hand.
  const marking = {
    get map() { return hosts[acting].map; },
    get bundle() { return { ...pair.clouds[0], about: pair.about }; },
    places: () => shown(acting),
    layout: () => layoutOf(acting, t),
    changed() {
      highlight = select.mask ? new Set(select.members) : null;
      redraw();
      parts.selected(select);
    },
  };
  const pictures = {
    pair: () => pair,
    get map() { return hosts[0].map; },
    get theme() { return theme; },
    get bundle() { return marking.bundle; },
  };

  function request() { raf ||= requestAnimationFrame(frame); }
  function redraw(...sides) { for (const s of sides.length ? sides : [0, 1]) stale[s] = true; request(); }

  function overlay(context, s) {
    if (s === acting || !select.drawing) {
      const before = acting;
      acting = s; // an outline belongs to the map it was drawn on
      if (select.outlined) select.outline(context, hosts[s].map.toScreen, theme);
      acting = before;
    }
    if (picked === null) return;
    const { map } = hosts[s], at = map.toScreen(...map.placeOf(picked));
    const ends = pair.places.map((places) => map.toScreen(places[2 * picked], places[2 * picked + 1]));
    if (s === 0) drawWay(context, ends, theme);
    map.ring(context, ...at, 9, theme.accent, 3);
  }

  // Let the points of the left map stand at t of the way; its view goes along.
  function stand(at) {
    t = at;
    // On the way names would be searched anew in every frame.
    pair.clouds[0].named = (t === 0 && pair.about.sides[0].named) || (t === 1 && pair.about.sides[1].named);
    const from = leftWhole, to = hosts[1].map.whole;
    hosts[0].map.follow(shown(0), { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t,
      span: from.span + (to.span - from.span) * t });
    parts.stands(t, travel !== null);
    redraw(0);
  }

  function travelTo(to) {
    if (!calm.matches && to !== t) travel = { from: t, to, start: performance.now() };
    else { travel = null; stand(to); tell(); }
    parts.stands(t, travel !== null);
    request();
  }

  function advance(now) {
    const seconds = Math.min(0.05, (now - last) / 1000);
    last = now;
    if (travel) {
      const share = Math.min(1, Math.max(0, (now - travel.start) / (TRAVEL_MS * Math.abs(travel.to - travel.from))));
      const { from, to } = travel;
      if (share === 1) { travel = null; if (show.on) show.arrived(); else tell(); }
      stand(from + (to - from) * share * share * (3 - 2 * share));
    }
    for (const [s, map] of maps().entries()) if (map.advance(now)) stale[s] = true;
    if (leader !== null && linked) follow(seconds);
  }

  // The other map goes to where the images lie that are in sight on the one that leads.
  function follow(seconds) {
    const map = hosts[leader].map, other = hosts[1 - leader].map;
    const { indices, share } = inSight(map.points, map.bounds(), highlight);
    const home = other.whole, all = sameView(map.view, map.whole) || map.view.span > map.whole.span;
    const wanted = all ? { ...home, span: home.span * Math.max(1, map.view.span / map.whole.span) }
      : viewOf(other.points, indices, share, other.size, home);
    if (!all && !indices.length) { leader = null; return; } // nothing in sight: nowhere to go
    const next = calm.matches ? null : nearer(other.view, wanted, seconds);
    other.view = next ?? wanted;
    stale[1 - leader] = true;
    if (!next) leader = null;
  }

  function frame(now) {
    raf = 0;
    advance(now);
    if (!sized) {
      sized = true; // asked only after a change: to ask for a size makes the browser lay out at once
      settleWholes();
    }
    for (const [s, map] of maps().entries()) {
      if (stale[s]) { stale[s] = false; map.drawCloud(); }
      map.drawMarker();
    }
    if (travel || leader !== null || maps().some((map) => map.gliding)) request();
  }

  // Another size shows everything from another width: how much of it is seen stays.
  function fitInto(map, s) {
    const before = map.whole;
    if (!map.resize()) return;
    stale[s] = true;
    if (!map.held) return; // it shows everything still
    const { x, y, span } = map.view, now = map.whole, k = now.span / before.span;
    map.view = { x: now.x + (x - before.x) * k, y: now.y + (y - before.y) * k, span: span * k };
  }

  // All images at once on both maps; the left one as it is before its points travel.
  function settleWholes() {
    const { map } = hosts[0], travelled = t;
    if (travelled > 0) { t = 0; map.follow(shown(0), leftWhole); }
    for (const [s, one] of maps().entries()) fitInto(one, s);
    leftWhole = map.whole;
    if (travelled > 0) stand(travelled);
  }

  function tell() {
    clearTimeout(telling);
    telling = setTimeout(() => {
      if (travel || !parts || !pair.about.id) return; // what only stands in is not worth a link
      if (leader !== null) { tell(); return; } // the other map is still on its way
      onSettle({ pair: pair.about.id, view: viewText(), selection: { ...select.state, picked } });
    }, TELL_MS);
  }

  const viewText = () => duoText({ linked, views: maps().map((map) => map.view), homes: maps().map((map) => map.whole), t });

  function led(s) { leader = linked ? s : null; redraw(s); }

  function point(i) {
    if (i === hovered) return;
    hovered = i;
    parts.points(i < 0 ? picked ?? -1 : i);
    request();
  }

  function pick(i) {
    picked = i === picked ? null : i;
    parts.points(picked ?? -1);
    request();
    tell();
  }

  // What the hand may do, see hands.js.
  const deck = {
    map: (s) => hosts[s].map,
    get tool() { return tool; },
    get picked() { return picked; },
    get moving() { return travel !== null; },
    get select() { return select; },
    acts(s) { acting = s; },
    halt() { if (travel) { travel = null; stand(Math.round(t * 100) / 100); } },
    hint: (s) => parts.hint(hosts[s].map),
    clear: () => act.clear(),
    led, point, pick, fit, tell, request,
  };

  function fit() {
    leader = null;
    for (const map of maps()) map.home();
    redraw();
    tell();
  }

  // Both maps show the images selected.
  function frameSelected() {
    for (const map of maps()) map.view = viewOf(map.points, [...select.members], 0.6, map.size, map.whole);
    redraw();
    tell();
  }

  const act = {
    tool(value) { tool = value; root.classList.toggle("marking", tool !== "drag"); parts.tools.show(tool); },
    link() { linked = !linked; leader = linked ? acting : null; parts.linked(linked); request(); tell(); },
    zoom(factor) { for (const map of maps()) map.zoom(factor); redraw(); tell(); },
    travel: () => travelTo(travel ? travel.from : t < 0.5 ? 1 : 0),
    slide(at, ended) { travel = null; stand(at); if (ended) tell(); },
    legend: { show(c) { only = c; redraw(); }, toggle(c) { only = null; select.toggleClass(c); tell(); } },
    clear() { select.clear(); if (picked !== null) pick(picked); tell(); },
    fit, frameSelected, point, pick,
  };

  // Another block has come: of the same images on other maps, which then glide there, or of others.
  function update(bytes) {
    if (!bytes || (given && sameBytes(given, bytes))) return;
    const before = pair;
    given = bytes.slice();
    pair = openPair(runtime, given);
    theme ??= readTheme(root);
    travel = leader = picked = null;
    hovered = -1;
    t = 0;
    if (before && before.n === pair.n && sameBytes(before.clouds[0].atlas, pair.clouds[0].atlas)) {
      select.clear();
      for (const [s, map] of maps().entries()) map.setPoints(shown(s), { fit: true });
      leftWhole = hosts[0].map.whole;
      parts.anew(pair);
    } else build();
    restore();
    redraw();
    if (before) tell();
  }

  function build() {
    parts?.close();
    for (const host of hosts) { host.map?.close(); host.map = makeMap(host); }
    select = makeSelect(marking);
    parts = assembleDuo(root, { pair, theme, maps: maps(), pictures, verbs: (s) => handOn(s, deck), act });
    parts.tools.show(tool);
    for (const [s, map] of maps().entries()) { map.resize(); map.setPoints(shown(s), { glides: false }); map.home(); }
    leftWhole = hosts[0].map.whole;
    sized = false;
    parts.anew(pair);
    parts.linked(linked);
  }

  // What a link says, of the first pair that is the wanted one.
  function restore() {
    if (!pair.about.id) return;
    const view = readDuo(saved?.view), marked = readSelection(saved?.sel);
    saved = null;
    if (shows && !view && !marked && !calm.matches) show.begin();
    if (view) {
      linked = view.linked;
      if (view.t > 0) stand(view.t);
      for (const [s, map] of maps().entries()) map.view = view.views[s];
    }
    parts.linked(linked);
    if (marked) {
      acting = marked.layout === "right" ? 1 : 0;
      select.restore(marked);
      if (marked.picked !== null && marked.picked < pair.n) pick(marked.picked);
    }
  }

  const resized = new ResizeObserver(() => { sized = false; if (parts) request(); });
  resized.observe(root);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", retheme);

  function retheme() {
    if (!pair) return;
    const now = readTheme(root);
    if (now.key === theme.key && now.text === theme.text) return;
    theme = now;
    dress(root, theme);
    parts.repaint();
    redraw();
  }

  return {
    update, retheme,
    close() {
      cancelAnimationFrame(raf);
      clearTimeout(telling);
      resized.disconnect();
      dark.removeEventListener("change", retheme);
      for (const part of [show, parts]) part?.close();
      for (const map of maps()) map?.close();
      root.replaceChildren();
    },
    get state() {
      return { t, hovered, picked, linked, maps: maps(), selected: select && [...select.members], view: viewText(),
        pair, text: parts.text };
    },
  };
}
