// What are forty labels worth? Spent on the most typical image of each cluster, on random images, or on those that you choose.
//
// mountFortyLabels(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { button, choice, element, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { makeDial, makeExhibit, makeFormula } from "../frame.js";
import { makePictures, openImages, TRIES } from "./images.js";
import { curveOf, namesOf, nearestTo, nextTo } from "./spending.js";
import { drawMap, LABELS, makeCurves, makeMap, makeSheet } from "./view.js";
import { outcomeWords, ownWords, percent, worthWords } from "./words.js";

const WHOSE = [["medoids", "Medoids", "The most typical image of each cluster, the largest cluster first"], ["random", "Random", "Images drawn at random, the first of many tries"], ["own", "Yours", "Images that you choose"]];
const WAYS = [["nearest", "The nearest labelled image", "What the nearest image with a label is"], ["cluster", "Its cluster", "What most labels in its cluster say, or the nearest where there are none"]];
const MOST = 40, PICTURE = 112; // points that can be guessed; pixels
const ABOUT = ({ n, dims, title, map, clusters }) => ({
  tries: "guess first, then spend one label after the other, and all forty. Then be better than both: which images would you look at?",
  source: `${n.toLocaleString("en")} test images of MNIST, by the means of their posteriors in the ${dims} dimensions of ${title}; distances and ${clusters} clusters are those of all dimensions, the map is t-SNE's at a ${map.replace(" ", " of ")}. `
    + "k-means: Lloyd 1982, doi:10.1109/TIT.1982.1056489; a medoid is the image with the smallest mean distance to the others of its cluster. With few labels, typical images are worth more than those that a model is in doubt of: "
    + "Hacohen, Dekel & Weinshall 2022, arXiv:2202.02794. The nearest labelled image: Cover & Hart 1967, doi:10.1109/TIT.1967.1053964.",
});

