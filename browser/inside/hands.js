// What may a hand do with a network that is looked at? Point at its parts and hold them, give it other numbers, press buttons.

import { save } from "../base/dom.js";
import { insideName, insideSheet } from "./frame.js";

export const INSIDE_SLOWLY = 1.1; // steps a second that appear when asked to go through them

// view: see inside.js. Returns what its steps, its card and its input ask, and what of it they share.
export function insideHands(view, onRelease) {
  const hands = {
    palette: null, each: false, ahead: false, focus: null, linked: new Map(),
    get theme() { return view.mount.theme; },
    again: () => view.request(),
    changed() { view.dirty = true; view.request(); },
    released() { view.touched = true; onRelease(view.report()); view.request(); },
    look(stage, index) { if (!view.pinned) view.focusOn({ stage, tile: index }); },
    leave() { if (!view.pinned) view.focusOn(null); },
    pin(stage, index) {
      const same = view.pinned?.stage === stage && view.pinned?.tile === index;
      view.pinned = same ? null : { stage, tile: index };
      view.focusOn(view.pinned ?? { stage, tile: index });
    },
    unpin() { view.pinned = null; view.focusOn(null); },
    edit(segment, t, value) {
      view.touched = true;
      if (view.drawing) { view.noise.edit(segment, t, value); return; }
      view.tellClass(t);
    },
    nudge(segment, t, up) {
      const now = segment.name === "class" ? view.given().y[t] : view.given().z[t], step = up * segment.limit / 30;
      hands.edit(segment, t, Math.max(segment.positive ? 0 : -segment.limit, Math.min(segment.limit, now + step)));
    },
    edited() { if (view.drawing) view.noise.edited(); else hands.released(); },
    name: (stage, index, short = false) => insideName(view.about, view.segments, stage, index, short),
  };
  return hands;
}

// What its buttons do.
export function insideActs(view) {
  const { host, noise, input } = view, { about, kind } = view;
  return {
    play() {
      view.touched = true;
      view.playing(!noise.playing);
      if (!noise.playing) host.released();
      view.request();
    },
    another() { noise.another(); view.page.playing(false); view.request(); },
    slowly() {
      [view.reveal, view.pace] = [0, INSIDE_SLOWLY];
      if (noise) view.playing(false);
      view.request();
    },
    only(c) { if (noise) noise.only(c); else host.edit({ name: "class" }, c); host.released(); },
    undo: () => input.undo(),
    clear: () => input.clear(),
    each(on) { host.each = on; view.request(); },
    ahead(on) { host.ahead = on; view.request(); },
    save: () => save(`inside-${about.model || kind}.png`, insideSheet(view.stages, view.mount.theme)),
  };
}
