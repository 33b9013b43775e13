// What does the hand do on one of two maps? The verbs of map/gestures.js: there is no point to move, so a drag moves the map.

const KEY_PIXELS = 24; // an arrow key moves the map so far

// s: which map. deck: see compare_maps.js.
export function handOn(s, deck) {
  const map = () => deck.map(s);
  let grip = null;
  return {
    panning: () => false,
    tool: () => deck.tool,
    hint: () => deck.hint(s),
    clear: deck.clear,
    fit: deck.fit,
    settle: deck.tell,
    release: deck.tell,
    undo() {},
    hover: (x, y) => deck.point(x === null || deck.moving ? -1 : map().pointAt(x, y)),
    zoom(factor, x, y) { map().zoom(factor, x, y); deck.led(s); },
    pan(dx, dy) { map().pan(dx, dy); deck.led(s); },
    nudge(dx, dy, ended) {
      if (ended) { deck.tell(); return; }
      map().pan(-KEY_PIXELS * dx, KEY_PIXELS * dy);
      deck.led(s);
    },
    pick(x, y) {
      const i = map().pointAt(x, y);
      if (i >= 0) deck.pick(i); else if (deck.picked !== null) deck.pick(deck.picked);
    },
    move(x, y, first) {
      if (!first) { map().pan(x - grip[0], y - grip[1]); deck.led(s); }
      grip = [x, y];
    },
    trace(phase, x, y) {
      deck.acts(s);
      if (phase === "begin") deck.halt(); // what is marked must stand still
      deck.select.trace(phase, x, y, deck.tool);
      deck.request();
    },
    grow(dx, dy, ended) { // a box about the image picked, else about the middle
      deck.acts(s);
      if (ended) { deck.tell(); return; }
      const { x, y } = map().view;
      deck.select.grow(deck.picked === null ? [x, y] : map().placeOf(deck.picked), dx, dy);
    },
  };
}
