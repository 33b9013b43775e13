// Where is the walk, and how does it go on? The point runs after a hand, walks by itself, or is let go; and where the patch or
// the class changes, all models go over to what is new.

const GREETING_SECONDS = 6; // a walk by itself, so that a page that opens shows what it is about
const WALK_PACE = [0.16, 0.16 / 1.618]; // of the pad, 2 wide, a second: a line that never comes back to where it was
const MORPH_MS = 450;

// on: {request(), tell(), show()}.
function makeVersusWalk(calm, on) {
  let u = [0, 0], target = null, held = false, playing = false, greeting = 0, pace = 1, morph = null, moved = true;

  // A finger far off is reached across the pad, not round it.
  function follow(to) {
    if (!target) u = u.map(wrapped);
    target = to;
    on.request();
  }

  function stop() {
    if (!playing) return;
    playing = false;
    greeting = 0;
    on.show();
  }

  function toggle() {
    if (playing) { stop(); on.tell(); return; }
    playing = true;
    target = null;
    on.show();
    on.request();
  }

  const hand = {
    take(to) { stop(); held = true; follow(to); },
    drag: follow,
    settle() { held = false; on.tell(); on.request(); },
    nudge(step) { stop(); follow((target ?? u.map(wrapped)).map((v, i) => v + step[i])); on.tell(); },
    home() { stop(); follow([0, 0]); on.tell(); },
    toggle,
  };

  // seen: whether the pads are in sight. Returns whether there is something new to decode.
  function advance(seconds, seen) {
    if (playing && seen) {
      u = u.map((v, i) => v + WALK_PACE[i] * pace * seconds);
      moved = true;
      if (greeting > 0 && (greeting -= seconds) <= 0) stop(); // nobody has to be told: no hand has moved anything
    }
    if (target) {
      const share = calm.matches ? 1 : 1 - Math.exp(-seconds / CATCH_SECONDS);
      const next = u.map((v, i) => v + (target[i] - v) * share), near = next.every((v, i) => Math.abs(v - target[i]) < 0.004);
      u = near ? target : next;
      if (near && !held) { target = null; u = u.map(wrapped); }
      moved = true;
    }
    if (!seen || !(moved || morph)) return false; // what is out of sight is decoded when it comes back
    moved = false;
    return true;
  }

  // On the way from what each model had: {z, y} of before and of after -> of now.
  function between(c, to) {
    if (!morph) return to;
    const t = Math.min(1, (performance.now() - morph.start) / MORPH_MS), share = t * t * (3 - 2 * t), from = morph.from[c];
    return { z: wayBetween(from.z, to.z, share, true), y: from.y.map((v, i) => v + (to.y[i] - v) * share) };
  }

  return {
    hand, toggle, stop, advance, between,
    get u() { return u.map(wrapped); },
    get held() { return held; },
    get playing() { return playing; },
    get moving() { return playing || held || target !== null || morph !== null; },
    set pace(value) { pace = value; },
    changed() { moved = true; on.request(); },
    greet() { if (!calm.matches) { playing = true; greeting = GREETING_SECONDS; } },
    stand(at) { u = at; target = null; moved = true; },
    // from: where every model is now.
    morph(from) { morph = from.length && !calm.matches ? { from, start: performance.now() } : null; moved = true; },
    // After a frame: whether what is new has been reached.
    settle() { if (morph && performance.now() - morph.start >= MORPH_MS) { morph = null; moved = true; } },
    forget() { [target, held, morph, moved] = [null, false, null, true]; },
  };
}
