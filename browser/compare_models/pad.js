// What does one of the linked pads show, and what does a hand do on it? What the model draws at places of the patch, faintly,
// and the point of the walk, which moves on all of them.

import { element } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { paintInk } from "../base/theme.js";

const TILES_ACROSS = 7; // an odd number: one lies in the middle
const TILE_INK = 0.5;
const KEY_STEP = 0.04; // of the pad, which is 2 wide
const NEAR_FINGER = 40, SIDEWAYS = 8; // pixels
export const CATCH_SECONDS = 0.07; // in which the point comes two thirds of the way to the finger

// host: {theme, placeOf(c, u) -> {z, y}}. hand: {take(u), drag(u), nudge(du), settle(), home(), toggle()}.
export function makeModelPad(host, model, hand) {
  const { size, c } = model, n = TILES_ACROSS, tile = new ImageData(size, size);
  const canvas = element("canvas", { width: n * size, height: n * size }), context = canvas.getContext("2d", { willReadFrequently: true });
  const point = element("div", { className: "point" });
  const front = element("div", { className: "front", tabIndex: 0, role: "application" });
  front.setAttribute("aria-label", `Pad of ${isolated(model.title)}: drag, or use the arrow keys, to walk through all models at once`);
  const node = element("div", { className: "versus-pad" }, canvas, point, front);
  const have = new Uint32Array(n * n), pictures = new Float32Array(n * n * size * size);
  let version = 1;
  // From the middle outwards, where the point begins.
  const far = (i) => Math.hypot(i % n - (n - 1) / 2, Math.floor(i / n) - (n - 1) / 2);
  const order = [...Array(n * n).keys()].sort((a, b) => far(a) - far(b));

  const placeOf = (i) => [(2 * (i % n) + 1) / n - 1, 1 - (2 * Math.floor(i / n) + 1) / n];

  function paint(i) {
    const area = size * size, ink = pictures.subarray(i * area, (i + 1) * area).map((v) => v * TILE_INK);
    context.putImageData(paintInk(ink, host.theme.shades, tile), (i % n) * size, Math.floor(i / n) * size);
  }

  dragWalk(front, point, hand);

  return {
    node,
    point([u, v]) { point.style.transform = `translate(${(50 * (u + 1)).toFixed(2)}cqw, ${(50 * (1 - v)).toFixed(2)}cqw)`; },
    stale() { version++; },
    next() {
      const i = order.find((at) => have[at] !== version);
      if (i === undefined) return null;
      const of = version, { z, y } = host.placeOf(c, placeOf(i));
      have[i] = of;
      return { x: model.inputFor(z, y), done(pixels) {
        pictures.set(pixels, i * size * size);
        paint(i);
      } };
    },
    repaint() { for (const i of order) if (have[i]) paint(i); },
  };
}

function dragWalk(front, point, hand) {
  function under(event) {
    const box = front.getBoundingClientRect();
    return [2 * (event.clientX - box.left) / box.width - 1, 1 - 2 * (event.clientY - box.top) / box.height];
  }

  // A finger takes the point where it comes down near it; elsewhere up and down is the page's, and sideways the pad's.
  let held = null, waits = null;

  function nearPoint({ clientX, clientY }) {
    const { x, y, width, height } = point.getBoundingClientRect();
    return Math.hypot(x + width / 2 - clientX, y + height / 2 - clientY) < NEAR_FINGER;
  }

  function take(event) {
    waits = null;
    hand.take(under(event));
  }

  front.onpointerdown = (event) => {
    if (event.button !== 0 || held !== null) return;
    event.preventDefault();
    front.focus({ preventScroll: true });
    front.setPointerCapture(event.pointerId);
    held = event.pointerId;
    if (event.pointerType === "touch" && !nearPoint(event)) waits = event;
    else take(event);
  };
  front.addEventListener("touchstart", (event) => { if (!waits) event.preventDefault(); }, { passive: false });
  front.onpointermove = (event) => {
    if (event.pointerId !== held) return;
    if (!waits) { hand.drag(under(event)); return; }
    const across = Math.abs(event.clientX - waits.clientX);
    if (across > SIDEWAYS && across > Math.abs(event.clientY - waits.clientY)) take(event);
  };
  front.onpointerup = front.onpointercancel = (event) => {
    if (event.pointerId !== held) return;
    held = null;
    if (waits && event.type === "pointercancel") { waits = null; return; } // the page scrolls
    if (waits) take(event);
    hand.settle();
  };
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  front.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = arrows[event.key], step = KEY_STEP * (event.shiftKey ? 5 : 1);
    if (arrow) hand.nudge(arrow.map((v) => v * step));
    else if (event.key === "Home") hand.home();
    else if (event.key === " ") hand.toggle();
    else return;
    event.preventDefault();
  };
}
