// Which of two clouds of latents is the prior? A guess for each price of a nat; then one cloud becomes the other, and a test says what it can.
//
// mountPriorPosterior(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { button, choice, element, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { digits } from "../../base/place.js";
import { makeArithmetic } from "../../train/arithmetic.js";
import { makeStream } from "../../train/chance.js";
import { makeDial, makeExhibit, makeFormula } from "../frame.js";
import { chosen, drawnFor, heldOutLog, normals, openClouds } from "./clouds.js";
import { makeTest } from "./energy.js";
import { makePairing, onTheWay } from "./pairing.js";
import { makeCloud, makeDeals } from "./view.js";
import { howeverWords, logWords, testWords, USUAL } from "./words.js";

const SIDES = ["A", "B"], SIZES = [10, 20, 40, 80, 160, 320], MOST = SIZES[SIZES.length - 1], BUDGET = 5; // ms of a frame for what takes longer
const FIRST = 1, REACH = 3.6; // the model and the reach of the planes to begin with
const ABOUT = ({ models }) => ({
  tries: "guess at β = 1, and pull one cloud into the other: watch what the marked digits were before they came to where the images are. Then guess at β = 100.",
  source: "a point of the one cloud is a draw from the prior N(0, 1), one of the other a draw from the posterior of a test image that was held apart: together the aggregated posterior, Makhzani et al. 2015, arXiv:1511.05644. "
    + "Its divergence from the prior is a part of the KL term: Hoffman & Johnson 2016, “ELBO surgery”. q: a kernel density of draws for the other test images, by Scott's rule, doi:10.1002/9780470316849. "
    + "Test: energy distance, Székely & Rizzo 2013, doi:10.1016/j.jspi.2013.03.018, by permutations, Phipson & Smyth 2010, doi:10.2202/1544-6115.1585. Neighbours as judges: Lopez-Paz & Oquab 2017, arXiv:1610.06545. "
    + "Points are paired so that the sum of their squared ways is the least, Kuhn 1955, doi:10.1002/nav.3800020109. " + models.map(({ beta, title, learned }) => `β = ${beta}: ${title}${learned ? `, trained on ${learned.toLocaleString("en")} images` : ""}`).join("; ") + ".",
});