class FortyLabels {
  known = null; frame = null; guess = 0; told = false; spent = 0; own = []; ownCurve = [0]; whose = "medoids"; by = "nearest"; wrong = false; at = -1; pictures = null;

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.host = makeHost(root, { frame: () => this.draw(), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  get curves() { return this.known.curves[this.by]; }
  get looked() { return { medoids: this.known.medoids.slice(0, this.spent), random: this.known.random[0].slice(0, this.spent), own: this.own }[this.whose]; }
  ask() { if (this.known) this.host.request(); }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    this.pictures?.close();
    this.known = openImages(block);
    this.own = [];
    this.pictures = makePictures(this.known, () => this.ask());
    this.frame = makeExhibit(this.root, ABOUT(this.known), this.rooms(), () => this.ask());
    this.hands();
    this.again();
    this.dressed();
  }

  rooms() {
    this.map = makeMap("The images on a map; each has the colour of what it is called");
    this.view = choice("Whose labels are shown on the map", WHOSE, (whose) => { this.whose = whose; this.ask(); });
    this.ways = choice("Every other image is called as", WAYS, (by) => { this.by = by; this.onact(`by ${by}`); this.again(); });
    this.tick = element("input", { type: "checkbox", onchange: () => { this.wrong = this.tick.checked; this.ask(); } });
    this.guessing = makeDial({ label: "Percentage points that medoids will be ahead", sign: "guess", part: "guess", min: -MOST, max: MOST, step: 1, text: (v) => (v > 0 ? `medoids by ${v}` : v < 0 ? `random by ${-v}` : "no difference") }, (v) => { this.guess = v; this.ask(); });
    this.take = button("That is my guess", "Then the labels can be spent", () => this.settle(this.guess), { className: "primary" });
    this.asks = element("p", { className: "verdict", textContent: "After forty labels: who names more images rightly, and by how many percentage points?" });
    this.dial = makeDial({ label: "Labels spent", sign: "labels", part: "spent", min: 0, max: LABELS, step: 1, text: (b) => `${b} of ${LABELS}` }, (b) => this.spend(b));
    this.one = button("Spend one", "One label more for both", () => this.spend(this.spent + 1));
    this.all = button("Spend all", "All forty labels, for both", () => this.spend(LABELS));
    this.formula = makeFormula("share of all images that are named rightly, by whose labels", [
      { sign: "medoids", part: "real", name: "share that is named rightly by medoids" }, { sign: "random", part: "drawn", name: `share that is named rightly by random images, mean of ${TRIES} tries` }, { sign: "yours", part: "judge", name: "share that is named rightly by the images that you chose" }]);
    this.plot = makeCurves();
    this.sheet = makeSheet();
    this.given = element("figure", {}, element("figcaption", { textContent: "The images whose labels were given, in order" }), this.sheet.node);
    this.words = element("p", { className: "verdict" });
    this.worth = element("p", { className: "note" });
    this.mine = element("p", { className: "note" });
    this.picture = element("canvas", { className: "given", width: PICTURE, height: PICTURE, role: "img" });
    this.card = element("p", { className: "note" });
    this.anew = button("Mine anew", "Take your own labels back", () => { this.own = []; this.onact("anew"); this.again(); });
    return {
      stage: [element("div", { className: "over" }, this.view.node, element("label", { className: "tick" }, this.tick, "Frame what is called wrongly")), this.map.node,
        element("div", { className: "twin" }, this.picture, element("div", {}, this.card, this.mine, element("div", { className: "buttons" }, this.anew)))],
      side: [this.asks, this.guessing.node, element("div", { className: "buttons" }, this.take), element("p", { className: "note", textContent: "Every other image is called as" }), this.ways.node, this.formula.node, this.words, this.plot.node,
        this.dial.node, element("div", { className: "buttons" }, this.one, this.all), this.worth, this.given],
    };
  }

  // The guess is taken; from now on labels can be spent.
  settle(guess) {
    if (this.told) return;
    this.guess = guess;
    this.told = true;
    this.onact("guessed");
    this.ask();
  }

  spend(b) {
    if (!this.told) return;
    this.spent = Math.min(LABELS, Math.max(0, b));
    if (this.whose === "own") this.whose = "medoids";
    this.onact(this.spent === LABELS ? "all spent" : "spent");
    this.ask();
  }

  // One label of one's own.
  label(i) {
    this.at = i;
    if (this.told && this.own.length < LABELS && !this.own.includes(i)) {
      this.own.push(i);
      this.whose = "own";
      this.onact(this.own.length === LABELS ? "forty labelled" : "labelled");
    }
    this.again();
  }

  again() {
    this.ownCurve = curveOf(this.known, this.own, this.by);
    this.ask();
  }

  hands() {
    const { map: { node } } = this;
    const near = (event) => nearestTo(this.known, this.map.over(event));
    node.onpointermove = (event) => { if (event.pointerType === "mouse") { this.at = near(event); this.ask(); } };
    node.onpointerleave = () => { if (document.activeElement !== node) { this.at = -1; this.ask(); } };
    node.onclick = (event) => this.label(near(event));
    node.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key], takes = event.key === " " || event.key === "Enter";
      if (!step && !takes) return;
      event.preventDefault();
      if (takes && this.at >= 0) this.label(this.at);
      else this.at = this.at < 0 ? nearestTo(this.known, [0, 0]) : step ? nextTo(this.known, this.at, step) : this.at;
      this.frame.say(this.cardWords(), 150);
      this.ask();
    };
  }

  dressed() {
    if (!this.known) return;
    this.tints = this.frame.tinted(this.host.theme, ["real", "drawn", "judge", "off"]);
    this.ask();
  }

  draw() {
    if (!this.known) return false;
    const { known, curves, spent, own, ownCurve, whose, at, told, host: { theme }, tints, frame } = this, looked = this.looked;
    this.names = namesOf(known, looked, this.by);
    drawMap(this.map, known, { names: this.names, looked, at, wrong: this.wrong && told }, theme, tints);
    this.plot.draw({ ...curves, own: ownCurve }, spent, frame.lit, theme, tints);
    this.given.hidden = !looked.length;
    this.sheet.draw(looked, this.pictures, theme);
    this.paintCard();
    this.view.show(whose);
    this.ways.show(this.by);
    this.guessing.show(this.guess);
    this.dial.show(spent);
    this.guessing.input.disabled = this.take.disabled = told;
    for (const node of [this.dial.input, this.one, this.all, this.tick, this.anew]) node.disabled = !told;
    this.one.disabled ||= spent === LABELS;
    this.anew.disabled ||= !own.length;
    const none = "none yet";
    this.formula.show({ real: spent ? percent(curves.medoids[spent]) : none, drawn: spent ? percent(curves.random[spent].mean) : none, judge: own.length ? percent(ownCurve[own.length]) : none });
    setText(this.words, told ? outcomeWords(curves, spent, this.guess, LABELS) : "Guess first.");
    setText(this.worth, told && spent === LABELS ? worthWords(curves, known.best, LABELS, TRIES, this.by) : "");
    setText(this.mine, told ? ownWords(ownCurve, curves) : "");
    if (at < 0) frame.say(this.words.textContent);
    return false;
  }

  cardWords() {
    const { at, known: { classes, labels }, looked, names } = this, own = this.own.includes(at);
    if (at < 0) return "No image is pointed at. Arrow keys go from image to image, Enter gives the label.";
    if (looked.includes(at) || own) return `This is ${classes[labels[at]]}: its label was given.`;
    const called = names && names[at] >= 0 ? `It is called ${classes[names[at]]}` : "It has no name yet";
    return `${called}; what it is remains hidden${this.told ? "" : " until you have guessed"}.`;
  }

  paintCard() {
    const { at, picture } = this, context = picture.getContext("2d");
    context.clearRect(0, 0, PICTURE, PICTURE);
    context.imageSmoothingEnabled = false;
    if (at >= 0) this.pictures.paint(context, at, 0, 0, PICTURE, this.host.theme);
    setText(this.card, this.cardWords());
    picture.setAttribute("aria-label", this.cardWords());
  }
}

export function mountFortyLabels(root, { onact = (_name) => {} } = {}) {
  const state = new FortyLabels(root, onact);
  return { state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.pictures?.close(); state.frame?.close(); } };
}
