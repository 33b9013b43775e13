// How does the place move? Taken by hand, gliding somewhere, or walking by itself.
//
// pad: {place, layout, map, bundle, hovered, trail, moves(), placeXY(), changed(), request(), release()}. A place is
// {z, y}, and `at` while its point lies where a hand brought it: on a scattered layout z alone may put it a little aside.

const TRAIL = 110, GRIP = 20, FINGER = 40; // pixels around the point within which a hand takes it by its rim, and a finger
const REACH = 1.5; // times the width of the whole map that is shown for the sake of a place in an address

function makeJourney(pad, { onwalk }) {
  let playing = null, tween = null, speed = 1, held = null, grip = [0, 0], pressedAt = null;

  function stop() {
    if (!playing) return;
    playing = null;
    pad.trail = [];
    onwalk(false);
    pad.release();
  }

  // Go somewhere by hand: whatever was gliding there or walking stops.
  function go(place) {
    stop();
    tween = null;
    pad.place = place;
    pad.hovered = -1;
    pad.changed();
  }

  function glideTo(place, milliseconds) {
    stop();
    held = null;
    if (!pad.moves()) { go(place); pad.release(); return; }
    // Between two places of a scattered map the straight line is followed: those of the latents between would leap.
    const free = pad.layout.kind === "scattered", end = place.at ?? (free ? pad.layout.toMap(place.z) : null);
    tween = { from: { ...pad.place, at: pad.placeXY() }, to: { ...place, at: end }, start: performance.now(), milliseconds };
    pad.hovered = -1;
    pad.request();
  }

  function bring(p) {
    held ??= pad.layout.hold(pad.place.z, pad.placeXY());
    const z = pad.layout.dragged(held, pad.place.z, p);
    go(pad.layout.kind === "plane" ? { z, y: pad.place.y } : { z, y: pad.place.y, at: p });
  }

  return {
    go, glideTo, stop,
    get moving() { return playing !== null || tween !== null; },
    get walking() { return playing !== null; },
    set speed(value) { speed = value; },
    forget() { playing = tween = held = null; },
    togglePlay() {
      if (playing) { stop(); pad.request(); return; }
      tween = held = null;
      pad.hovered = -1;
      playing = makeWalk(pad.place.z);
      onwalk(true);
      pad.request();
    },
    advance(now, seconds) {
      if (playing) {
        pad.place = { z: playing(seconds * speed * (pad.moves() ? 1 : 0.4)), y: pad.place.y };
        pad.trail.push(pad.placeXY());
        if (pad.trail.length > TRAIL) pad.trail.shift();
        pad.changed();
      }
      if (tween) {
        const t = Math.min(1, Math.max(0, (now - tween.start) / tween.milliseconds)), eased = t * t * (3 - 2 * t);
        const { from, to } = tween;
        pad.place = { z: between(from.z, to.z, eased), y: between(from.y, to.y, eased) };
        if (to.at) pad.place.at = between(from.at, to.at, eased);
        pad.changed();
        if (t === 1) { tween = null; pad.release(); }
      }
    },
    // The point is brought to (x, y) on the screen, within what is seen; first: the hand has just come down, or a finger.
    move(x, y, first, finger = false) {
      if (first) {
        const [mx, my] = pad.map.toScreen(...pad.placeXY());
        pressedAt = pad.place;
        held = null;
        // Taken by its rim, the point does not jump into the finger's middle.
        grip = Math.hypot(mx - x, my - y) < (finger ? FINGER : GRIP) ? [mx - x, my - y] : [0, 0];
      }
      bring(pad.map.within(pad.map.toWorld(x + grip[0], y + grip[1])));
    },
    near(x, y) {
      const [mx, my] = pad.map.toScreen(...pad.placeXY());
      return Math.hypot(mx - x, my - y) < FINGER;
    },
    // What an address says may lie anywhere: a little off the map, more of it is shown; where nobody would find the
    // point again, it is brought back.
    broughtInside() {
      const { bundle, layout, map } = pad, place = layout.kind === "plane" ? toMap(bundle, boundedTo(bundle, pad.place.z)) : null;
      const shows = (view) => place === null || sameAs(map.within(place, view), place);
      const wider = { ...map.whole, span: map.whole.span * REACH };
      let z = boundedTo(bundle, pad.place.z);
      if (!shows(map.view) && !shows(map.whole)) {
        if (shows(wider)) map.view = wider;
        else z = movedTo(bundle, z, map.within(place, map.whole));
      }
      pad.place = { z, y: pad.place.y };
      pad.changed();
    },
    // The hand is off: the next one takes the point anew.
    letGo() { held = null; },
    undo() { held = null; go(pressedAt); },
    nudge(dx, dy, ended) {
      if (ended) { held = null; pad.release(); return; }
      const [x, y] = pad.placeXY(), step = pad.map.step();
      bring(pad.map.within([x + dx * step, y + dy * step]));
    },
    // An image's own latents, off the plane too.
    toPoint(i, milliseconds) {
      const { bundle } = pad, y = bundle.k ? oneHot(bundle.k, bundle.labels[i]) : pad.place.y;
      glideTo({ z: latentsOf(bundle, i), y, at: pad.layout.kind === "plane" ? null : pad.map.placeOf(i) }, milliseconds);
    },
  };
}
