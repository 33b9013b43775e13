// What is seen of one model, large? Its loss as a formula, images and what it makes of them, what it draws from the prior, its map,
// and how much each dimension says.

import { element, setText } from "../../base/dom.js";
import { css } from "../../base/theme.js";
import { makeDivergences } from "../../train/live/charts.js";
import { axesOf } from "../../train/axes.js";
import { makeFormula } from "../frame.js";
import { makePlot } from "../plot.js";
import { named, nats, paintRows } from "./grid.js";

const IN_ROW = 10, DOT = 2.4, REACH = 3.2; // images in a row; CSS pixels; from the middle of the map to its edge, at least

// host: {theme}; size: of an image.
export function makeLarge(host, size) {
  const title = element("h2", { className: "part" }), sheet = (label) => element("canvas", { className: "sheet-of", role: "img", "aria-label": label, width: 1, height: 1 });
  const again = sheet("Images that were held out, and below each what the model makes of it"), drawn = sheet("What the model draws at places of the prior");
  const map = makePlot("Map of the images: their means in the two dimensions that say most", "1 / 1"), bars = makeDivergences(host);
  const formula = makeFormula("loss equals distortion plus beta times rate", [
    { sign: "loss", part: "loss", name: "what this model's training makes small, in nats" }, "=", { sign: "D", part: "rec", name: "distortion, the reconstruction, in nats" }, "+",
    { sign: "β", part: "beta", name: "beta, the price of a nat of rate" }, "·", { sign: "R", part: "kl", name: "rate, the KL divergence, in nats" }]);
  const titled = (text, ...nodes) => element("figure", {}, element("figcaption", { textContent: text }), ...nodes);
  const node = element("section", { className: "large" }, title, formula.node, element("div", { className: "views" },
    element("div", {}, titled("Held out, and below each what the model makes of it", again), titled("Drawn from the prior", drawn),
      titled("KL divergence of each dimension, nats", bars.canvas)),
    titled("Where the images lie, in the two dimensions that say most", map.node)));

  function drawMap({ mu, kl, dims, labels }) {
    if (!map.begin()) return;
    const { context } = map, { theme } = host, [a, b] = axesOf(kl), n = mu.length / dims;
    const far = mu.reduce((most, v) => Math.max(most, Math.abs(v)), REACH);
    map.span({ x: [-far, far], y: [-far, far] }, { margin: [8, 8, 8, 8] });
    context.strokeStyle = theme.line;
    context.lineWidth = 1;
    for (const r of [1, 2]) { // standard deviations of the prior
      context.beginPath();
      context.arc(map.at(0), map.up(0), map.at(r) - map.at(0), 0, 2 * Math.PI);
      context.stroke();
    }
    for (let i = 0; i < n; i++) {
      context.fillStyle = css(theme.rgb[labels[i] % theme.rgb.length], 0.85);
      context.beginPath();
      context.arc(map.at(mu[i * dims + a]), map.up(dims > 1 ? mu[i * dims + b] : (labels[i] - 4.5) * far / 6), DOT, 0, 2 * Math.PI);
      context.fill();
    }
  }

  return {
    node, redraw: () => bars.draw(),
    // cell: see grid.js; more: {mu, drawn} of it, null where that is not known yet; originals: bytes; labels: of the images on the map.
    show(cell, more, originals, labels) {
      const known = cell.rate !== null;
      setText(title, named(cell));
      formula.show({
        loss: known ? nats(cell.distortion + cell.beta * cell.rate) : "none yet", rec: known ? nats(cell.distortion) : "none yet",
        beta: String(cell.beta), kl: known ? nats(cell.rate) : "none yet",
      });
      paintRows(again, cell.again ? [originals, cell.again] : [originals], size, IN_ROW, host.theme.shades);
      node.classList.toggle("bare", !more || !cell.kl);
      if (!more || !cell.kl) return;
      paintRows(drawn, [more.drawn], size, IN_ROW, host.theme.shades);
      bars.show(cell.kl, axesOf(cell.kl));
      drawMap({ mu: more.mu, kl: cell.kl, dims: cell.dims, labels });
    },
  };
}
