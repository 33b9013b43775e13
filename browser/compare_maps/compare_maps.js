// How are two maps of the same images looked at as one? What is pointed at, marked or zoomed on one shows on the other,
// and the points of the left map travel to where they lie on the right one, and back.
//
// mountCompareMaps(root, {saved, shows, onSettle}) -> {update(bytes), retheme(), close(), state}. saved: {view, sel} of a link. shows:
// the points travel once by themselves. onSettle({pair, view, selection}) is told when the hand lets go.

import { makeHost } from "../base/host.js";
import { makeRuntime } from "../base/runtime.js";
import { dress } from "../base/theme.js";
import { makeMap } from "../map/map.js";
import { makeSelect, readSelection } from "../map/select.js";
import { assembleCompareMaps } from "./frame.js";
import { handOn } from "./hands.js";
import { drawWay, inSight, nearer, openPair, readViews, sameBytes, sameView, viewOf, writeViews } from "./pair.js";
import { makeShow } from "./show.js";
import { actsOf, deckOf, hostOf, markingOf, picturesOf } from "./sides.js";
import { Travel } from "./travel.js";

const TELL_MS = 150;

class CompareMaps {
  runtime = makeRuntime();
  pair = null;
  parts = null;
  select = null;
  stale = [true, true]; // which of the maps is to be drawn
  sized = false;
  telling = 0;
  tool = "drag";
  acting = 0; // the map under the hand
  linked = true; // the other map shows what one is zoomed to
  leader = null; // the map that the other one follows, until it is there
  hovered = -1;
  picked = null;
  only = null; // a class that is brought forward
  highlight = null; // indices that are selected

  constructor(root, { saved, shows, onSettle }) {
    this.root = root;
    this.saved = saved;
    this.shows = shows;
    this.onSettle = onSettle;
    this.page = makeHost(root, {
      frame: (seconds, now) => this.frame(seconds, now),
      resized: () => { this.sized = false; if (this.parts) this.page.request(); },
      rethemed: () => { dress(root, this.theme); this.parts.repaint(); this.redraw(); },
    });
    this.show = makeShow(root, (to) => this.setOut(() => this.travel.setOut(to)));
    this.travel = new Travel(this, {
      stood: () => { this.stands(); this.redraw(0); },
      arrived: () => { if (this.show.on) this.show.arrived(); else this.tell(); },
      rested: () => this.tell(),
    });
    this.hosts = [0, 1].map((s) => hostOf(this, s));
  }

  get theme() { return this.page.theme; }
  get calm() { return this.page.calm; }
  get maps() { return this.hosts.map((host) => host.map); }
  get view() { return writeViews({ linked: this.linked, views: this.maps.map((map) => map.view), homes: this.maps.map((map) => map.whole), t: this.travel.t }); }

  redraw(...sides) { for (const s of sides.length ? sides : [0, 1]) this.stale[s] = true; this.page.request(); }
  stands() { this.parts.stands(this.travel.t, this.travel.moving); }

  overlay(context, s) {
    const { select, picked, theme, pair } = this, { map } = this.hosts[s];
    if (s === this.acting || !select.drawing) {
      const before = this.acting;
      this.acting = s; // an outline belongs to the map it was drawn on
      if (select.outlined) select.outline(context, map.toScreen, theme);
      this.acting = before;
    }
    if (picked === null) return;
    const at = map.toScreen(...map.placeOf(picked));
    const ends = pair.places.map((places) => map.toScreen(places[2 * picked], places[2 * picked + 1]));
    if (s === 0) drawWay(context, ends, theme);
    map.ring(context, ...at, 9, theme.accent, 3);
  }

  setOut(travel) {
    travel();
    this.stands();
    this.page.request();
  }

  // The other map goes to where the images lie that are in sight on the one that leads.
  follow(seconds) {
    const { leader } = this, { map } = this.hosts[leader], other = this.hosts[1 - leader].map;
    const { indices, share } = inSight(map.points, map.bounds(), this.highlight);
    const home = other.whole, all = sameView(map.view, map.whole) || map.view.span > map.whole.span;
    const wanted = all ? { ...home, span: home.span * Math.max(1, map.view.span / map.whole.span) }
      : viewOf(other.points, indices, share, other.size, home);
    if (!all && !indices.length) { this.leader = null; return; } // nothing in sight: nowhere to go
    const next = this.calm ? null : nearer(other.view, wanted, seconds);
    other.view = next ?? wanted;
    this.stale[1 - leader] = true;
    if (!next) this.leader = null;
  }

  // Returns whether to come back.
  frame(seconds, now) {
    const { maps, stale, travel } = this;
    travel.advance(now);
    for (const [s, map] of maps.entries()) if (map.advance(now)) stale[s] = true;
    if (this.leader !== null && this.linked) this.follow(seconds);
    if (!this.sized) {
      this.sized = true; // asked only after a change: to ask for a size makes the browser lay out at once
      travel.settleWhole((map, s) => this.fitInto(map, s));
    }
    for (const [s, map] of maps.entries()) {
      if (stale[s]) { stale[s] = false; map.drawCloud(); }
      map.drawMarker();
    }
    return travel.moving || this.leader !== null || maps.some((map) => map.gliding);
  }

