// What is the host of a pad told, and when? Where things were let go and what is marked, once the hand pauses, and only news.
//
// pad: {place, bundle, chosen, refiner}. viewText() -> the view as a link says it; moves() -> whether something still goes somewhere;
// onRelease and onMark are those of pad.js. Returns {tell(ofPlace, moving), marksKnown(), close()}.

import { brief } from "../base/place.js";

const PAUSE_MS = 120; // arrow keys repeat: one word when they pause

export function makeTelling(pad, { viewText, moves, onRelease, onMark }) {
  const told = new Map();
  let placeToo = false, waiting = 0;

  function news(what, state) {
    const text = JSON.stringify(state), before = told.get(what);
    told.set(what, text);
    return text !== before;
  }

  function say(moving) {
    if (moves() && !moving) return;
    const { t0 } = pad.refiner, place = { z: brief(pad.place.z), y: pad.bundle.k ? brief(pad.place.y) : null, view: viewText(), t0, solver: pad.bundle.solver };
    if (placeToo && news("place", place)) onRelease(place);
    placeToo = false;
    if (news("chosen", pad.chosen.state)) onMark(pad.chosen.state);
  }

  return {
    // ofPlace: false where nobody moved the point or the view, but something else may have changed. moving: also while it goes on.
    tell(ofPlace = true, moving = false) {
      placeToo ||= ofPlace;
      clearTimeout(waiting);
      waiting = setTimeout(() => say(moving), PAUSE_MS);
    },
    marksKnown() { news("chosen", pad.chosen.state); },
    close() { clearTimeout(waiting); },
  };
}
