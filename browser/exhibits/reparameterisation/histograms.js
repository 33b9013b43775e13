// How do single draws of both estimators lie? Two histograms on one scale, which fill up as they are drawn.

import { element, setText } from "../../base/dom.js";
import { css } from "../../base/theme.js";
import { makePlot, ticks } from "../plot.js";
import { binned } from "./gradients.js";

const BINS = 61, WIDE = 3; // spreads of the wider estimator to either side
export const NAMES = { path: "Through z: the pathwise gradient", score: "Through the chance of z: the score function" };

export const short = (v) => (Math.abs(v) >= 99.5 ? Math.round(v).toLocaleString("en") : v.toPrecision(Math.abs(v) >= 10 ? 3 : 2))
  .replace("-", "−").replace(/\.0$/, "");

// draws: {path, score}, as makeDraws has them. -> {node, draw(theme, tints, cut)}
export function makeHistograms(draws) {
  const sides = Object.entries(NAMES).map(([name, title]) => {
    const plot = makePlot(`Histogram of single draws. ${title}`, "5 / 2"), words = element("p", { className: "note" });
    const node = element("figure", { className: "estimator" }, element("figcaption", { textContent: title }), plot.node, words);
    node.dataset.mark = name;
    return { name, plot, words, node };
  });
  const reach = () => WIDE * Math.max(draws.path.spread, draws.score.spread, 1e-9) + Math.abs(draws.score.mean);

  function wordsOf({ n, mean, error, spread }, none) {
    if (none) return "No gradient: a z that was merely drawn is a number, and a number does not say how μ would have changed it.";
    return n < 2 ? "" : `Mean ${short(mean)} ± ${short(error)}, standard deviation of a single draw ${short(spread)}; ${n.toLocaleString("en")} draws.`;
  }

  function drawOne({ name, plot, words }, theme, tints, cut) {
    const none = cut && name === "path", one = draws[name], wide = reach();
    setText(words, wordsOf(one, none));
    if (!plot.begin()) return;
    const { context } = plot, counts = binned(none ? [] : one.values(), wide, BINS), most = Math.max(1, ...counts);
    plot.span({ x: [-wide, wide], y: [0, 1] }, { margin: [8, 6, 18, 6] });
    context.fillStyle = css(tints[name]);
    for (let b = 0; b < BINS; b++) {
      const [from, to] = [plot.at(wide * (2 * b / BINS - 1)), plot.at(wide * (2 * (b + 1) / BINS - 1))], top = plot.up(counts[b] / most);
      context.fillRect(from, top, Math.max(1, to - from - 1), plot.up(0) - top);
    }
    context.strokeStyle = theme.line;
    context.beginPath();
    context.moveTo(0, plot.up(0));
    context.lineTo(plot.width, plot.up(0));
    context.stroke();
    context.fillStyle = theme.muted;
    context.font = `${11 * theme.scale}px ${theme.font}`;
    context.textAlign = "center";
    for (const v of ticks(-wide, wide, 4)) context.fillText(short(v) === "0.0" ? "0" : short(v), plot.at(v), plot.height - 4);
    if (one.n && !none) {
      context.strokeStyle = theme.text;
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(plot.at(one.mean), plot.up(0) + 4);
      context.lineTo(plot.at(one.mean), 4);
      context.stroke();
    }
  }

  return {
    node: element("div", { className: "estimators" }, ...sides.map(({ node }) => node)),
    draw(theme, tints, cut) { for (const side of sides) drawOne(side, theme, tints, cut); },
  };
}
