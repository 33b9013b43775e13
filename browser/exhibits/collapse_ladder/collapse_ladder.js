// When do latents say nothing any more? Of VAEs that differ in beta alone: what they draw again, and which of their dimensions live.
//
// mountCollapseLadder(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { element, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { paintInk } from "../../base/theme.js";
import { makeDial, makeExhibit, makeFormula } from "../frame.js";
import { barWords, makeBars, makeTrade, nats } from "./charts.js";
import { cureOf, imageAt, openLadder } from "./rungs.js";

const ACROSS = 10; // images in a row
const ABOUT = (known) => ({
  tries: "guess how many of the bars are left at β = 10, and slide there. Then give every dimension half a nat for free, and see who comes back.",
  source: `measured on ${known.measured.toLocaleString("en")} test images of MNIST, one small VAE for each β, trained on ${known.learned.toLocaleString("en")} images for ${known.epochs} epochs with the same seed. `
    + "Rate and distortion: Alemi et al. 2018, arXiv:1711.00464; β: Higgins et al. 2017, openreview.net/forum?id=Sy2fzU9gl; free bits: Kingma et al. 2016, arXiv:1606.04934, appendix C.8. "
    + `A dimension is in use where the variance of its means over images is above ${known.active_above}.`,
});

class CollapseLadder {
  known = null; frame = null; step = 2; cured = false;

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.host = makeHost(root, { frame: () => this.draw(), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  get rung() { const one = this.known.steps[this.step]; return (this.cured && cureOf(this.known, one)) || one; }
  ask() { if (this.known) this.host.request(); }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    this.known = openLadder(block);
    this.frame = makeExhibit(this.root, ABOUT(this.known), this.rooms(), () => this.ask());
    this.dressed();
  }

  rooms() {
    const { known } = this, { size, shown, drawn, steps } = known;
    const sheet = (rows, label) => element("canvas", { className: "sheet-of", width: ACROSS * size, height: rows * size, role: "img", "aria-label": label, style: `aspect-ratio: ${ACROSS} / ${rows}` });
    this.again = sheet(2 * Math.ceil(shown / ACROSS), "Test images, and below each what the model makes of it");
    this.drawn = sheet(Math.ceil(drawn / ACROSS), "What the model draws from the prior");
    this.bars = makeBars();
    this.trade = makeTrade();
    this.dial = makeDial({ label: "beta", sign: "β", part: "beta", min: 0, max: steps.length - 1, step: 1, text: (i) => String(steps[i].beta) },
      (i) => { this.step = i; this.ask(); }, () => this.onact(`beta ${steps[this.step].beta}`));
    this.tick = element("input", { type: "checkbox", onchange: () => { this.cured = this.tick.checked; this.onact(this.cured ? "free bits" : "no free bits"); this.ask(); } });
    this.cure = element("span", {});
    this.formula = makeFormula("loss equals reconstruction plus beta times the KL divergence", [
      { sign: "loss", part: "loss", name: "what was trained to be small, in nats" }, "=", { sign: "−log p(x|z)", part: "rec", name: "reconstruction, the distortion, in nats" }, "+",
      { sign: "β", part: "beta", name: "beta, the price of a nat" }, "·", { sign: "KL", part: "kl", name: "KL divergence, the rate, in nats" }]);
    this.words = element("p", { className: "verdict" });
    this.reserve = element("p", { className: "note" });
    const titled = (text, ...nodes) => element("figure", {}, element("figcaption", { textContent: text }), ...nodes);
    return {
      stage: [element("div", { className: "dials" }, this.dial.node), element("label", { className: "tick" }, this.tick, this.cure), this.words,
        titled("KL divergence of each dimension in nats, the most used first", this.bars.node),
        titled("Distortion, the reconstruction in nats, over the rate", this.trade.node)],
      side: [this.formula.node, this.reserve, titled("Test images, and below each what the model makes of it", this.again), titled("Drawn from the prior, the same draws at every β", this.drawn)],
    };
  }

  dressed() {
    if (!this.known) return;
    this.tints = this.frame.tinted(this.host.theme, ["rec", "kl", "off"]);
    this.ask();
  }

  draw() {
    if (!this.known) return false;
    const { known, rung, host: { theme }, tints } = this, cure = cureOf(known, known.steps[this.step]);
    this.dial.show(this.step);
    const bits = known.rungs.find(({ freeBits }) => freeBits > 0);
    setText(this.cure, cure ? `${cure.freeBits} nats a dimension for free (free bits)` : bits ? `Free bits were trained with at β = ${bits.beta} only` : "");
    this.tick.disabled = !cure;
    this.tick.checked = Boolean(cure) && this.cured;
    const weighed = rung.perDim.reduce((sum, v) => sum + Math.max(v, rung.freeBits), 0);
    this.formula.show({ loss: nats(rung.rec + rung.beta * weighed), rec: nats(rung.rec), beta: String(rung.beta), kl: nats(rung.kl) });
    setText(this.reserve, rung.freeBits ? `Of each dimension the first ${rung.freeBits} nats are charged whether it uses them or not: ${nats(weighed)} nats are charged for.` : "");
    setText(this.words, `${barWords(rung)}; ${nats(rung.kl)} nats in all`);
    this.bars.draw(rung, theme, tints);
    this.trade.draw(known, rung, theme, tints);
    this.paint(rung);
    this.frame.say(`Beta ${rung.beta}: ${barWords(rung)}, KL ${nats(rung.kl)} nats, reconstruction ${nats(rung.rec)} nats`);
    return false;
  }

  paint(rung) {
    const { known: { size, shown, drawn, images }, host: { theme } } = this, put = (canvas, pixels, i, row) => {
      const context = canvas.getContext("2d");
      context.putImageData(paintInk(pixels, theme.shades, context.createImageData(size, size)), (i % ACROSS) * size, row * size);
    };
    for (let i = 0; i < shown; i++) {
      const row = 2 * Math.floor(i / ACROSS);
      put(this.again, imageAt(images, i, size), i, row);
      put(this.again, imageAt(rung.again, i, size), i, row + 1);
    }
    for (let i = 0; i < drawn; i++) put(this.drawn, imageAt(rung.drawn, i, size), i, Math.floor(i / ACROSS));
  }
}

export function mountCollapseLadder(root, { onact = (_name) => {} } = {}) {
  const state = new CollapseLadder(root, onact);
  return { state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.frame?.close(); } };
}
