// How does a gradient get through a draw? z = mu + sigma eps: chance comes from outside, and the way from z back to mu is open.
//
// mountReparameterisation(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { css } from "../../base/theme.js";
import { makeHost } from "../../base/host.js";
import { setText } from "../../base/dom.js";
import { digits, gaussian } from "../../base/place.js";
import { makeDecoder } from "../decoder.js";
import { makeExhibit } from "../frame.js";
import { paintInto } from "../picked.js";
import { drag, drawPosterior, followed, WHOLE } from "../plane.js";
import { arrow } from "../plot.js";
import { openPosteriors } from "../posteriors.js";
import { makeDraws, pathwise, scoreFunction } from "./gradients.js";
import { short } from "./histograms.js";
import { assembleView, HIGHEST, LOWEST } from "./view.js";

const MOST = 4096, AT_ONCE = { wasm: 32, plain: 8 }; // draws of the gradient: in all, and a frame
const EACH = 4; // frames between two pictures of the histograms, while they fill up
const ARROW = 0.22; // of the window, at most
const ABOUT = {
  tries: "hold ε and move μ and σ: z goes along. Then cut the wire and move μ again: z stays, and of the two gradients only the noisier one is left.",
  source: "Kingma & Welling 2014, arXiv:1312.6114, section 2.4; score function: Williams 1992, doi:10.1007/BF00992696. Both gradients are computed here, on the model's own decoder, "
    + "for the reconstruction term; pixels are greys, so −log p(x|z) is their cross-entropy, as it was in training.",
};

