// Which of two maps shows images and which shows noise? A bet for each perplexity, and the truth after it.
//
// mountTsneBet(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { button, choice, element, setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { css } from "../../base/theme.js";
import { makeExhibit } from "../frame.js";
import { makePlot } from "../plot.js";
import { dealt, openMaps, outcome } from "./maps.js";

const SIDES = ["A", "B"], ENOUGH = 3; // bets after which one knows how good one is
const EDGE = 1.04, DOT = 1.3; // of a map's reach; pixels
const FLAT = "flat";
const ABOUT = ({ n, dims, near, least }) => ({
  tries: "bet at a perplexity of 30, then at 5, where even noise falls into clumps. Take the flat plane last: it shows shapes, and has no perplexity that could make them.",
  source: `${n.toLocaleString("en")} test images of MNIST by the means of their posteriors in ${dims} dimensions, and the same numbers with each dimension shuffled by itself. Clumps in noise, sizes and distances: Wattenberg, Viégas & Johnson 2016, `
    + "doi:10.23915/distill.00002; perplexity and start: Kobak & Berens 2019, doi:10.1038/s41467-019-13056-x. "
    + `Groups: HDBSCAN on the map, of at least ${least} points. Neighbours: the ${near} nearest in ${dims} dimensions that are among the ${near} nearest on the map.`,
});

const titleOf = (name) => (name === FLAT ? "Flat plane" : name.replace("perplexity ", ""));
const percent = (share) => `${Math.round(100 * share)} %`;

class TsneBet {
  known = null; frame = null; at = 3; bets = new Map(); sides = new Map();

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.host = makeHost(root, { frame: () => this.draw(), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  get setting() { return this.known.settings[this.at]; }
  get told() { return this.bets.has(this.setting.name); }
  ask() { if (this.known) this.host.request(); }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    this.known = openMaps(block);
    this.sides = dealt(this.known.settings, Math.random);
    this.frame = makeExhibit(this.root, ABOUT(this.known), this.rooms(), () => this.ask());
    this.dressed();
  }

  rooms() {
    const options = this.known.settings.map(({ name }, i) => [String(i), titleOf(name), name === FLAT ? "The first two principal components" : `t-SNE at a ${name.replace(" ", " of ")}`]);
    this.settings = choice("Perplexity of both maps, or the flat plane", options, (i) => this.turn(Number(i)));
    this.plots = SIDES.map((side) => makePlot(`Map ${side}`, "1 / 1"));
    this.captions = SIDES.map((side) => element("figcaption", { textContent: `Map ${side}` }));
    this.buttons = SIDES.map((side) => button(`${side} is the noise`, `Bet that map ${side} shows noise`, () => this.bet(side), { className: "bet-on" }));
    this.words = element("p", { className: "verdict" });
    this.counts = SIDES.map(() => element("td", {}));
    this.kept = SIDES.map(() => element("td", {}));
    const head = (text, scope) => element("th", { scope, textContent: text });
    const row = (text, cells) => element("tr", {}, head(text, "row"), ...cells);
    const table = element("table", { className: "counted" },
      element("thead", {}, element("tr", {}, head("On the map", "col"), ...SIDES.map((side) => head(side, "col")))),
      element("tbody", {}, row("Groups", this.counts), row("Neighbours kept", this.kept)));
    const pair = element("div", { className: "bet-pair" }, ...SIDES.map((_side, i) => element("figure", {}, this.captions[i], this.plots[i].node)));
    pair.dataset.mark = "pair";
    table.dataset.mark = "counts";
    this.score = element("p", { className: "note" });
    const deal = button("Deal anew", "Other sides, and nothing told", () => this.deal());
    return {
      stage: [pair],
      side: [element("div", { className: "over" }, element("span", { textContent: "Perplexity" }), this.settings.node),
        element("div", { className: "buttons" }, ...this.buttons), this.words, table, this.score, element("div", { className: "buttons" }, deal)],
    };
  }

  turn(at) {
    this.at = at;
    this.onact(this.setting.name);
    this.ask();
  }

  bet(side) {
    if (this.told) return;
    this.bets.set(this.setting.name, side);
    this.onact("bet");
    if (this.bets.size === ENOUGH) this.onact("three bets");
    this.ask();
  }

  deal() {
    this.sides = dealt(this.known.settings, Math.random);
    this.bets.clear();
    this.onact("dealt");
    this.ask();
  }

  dressed() {
    if (!this.known) return;
    this.tints = this.frame.tinted(this.host.theme, ["off"]);
    this.ask();
  }

  draw() {
    if (!this.known) return false;
    const { setting, told } = this, noise = this.sides.get(setting.name);
    this.settings.show(String(this.at));
    for (const [i, side] of SIDES.entries()) {
      const isNoise = side === noise, map = isNoise ? setting.noise : setting.images;
      this.drawMap(this.plots[i], map.xy, told && !isNoise);
      setText(this.captions[i], told ? `Map ${side}: ${isNoise ? "noise" : "images, coloured by class"}` : `Map ${side}`);
      setText(this.counts[i], told ? `${map.groups}, with ${percent(map.in_groups)} of the points` : "after your bet");
      setText(this.kept[i], told ? percent(map.kept) : "after your bet");
      this.buttons[i].disabled = told;
      this.buttons[i].setAttribute("aria-pressed", this.bets.get(setting.name) === side);
    }
    this.say(noise);
    return false;
  }

  say(noise) {
    const { setting, told } = this, { made, right } = outcome(this.bets, this.sides), won = this.bets.get(setting.name) === noise;
    const words = told ? `${won ? "Right" : "No"}: ${noise} is the noise. Of the images, ${percent(setting.same)} have one of their own class beside them.` : "Which of the two is noise? Bet first.";
    setText(this.words, words);
    setText(this.score, made ? `${right} of ${made} ${made === 1 ? "bet" : "bets"} right` : "No bet yet");
    this.frame.say(words);
  }

  drawMap(plot, xy, coloured) {
    if (!plot.begin()) return;
    const { context } = plot, { theme } = this.host, { labels } = this.known;
    plot.span({ x: [-EDGE, EDGE], y: [-EDGE, EDGE] });
    context.fillStyle = css(this.tints.off, 0.8);
    for (let i = 0; i < labels.length; i++) {
      if (coloured) context.fillStyle = css(theme.rgb[labels[i] % theme.rgb.length], 0.8);
      context.fillRect(plot.at(xy[2 * i]) - DOT, plot.up(xy[2 * i + 1]) - DOT, 2 * DOT, 2 * DOT);
    }
  }
}

export function mountTsneBet(root, { onact = (_name) => {} } = {}) {
  const state = new TsneBet(root, onact);
  return { state, update: (bytes) => state.update(bytes), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.frame?.close(); } };
}
