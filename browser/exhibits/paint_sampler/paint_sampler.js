// Can you paint a better sampler than the prior? A density by brush, its draws, and what it says of images that were kept apart.
//
// mountPaintSampler(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { button, choice, element, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { digits, gaussian } from "../../base/place.js";
import { css, paintInk } from "../../base/theme.js";
import { makeExhibit, makeFormula } from "../frame.js";
import { makePlane } from "../plane.js";
import { openPosteriors } from "../posteriors.js";
import { dab, densityOf, drawn, FLOOR, kernelPaint, meanLog, REACH, SIDE } from "./density.js";

const BRUSHES = [["0.12", "Fine", "A brush as fine as a handful of images"], ["0.3", "Middle", "A brush as wide as a group of digits"], ["0.7", "Broad", "A broad brush"]];
const DRAWS = 36, ACROSS = 12, KEY = 0.25, DAB = 0.02;
const ABOUT = {
  tries: "paint where the images lie, and beat the prior. Then paint over a single image again and again with the fine brush: what the paint says of others falls.",
  source: "a density is judged by its mean logarithm on data that it was not made for: Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x. Of the kept test images one in five of each class is held apart; "
    + `places are the means μ. ${100 * FLOOR} % of the prior is in every painted density, so that no image is impossible. Kernel density: Scott's rule, doi:10.1002/9780470316849.`,
};

