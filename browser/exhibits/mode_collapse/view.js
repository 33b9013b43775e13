// What is seen of a GAN on a ring: data, what is drawn, where the discriminator believes it; and what was counted meanwhile?

import { css } from "../../base/theme.js";
import { ellipse, makePlot, ticks } from "../plot.js";
import { CENTRES, MODES, RADIUS, WIDE } from "./ring.js";

export const SIDE = 18, REACH = 1.6 * RADIUS; // cells of the shading on a side; from the middle to an edge
const MOST = 2.5; // nats at the top of the losses

// Middles of the cells that are shaded, row by row from below, one place after the other.
export const CELLS = Float64Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
  const cell = i >> 1, at = i % 2 ? Math.floor(cell / SIDE) : cell % SIDE;
  return REACH * (2 * (at + 0.5) / SIDE - 1);
});

let cells = null; // one small picture for all, drawn large

function shade({ context, width, height }, belief, tint) {
  cells ??= new OffscreenCanvas(SIDE, SIDE);
  const small = cells.getContext("2d"), image = small.createImageData(SIDE, SIDE);
  for (let i = 0; i < belief.length; i++) {
    const to = 4 * ((SIDE - 1 - Math.floor(i / SIDE)) * SIDE + i % SIDE);
    image.data.set([...tint, 255 * 0.32 * belief[i]], to);
  }
  small.putImageData(image, 0, 0);
  context.drawImage(cells, 0, 0, width, height);
}

function dots({ context, at, up }, xy, colour, size) {
  context.fillStyle = colour;
  for (let i = 0; i < xy.length; i += 2) context.fillRect(at(xy[i]) - size, up(xy[i + 1]) - size, 2 * size, 2 * size);
}

// seen: {data, drawn: places, belief: of CELLS, counts: see ring.js}
export function drawRing(plot, { data, drawn, belief, counts }, theme, tints, least) {
  if (!plot.begin()) return;
  const { context } = plot;
  plot.span({ x: [-REACH, REACH], y: [-REACH, REACH] });
  shade(plot, belief, tints.judge);
  dots(plot, data, css(tints.real, 0.55), 1);
  dots(plot, drawn, css(tints.drawn, 0.8), 1.5);
  context.font = `600 ${11 * theme.scale}px ${theme.font}`;
  context.textAlign = "center";
  for (const [k, centre] of CENTRES.entries()) {
    const hit = counts.shares[k] >= least, [x, y] = centre;
    ellipse(plot, centre, [3 * WIDE, 3 * WIDE]);
    context.setLineDash(hit ? [] : [3, 4]);
    context.lineWidth = hit ? 2.5 : 1.5;
    context.strokeStyle = hit ? css(tints.drawn) : theme.muted;
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = theme.text;
    context.fillText(`${Math.floor(100 * counts.shares[k] + 1e-9)} %`, plot.at(1.32 * x), plot.up(1.32 * y) + 4);
  }
  context.textAlign = "left";
}

function axes(plot, last, levels, theme) {
  const { context } = plot;
  context.font = `${11 * theme.scale}px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  for (const v of levels) {
    context.beginPath();
    context.moveTo(plot.at(0), plot.up(v));
    context.lineTo(plot.at(last), plot.up(v));
    context.stroke();
    context.fillText(String(v), 4, plot.up(v) + 4);
  }
  for (const v of ticks(0, last, 4)) if (v > 0 && v <= last) context.fillText(v.toLocaleString("en"), Math.min(plot.at(v) - 12, plot.width - 40), plot.height - 4);
}

function line(plot, rows, value, colour) {
  const { context } = plot;
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  for (const row of rows) context.lineTo(plot.at(row.step), plot.up(value(row)));
  context.stroke();
}

export const makeCounts = () => makePlot("Modes that are hit, from nothing to eight, over the steps of training", "3 / 1");
export const makeLosses = () => makePlot("Losses of the discriminator and of the generator, in nats, over the steps of training", "3 / 1");

// rows: [{step, hit, judge, generator}], what was noted while it learned.
export function drawCourses(counts, losses, rows, theme, tints) {
  const last = Math.max(200, rows.at(-1)?.step ?? 0), margin = { margin: [8, 8, 18, 26] };
  if (counts.begin()) {
    counts.span({ x: [0, last], y: [0, MODES + 0.4] }, margin);
    axes(counts, last, [0, 4, 8], theme);
    line(counts, rows, ({ hit }) => hit, css(tints.drawn));
  }
  if (losses.begin()) {
    losses.span({ x: [0, last], y: [0, MOST] }, margin);
    axes(losses, last, [0, 1, 2], theme);
    line(losses, rows, ({ judge }) => Math.min(MOST, judge), css(tints.judge));
    line(losses, rows, ({ generator }) => Math.min(MOST, generator), css(tints.drawn));
  }
}
