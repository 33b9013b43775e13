// Where on the wheel is a mix? One noise written as every class, in a ring, and a knob between two that stand side by side.

import { element } from "../base/dom.js";
import { named } from "../base/names.js";
import { oneHot } from "../base/place.js";
import { drawInk, lookOf } from "./ink.js";
import { makeGlyph } from "./press.js";

const RING_MOST = 16; // classes that are drawn on the ring; more are only named

// The class weights at a place on the wheel of k classes, 0 to k: between two that stand next to each other.
export function mixAt(k, place) {
  const y = new Float32Array(k), at = ((place % k) + k) % k, c = Math.floor(at) % k, share = at - Math.floor(at);
  y[c] += 1 - share;
  y[(c + 1) % k] += share;
  return y;
}

// The place of class weights on the wheel; null for a mix that has none there.
export function placeOfMix(y) {
  const inked = [...y.keys()].filter((c) => y[c] > 0.0005);
  if (inked.length === 1) return inked[0];
  if (inked.length !== 2) return null;
  const [a, b] = inked;
  return b - a === 1 ? a + y[b] : a === 0 && b === y.length - 1 ? b + y[a] : null;
}

// host: {writer, state, theme}. middle: the glyph of the mix, drawn in the centre. on: mix(y, held).
export function makeWheel(host, middle, on) {
  const { writer } = host, { k, classes } = writer, drawn = k <= RING_MOST;
  const centre = element("canvas", { className: "mixed" }), knob = element("span", { className: "knob" });
  const spokes = classes.map((name, c) => makeSpoke(writer, name, c, middle.to, drawn));
  const ring = element("div", { className: "ring" }, ...spokes.map((spoke) => spoke.node));
  const node = element("div", { className: "wheel", tabIndex: 0, role: "slider", "aria-label": "Wheel through all classes",
    "aria-valuemin": 0, "aria-valuemax": k }, ring, centre, knob);
  turnByHand(node, host, on);

  function paint(glyph) {
    const canvas = glyph === middle ? centre : glyph.canvas;
    if (glyph.have < 0 || (glyph !== middle && !drawn)) return;
    size(canvas);
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    drawInk(context, glyph.pixels, writer.size, canvas.width, lookOf(host, glyph));
  }

  return {
    node, paint,
    // The middle first, then the ring.
    get glyphs() { return drawn ? [middle, ...spokes.map(({ glyph }) => glyph)] : [middle]; },
    show(y, words) {
      const place = placeOfMix(y);
      for (const [c, spoke] of spokes.entries()) spoke.node.style.setProperty("--share", Math.sqrt(y[c]).toFixed(3));
      knob.hidden = place === null;
      if (place !== null) {
        const angle = 2 * Math.PI * place / k;
        knob.style.left = `${50 + 27 * Math.sin(angle)}%`;
        knob.style.top = `${50 - 27 * Math.cos(angle)}%`;
        node.setAttribute("aria-valuenow", place.toFixed(2));
      }
      node.setAttribute("aria-valuetext", words);
    },
  };
}

function makeSpoke(writer, name, c, noise, drawn) {
  const angle = 2 * Math.PI * c / writer.k, canvas = element("canvas", {}), label = named("span", name);
  const glyph = makeGlyph(writer, oneHot(writer.k, c), noise);
  const node = element("span", { className: "spoke", "aria-hidden": "true" }, ...(drawn ? [canvas] : []), label);
  node.style.left = `${50 + 41 * Math.sin(angle)}%`;
  node.style.top = `${50 - 41 * Math.cos(angle)}%`;
  return { node, glyph: Object.assign(glyph, { canvas }) };
}

function size(canvas) {
  const wide = Math.round(canvas.clientWidth * Math.min(2, window.devicePixelRatio || 1));
  if (wide && canvas.width !== wide) canvas.width = canvas.height = wide;
}

// A class itself is hit more easily than a thousandth beside it.
function snapped(place) { return Math.abs(place - Math.round(place)) < 0.06 ? Math.round(place) : place; }

function turnByHand(wheel, host, on) {
  const { k } = host.writer;
  const mixUnder = (event) => {
    const box = wheel.getBoundingClientRect(), x = event.clientX - box.left - box.width / 2;
    const y = event.clientY - box.top - box.height / 2;
    return mixAt(k, snapped((Math.atan2(x, -y) / (2 * Math.PI) * k + k) % k));
  };
  let dragging = false;
  wheel.onpointerdown = (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    wheel.focus({ preventScroll: true });
    wheel.setPointerCapture(event.pointerId);
    dragging = true;
    on.mix(mixUnder(event), true);
  };
  wheel.onpointermove = (event) => { if (dragging) on.mix(mixUnder(event), true); };
  wheel.onpointerup = wheel.onpointercancel = () => { if (dragging) { dragging = false; on.mix(host.state.mix, false); } };
  wheel.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    on.mix(mixAt(k, (placeOfMix(host.state.mix) ?? 0) + step * (event.shiftKey ? 1 : 0.1)), false);
    event.preventDefault();
  };
}
