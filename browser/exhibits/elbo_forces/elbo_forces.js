// Which two forces make a posterior what it is? The reconstruction pulls it to where the image is explained, and together; the KL divergence pulls
// it to the middle, and apart.
//
// mountElboForces(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { digits } from "../../base/place.js";
import { makeDecoder } from "../decoder.js";
import { makeExhibit } from "../frame.js";
import { paintInto } from "../picked.js";
import { drag, followed, WHOLE } from "../plane.js";
import { openPosteriors } from "../posteriors.js";
import { averaged, contour, divergence, exactPosterior, levelOf, placesOf, PLACES, stepped } from "./forces.js";
import { makeLandscapes } from "./landscape.js";
import { drawForces, shadeOf } from "./plane_of_forces.js";
import { assembleForces, HIGHEST, LOWEST } from "./view.js";

const SIDE = 72, SHARES = [0.393, 0.865]; // places of a landscape along a side; what ellipses of one and two sigma hold
const STILL = 1e-4, STEPS = 3, LONGEST = 450, SETTLING = 120; // of a step, at which both forces cancel; steps a frame, in all, and the last that grow smaller
const RATE = 0.4;
const ABOUT = {
  tries: "drag q away and let go. Then turn β up and let go again: the rent for being specific rises, and the ellipse swells.",
  source: "Kingma & Welling 2014, arXiv:1312.6114, section 2.2 and appendix B; β: Higgins et al. 2017, openreview.net/forum?id=Sy2fzU9gl. The decoder stays as it was trained, "
    + "with β 1. Averages over q are read off 25 places (Gauss–Hermite). Pixels are greys, so −log p(x|z) is their cross-entropy, as it was in training. Arrows grow with the logarithm of a force.",
};