class Reparameterisation {
  known = null; view = null; frame = null; image = 0; mu = [0, 0]; logSigma = [0, 0]; eps = [[0, 0]]; z = [[0, 0]]; cut = false; baseline = false;
  whole = false; centre = [0, 0]; reach = 1; loss = 0; losses = 0; across = 0; frames = 0; changed = true;
  draws = { path: makeDraws(MOST), score: makeDraws(MOST) };

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.host = makeHost(root, { frame: () => this.step(), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  get sigma() { return this.logSigma.map(Math.exp); }
  ask() { if (this.known) { this.changed = true; this.host.request(); } }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    this.known = openPosteriors(block);
    const { graph, weights } = this.known.network;
    this.decoder = makeDecoder(graph, weights, AT_ONCE.wasm);
    this.slopes = new Float64Array(2 * AT_ONCE.wasm);
    this.view = assembleView(this, this.known, {
      pick: (i) => { this.pick(i); this.onact("picked"); }, look: (how) => this.look(how === "whole"),
      set: (part, a, v) => this.set(part, a, v), told: (part) => this.onact(`moved ${part}`),
      throw: (count) => this.throw(count), cut: () => this.setCut(!this.cut), baseline: (on) => { this.baseline = on; this.begin(); this.onact("baseline"); },
    });
    this.frame = makeExhibit(this.root, ABOUT, this.view, () => this.ask());
    drag(this.view.plane, {
      reach: () => this.reach, move: (at) => this.take(at), by: (step) => this.take(this.mu.map((v, a) => v + step[a])), done: () => this.onact("moved mu"),
    });
    this.pick(this.known.about.image ?? 0);
    this.dressed();
    if (this.known.about.light) this.frame.light(this.known.about.light);
  }

  dressed() {
    if (!this.known) return;
    this.tints = this.frame.tinted(this.host.theme, ["mu", "sigma", "eps", "z", "path", "score", "off"]);
    this.view.picker.paint(this.host.theme);
    this.ask();
  }

  pick(i) {
    const { mu, sigma } = this.known.images[this.image = i];
    this.mu = mu.slice();
    this.logSigma = sigma.map((v) => Math.log(v));
    this.eps = [[0.8, -0.6]]; // held until somebody throws
    this.view.picker.show(i);
    this.decoder.aim(this.known.images[i].x);
    this.look(this.whole);
    this.placed();
  }

  look(whole) {
    this.whole = whole;
    this.reach = whole ? WHOLE : Math.max(0.2, 5 * Math.max(...this.sigma));
    this.centre = whole ? [0, 0] : this.mu.slice();
    this.view.near.show(whole ? "whole" : "near");
    this.ask();
  }

  set(part, a, v) {
    if (part === "mu") this.mu[a] = v;
    if (part === "sigma") this.logSigma[a] = v;
    if (part === "eps") this.eps = [this.eps[0].map((e, b) => (a === b ? v : e))];
    this.placed(part === "eps" && this.cut);
  }

  take(at) {
    this.mu = at.map((v) => Math.min(4.5, Math.max(-4.5, v)));
    this.placed();
  }

  throw(count) {
    this.eps = Array.from({ length: count }, () => Array.from(gaussian(2)));
    this.placed(true);
    this.onact(count > 1 ? "threw fifty" : "threw");
  }

  // With the wire cut a z that was drawn stays where it is, until one is drawn anew.
  placed(anew = false) {
    const { mu, sigma } = this;
    if (!this.cut || anew) {
      this.z = this.eps.map((eps) => eps.map((e, a) => mu[a] + sigma[a] * e));
      this.view.codes.ran(this.cut ? "cut" : "z");
    }
    this.begin();
  }

  setCut(cut) {
    this.cut = cut;
    if (!cut) this.placed();
    this.begin();
    this.onact(cut ? "cut" : "mended");
  }

  // The gradients are drawn anew wherever mu and sigma are.
  begin() {
    for (const one of Object.values(this.draws)) one.clear();
    this.loss = this.losses = this.across = 0;
    this.ask();
  }

  sampleGradients() {
    const { decoder, mu, sigma, slopes } = this, n = AT_ONCE[decoder.kernels], eps = Array.from({ length: n }, () => Array.from(gaussian(2)));
    const nats = decoder.slopes(eps.flatMap((e) => e.map((v, a) => mu[a] + sigma[a] * v)), n, slopes);
    for (let i = 0; i < n; i++) {
      this.draws.path.add(pathwise(slopes[2 * i]));
      const before = this.baseline && this.losses ? this.loss / this.losses : 0;
      if (!this.baseline || this.losses) this.draws.score.add(scoreFunction(nats[i], eps[i][0], sigma[0], before));
      this.loss += nats[i];
      this.losses++;
      this.across += slopes[2 * i + 1];
    }
  }

  step() {
    if (!this.known) return false;
    if (!this.draws.path.full) {
      this.sampleGradients();
      if (!this.cut) this.view.codes.ran("back");
    }
    if (this.changed) this.draw();
    this.changed = false;
    this.drawPlane();
    if (this.draws.path.n) this.drawArrow();
    if (this.draws.path.full || ++this.frames % EACH === 0) this.drawGradients();
    return !this.draws.path.full;
  }

  draw() {
    const { view, host: { theme }, known, z, sigma } = this, { size } = known.about;
    this.show();
    paintInto(view.given, known.images[this.image].x, theme, size);
    paintInto(view.digit, known.run(Float32Array.from(z[0])), theme, size);
    view.digit.setAttribute("aria-label", `What the decoder draws from z = ${z[0].map((v) => digits(v)).join(", ")}`);
    view.many.hidden = z.length < 2;
    const context = view.many.getContext("2d");
    if (z.length > 1) for (let i = 0; i < 10; i++) paintAt(context, known.run(Float32Array.from(z[i])), theme, size, i);
    this.frame.say(`z = ${z[0].map((v) => digits(v)).join(", ")}; mu = ${this.mu.map((v) => digits(v)).join(", ")}; sigma = ${sigma.map((v) => v.toFixed(3)).join(", ")}`);
  }

  show() {
    const { view, mu, logSigma, sigma, eps, z, cut } = this, pair = (list, n = 2) => list.map((v) => digits(v, n)).join("  ");
    view.formula.show({ z: pair(z[0]), mu: pair(mu), sigma: pair(sigma, 3), eps: cut ? "none" : pair(eps[0]) });
    for (let a = 0; a < 2; a++) {
      view.dials.mu[a].show(mu[a]);
      view.dials.sigma[a].show(Math.min(HIGHEST, Math.max(LOWEST, logSigma[a])));
      view.dials.eps[a].show(eps[0][a]);
      view.dials.eps[a].node.hidden = cut;
    }
    view.cut.setAttribute("aria-pressed", cut);
    setText(view.cut, cut ? "Mend the wire" : "Cut the wire");
    setText(view.one, cut ? "Draw z" : "Throw ε");
    setText(view.fifty, cut ? "Draw 50" : "Throw 50");
    view.codes.show(cut ? ["cut"] : ["z", "back"]);
    view.formula.node.classList.toggle("severed", cut);
  }

  drawPlane() {
    const { view: { plane }, host: { theme }, known, mu, sigma, z, tints, frame: { lit } } = this;
    if (!this.whole) this.centre = followed(this.centre, mu, this.reach);
    if (!plane.draw(this.centre, this.reach, theme, known.cloud)) return;
    const { context, at, up } = plane;
    drawPosterior(plane, { mu, sigma }, tints.sigma, lit === "sigma");
    for (const [i, [x, y]] of z.entries()) {
      context.strokeStyle = css(this.cut ? tints.off : tints.eps, i ? 0.25 : 1);
      context.setLineDash(this.cut ? [4, 5] : []);
      context.lineWidth = lit === "eps" ? 4 : i ? 1 : 2.5;
      context.beginPath();
      context.moveTo(at(mu[0]), up(mu[1]));
      context.lineTo(at(x), up(y));
      if (!(this.cut && i)) context.stroke();
    }
    context.setLineDash([]);
    for (const [i, [x, y]] of [...z.entries()].reverse()) disc(context, at(x), up(y), (lit === "z" ? 2 : 0) + (i ? 3 : 7), css(tints.z, i ? 0.7 : 1), theme);
    disc(context, at(mu[0]), up(mu[1]), lit === "mu" ? 9 : 6, css(tints.mu), theme);
  }

  drawGradients() {
    const { view, host: { theme }, draws: { path, score }, tints, cut } = this;
    view.histograms.draw(theme, tints, cut);
    const times = path.spread > 0 ? (score.spread / path.spread) ** 2 : 0;
    setText(view.verdict, cut ? "With the wire cut, the score function is what is left."
      : path.n < 64 ? "" : `For a mean as sure as the pathwise one, the score function needs ${short(times)} times as many draws.`);
  }

  // Down the loss, as far as all draws say together, from mu.
  drawArrow() {
    const { view: { plane }, draws: { path }, cut, tints, frame: { lit } } = this, { context } = plane;
    const down = [-path.mean, -this.across / this.losses], long = Math.hypot(...down) || 1, size = Math.min(1, long / 100) * ARROW * plane.width;
    const [x, y] = [plane.at(this.mu[0]), plane.up(this.mu[1])];
    context.strokeStyle = context.fillStyle = css(cut ? tints.off : tints.path, cut ? 0.5 : 1);
    arrow(context, [x, y], [x + size * down[0] / long, y - size * down[1] / long], lit === "path" ? 5 : 3);
  }
}

function disc(context, x, y, radius, colour, theme) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = css(theme.paper);
  context.lineWidth = 1.5;
  context.stroke();
}

function paintAt(context, pixels, theme, size, place) {
  const image = context.createImageData(size, size), out = new Uint32Array(image.data.buffer);
  for (let i = 0; i < out.length; i++) out[i] = theme.shades[(pixels[i] * 255 + 0.5) | 0];
  context.putImageData(image, place * size, 0);
}

export function mountReparameterisation(root, { onact = (_name) => {} } = {}) {
  const state = new Reparameterisation(root, onact);
  return {
    state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(),
    close() { state.host.close(); state.view?.codes.close(); state.frame?.close(); },
  };
}
