// How far do samples lie from the images, seen beside how far images lie from each other? A row of signs over a grey band.

import { element } from "../base/dom.js";
import { css } from "../base/theme.js";
import { SIGNS, drawSign, markInks } from "../map/marks.js";
import { quantile } from "./density.js";

const RULER_HEIGHT = 58;

// onsize(): it must be drawn anew.
export function makeRuler(c, onsize) {
  const canvas = element("canvas", { className: "ruler", role: "img", "aria-label": "Distances to the nearest image" }),
    context = canvas.getContext("2d");
  let width = 0, ratio = 1;

  function size() {
    const dpr = Math.min(2, window.devicePixelRatio || 1), now = canvas.clientWidth;
    if (now === width && dpr === ratio) return;
    [width, ratio] = [now, dpr];
    canvas.width = Math.round(now * dpr);
    canvas.height = Math.round(RULER_HEIGHT * dpr);
    onsize();
  }

  new ResizeObserver(size).observe(canvas); // to ask for a size while drawing makes the browser lay out at once

  // draws: distances and which are known. yardstick: see density.js. end: the distance at the right edge.
  function draw(draws, yardstick, end, theme) {
    if (!width || !yardstick?.sorted) return;
    const { distance, made, n } = draws, x = (v) => 4 + Math.min(1, v / end) * (width - 8), floor = RULER_HEIGHT - 15;
    const colour = markInks(theme)[c], paper = css(theme.paper);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, RULER_HEIGHT);
    band(x, floor, yardstick.sorted, theme);
    const r = n > 150 ? 2 : 3, known = [];
    for (let i = 0; i < n; i++) {
      if (!made.measured[i]) continue;
      known.push(distance[i]);
      const up = ((i * 0.618034) % 1) * (floor - 12) + 6; // golden ratio: spread evenly, and the same every time
      drawSign(context, SIGNS[c], x(distance[i]), up, r, colour, paper, distance[i] > yardstick.far);
    }
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, floor + 0.5);
    context.lineTo(width, floor + 0.5);
    context.stroke();
    if (known.length) needle(x(quantile(Float64Array.from(known).sort(), 0.5)), floor, colour);
  }

  // Where nine in ten images lie, and the edge beyond which the gaps begin.
  function band(x, floor, sorted, theme) {
    const near = x(quantile(sorted, 0.05)), far = x(quantile(sorted, 0.9));
    context.fillStyle = theme.line;
    context.globalAlpha = 0.75;
    context.fillRect(near, 0, far - near, floor);
    context.globalAlpha = 1;
    context.font = `11px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textBaseline = "bottom";
    // At the outer ends: the needle points from below to somewhere between.
    context.textAlign = "left";
    context.fillText("images", near, RULER_HEIGHT);
    context.textAlign = "right";
    context.fillText("gaps →", width - 1, RULER_HEIGHT);
  }

  function needle(x, floor, colour) {
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(x, floor - 1);
    context.lineTo(x - 5, floor + 7);
    context.lineTo(x + 5, floor + 7);
    context.fill();
  }

  return { node: canvas, draw, say(text) { canvas.setAttribute("aria-label", text); } };
}
