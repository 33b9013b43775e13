// How are the corners of a sheet taken hold of, by mouse, finger and keys, and seen large while they move?
//
// makeCorners(host) -> {node, loupe, show(points, placement), close()}. host: {place(k) -> [x, y] in CSS pixels of the field, moved(k, [x, y]), ended(k), look(context, [x, y],
// side) draws what is round a place, say(text), where(k) -> in words, reveal(k) brings it into sight}.

import { element } from "../base/dom.js";

const CORNER_NAMES = ["Left top corner", "Right top corner", "Right bottom corner", "Left bottom corner"];
const CORNER_ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const KEYS_REST_MS = 700; // keys that rest so long have come to where they were going
const LOUPE = 132, LOUPE_OFF = 84; // CSS pixels: its side, and how far its middle is from the corner

class Corners {
  held = null; places = []; resting = 0; keyed = null;

  constructor(host) {
    this.host = host;
    this.handles = CORNER_NAMES.map((name, k) => this.handle(name, k));
    this.node = element("div", { className: "corners", role: "group", "aria-label": "Corners of the sheet" }, ...this.handles);
    this.loupe = element("canvas", { className: "loupe", hidden: true });
    this.context = this.loupe.getContext("2d");
  }

  handle(name, k) {
    const node = element("button", { type: "button", className: "corner", "aria-roledescription": "handle", title: `${name}: drag it, or move it by the arrow keys` });
    node.setAttribute("aria-label", name);
    node.onpointerdown = (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.stopPropagation();
      node.focus({ preventScroll: true });
      node.setPointerCapture(event.pointerId);
      const [x, y] = this.host.place(k);
      this.held = { k, id: event.pointerId, off: [x - event.clientX, y - event.clientY], moved: false };
      this.seeLarge(k);
    };
    node.onpointermove = (event) => {
      if (event.pointerId !== this.held?.id) return;
      this.held.moved = true;
      this.host.moved(k, [event.clientX + this.held.off[0], event.clientY + this.held.off[1]]);
    };
    node.onpointerup = node.onpointercancel = node.onlostpointercapture = (event) => this.lift(event, k);
    node.onkeydown = (event) => this.key(event, k);
    node.onfocus = () => { if (!this.held) this.host.reveal(k); };
    node.onblur = () => this.rest();
    return node;
  }

  lift(event, k) {
    if (event.pointerId !== this.held?.id) return;
    const { moved } = this.held;
    this.held = null;
    this.loupe.hidden = true;
    if (moved) this.host.ended(k);
  }

  key(event, k) {
    const arrow = CORNER_ARROWS[event.key];
    if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 10 : 1, [x, y] = this.host.place(k); // as it is now: the next frame may not have come
    this.keyed = k;
    this.host.moved(k, [x + arrow[0] * step, y + arrow[1] * step]);
    this.host.say(this.host.where(k));
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.rest(), KEYS_REST_MS);
  }

  rest() {
    clearTimeout(this.resting);
    const k = this.keyed;
    this.keyed = null;
    this.loupe.hidden = true;
    if (k !== null) this.host.ended(k);
  }

  get busy() { return this.held !== null || this.keyed !== null; }

  // places: of the corners in CSS pixels of the field, which is so large.
  show(places, size) {
    this.places = places;
    for (const [k, node] of this.handles.entries()) {
      const [x, y] = places[k];
      node.style.transform = `translate(${x}px, ${y}px)`;
      node.setAttribute("aria-label", `${CORNER_NAMES[k]}: ${this.host.where(k)}`);
    }
    const k = this.held?.k ?? this.keyed;
    if (k !== null && k !== undefined) this.seeLarge(k, size);
  }

  seeLarge(k, size = this.size) {
    this.size = size ?? [this.node.clientWidth, this.node.clientHeight];
    const [x, y] = this.places[k], [w, h] = this.size, half = LOUPE / 2, pixels = Math.round(LOUPE * (window.devicePixelRatio || 1));
    const up = y - LOUPE_OFF - half >= 0, over = Math.max(half, Math.min(w - half, x)), down = Math.max(half, Math.min(h - half, up ? y - LOUPE_OFF : y + LOUPE_OFF));
    this.loupe.style.transform = `translate(${over - half}px, ${down - half}px)`;
    this.loupe.hidden = false;
    if (this.loupe.width !== pixels) this.loupe.width = this.loupe.height = pixels;
    this.host.look(this.context, this.places[k], pixels);
  }

  close() { clearTimeout(this.resting); }
}

export const makeCorners = (host) => new Corners(host);
export const cornerName = (k) => CORNER_NAMES[k];
