// What is seen of two clouds: each by itself, one on its way to the other, and what chance makes of both?

import { element } from "../../base/dom.js";
import { css, paintInk } from "../../base/theme.js";
import { makePlane } from "../plane.js";
import { makePlot, ticks } from "../plot.js";

export const MARKED = 8; // places whose pictures are shown
const BINS = 40;
const NOBODY = { xy: [], labels: [] };

// A plane with a strip of pictures below it. -> {node, caption, draw(xy, reach, tint, theme), paint(xy, model, size, theme)}
export function makeCloud(label, size) {
  const plane = makePlane(label), caption = element("figcaption", { textContent: label });
  plane.node.tabIndex = -1; // there is nothing to be done on it
  const strip = element("canvas", { className: "strip", width: MARKED * size, height: size, role: "img", "aria-label": `${label}: what the decoder draws at the marked places`, style: `aspect-ratio: ${MARKED} / 1` });
  return {
    node: element("figure", {}, caption, plane.node, strip), caption, plane: plane.node,
    draw(xy, reach, tint, theme) {
      if (!plane.draw([0, 0], reach, theme, NOBODY)) return;
      const { context, at, up } = plane;
      context.fillStyle = css(tint, 0.7);
      for (let i = 0; i < xy.length; i += 2) context.fillRect(at(xy[i]) - 1.6, up(xy[i + 1]) - 1.6, 3.2, 3.2);
      context.font = `600 ${11 * theme.scale}px ${theme.font}`;
      context.lineWidth = 1.5;
      for (let k = 0; k < MARKED && 2 * k < xy.length; k++) {
        const x = at(xy[2 * k]), y = up(xy[2 * k + 1]);
        context.strokeStyle = context.fillStyle = theme.text;
        context.beginPath();
        context.arc(x, y, 5, 0, 2 * Math.PI);
        context.stroke();
        context.fillText(String(k + 1), Math.min(x + 7, plane.width - 9), Math.max(y - 4, 10));
      }
    },
    paint(xy, model, theme) {
      const context = strip.getContext("2d");
      for (let k = 0; k < MARKED; k++) {
        const pixels = model.run(Float32Array.from(xy.subarray(2 * k, 2 * k + 2)));
        context.putImageData(paintInk(pixels, theme.shades, context.createImageData(size, size)), k * size, 0);
      }
    },
  };
}

// How far apart the deals of chance are, and a line where the clouds are. -> {node, draw(test, theme, tints)}
export function makeDeals() {
  const plot = makePlot("Energy distances of the same places dealt at random, and that of the clouds", "5 / 2");
  return {
    node: plot.node,
    draw({ values, distance }, theme, tints) {
      if (!plot.begin() || !values.length) return;
      const { context } = plot, to = 1.08 * Math.max(distance, ...values), counts = new Array(BINS).fill(0);
      for (const v of values) counts[Math.min(BINS - 1, Math.floor(BINS * v / to))]++;
      plot.span({ x: [0, to], y: [0, Math.max(1, ...counts)] }, { margin: [10, 8, 20, 8] });
      context.fillStyle = css(tints.off);
      for (const [i, count] of counts.entries()) {
        const from = plot.at(to * i / BINS);
        context.fillRect(from, plot.up(count), Math.max(1, plot.at(to * (i + 1) / BINS) - from - 1), plot.up(0) - plot.up(count));
      }
      context.fillStyle = theme.muted;
      context.font = `${11 * theme.scale}px ${theme.font}`;
      context.textAlign = "center";
      for (const v of ticks(0, to, 4)) context.fillText(String(v), Math.max(6, plot.at(v)), plot.height - 5);
      context.textAlign = "left";
      context.strokeStyle = css(tints.judge);
      context.lineWidth = 3;
      context.beginPath();
      context.moveTo(plot.at(distance), plot.up(0));
      context.lineTo(plot.at(distance), 4);
      context.stroke();
    },
  };
}