class ElboForces {
  known = null; frame = null; image = 0; q = { mu: [0, 0], logSigma: [0, 0] }; beta = 1; whole = false; centre = [0, 0]; reach = 1;
  squares = new Map(); free = 0; exact = true; rec = null; kl = null; shades = new Map();

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.host = makeHost(root, { frame: () => this.step(), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  get sigma() { return this.q.logSigma.map(Math.exp); }
  ask() { if (this.known) this.host.request(); }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    this.known = openPosteriors(block);
    this.squares.clear();
    this.landscapes?.close();
    this.landscapes = makeLandscapes(this.known.network);
    this.decoder = makeDecoder(this.known.network.graph, this.known.network.weights, (PLACES.length + 3) & ~3);
    this.slopes = new Float64Array(2 * PLACES.length);
    this.view = assembleForces(this.known, {
      pick: (i) => { this.pick(i); this.onact("picked"); }, look: (how) => this.look(how === "whole"), told: (what) => this.onact(`moved ${what}`),
      mu: (a, v) => this.put({ mu: this.q.mu.map((m, b) => (a === b ? v : m)) }), sigma: (a, v) => this.put({ logSigma: this.q.logSigma.map((s, b) => (a === b ? v : s)) }),
      beta: (v) => { this.beta = v; this.ask(); }, letGo: () => this.letGo(), encoder: () => { this.toEncoder(); this.onact("encoder"); },
      exact: () => { this.exact = !this.exact; this.ask(); this.onact(this.exact ? "exact shown" : "exact hidden"); },
    });
    this.frame = makeExhibit(this.root, ABOUT, this.view, () => this.ask());
    drag(this.view.plane, {
      reach: () => this.reach, move: (mu) => this.put({ mu: mu.map((v) => Math.min(4.5, Math.max(-4.5, v))) }),
      by: (step) => this.put({ mu: this.q.mu.map((v, a) => v + step[a]) }), done: () => this.onact("moved mu"),
    });
    this.pick(0);
    this.dressed();
  }

  dressed() {
    if (!this.known) return;
    this.tints = this.frame.tinted(this.host.theme, ["mu", "sigma", "z", "rec", "kl"]);
    this.shades.clear();
    this.view.picker.paint(this.host.theme);
    paintInto(this.view.given, this.known.images[this.image].x, this.host.theme, this.known.about.size);
    this.ask();
  }

  pick(i) {
    this.image = i;
    this.view.picker.show(i);
    this.decoder.aim(this.known.images[i].x);
    paintInto(this.view.given, this.known.images[i].x, this.host.theme, this.known.about.size);
    this.toEncoder();
    this.look(this.whole);
    this.survey(i);
  }

  // Both landscapes of an image, the one that is looked at first.
  async survey(i) {
    if (this.squares.has(i)) return;
    const { x, mu, sigma } = this.known.images[i], reach = Math.max(0.3, 12 * Math.max(...sigma)), made = {}, { known } = this;
    this.squares.set(i, made);
    for (const [name, middle, half] of /** @type {any[]} */ ([["near", mu, reach], ["whole", [0, 0], WHOLE]])) {
      const step = 2 * half / (SIDE - 1), square = { x, side: SIDE, step, from: middle.map((v) => v - half) };
      const nats = await this.landscapes.ask(square);
      if (known !== this.known) return;
      made[name] = { ...square, nats };
      if (name === "near") made.posterior = { ...exactPosterior(made.near), lines: [] };
      if (name === "near") made.posterior.lines = SHARES.map((share) => contour(made.posterior.density, SIDE, levelOf(made.posterior.density, share)));
      this.shades.clear();
      this.ask();
    }
  }

  look(whole) {
    this.whole = whole;
    this.reach = whole ? WHOLE : Math.max(0.3, 12 * Math.max(...this.known.images[this.image].sigma)) * 0.9;
    this.centre = whole ? [0, 0] : this.known.images[this.image].mu;
    this.view.near.show(whole ? "whole" : "near");
    this.ask();
  }

  put(changed) {
    this.free = 0;
    Object.assign(this.q, changed);
    this.ask();
  }

  toEncoder() {
    const { mu, sigma } = this.known.images[this.image];
    this.put({ mu: mu.slice(), logSigma: sigma.map((v) => Math.log(v)) });
  }

  letGo() {
    this.free = LONGEST;
    this.onact("let go");
    this.ask();
  }

  feel() {
    const { q: { mu }, sigma, slopes, decoder } = this, nats = decoder.slopes(placesOf(mu, sigma), PLACES.length, slopes);
    this.rec = averaged(nats, slopes, sigma);
    this.kl = divergence(mu, sigma);
  }

  step() {
    if (!this.known) return false;
    this.feel();
    for (let k = 0; k < STEPS && this.free > 0; k++) {
      const { mu, logSigma } = this.q, next = stepped(this.q, this.rec, this.kl, this.beta, { lowest: LOWEST, highest: HIGHEST, rate: RATE * Math.min(1, this.free / SETTLING) });
      const moved = Math.max(...next.mu.map((v, a) => Math.abs(v - mu[a])), ...next.logSigma.map((v, a) => Math.abs(v - logSigma[a])));
      this.q = next;
      this.feel();
      this.free = moved < STILL ? 0 : this.free - 1;
      if (!this.free) this.onact("at rest");
    }
    if (!this.host.calm || !this.free || this.free > LONGEST - 2 * STEPS) this.draw(); // whoever wants little to move sees where it ends
    return this.free > 0;
  }

  draw() {
    const { view, host: { theme }, known, q, sigma, rec, kl, beta, image } = this, squares = this.squares.get(image) ?? {};
    if (!this.whole) this.centre = followed(this.centre, q.mu, this.reach);
    const square = this.whole ? squares.whole : squares.near, lines = this.exact && squares.posterior ? { lines: squares.posterior.lines, grid: squares.near } : null;
    if (square && !this.shades.has(square)) this.shades.set(square, shadeOf(square, this.tints.rec, theme));
    drawForces(view.plane, { ...this, theme, cloud: known.cloud, square, shade: this.shades.get(square), exact: lines, encoder: known.images[image], sigma, lit: this.frame.lit, beta });
    paintInto(view.digit, known.run(Float32Array.from(q.mu)), theme, known.about.size);
    view.formula.show({ loss: digits(rec.nats + beta * kl.nats, 1), rec: digits(rec.nats, 1), beta: digits(beta, 1), kl: digits(kl.nats, 2) });
    view.bars.show({ rec: rec.nats, kl: beta * kl.nats }, 300);
    for (let a = 0; a < 2; a++) { view.dials.mu[a].show(q.mu[a]); view.dials.sigma[a].show(q.logSigma[a]); }
    view.dials.beta.show(beta);
    view.exact.setAttribute("aria-pressed", this.exact);
    view.free.setAttribute("aria-pressed", this.free > 0);
    setText(view.gap, this.gapWords(squares.posterior));
    this.frame.say(`Loss ${digits(rec.nats + beta * kl.nats, 1)} nats: reconstruction ${digits(rec.nats, 1)}, KL ${digits(kl.nats, 2)} times beta ${digits(beta, 1)}`);
  }

  // What the bound loses: KL(q || p(z|x)) = -ELBO - (-log p(x)).
  gapWords(posterior) {
    if (!posterior) return "The landscape is being surveyed.";
    const bound = -(this.rec.nats + this.kl.nats), lost = posterior.evidence - bound;
    return `The ELBO of this q is ${digits(bound, 1)} nats, and log p(x), summed over the close-up, ${digits(posterior.evidence, 1)}: ${digits(lost, 1)} nats are lost because q is not the exact posterior.`;
  }
}

export function mountElboForces(root, { onact = (_name) => {} } = {}) {
  const state = new ElboForces(root, onact);
  return {
    state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(),
    close() { state.host.close(); state.landscapes?.close(); state.frame?.close(); },
  };
}
