// What is seen of the game: the line with data, sand and the discriminator, the arrows, and what is paid?

import { button, choice, element } from "../../base/dom.js";
import { digits } from "../../base/place.js";
import { css } from "../../base/theme.js";
import { makeFormula } from "../frame.js";
import { arrow, makePlot, ticks } from "../plot.js";
import { PLACES, placeOf, SPAN, WIDE } from "./game.js";

export const TOP = 0.16; // share of the sand in one place at the top of the picture
const LEGEND = [["real", "data p(x), fixed"], ["drawn", "sand q(x), the generator's"], ["judge", "D(x), from 0 below to 1 above"]];
const KINDS = { non: ["−log D, non-saturating", "non"], saturating: ["log(1 − D), saturating", "saturating"] };
const REACH = 26; // pixels of an arrow at most, see below

const tagged = (node, part) => { node.dataset.mark = part; return node; };

export function assembleGame(act) {
  const sand = makePlot("The line: data, the generator's sand and the discriminator", "16 / 9", { className: "plot sand", tabIndex: 0, role: "slider" });
  for (const [name, value] of [["aria-valuemin", 0], ["aria-valuemax", PLACES - 1], ["aria-valuenow", 0]]) sand.node.setAttribute(String(name), String(value));
  sand.node.setAttribute("aria-label", "Place on the line; up and down heap sand, or bend the discriminator, there");
  const pushes = makePlot("Which way each loss of the generator pushes the sand", "16 / 4");
  const role = choice("You are", [["G", "You are the generator", "Push sand; the discriminator is the best there is"], ["D", "You are the discriminator", "Bend its curve; the sand stays"]], act.role);
  const loss = choice("Loss of the generator", Object.entries(KINDS).map(([name, [text]]) => [name, text, `The generator's loss is ${text}`]), act.loss);
  const follow = button("Follow D's slope", "Let the sand go where the generator's loss pushes it", act.follow);
  const apart = button("Far away", "Heap the sand where there is no data", act.apart), equal = button("q = p", "Put the sand just where the data is", act.equal);
  const flat = button("D = ½", "A discriminator that knows nothing", act.flat), best = button("The best D", "p / (p + q)", act.best);
  const formula = makeFormula("loss of the discriminator equals log 4 minus twice the Jensen-Shannon divergence", [
    { sign: "loss of D", part: "judge", name: "what the discriminator pays, in nats" }, "=", { sign: "log 4", part: "loss", name: "two times log 2: what guessing costs" }, "−",
    { sign: "2 JS(p, q)", part: "drawn", name: "twice the Jensen-Shannon divergence of data and sand, in nats" }]);
  const steep = element("p", { className: "steep" }), words = element("p", { className: "verdict" });
  const ours = element("div", { className: "buttons" }, follow, apart, equal), theirs = element("div", { className: "buttons" }, flat, best);
  return {
    sand, pushes, role, loss, follow, formula, steep, words, ours, theirs,
    stage: [element("div", { className: "over" }, role.node), sand.node, element("div", { className: "legend-of" }, ...LEGEND.map(([part, text]) => tagged(element("span", { textContent: text }), part))),
      element("figure", {}, element("figcaption", { textContent: "Where each loss pushes the sand: above −log D, below log(1 − D)" }), pushes.node)],
    side: [formula.node, words, ours, theirs, element("h2", { className: "part", textContent: "Loss of the generator" }), loss.node, steep],
  };
}

function curve(plot, values, scale, colour, wide) {
  const { context } = plot;
  context.strokeStyle = colour;
  context.lineWidth = wide;
  context.beginPath();
  for (const [i, v] of values.entries()) context.lineTo(plot.at(placeOf(i)), plot.up(v / scale));
  context.stroke();
}

// game: {p, q, d, best, role, held: the place that keys act on, or -1}.
export function drawSand(plot, { p, q, d, best, role, held }, theme, tints, lit) {
  if (!plot.begin()) return;
  const { context } = plot;
  plot.span({ x: [-SPAN, SPAN], y: [0, 1.04] }, { margin: [8, 8, 20, 30] });
  context.font = `${11 * theme.scale}px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.line;
  for (const v of [0, 0.5, 1]) {
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(plot.at(-SPAN), plot.up(v));
    context.lineTo(plot.at(SPAN), plot.up(v));
    context.stroke();
    context.fillText(v === 0.5 ? "½" : String(v), 12, plot.up(v) + 4);
  }
  context.textAlign = "center";
  for (const v of ticks(-SPAN, SPAN, 8)) context.fillText(String(v).replace("-", "−"), plot.at(v), plot.height - 5);
  context.textAlign = "left";
  for (const [i, v] of q.entries()) {
    const left = plot.at(placeOf(i) - WIDE * 0.45), top = plot.up(Math.min(1.04, v / TOP));
    context.fillStyle = css(tints.drawn, i === held ? 1 : lit === "drawn" ? 0.8 : 0.55);
    context.fillRect(left, top, plot.at(WIDE * 0.9) - plot.at(0), plot.up(0) - top);
  }
  if (held >= 0) {
    context.strokeStyle = theme.text;
    context.lineWidth = 2;
    context.strokeRect(plot.at(placeOf(held) - WIDE / 2), plot.up(1.02), plot.at(WIDE) - plot.at(0), plot.up(0) - plot.up(1.02));
  }
  curve(plot, p, TOP, css(tints.real), lit === "real" ? 5 : 3);
  if (role === "D") {
    context.setLineDash([5, 5]);
    curve(plot, best, 1, css(tints.judge, 0.5), 2);
    context.setLineDash([]);
  }
  curve(plot, d, 1, css(tints.judge), lit === "judge" ? 5 : 3);
}

// Arrows as long as the root of a push, so that weak ones are seen too.
export function drawPushes(plot, q, push, loss, theme, tints) {
  if (!plot.begin()) return;
  const { context } = plot;
  plot.span({ x: [-SPAN, SPAN], y: [0, 1] }, { margin: [0, 8, 0, 30] });
  for (const [name, y] of /** @type {any[]} */ ([["non", 0.72], ["saturating", 0.28]])) {
    for (let i = 1; i < PLACES; i += 2) {
      if (q[i] < 1e-4) continue;
      const x = plot.at(placeOf(i)), v = push[name][i], long = Math.sign(v) * Math.min(REACH, 8 * Math.sqrt(Math.abs(v)));
      context.strokeStyle = context.fillStyle = css(tints.drawn, name === loss ? 1 : 0.45);
      arrow(context, [x - long / 2, plot.up(y)], [x + long / 2, plot.up(y)], name === loss ? 2.5 : 1.5);
    }
  }
}

export const steepWords = ({ non, saturating }) => `Slope in the discriminator's score, on average over the sand: ${digits(non, 4)} of −log D, ${digits(saturating, 4)} of log(1 − D).`;