  // Another size shows everything from another width: how much of it is seen stays.
  fitInto(map, s) {
    const before = map.whole;
    if (!map.resize()) return;
    this.stale[s] = true;
    if (!map.held) return; // it shows everything still
    const { x, y, span } = map.view, now = map.whole, k = now.span / before.span;
    map.view = { x: now.x + (x - before.x) * k, y: now.y + (y - before.y) * k, span: span * k };
  }

  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const { id } = this.pair.about;
      if (this.travel.moving || !this.parts || !id) return; // what only stands in is not worth a link
      if (this.leader !== null) { this.tell(); return; } // the other map is still on its way
      this.onSettle({ pair: id, view: this.view, selection: { ...this.select.state, picked: this.picked } });
    }, TELL_MS);
  }

  led(s) { this.leader = this.linked ? s : null; this.redraw(s); }

  point(i) {
    if (i === this.hovered) return;
    this.hovered = i;
    this.parts.points(i < 0 ? this.picked ?? -1 : i);
    this.page.request();
  }

  pick(i) {
    this.picked = i === this.picked ? null : i;
    this.parts.points(this.picked ?? -1);
    this.page.request();
    this.tell();
  }

  fit() {
    this.leader = null;
    for (const map of this.maps) map.home();
    this.redraw();
    this.tell();
  }

  // Both maps show the images selected.
  frameSelected() {
    for (const map of this.maps) map.view = viewOf(map.points, [...this.select.members], 0.6, map.size, map.whole);
    this.redraw();
    this.tell();
  }

  setTool(tool) { this.tool = tool; this.root.classList.toggle("marking", tool !== "drag"); this.parts.tools.show(tool); }

  link() {
    this.linked = !this.linked;
    this.leader = this.linked ? this.acting : null;
    this.parts.linked(this.linked);
    this.page.request();
    this.tell();
  }

  zoom(factor) { for (const map of this.maps) map.zoom(factor); this.redraw(); this.tell(); }
  slide(t, ended) { this.travel.slide(t); if (ended) this.tell(); }
  clear() { this.select.clear(); if (this.picked !== null) this.pick(this.picked); this.tell(); }
  bringForward(c) { this.only = c; this.redraw(); }
  toggleClass(c) { this.only = null; this.select.toggleClass(c); this.tell(); }

  selected() {
    this.highlight = this.select.mask ? new Set(this.select.members) : null;
    this.redraw();
    this.parts.selected(this.select);
  }

  // Another block has come: of the same images on other maps, which then glide there, or of others.
  update(bytes) {
    const given = this.page.take(bytes, { byContent: true });
    if (!given) return;
    const before = this.pair, { travel } = this;
    this.pair = openPair(this.runtime, given);
    this.leader = this.picked = null;
    this.hovered = -1;
    travel.forget();
    if (before && before.n === this.pair.n && sameBytes(before.clouds[0].atlas, this.pair.clouds[0].atlas)) {
      this.select.clear();
      for (const [s, map] of this.maps.entries()) map.setPoints(travel.shown(s), { fit: true });
      travel.whole = this.maps[0].whole;
      this.parts.anew(this.pair);
    } else this.build();
    this.restore();
    this.redraw();
    if (before) this.tell();
  }

  build() {
    const { pair, theme, travel } = this;
    this.parts?.close();
    for (const host of this.hosts) { host.map?.close(); host.map = makeMap(host); }
    this.select = makeSelect(markingOf(this));
    const deck = deckOf(this), { maps } = this;
    this.parts = assembleCompareMaps(this.root, { pair, theme, maps, pictures: picturesOf(this), verbs: (s) => handOn(s, deck), act: actsOf(this) });
    this.parts.tools.show(this.tool);
    for (const [s, map] of maps.entries()) { map.resize(); map.setPoints(travel.shown(s), { glides: false }); map.home(); }
    travel.whole = maps[0].whole;
    this.sized = false;
    this.parts.anew(pair);
    this.parts.linked(this.linked);
  }

  // What a link says, of the first pair that is the wanted one.
  restore() {
    const { pair, maps, select } = this;
    if (!pair.about.id) return;
    const view = readViews(this.saved?.view), marked = readSelection(this.saved?.sel);
    this.saved = null;
    if (this.shows && !view && !marked && !this.calm) this.show.begin();
    if (view) {
      this.linked = view.linked;
      if (view.t > 0) this.travel.stand(view.t);
      for (const [s, map] of maps.entries()) map.view = view.views[s];
    }
    this.parts.linked(this.linked);
    if (!marked) return;
    this.acting = marked.layout === "right" ? 1 : 0;
    select.restore(marked);
    if (marked.picked !== null && marked.picked < pair.n) this.pick(marked.picked);
  }

  close() {
    this.page.close();
    clearTimeout(this.telling);
    for (const part of [this.show, this.parts, ...this.maps]) part?.close();
    this.root.replaceChildren();
  }

  get state() {
    const { travel: { t }, hovered, picked, linked, maps, select, view, pair, parts } = this;
    return { t, hovered, picked, linked, maps, selected: select && [...select.members], view, pair, text: parts.text };
  }
}

export function mountCompareMaps(root, { saved = null, shows = false, onSettle = (_) => {} } = {}) {
  root.classList.add("pad", "duo");
  const both = new CompareMaps(root, { saved, shows, onSettle });
  return {
    update: (bytes) => both.update(bytes), retheme: both.page.retheme, close: () => both.close(),
    get state() { return both.state; },
  };
}
