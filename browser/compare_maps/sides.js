// What is each part of two maps told of both? Only what it asks for: a map, a hand, a selection, pictures, buttons.
//
// both: see compare_maps.js.

import { layoutOf } from "./pair.js";

// What map/map.js asks. s: which map.
export function hostOf(both, s) {
  return {
    map: null, tiles: null, background: "points", ink: null, trail: [],
    moves: () => !both.calm,
    atlasCame: () => both.parts?.pictured(),
    placeXY: () => null,
    get overlays() { return both.picked !== null || both.select.mask || both.select.drawing ? [(context) => both.overlay(context, s)] : []; },
    get cloud() { return both.pair.clouds[s]; },
    get theme() { return both.theme; },
    get only() { return both.only; },
    get highlight() { return both.highlight; },
    get hovered() { return both.hovered; },
  };
}

const bundleOf = ({ pair }) => ({ ...pair.clouds[0], about: pair.about });

// What map/select.js asks about: the map under the hand.
export function markingOf(both) {
  return {
    get map() { return both.hosts[both.acting].map; },
    get bundle() { return bundleOf(both); },
    places: () => both.travel.shown(both.acting),
    layout: () => layoutOf(both.acting, both.travel.t),
    changed: () => both.selected(),
  };
}

// Where map/thumbs.js cuts pictures from.
export function picturesOf(both) {
  return {
    pair: () => both.pair,
    get map() { return both.hosts[0].map; },
    get theme() { return both.theme; },
    get bundle() { return bundleOf(both); },
  };
}

// What the hand may do, see hands.js.
export function deckOf(both) {
  return {
    map: (s) => both.hosts[s].map,
    get tool() { return both.tool; },
    get picked() { return both.picked; },
    get moving() { return both.travel.moving; },
    get select() { return both.select; },
    acts(s) { both.acting = s; },
    halt: () => both.travel.halt(),
    hint: (s) => both.parts.hint(both.hosts[s].map),
    clear: () => both.clear(), led: (s) => both.led(s), point: (i) => both.point(i), pick: (i) => both.pick(i), fit: () => both.fit(),
    tell: () => both.tell(), request: both.page.request,
  };
}

// What the buttons do, see frame.js.
export function actsOf(both) {
  return {
    tool: (tool) => both.setTool(tool), link: () => both.link(), zoom: (factor) => both.zoom(factor), fit: () => both.fit(),
    travel: () => both.setOut(() => both.travel.turn()), slide: (t, ended) => both.slide(t, ended),
    legend: { show: (c) => both.bringForward(c), toggle: (c) => both.toggleClass(c) },
    clear: () => both.clear(), frameSelected: () => both.frameSelected(), point: (i) => both.point(i), pick: (i) => both.pick(i),
  };
}
