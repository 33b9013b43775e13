// How do the losses fall, and how much does each latent dimension say? Two small charts, drawn anew while it learns.

import { element } from "../../base/dom.js";
import { luminance } from "../../base/colour.js";

const CHART_HIGH = 150, BARS_HIGH = 92, EDGE_LEFT = 44, EDGE_LOW = 18, EDGE_TOP = 8;
const NAMED_BARS = 24; // more have no room for their names
const HELD_OUT_INKS = { light: "#a8430b", dark: "#ff9257" }; // apart from the accent for every eye, and dashed besides

const decimals = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2));
export const inNats = (value) => decimals(value).replace("-", "−");

// A canvas that is as wide as its place. draw(context, width): in CSS pixels.
function makeSheet(className, label, high, draw) {
  const canvas = element("canvas", { className, role: "img", "aria-label": label }), context = canvas.getContext("2d");
  canvas.style.height = `${high}px`;
  return {
    canvas,
    draw() {
      const dpr = Math.min(2, window.devicePixelRatio || 1), width = canvas.clientWidth;
      if (!width) return;
      if (canvas.width !== Math.round(width * dpr)) Object.assign(canvas, { width: Math.round(width * dpr), height: Math.round(high * dpr) });
      context.setTransform(dpr, 0, 0, dpr, 0, 0);
      context.clearRect(0, 0, width, high);
      draw(context, width);
    },
  };
}

// The mean of each of `columns` pieces of a curve; of a short one, each of its numbers.
export function thinned(curve, columns) {
  const count = Math.min(columns, curve.length), out = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const from = Math.floor(i * curve.length / count), to = Math.floor((i + 1) * curve.length / count);
    for (let j = from; j < to; j++) out[i] += curve[j] / (to - from);
  }
  return out;
}

// What is shown of losses of which the first ones are far above the rest: from the least to what nearly all lie below.
export function rangeOf(values) {
  const sorted = Float32Array.from(values).sort(), low = sorted[0] ?? 0, high = sorted[Math.floor(0.96 * (sorted.length - 1))] ?? 1;
  const room = Math.max(high - low, Math.abs(low) * 0.02, 1e-3);
  return [low - 0.06 * room, high + 0.1 * room];
}

// host: {theme}. show({losses: one a step, heldOut: [[step, loss], ..], steps: of the whole training, epochs: of it, step: where
// it stands}).
export function makeCurves(host) {
  let shown = null;
  const sheet = makeSheet("curves", "Losses", CHART_HIGH, (context, width) => {
    if (!shown?.losses.length) return;
    const { theme } = host, { losses, heldOut, steps, epochs, step } = shown, floor = CHART_HIGH - EDGE_LOW;
    const points = thinned(losses, Math.max(2, Math.round(width - EDGE_LEFT)));
    const [low, high] = rangeOf([...points, ...heldOut.map(([, loss]) => loss)]);
    const x = (at) => EDGE_LEFT + (width - EDGE_LEFT - 4) * Math.min(1, at / Math.max(1, steps));
    const y = (value) => floor - (floor - EDGE_TOP) * Math.min(1.02, (value - low) / (high - low));
    drawAxes(context, theme, width, [low, high], y);
    context.textBaseline = "top";
    for (const share of [0, 0.5, 1]) {
      context.textAlign = /** @type {CanvasTextAlign} */ (["left", "center", "right"][2 * share]);
      context.fillText(`${share === 1 ? "epoch " : ""}${Math.round(share * epochs)}`, x(share * steps), floor + 5);
    }
    context.strokeStyle = theme.accent;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const [i, value] of points.entries()) context.lineTo(x((i + 0.5) * losses.length / points.length), y(value));
    context.stroke();
    context.strokeStyle = HELD_OUT_INKS[luminance(theme.paper) > 128 ? "light" : "dark"];
    context.setLineDash([5, 3]);
    context.lineWidth = 2;
    context.beginPath();
    for (const [at, loss] of heldOut) context.lineTo(x(at), y(loss));
    context.stroke();
    context.setLineDash([]);
    if (step >= losses.length) return;
    context.fillStyle = theme.text; // where one looks back to
    context.fillRect(x(step) - 0.75, EDGE_TOP, 1.5, floor - EDGE_TOP);
  });
  return { canvas: sheet.canvas, draw: sheet.draw, show(next) { shown = next; sheet.draw(); } };
}

function drawAxes(context, theme, width, [low, high], y) {
  context.font = `${11 * theme.scale}px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.lineWidth = 1;
  for (const share of [0.1, 0.5, 0.9]) {
    const value = low + share * (high - low), at = Math.round(y(value)) + 0.5;
    context.strokeStyle = theme.line;
    context.beginPath();
    context.moveTo(EDGE_LEFT, at);
    context.lineTo(width, at);
    context.stroke();
    context.fillStyle = theme.muted;
    context.fillText(inNats(value), EDGE_LEFT - 5, at);
  }
}

// A bar a dimension: its divergence in nats. show(kl, axes: which two the map shows).
export function makeDivergences(host) {
  let kl = [], axes = [], most = 1;
  const sheet = makeSheet("divergences", "KL divergence of each latent dimension", BARS_HIGH, (context, width) => {
    if (!kl.length) return;
    const { theme } = host, floor = BARS_HIGH - EDGE_LOW, each = Math.min(56, (width - EDGE_LEFT) / kl.length);
    drawAxes(context, theme, width, [0, most], (value) => floor - (floor - EDGE_TOP) * value / most);
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const [j, nats] of kl.entries()) {
      const left = EDGE_LEFT + j * each + 1, high = Math.max(1, (floor - EDGE_TOP) * Math.min(1, nats / most));
      context.fillStyle = theme.accent;
      context.globalAlpha = axes.includes(j) || kl.length < 3 ? 1 : 0.45;
      context.fillRect(left, floor - high, Math.max(1, each - 3), high);
      context.globalAlpha = 1;
      context.fillStyle = theme.muted;
      if (kl.length <= NAMED_BARS) context.fillText(`z${j + 1}`, left + (each - 3) / 2, floor + 4);
    }
  });
  return {
    canvas: sheet.canvas, draw: sheet.draw,
    show(next, on) {
      [kl, axes] = [[...next], on];
      const top = Math.max(0.5, ...kl);
      most = Math.max(top, most * 0.98); // it grows at once, and shrinks slowly
      sheet.canvas.setAttribute("aria-label", `KL divergence of each latent dimension: ${
        kl.length > NAMED_BARS ? `${kl.filter((nats) => nats > 0.05).length} of ${kl.length} say anything`
          : kl.map((nats, j) => `z${j + 1} ${inNats(nats)} nats`).join(", ")}`);
      sheet.draw();
    },
  };
}
