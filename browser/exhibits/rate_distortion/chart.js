// How are twelve models drawn as points that move while they learn? Distortion over rate, each with the way that it has come.

import { css } from "../../base/theme.js";
import { makePlot, ticks } from "../plot.js";

export const ROW_TINTS = ["real", "judge", "drawn", "rec"]; // of a beta each
const NEAR = 18; // CSS pixels within which a point is meant
const RATES = 12, SHRINK = 0.9; // nats that are shown at least; from one picture to the next

// The sign of the c-th number of dimensions: a circle, a square, a triangle.
export function trace(context, c, x, y, r) {
  context.beginPath();
  if (c === 0) context.arc(x, y, r, 0, 2 * Math.PI);
  else if (c === 1) context.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
  else {
    context.moveTo(x, y - 1.2 * r);
    context.lineTo(x + 1.1 * r, y + 0.8 * r);
    context.lineTo(x - 1.1 * r, y + 0.8 * r);
    context.closePath();
  }
}

function line({ context }, from, to, theme, dashed) {
  context.strokeStyle = dashed ? theme.muted : theme.line;
  context.setLineDash(dashed ? [5, 4] : []);
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
  context.setLineDash([]);
}

function drawNats(plot, { blank, least, low, high, far }, theme) {
  const { context, at, up, width, height } = plot;
  context.font = `${11 * theme.scale}px ${theme.font}`;
  for (const v of ticks(low, high, 6)) {
    line(plot, [at(0), up(v)], [width, up(v)], theme, false);
    context.fillStyle = theme.muted;
    context.fillText(String(v), 8, up(v) + 4);
  }
  context.textAlign = "center";
  for (const v of ticks(0, far, 6)) if (at(v) < width - 8) context.fillText(String(v), Math.max(at(v), at(0) + 4), height - 22);
  context.textAlign = "left";
  context.fillText("rate: KL divergence, nats →", at(0), height - 6);
  for (const [v, words] of [[blank, "the mean of all images, rate 0"], [least, "no less: the greys are chance"]]) {
    line(plot, [at(0), up(v)], [width, up(v)], theme, true);
    context.fillStyle = theme.muted;
    context.textAlign = "right";
    context.fillText(words, width - 8, up(v) - 5);
    context.textAlign = "left";
  }
}

function drawWay(context, places, colour, wide) {
  context.strokeStyle = colour;
  context.lineWidth = wide;
  context.lineJoin = "round";
  context.beginPath();
  for (const place of places) context.lineTo(...place);
  context.stroke();
}

function drawPoint(context, { row, column }, [x, y], chosen, theme, tints) {
  trace(context, column, x, y, chosen ? 8.5 : 5.5);
  context.fillStyle = css(tints[ROW_TINTS[row]]);
  context.fill();
  context.strokeStyle = chosen ? theme.text : css(theme.paper);
  context.lineWidth = chosen ? 2.5 : 1.2;
  context.stroke();
}

// onpick(number): of the model whose point was pressed. -> {node, draw(shown, theme, tints)}; shown: {cells: [{row, column, path}],
// frontier: their numbers, chosen, blank, least: see measures.js}.
export function makeChart(onpick) {
  const plot = makePlot("Distortion over rate of the twelve models, in nats", "4 / 3");
  plot.node.dataset.mark = "kl";
  let points = [], far = RATES;
  plot.node.onclick = ({ offsetX, offsetY }) => {
    const away = points.map((at) => (at ? Math.hypot(at[0] - offsetX, at[1] - offsetY) : Infinity)), nearest = Math.min(...away);
    if (nearest <= NEAR) onpick(away.indexOf(nearest));
  };
  return {
    node: plot.node,
    draw({ cells, frontier, chosen, blank, least }, theme, tints) {
      if (!plot.begin()) return;
      const { context } = plot, room = 0.1 * (blank - least), low = least - room, high = blank + 1.6 * room, ends = cells.map(({ path }) => path?.at(-1));
      far = Math.max(RATES, ...ends.map((end) => (end ? 1.06 * end[1] : 0)), SHRINK * far); // wider at once, narrower bit by bit
      plot.span({ x: [0, far], y: [low, high] }, { margin: [8, 12, 38, 40] });
      const place = ([, rate, distortion]) => [plot.at(Math.max(0, Math.min(far, rate))), plot.up(Math.min(high, distortion))];
      drawNats(plot, { blank, least, low, high, far }, theme);
      drawWay(context, frontier.map((k) => place(ends[k])), css(theme.ink, 0.18), 6);
      for (const { row, path } of cells) {
        const seen = (path ?? []).filter(([, rate, distortion]) => rate <= far && distortion <= high); // early ones are far outside
        drawWay(context, seen.map(place), css(tints[ROW_TINTS[row]], 0.45), 1.2);
      }
      points = ends.map((end) => end && place(end));
      const order = [...cells.keys()].filter((k) => points[k]).sort((a, b) => Number(a === chosen) - Number(b === chosen));
      for (const k of order) drawPoint(context, cells[k], points[k], k === chosen, theme, tints);
    },
  };
}
