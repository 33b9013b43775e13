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

class Gestures {
  pointers = new Map(); mode = null; pressed = null; pinch = null;
  arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  constructor(node, on) {
    this.node = node;
    this.on = on;

    node.onpointerdown = (event) => this.press(event);

    // Whatever else a finger is at, the page must not scroll under it, nor take it away.
    node.addEventListener("touchstart", (event) => { if (this.mode !== "wait") event.preventDefault(); }, { passive: false });

    node.onpointermove = (event) => this.move(event);
    node.onpointerup = (event) => this.lift(event);
    node.onpointercancel = (event) => this.lift(event);
    node.onpointerleave = (event) => { if (!this.pointers.has(event.pointerId)) on.hover(null); };

    // A page must scroll past the map: the wheel zooms only once the map was clicked, or with Ctrl (as a pinch sends it).
    this.settling = 0;
    node.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !node.matches(":focus")) return on.hint();
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
      on.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.008 : 0.0016)), event.offsetX, event.offsetY);
      clearTimeout(this.settling);
      this.settling = setTimeout(on.settle, 250);
    }, { passive: false });
    node.onkeydown = (event) => this.key(event);
    node.onkeyup = (event) => {
      if (!this.arrows[event.key]) return;
      if (this.marking() && event.shiftKey) on.grow(0, 0, true);
      else on.nudge(0, 0, true);
    };
  }

  press(event) {
    if (event.button > 1) return;
    event.preventDefault();
    this.node.focus({ preventScroll: true });
    this.node.setPointerCapture(event.pointerId);
    const { offsetX: x, offsetY: y } = event;
    this.pointers.set(event.pointerId, { x, y });
    if (this.pointers.size === 2) {
      if (this.mode === "move") this.on.undo(); // the first of two fingers did not mean to drag
      if (this.mode === "trace") this.on.trace("cancel", x, y);
      this.mode = "pinch";
      this.pinch = this.spread();
      return;
    }
    this.on.hover(null);
    this.pressed = { x, y, time: event.timeStamp, moved: false };
    this.mode = event.button === 1 || event.shiftKey || this.on.panning() ? "pan" : this.marking() ? "trace" : this.waits(event) ? "wait" : "move";
    if (this.mode === "move") this.on.move(x, y, true, event.pointerType === "touch");
    if (this.mode === "trace") this.on.trace("begin", x, y);
  }

  move(event) {
    const { offsetX: x, offsetY: y } = event, last = this.pointers.get(event.pointerId);
    if (!last) {
      if (event.pointerType !== "touch") this.on.hover(x, y);
      return;
    }
    this.pointers.set(event.pointerId, { x, y });
    if (this.mode === "pinch" && this.pointers.size === 2) {
      const now = this.spread();
      this.on.pan(now.x - this.pinch.x, now.y - this.pinch.y);
      this.on.zoom(now.distance / this.pinch.distance, now.x, now.y);
      this.pinch = now;
    } else if (this.mode === "wait") {
      this.decide(x, y);
    } else if (this.mode === "pan") {
      this.on.pan(x - last.x, y - last.y);
    } else if (this.mode === "move" || this.mode === "trace") {
      if (!this.pressed.moved && Math.hypot(x - this.pressed.x, y - this.pressed.y) < CLICK_PIXELS) return;
      this.pressed.moved = true;
      if (this.mode === "move") this.on.move(x, y, false);
      else this.on.trace("move", x, y);
    }
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = this.arrows[event.key], size = event.shiftKey ? 5 : 1;
    if (arrow && event.shiftKey && this.marking()) this.on.grow(...arrow, false);
    else if (arrow) this.on.nudge(arrow[0] * size, arrow[1] * size, false);
    else if (event.key === "Escape" && this.on.clear) {
      if (this.mode === "trace") { this.mode = null; this.on.trace("cancel", 0, 0); } else this.on.clear();
    }
    else if (event.key === "+" || event.key === "=") { this.on.zoom(1.25); this.on.settle(); }
    else if (event.key === "-" || event.key === "_") { this.on.zoom(0.8); this.on.settle(); }
    else if (event.key === "0") this.on.fit();
    else return;
    event.preventDefault();
  }

  marking() { return (this.on.tool?.() ?? "drag") !== "drag"; }

  waits(event) { return event.pointerType === "touch" && !this.on.near?.(event.offsetX, event.offsetY); }

  spread() {
    const [a, b] = [...this.pointers.values()];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y) || 1, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  // Up and down is the page's: it takes the finger away. Sideways is the map's.
  decide(x, y) {
    const across = Math.abs(x - this.pressed.x), along = Math.abs(y - this.pressed.y);
    if (across < SWIPE_PIXELS || across < along) return;
    this.mode = "move";
    this.pressed.moved = true;
    this.on.move(x, y, true);
  }

  lift(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.mode === "pinch") {
      if (this.pointers.size === 0) { this.mode = null; this.on.settle(); }
      return; // the finger that stays down longer does not drag the point
    }
    if (this.mode === "wait" && event.type === "pointercancel") { this.mode = null; return; } // the page scrolls
    if (this.mode === "wait") this.on.move(this.pressed.x, this.pressed.y, true);
    const still = this.mode !== "pan" && !this.pressed.moved;
    const click = still && event.timeStamp - this.pressed.time < CLICK_MS;
    const ended = this.mode;
    this.mode = null;
    if (ended === "trace") this.on.trace(still || event.type === "pointercancel" ? "cancel" : "end", event.offsetX, event.offsetY);
    if (ended === "pan") this.on.settle();
    else if (click && event.type === "pointerup") this.on.pick(this.pressed.x, this.pressed.y);
    else this.on.release();
  }

  get active() { return this.mode !== null; }
}

export const watchGestures = (node, on) => new Gestures(node, on);
