// What is seen of a field of velocities: its arrows at a moment, the data, points on their way, and how many arrive?

import { css } from "../../base/theme.js";
import { arrow } from "../plot.js";

const REACH = 2.4, SIDE = 13; // from the middle to an edge; arrows on a side
const LONG = 0.17; // of an arrow by the velocity
const TRAILS = 60; // points whose way is drawn

const GRID = Float64Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
  const cell = i >> 1, at = i % 2 ? Math.floor(cell / SIDE) : cell % SIDE;
  return REACH * (2 * (at + 0.5) / SIDE - 1);
});

function dots({ context, at, up }, xy, colour, size) {
  context.fillStyle = colour;
  for (let i = 0; i < xy.length; i += 2) context.fillRect(at(xy[i]) - size, up(xy[i + 1]) - size, 2 * size, 2 * size);
}

function arrows(plot, velocity, t, colour) {
  const { context, at, up } = plot, way = velocity(GRID, t);
  context.strokeStyle = context.fillStyle = colour;
  for (let i = 0; i < GRID.length; i += 2) {
    const [x, y] = [GRID[i], GRID[i + 1]];
    arrow(context, [at(x), up(y)], [at(x + LONG * way[i]), up(y + LONG * way[i + 1])], 1.3);
  }
}

// How some points came to where they are.
function trails({ context, at, up }, places, now, t, colour) {
  const passed = Math.floor(t * (places.length - 1) + 1e-9);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  for (let i = 0; i < 2 * TRAILS; i += 2) {
    context.beginPath();
    for (const xy of places.slice(0, passed + 1)) context.lineTo(at(xy[i]), up(xy[i + 1]));
    context.lineTo(at(now[i]), up(now[i + 1]));
    context.stroke();
  }
}

// seen: {real, places: after each step, now: at the moment t, velocity(xy, t)}
export function drawField(plot, { real, places, now, t, velocity }, theme, tints) {
  if (!plot.begin()) return;
  plot.span({ x: [-REACH, REACH], y: [-REACH, REACH] });
  dots(plot, real, css(tints.real, 0.6), 1.5);
  arrows(plot, velocity, Math.min(t, 0.999), css(tints.judge, 0.75));
  trails(plot, places, now, t, css(tints.drawn, 0.35));
  dots(plot, now, css(tints.drawn), 1.8);
}

// landed: [{share}] for each of `steps`; chosen: which of them is looked at.
export function drawShares(plot, steps, landed, chosen, theme, tints) {
  if (!plot.begin()) return;
  const { context } = plot;
  plot.span({ x: [0, steps.length], y: [0, 1] }, { margin: [16, 4, 18, 4] });
  context.font = `${11 * theme.scale}px ${theme.font}`;
  context.textAlign = "center";
  for (const [k, { share }] of landed.entries()) {
    const [from, to, top] = [plot.at(k + 0.15), plot.at(k + 0.85), plot.up(share)], middle = (from + to) / 2;
    context.fillStyle = css(tints.drawn, k === chosen ? 1 : 0.4);
    context.fillRect(from, top, to - from, plot.up(0) - top);
    context.fillStyle = theme.text;
    context.fillText(String(Math.round(100 * share)), middle, top - 4);
    context.fillStyle = theme.muted;
    context.fillText(String(steps[k]), middle, plot.height - 4);
  }
  context.textAlign = "left";
}
