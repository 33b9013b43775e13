// What do hands on a page mean? Finger, mouse, pen, wheel and keys move what is seen of it, or draw with a brush.
//
// on: draws() -> whether a brush is in hand, zoomed() -> whether only a part is seen, pan(dx, dy), zoom(factor, [x, y]), closer([x, y]), fit(), draw(phase, [x, y]) with
// phase "begin", "go", "end" or "drop", hover([x, y]) or hover(null), hint(), nib(dx, dy) and pen() for the brush that keys move. In CSS pixels.
//
// A page must scroll past it: one finger is the page's while no brush is in hand and all is seen, and the wheel is until it was clicked.

const ARROW_KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ARROW_PAN = 60, ARROW_NIB = 6; // CSS pixels; with Shift the other way round: much, or little

class PageHands {
  pointers = new Map(); mode = null; pinch = null;

  constructor(node, on) {
    this.node = node;
    this.on = on;
    node.onpointerdown = (event) => this.press(event);
    node.onpointermove = (event) => this.move(event);
    node.onpointerup = (event) => this.lift(event);
    node.onpointercancel = (event) => this.lift(event);
    node.onpointerleave = () => on.hover(null);
    node.ondblclick = (event) => { if (!on.draws()) on.closer(this.at(event)); };
    node.oncontextmenu = (event) => { if (this.mode) event.preventDefault(); }; // a long press
    for (const name of ["touchstart", "touchmove"]) {
      node.addEventListener(name, (event) => { if (event.touches.length > 1 || this.keeps()) event.preventDefault(); }, { passive: false });
    }
    node.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    node.onkeydown = (event) => this.key(event);
  }

  keeps() { return this.on.draws() || this.on.zoomed(); }

  at(event) {
    const box = this.node.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event) {
    if (event.button > 1) return;
    const finger = event.pointerType === "touch";
    if (!finger) event.preventDefault();
    this.node.focus({ preventScroll: true });
    this.node.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.at(event));
    if (this.pointers.size === 2) {
      if (this.mode === "draw") this.on.draw("drop"); // the first of two fingers did not mean to draw
      this.mode = "pinch";
      this.pinch = this.spread();
    } else if (this.pointers.size === 1) {
      this.mode = this.on.draws() && event.button === 0 ? "draw" : finger && !this.keeps() ? "wait" : "pan";
      if (this.mode === "draw") this.on.draw("begin", this.at(event));
    }
  }

  move(event) {
    const last = this.pointers.get(event.pointerId), now = this.at(event);
    if (event.pointerType !== "touch") this.on.hover(now);
    if (!last) return;
    this.pointers.set(event.pointerId, now);
    if (this.mode === "pinch" && this.pointers.size === 2) {
      const next = this.spread(), before = this.pinch;
      this.pinch = next;
      this.on.pan(next.x - before.x, next.y - before.y);
      this.on.zoom(next.distance / before.distance, [next.x, next.y]);
    } else if (this.mode === "pan") this.on.pan(now[0] - last[0], now[1] - last[1]);
    else if (this.mode === "draw") {
      const between = event.getCoalescedEvents?.() ?? [];
      for (const one of between.length ? between : [event]) this.on.draw("go", this.at(one));
    }
  }

  lift(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.mode === "draw") this.on.draw(event.type === "pointercancel" ? "drop" : "end");
    if (this.pointers.size === 0 || this.mode !== "pinch") this.mode = null; // the finger that stays down longer does nothing
  }

  spread() {
    const [[ax, ay], [bx, by]] = [...this.pointers.values()];
    return { distance: Math.hypot(ax - bx, ay - by) || 1, x: (ax + bx) / 2, y: (ay + by) / 2 };
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey && !this.node.matches(":focus")) { this.on.hint(); return; }
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    this.on.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.008 : 0.0016)), this.at(event));
  }

  key(event) {
    const arrow = ARROW_KEYS[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (arrow && this.on.draws()) this.on.nib(...arrow.map((way) => way * ARROW_NIB * (event.shiftKey ? 5 : 1)));
    else if (arrow) this.on.pan(...arrow.map((way) => -way * ARROW_PAN * (event.shiftKey ? 4 : 1)));
    else if (event.key === " " || event.key === "Enter") {
      if (this.on.draws() && !event.repeat) this.on.pen();
    } else if (event.key === "+" || event.key === "=") this.on.zoom(1.25);
    else if (event.key === "-" || event.key === "_") this.on.zoom(0.8);
    else if (event.key === "0") this.on.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

export const watchPage = (node, on) => new PageHands(node, on);