class PaintSampler {
  frame = null; known = null; paint = new Float32Array(SIDE * SIDE); wide = 0.3; places = []; brush = [0, 0]; rubbing = false; dirty = true; stale = true; canvas = null;

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.host = makeHost(root, { frame: () => this.draw(), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  ask() { if (this.frame) this.host.request(); }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    this.known = openPosteriors(block);
    const { xy, heldOut } = this.known.cloud, nothing = densityOf(new Float32Array(SIDE * SIDE)), kernels = densityOf(kernelPaint(xy, heldOut));
    this.seen = shownOf(this.known.cloud);
    this.rivals = { prior: meanLog(nothing.at, xy, heldOut, 1), kernels: meanLog(kernels.at, xy, heldOut, 1) };
    this.frame = makeExhibit(this.root, ABOUT, this.rooms(), () => this.ask());
    this.hands();
    this.redraw();
    this.dressed();
  }

  rooms() {
    const { size } = this.known.about;
    this.plane = makePlane("The plane of the latents, and the density that is painted on it");
    this.brushes = choice("Brush", BRUSHES, (wide) => { this.wide = Number(wide); this.ask(); });
    this.rub = button("Rub out", "Take paint away instead", () => { this.rubbing = !this.rubbing; this.ask(); });
    this.sheet = element("canvas", { className: "sheet-of", width: ACROSS * size, height: DRAWS / ACROSS * size, role: "img", "aria-label": "What the decoder draws from the painted density", style: `aspect-ratio: ${ACROSS * ACROSS} / ${DRAWS}` });
    this.formula = makeFormula("mean logarithm of the painted density q, over images held apart and over those that are shown", [
      { sign: "log q, held apart", part: "judge", name: "mean over images that were held apart, in nats" }, { sign: "log q, shown", part: "real", name: "mean over images that are shown, in nats" }]);
    this.rows = ["prior", "kernels"].map((name) => element("li", { className: name }));
    this.words = element("p", { className: "verdict" });
    const act = (text, title, name, work) => button(text, title, () => { work(); this.redraw(); this.onact(name); });
    return {
      stage: [element("div", { className: "over" }, this.brushes.node, this.rub), this.plane.node,
        element("p", { className: "note", textContent: "The images that are held apart are not shown: point at their number to see where they lie. Keys move the brush, space paints." })],
      side: [this.formula.node, this.words, element("ul", { className: "rivals" }, ...this.rows),
        element("div", { className: "buttons" }, act("Draw anew", "Other draws of the same density", "drew", () => {}), act("Clear", "An empty plane: the prior is left", "cleared", () => this.paint.fill(0)),
          act("The kernel density", "What the machine would paint", "kernels", () => { this.paint = kernelPaint(this.known.cloud.xy, this.known.cloud.heldOut); })),
        element("figure", {}, element("figcaption", { textContent: `${DRAWS} draws of the density, decoded` }), this.sheet)],
    };
  }

  hands() {
    const { plane: { node } } = this;
    let down = false;
    const put = (event) => { this.brush = this.plane.over(event); this.dabbed(); };
    node.onpointerdown = (event) => { down = true; node.setPointerCapture(event.pointerId); put(event); };
    node.onpointermove = (event) => { if (down) put(event); };
    node.onpointerup = node.onpointercancel = () => { if (down) { down = false; this.redraw(); this.onact(this.rubbing ? "rubbed" : "painted"); } };
    node.onkeydown = (event) => {
      const step = { ArrowLeft: [-KEY, 0], ArrowRight: [KEY, 0], ArrowUp: [0, KEY], ArrowDown: [0, -KEY] }[event.key], dabs = event.key === " " || event.key === "Enter";
      if (!step && !dabs) return;
      event.preventDefault();
      if (step) this.brush = this.brush.map((v, a) => Math.min(REACH, Math.max(-REACH, v + step[a])));
      if (dabs) { this.dabbed(); this.redraw(); this.onact(this.rubbing ? "rubbed" : "painted"); }
      this.ask();
    };
  }

  dabbed() {
    dab(this.paint, this.brush, this.wide, this.rubbing ? -3 * DAB : DAB);
    this.dirty = true;
    this.ask();
  }

  // Other draws, of the density as it is now.
  redraw() {
    this.places = drawn(this.paint, DRAWS, Math.random, () => gaussian(1)[0]);
    this.dirty = this.stale = true;
    this.ask();
  }

  dressed() {
    if (!this.frame) return;
    this.tints = this.frame.tinted(this.host.theme, ["drawn", "judge", "real"]);
    this.redraw();
  }

  draw() {
    if (!this.frame) return false;
    this.drawPlane();
    if (this.dirty) this.judge();
    if (this.stale) this.drawSheet();
    this.dirty = this.stale = false;
    this.brushes.show(String(this.wide));
    this.rub.setAttribute("aria-pressed", this.rubbing);
    return false;
  }

  judge() {
    const { known: { cloud: { xy, heldOut } }, rivals } = this, { at, mass } = densityOf(this.paint), apart = meanLog(at, xy, heldOut, 1);
    this.scores = { apart, shown: meanLog(at, xy, heldOut, 0) };
    this.formula.show({ judge: digits(apart), real: digits(this.scores.shown) });
    setText(this.rows[0], `The prior: ${digits(rivals.prior)} nats`);
    setText(this.rows[1], `A kernel density of the images that are shown: ${digits(rivals.kernels)} nats`);
    const words = !(mass > 0) ? "Nothing is painted yet: this is the prior." : apart > rivals.kernels ? "Better than the kernel density, on images held apart."
      : apart > rivals.prior ? "Better than the prior, on images held apart." : "Worse than the prior, on images held apart.";
    setText(this.words, words);
    this.frame.say(`${words} ${digits(apart)} nats.`);
  }

  drawPlane() {
    const { plane, host: { theme }, known: { cloud }, paint, tints } = this;
    const behind = () => plane.context.drawImage(this.shade(paint, tints.drawn, theme), 0, 0, plane.width, plane.height);
    if (!plane.draw([0, 0], REACH, theme, this.seen, behind)) return;
    const { context, at, up } = plane;
    context.strokeStyle = css(tints.judge);
    for (let i = 0; i < cloud.heldOut.length && this.frame.lit === "judge"; i++) {
      if (cloud.heldOut[i]) context.strokeRect(at(cloud.xy[2 * i]) - 2.5, up(cloud.xy[2 * i + 1]) - 2.5, 5, 5);
    }
    context.strokeStyle = theme.text;
    context.beginPath();
    context.arc(at(this.brush[0]), up(this.brush[1]), Math.abs(at(2 * this.wide) - at(0)), 0, 2 * Math.PI);
    context.stroke();
  }

  shade(paint, tint, theme) {
    const canvas = this.canvas ??= new OffscreenCanvas(SIDE, SIDE), context = canvas.getContext("2d"), image = context.createImageData(SIDE, SIDE);
    const most = paint.reduce((a, b) => Math.max(a, b), 1e-12);
    for (let i = 0; i < paint.length; i++) {
      const dark = 0.75 * Math.sqrt(paint[i] / most), to = 4 * ((SIDE - 1 - Math.floor(i / SIDE)) * SIDE + i % SIDE);
      for (let c = 0; c < 3; c++) image.data[to + c] = theme.paper[c] + (tint[c] - theme.paper[c]) * dark;
      image.data[to + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return canvas;
  }

  drawSheet() {
    const { known, host: { theme }, sheet, places } = this, { size } = known.about, context = sheet.getContext("2d");
    for (const [i, place] of places.entries()) {
      context.putImageData(paintInk(known.run(Float32Array.from(place)), theme.shades, context.createImageData(size, size)), (i % ACROSS) * size, Math.floor(i / ACROSS) * size);
    }
  }
}

// The images that are not held apart.
function shownOf({ xy, labels, heldOut }) {
  const kept = Array.from(labels.keys()).filter((i) => !heldOut[i]);
  return { xy: Float32Array.from(kept.flatMap((i) => [xy[2 * i], xy[2 * i + 1]])), labels: kept.map((i) => labels[i]) };
}

export function mountPaintSampler(root, { onact = (_name) => {} } = {}) {
  const state = new PaintSampler(root, onact);
  return { state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.frame?.close(); } };
}
