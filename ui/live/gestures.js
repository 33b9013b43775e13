// What does the hand on the map mean? Finger, mouse, pen, wheel and keys become a few verbs.
//
// on: move(x, y, first, finger), undo(), release(), hover(x, y) or hover(null), pick(x, y), pan(dx, dy), zoom(factor, x, y), settle(),
// nudge(dx, dy, end), fit(), hint(), panning() -> bool, near(x, y) -> bool (optional: whether a finger there means the
// point). Places are CSS pixels in the node; nothing here knows the map.
// Where something can be marked, also: tool() -> "drag", "lasso" or "box"; trace(phase, x, y), phase being "begin", "move",
// "end" or "cancel"; grow(dx, dy, end), a box about the point by keys; clear(), for Escape.
//
// A page must scroll past the map: a finger that comes down away from the point leaves up and down to the page (the style
// sheet says pan-y), and takes the point only if it goes sideways, or taps.

const CLICK_PIXELS = 4, CLICK_MS = 400;
const SWIPE_PIXELS = 8; // a finger goes so far before it is said where to

function watchGestures(node, on) {
  const pointers = new Map();
  let mode = null, pressed = null, pinch = null;
  const marking = () => (on.tool?.() ?? "drag") !== "drag";
  const waits = (event) => event.pointerType === "touch" && !on.near?.(event.offsetX, event.offsetY);

  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y) || 1, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  node.onpointerdown = (event) => {
    if (event.button > 1) return;
    event.preventDefault();
    node.focus({ preventScroll: true });
    node.setPointerCapture(event.pointerId);
    const { offsetX: x, offsetY: y } = event;
    pointers.set(event.pointerId, { x, y });
    if (pointers.size === 2) {
      if (mode === "move") on.undo(); // the first of two fingers did not mean to drag
      if (mode === "trace") on.trace("cancel", x, y);
      mode = "pinch";
      pinch = spread();
      return;
    }
    on.hover(null);
    pressed = { x, y, time: event.timeStamp, moved: false };
    mode = event.button === 1 || event.shiftKey || on.panning() ? "pan" : marking() ? "trace" : waits(event) ? "wait" : "move";
    if (mode === "move") on.move(x, y, true, event.pointerType === "touch");
    if (mode === "trace") on.trace("begin", x, y);
  };

  // Whatever else a finger is at, the page must not scroll under it, nor take it away.
  node.addEventListener("touchstart", (event) => { if (mode !== "wait") event.preventDefault(); }, { passive: false });

  // Up and down is the page's: it takes the finger away. Sideways is the map's.
  function decide(x, y) {
    const across = Math.abs(x - pressed.x), along = Math.abs(y - pressed.y);
    if (across < SWIPE_PIXELS || across < along) return;
    mode = "move";
    pressed.moved = true;
    on.move(x, y, true);
  }

  node.onpointermove = (event) => {
    const { offsetX: x, offsetY: y } = event, last = pointers.get(event.pointerId);
    if (!last) {
      if (event.pointerType !== "touch") on.hover(x, y);
      return;
    }
    pointers.set(event.pointerId, { x, y });
    if (mode === "pinch" && pointers.size === 2) {
      const now = spread();
      on.pan(now.x - pinch.x, now.y - pinch.y);
      on.zoom(now.distance / pinch.distance, now.x, now.y);
      pinch = now;
    } else if (mode === "wait") {
      decide(x, y);
    } else if (mode === "pan") {
      on.pan(x - last.x, y - last.y);
    } else if (mode === "move" || mode === "trace") {
      if (!pressed.moved && Math.hypot(x - pressed.x, y - pressed.y) < CLICK_PIXELS) return;
      pressed.moved = true;
      if (mode === "move") on.move(x, y, false);
      else on.trace("move", x, y);
    }
  };

  const lift = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    if (mode === "pinch") {
      if (pointers.size === 0) { mode = null; on.settle(); }
      return; // the finger that stays down longer does not drag the point
    }
    if (mode === "wait" && event.type === "pointercancel") { mode = null; return; } // the page scrolls
    if (mode === "wait") on.move(pressed.x, pressed.y, true);
    const still = mode !== "pan" && !pressed.moved;
    const click = still && event.timeStamp - pressed.time < CLICK_MS;
    const ended = mode;
    mode = null;
    if (ended === "trace") on.trace(still || event.type === "pointercancel" ? "cancel" : "end", event.offsetX, event.offsetY);
    if (ended === "pan") on.settle();
    else if (click && event.type === "pointerup") on.pick(pressed.x, pressed.y);
    else on.release();
  };
  node.onpointerup = lift;
  node.onpointercancel = lift;
  node.onpointerleave = (event) => { if (!pointers.has(event.pointerId)) on.hover(null); };

  // A page must scroll past the map: the wheel zooms only once the map was clicked, or with Ctrl (as a pinch sends it).
  let settling = 0;
  node.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !node.matches(":focus")) return on.hint();
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    on.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.008 : 0.0016)), event.offsetX, event.offsetY);
    clearTimeout(settling);
    settling = setTimeout(on.settle, 250);
  }, { passive: false });

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  node.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = arrows[event.key], size = event.shiftKey ? 5 : 1;
    if (arrow && event.shiftKey && marking()) on.grow(...arrow, false);
    else if (arrow) on.nudge(arrow[0] * size, arrow[1] * size, false);
    else if (event.key === "Escape" && on.clear) {
      if (mode === "trace") { mode = null; on.trace("cancel", 0, 0); } else on.clear();
    }
    else if (event.key === "+" || event.key === "=") { on.zoom(1.25); on.settle(); }
    else if (event.key === "-" || event.key === "_") { on.zoom(0.8); on.settle(); }
    else if (event.key === "0") on.fit();
    else return;
    event.preventDefault();
  };
  node.onkeyup = (event) => {
    if (!arrows[event.key]) return;
    if (marking() && event.shiftKey) on.grow(0, 0, true);
    else on.nudge(0, 0, true);
  };
  return { get active() { return mode !== null; } };
}