class PriorPosterior {
  known = null; frame = null; at = FIRST; step = 4; share = 0; deal = 0; guesses = new Map(); sides = new Map(); results = new Map(); stale = true;
  clouds = null; pairing = null; test = null; log = null;

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.arithmetic = makeArithmetic();
    this.host = makeHost(root, { frame: () => this.forward(), resized: () => this.redo(), rethemed: () => this.dressed() });
  }

  get model() { return this.known.models[this.at]; }
  get now() { return `${this.at} ${this.deal} ${this.host.theme.paper}`; } // on what the pictures of the clouds depend, of whatever n
  get n() { return SIZES[this.step]; }
  get told() { return this.guesses.has(this.at); }
  get prior() { return this.sides.get(this.at); }
  ask() { if (this.known) this.host.request(); }
  redo() { this.stale = true; this.ask(); }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    this.known = openClouds(block);
    this.guesses.clear();
    this.results.clear();
    this.sides = new Map(this.known.models.map((_, i) => [i, Math.random() < 0.5 ? "A" : "B"]));
    this.frame = makeExhibit(this.root, ABOUT(this.known), this.rooms(), () => this.redo());
    this.draws();
    this.dressed();
  }

  rooms() {
    const { models, size } = this.known;
    this.models = choice("β of the model", models.map(({ beta, title }, i) => [String(i), String(beta), `${title}, trained with β = ${beta}`]), (i) => this.turn(Number(i)));
    this.views = SIDES.map((side) => makeCloud(`Cloud ${side}`, size));
    this.buttons = SIDES.map((side) => button(`${side} is the prior`, `Guess that cloud ${side} was drawn from the prior`, () => this.guess(side), { className: "bet-on" }));
    this.words = element("p", { className: "verdict" });
    this.rows = models.map(() => [0, 1, 2].map(() => element("td", {})));
    const head = (text, scope) => element("th", { scope, textContent: text });
    const table = element("table", { className: "counted" }, element("thead", {}, element("tr", {}, ...["β", "Your guess", "It was", "The test"].map((text) => head(text, "col")))),
      element("tbody", {}, ...this.rows.map((cells, i) => element("tr", {}, head(String(models[i].beta), "row"), ...cells))));
    this.formula = makeFormula("mean logarithm of the prior p and of the fitted density q, of draws for images held apart, and p-value of the test that both clouds are alike", [
      { sign: "log p(z)", part: "drawn", name: "of the prior, mean over draws for images held apart, in nats" }, { sign: "log q(z)", part: "real", name: "of a density fitted to draws for other images, in nats" },
      { sign: "p-value", part: "judge", name: "how often chance alone deals the points as far apart" }]);
    this.logs = element("p", { className: "note" });
    const pair = element("div", { className: "bet-pair" }, ...this.views.map(({ node }) => node));
    pair.dataset.mark = "pair";
    return {
      stage: [pair],
      side: [element("div", { className: "over" }, element("span", { textContent: "Trained with β =" }), this.models.node),
        element("div", { className: "buttons" }, ...this.buttons), this.words, table, this.formula.node, this.logs],
      below: [this.after()],
    };
  }

  // What is shown once it has been guessed.
  after() {
    this.way = makeCloud("On the way", this.known.size);
    this.shares = makeDial({ label: "From the prior to the aggregated posterior", sign: "prior →", part: "way", min: 0, max: 1, step: 0.01, text: (t) => `${Math.round(100 * t)} % of the way` },
      (t) => { this.share = t; this.ask(); }, () => this.onact("morphed"));
    this.sizes = makeDial({ label: "Points of each cloud", sign: "n", part: "judge", min: 0, max: SIZES.length - 1, step: 1, text: (i) => `${SIZES[i]} of each` },
      (i) => { this.step = i; this.again(); }, () => this.onact(`${this.n} points`));
    this.deals = makeDeals();
    this.deals.node.dataset.mark = "judge";
    this.way.node.dataset.mark = "way";
    this.ways = element("p", { className: "note" });
    this.testing = element("p", { className: "note" });
    this.however = element("p", { className: "verdict" });
    const others = button("Other draws", "Draw anew from the prior and from the posteriors", () => { this.deal++; this.onact("dealt"); this.draws(); });
    this.rest = element("div", { className: "two-of" }, element("div", {}, this.shares.node, this.way.node, this.ways),
      element("div", {}, this.sizes.node, element("div", { className: "buttons" }, others), this.deals.node, this.testing, this.however, element("p", { className: "note", textContent: USUAL })));
    return this.rest;
  }

  turn(at) {
    this.at = at;
    this.share = 0;
    this.onact(`beta ${this.model.beta}`);
    this.draws();
  }

  guess(side) {
    if (this.told) return;
    this.guesses.set(this.at, side);
    this.onact("guessed");
    if (this.guesses.size === this.known.models.length) this.onact("all guessed");
    this.redo();
  }

  // Points for both clouds, as many as there may be; the first n of them are shown.
  draws() {
    const { model, at, deal } = this, stream = makeStream(this.arithmetic, 1, at, deal), images = chosen(model.apart.length, MOST, stream).map((i) => model.apart[i]);
    this.whole = { prior: normals(stream, 2 * MOST), posterior: drawnFor(model, images, stream) };
    model.log ??= heldOutLog(model, makeStream(this.arithmetic, 2, at));
    this.reach = Math.max(REACH, ...[this.whole.prior, this.whole.posterior].map((xy) => 1.05 * xy.reduce((most, v) => Math.max(most, Math.abs(v)), 0)));
    this.again();
  }

  again() {
    const cut = (xy) => xy.subarray(0, 2 * this.n);
    this.clouds = { prior: cut(this.whole.prior), posterior: cut(this.whole.posterior) };
    this.pairing = makePairing(this.clouds.prior, this.clouds.posterior);
    this.test = makeTest(this.clouds.prior, this.clouds.posterior, makeStream(this.arithmetic, 3, this.at, this.deal, this.n));
    this.redo();
  }

  dressed() {
    if (!this.known) return;
    this.tints = this.frame.tinted(this.host.theme, ["real", "drawn", "judge", "off"]);
    this.redo();
  }

  forward() {
    if (!this.known) return false;
    const deadline = performance.now() + BUDGET, more = this.told && (this.pairing.work(deadline) || this.test.work(deadline));
    if (this.told && this.test.done && this.pairing.done) this.results.set(this.at, { p: this.test.p, n: this.n });
    this.draw();
    return more;
  }

  draw() {
    if (this.stale) this.drawClouds();
    this.stale = false;
    this.models.show(String(this.at));
    this.rest.hidden = !this.told;
    if (this.told) this.drawRest();
    this.say();
  }

  drawClouds() {
    const { clouds, model, reach, told, prior, tints, host: { theme } } = this;
    for (const [i, side] of SIDES.entries()) {
      const name = side === prior ? "prior" : "posterior", tint = told ? (name === "prior" ? tints.drawn : tints.real) : tints.off;
      this.views[i].draw(clouds[name], reach, tint, theme);
      if (this.painted !== this.now) this.views[i].paint(clouds[name], model, theme);
      setText(this.views[i].caption, told ? `Cloud ${side}: the ${name === "prior" ? "prior" : "aggregated posterior"}` : `Cloud ${side}`);
      this.buttons[i].disabled = told;
      this.buttons[i].setAttribute("aria-pressed", this.guesses.get(this.at) === side);
    }
    this.painted = this.now;
  }

  drawRest() {
    const { clouds, pairing, test, model, share, tints, reach, host: { theme } } = this;
    this.shares.show(share);
    this.sizes.show(this.step);
    this.deals.draw(test, theme, tints);
    if (pairing.done) {
      const xy = onTheWay(clouds.prior, clouds.posterior, pairing.of, share), tint = tints.drawn.map((v, c) => v + share * (tints.real[c] - v));
      this.way.draw(xy, reach, tint, theme);
      this.way.paint(xy, model, theme);
    }
    setText(this.ways, pairing.done ? `Each point goes to one of the other cloud; its way is ${digits(pairing.way())} long on average.` : "Points are being paired …");
  }

  say() {
    const { told, model, test, prior } = this, none = "none yet";
    this.formula.show(told ? { drawn: digits(model.log.prior), real: digits(model.log.fitted), judge: test.done ? digits(test.p, 3) : "…" } : { drawn: none, real: none, judge: none });
    for (const [i, [guess, was, tested]] of this.rows.entries()) {
      const made = this.guesses.get(i), found = this.results.get(i);
      setText(guess, made ? `${made} is the prior` : "none yet");
      setText(was, made ? `${this.sides.get(i)}: ${made === this.sides.get(i) ? "right" : "wrong"}` : "after your guess");
      setText(tested, !made ? "after your guess" : found ? `p = ${digits(found.p, 3)}, n = ${found.n}` : "…");
    }
    const won = this.guesses.get(this.at) === prior;
    const words = told ? `${won ? "Right" : "No"}: ${prior} is the prior.` : "Which of the two was drawn from the prior? Guess first.";
    setText(this.words, words);
    setText(this.logs, told ? logWords(model.log, model) : "");
    if (told) {
      setText(this.testing, testWords(test));
      setText(this.however, howeverWords(test, model, won));
    }
    this.frame.say(told && test.done ? `${words} ${howeverWords(test, model, won)}` : words);
  }
}

export function mountPriorPosterior(root, { onact = (_name) => {} } = {}) {
  const state = new PriorPosterior(root, onact);
  return { state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.frame?.close(); } };
}
