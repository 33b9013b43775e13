// What is seen of two GANs that learn in step: what each draws, how much of it is which digit, and how many digits there were when?

import { element, setText } from "../../base/dom.js";
import { css } from "../../base/theme.js";
import { makePlot, ticks } from "../plot.js";
import { paintRows } from "../rate_distortion/grid.js";
import { countOf, LEAST, thereOf } from "./outcome.js";
import { thereWords } from "./words.js";

export const TINTS = ["drawn", "real"], MARKS = ["plain", "penalised"];
export const ACROSS = 8, SHOWN = 32; // drawn images in a row, and in all
const MOST = 0.4; // share at the top of a histogram

function drawBars(plot, counts, shares, classes, tint, theme) {
  if (!plot.begin()) return;
  const { context } = plot, all = counts.reduce((sum, n) => sum + n, 0) || 1, there = thereOf(counts), wide = 0.7;
  plot.span({ x: [-0.5, classes.length - 0.5], y: [0, MOST] }, { margin: [6, 4, 20, 4] });
  const bar = (k, share) => [plot.at(k - wide / 2), plot.up(Math.min(MOST, share)), plot.at(wide) - plot.at(0), plot.up(0) - plot.up(Math.min(MOST, share))];
  context.textAlign = "center";
  for (const [k, name] of classes.entries()) {
    context.fillStyle = css(tint, there[k] ? 0.9 : 0.35);
    context.fillRect(...bar(k, counts[k] / all));
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.strokeRect(...bar(k, shares[k]));
    context.font = `${there[k] ? 700 : 400} ${12 * theme.scale}px ${theme.font}`;
    context.fillStyle = there[k] ? theme.text : theme.muted;
    context.fillText(name, plot.at(k), plot.height - 5);
  }
  context.setLineDash([3, 4]);
  context.beginPath();
  context.moveTo(0, plot.up(LEAST));
  context.lineTo(plot.width, plot.up(LEAST));
  context.stroke();
  context.setLineDash([]);
  context.textAlign = "left";
}

// One of the two. -> {node, show({drawn: bytes, counts}, {shares, classes, size}, theme, tints)}
export function makeSide(k, title) {
  const sheet = element("canvas", { className: "sheet-of", role: "img", width: 1, height: 1, "aria-label": `What the GAN ${title} draws of the same noise` });
  const bars = makePlot(`How many of what the GAN ${title} draws are read as which digit; outlined: of the real images`, "5 / 2"), words = element("p", { className: "there" });
  const caption = element("figcaption", {}), node = element("figure", {}, caption, sheet, bars.node, words);
  node.dataset.mark = MARKS[k];
  let painted = null;
  return {
    node,
    title(text) { setText(caption, text); },
    anew() { painted = null; },
    show({ drawn, counts }, { shares, classes, size }, theme, tints) {
      if (drawn && drawn !== painted) paintRows(sheet, [drawn], size, ACROSS, theme.shades);
      painted = drawn;
      drawBars(bars, counts, shares, classes, tints[TINTS[k]], theme);
      setText(words, thereWords(counts, classes));
    },
  };
}

// -> {node, draw(paths, cured, theme, tints)}: digits that are drawn over the steps. steps: of a whole run.
export function makeCourse(steps, classes) {
  const plot = makePlot("How many of ten digits each of the two draws, over the steps of training", "5 / 2");
  plot.node.dataset.mark = "classes";
  return {
    node: plot.node,
    draw(paths, cured, theme, tints) {
      if (!plot.begin()) return;
      const { context } = plot;
      plot.span({ x: [0, steps], y: [0, classes + 0.5] }, { margin: [8, 10, 20, 26] });
      context.font = `${11 * theme.scale}px ${theme.font}`;
      context.fillStyle = theme.muted;
      context.strokeStyle = theme.line;
      context.lineWidth = 1;
      for (const v of [0, classes / 2, classes]) {
        context.beginPath();
        context.moveTo(plot.at(0), plot.up(v));
        context.lineTo(plot.at(steps), plot.up(v));
        context.stroke();
        context.fillText(String(v), 4, plot.up(v) + 4);
      }
      for (const v of ticks(0, steps, 4)) if (v > 0) context.fillText(v.toLocaleString("en"), Math.min(plot.at(v) - 12, plot.width - 36), plot.height - 5);
      if (cured !== null) {
        context.strokeStyle = theme.muted;
        context.setLineDash([4, 4]);
        context.beginPath();
        context.moveTo(plot.at(cured), plot.up(0));
        context.lineTo(plot.at(cured), plot.up(classes));
        context.stroke();
        context.setLineDash([]);
      }
      for (const [k, path] of paths.entries()) {
        context.strokeStyle = css(tints[TINTS[k]]);
        context.lineWidth = 2.5;
        context.setLineDash(k ? [] : [7, 3]);
        context.beginPath();
        for (const [step, counts] of path) context.lineTo(plot.at(step), plot.up(countOf(counts)));
        context.stroke();
      }
      context.setLineDash([]);
    },
  };
}
