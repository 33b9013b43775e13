// What can be done with a pad? What its buttons, the hand on its map and its keys ask for.

import { gaussian } from "../base/place.js";

// pad: see pad.js. Returns what frame.js and map/gestures.js call.
export function actsOf(pad) {
  const { journey, map, chosen } = pad;
  return {
    setBackground: (value) => pad.setBackground(value),
    togglePlay: () => journey.togglePlay(), speed: (value) => { journey.speed = value; },
    panning: () => chosen.tool === "pan",
    random: () => journey.glideTo({ z: gaussian(pad.bundle.d), y: pad.place.y }, 450),
    reset() {
      map.home();
      pad.redraw();
      journey.glideTo({ z: pad.bundle.start.z, y: pad.bundle.start.y }, 350);
    },
    legend(c) { pad.only = c; pad.redraw(); },
    group(c) { pad.ink = { ...pad.ink, only: c }; pad.redraw(); },
    tool: () => chosen.tool, trace: (phase, x, y) => chosen.trace(phase, x, y), clear: () => chosen.clear(),
    grow: (dx, dy, ended) => chosen.grow(pad.placeXY(), dx, dy, ended),
    fit() { map.home(); pad.redraw(); pad.tell(); },
    zoom(factor, x, y) { map.zoom(factor, x, y); pad.redraw(); },
    pan(dx, dy) { map.pan(dx, dy); pad.redraw(); },
    settle: () => pad.tell(),
    hover: (x, y) => pad.hover(pad.overlays.some((draw) => draw.over?.(x, y)) || x === null ? -1 : map.pointAt(x, y)),
    move: (x, y, first, finger) => journey.move(x, y, first, finger),
    near: (x, y) => journey.near(x, y),
    nudge: (dx, dy, ended) => journey.nudge(dx, dy, ended),
    undo: () => journey.undo(),
    pick: (x, y) => pad.pick(x, y),
  };
}
