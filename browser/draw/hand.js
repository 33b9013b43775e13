// What does the hand on a sheet mean? Finger, pen, mouse and keys become strokes.
//
// on: begin(x, y, w), go(x, y, w), end(), drop() (the stroke was none), undo(), place(x, y, down) (the pen that keys move; without
// a place it is put away), say(text). x and y in sides of the sheet, w in nibs.
// One pointer draws at a time. A pen goes before a finger: the hand that holds it rests on the sheet.

const PALM_MS = 1000; // a finger that comes so soon after the pen is the hand that holds it
const KEY_STEP = 1 / 28; // of the side, for an arrow key; with Shift four of them
const PEN_ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Hand {
  pointer = null; penSeen = -Infinity; nib = [0.5, 0.5]; down = false;

  constructor(node, on) {
    this.node = node;
    this.on = on;

    node.onpointerdown = (event) => this.press(event);
    node.onpointermove = (event) => this.move(event);
    node.onpointerup = (event) => {
      if (event.pointerId === this.pointer?.id && event.pointerType !== "pen") on.go(...this.at(event)); // a pen that lifts presses no more
      this.ended(event);
    };
    node.onpointercancel = node.onlostpointercapture = (event) => this.ended(event);
    node.oncontextmenu = (event) => { if (this.pointer) event.preventDefault(); }; // a long press
    // Where a browser does not know touch-action, and for the finger that comes second.
    for (const name of ["touchstart", "touchmove"]) node.addEventListener(name, (event) => event.preventDefault(), { passive: false });
    node.onkeydown = (event) => this.key(event);
    node.onfocus = () => { if (node.matches(":focus-visible")) on.place(...this.nib, false); };
    node.onblur = () => { if (this.down) this.raise(); on.place(); };
  }

  press(event) {
    const { pointerType: type, pointerId: id } = event;
    if (event.button !== 0) return;
    event.preventDefault(); // no text is marked, no picture dragged
    if (type === "pen") this.penSeen = event.timeStamp;
    if (type === "touch" && event.timeStamp - this.penSeen < PALM_MS) return;
    if (this.pointer && type === "pen" && this.pointer.type === "touch") this.lift("drop");
    if (this.pointer) return;
    if (this.down) this.raise();
    this.node.focus({ preventScroll: true });
    this.node.setPointerCapture(id); // a stroke that leaves the sheet goes on
    this.pointer = { id, type };
    this.nib = this.at(event).slice(0, 2);
    this.on.place();
    this.on.begin(...this.at(event));
  }

  move(event) {
    if (event.pointerType === "pen") this.penSeen = event.timeStamp; // also while it only hovers
    if (event.pointerId !== this.pointer?.id) return;
    if (!event.buttons) { this.lift(); return; } // it was let go where nobody heard it
    const between = event.getCoalescedEvents?.() ?? [];
    for (const one of between.length ? between : [event]) this.on.go(...this.at(one));
  }

  key(event) {
    const { key } = event, arrow = PEN_ARROWS[key];
    if ((event.ctrlKey || event.metaKey) && key === "z" && !event.shiftKey && !event.altKey) {
      if (this.down) this.raise();
      this.on.undo();
    } else if (event.altKey || event.ctrlKey || event.metaKey || this.pointer) return;
    else if (arrow) {
      const step = KEY_STEP * (event.shiftKey ? 4 : 1);
      this.nib = this.nib.map((share, k) => Math.max(0, Math.min(1, share + arrow[k] * step)));
      this.on.place(...this.nib, this.down);
      if (this.down) this.on.go(...this.nib, 1);
      this.on.say(this.where());
    } else if (key === " " || key === "Enter") {
      if (event.repeat) { event.preventDefault(); return; }
      if (this.down) this.raise(); else this.lower();
      this.on.say(`Pen ${this.down ? "down" : "up"} at ${this.where()}`);
    } else if (key === "Escape" && this.down) this.raise();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the page has keys of its own
  }

  at(event) {
    const { node } = this, box = node.getBoundingClientRect();
    // A pen that tells no pressure says 0.5, which is the usual width; a finger and a mouse have none to tell.
    const w = event.pointerType === "pen" ? 0.6 + 0.8 * (event.pressure || 0.5) : 1;
    return [(event.clientX - box.left - node.clientLeft) / node.clientWidth, (event.clientY - box.top - node.clientTop) / node.clientHeight, w];
  }

  lift(name = "end") {
    this.pointer = null;
    this.on[name]();
  }

  ended(event) { if (event.pointerId === this.pointer?.id) this.lift(); }

  where() {
    const [across, down] = this.nib.map((share) => `${Math.round(100 * share)} %`);
    return `${across} across, ${down} down`;
  }

  lower() {
    this.nib = this.nib.map((share) => Math.max(0, Math.min(1, share)));
    this.down = true;
    this.on.begin(...this.nib, 1);
    this.on.place(...this.nib, true);
  }

  raise() {
    this.down = false;
    this.on.place(...this.nib, false);
    this.on.end();
  }

  get drawing() { return this.pointer !== null || this.down; }

  // What is drawn is taken away: also what is just being drawn.
  stop() { if (this.down) this.raise(); else if (this.pointer) this.lift(); }
}

export const watchHand = (node, on) => new Hand(node, on);
