// How is the plane of a VAE's two latents drawn, with its images as a cloud, near or far?

import { css } from "../base/theme.js";
import { ellipse, makePlot, ticks } from "./plot.js";

export const WHOLE = 4.6; // from the middle to an edge of the whole map

// label: what is seen, in words. -> a plot, and {draw(centre, reach, theme, cloud, behind): the ground; behind(): what lies under the cloud}
export function makePlane(label) {
  const plot = makePlot(label, "1 / 1", { className: "plot plane", tabIndex: 0 });
  plot.draw = ([x, y], reach, theme, { xy, labels }, behind = () => {}) => {
    if (!plot.begin()) return false;
    const { context } = plot, span = { x: [x - reach, x + reach], y: [y - reach, y + reach] };
    plot.span(span);
    behind();
    context.strokeStyle = theme.line;
    context.fillStyle = theme.muted;
    context.lineWidth = 1;
    context.font = `${11 * theme.scale}px ${theme.font}`;
    for (const [from, to, across] of [[...span.x, true], [...span.y, false]]) {
      for (const v of ticks(from, to, 6)) {
        const at = across ? plot.at(v) : plot.up(v);
        context.globalAlpha = v === 0 ? 1 : 0.45;
        context.beginPath();
        if (across) { context.moveTo(at, 0); context.lineTo(at, plot.height); } else { context.moveTo(0, at); context.lineTo(plot.width, at); }
        context.stroke();
        context.globalAlpha = 1;
        const text = String(Number(v.toFixed(6))).replace("-", "−");
        if (across && at > 24 && at < plot.width - 14) context.fillText(text, at + 3, plot.height - 5);
        else if (!across && at > 14 && at < plot.height - 24) context.fillText(text, 4, at - 3);
      }
    }
    const radius = reach < 2 ? 2.5 : 1.4;
    for (let i = 0; i < labels.length; i++) {
      const u = plot.at(xy[2 * i]), v = plot.up(xy[2 * i + 1]);
      if (u < 0 || v < 0 || u > plot.width || v > plot.height) continue;
      context.fillStyle = css(theme.rgb[labels[i] % theme.rgb.length], 0.35);
      context.fillRect(u - radius, v - radius, 2 * radius, 2 * radius);
    }
    return true;
  };
  return plot;
}

// One and two standard deviations around a posterior's middle, as ellipses.
export function drawPosterior(plane, { mu, sigma }, tint, lit) {
  const { context } = plane;
  for (const times of [2, 1]) {
    ellipse(plane, mu, sigma.map((v) => times * v));
    context.fillStyle = css(tint, lit ? 0.28 : 0.12);
    context.fill();
    context.strokeStyle = css(tint);
    context.lineWidth = lit ? 3.5 : 2;
    context.stroke();
  }
}

// A pointer that takes a place along: move([x, y]) while it is down, done() when it is let go; keys take it by a step.
export function drag(plot, { reach, move, by, done }) {
  const { node } = plot;
  let down = false;
  node.onpointerdown = (event) => {
    down = true;
    node.setPointerCapture(event.pointerId);
    move(plot.over(event));
  };
  node.onpointermove = (event) => { if (down) move(plot.over(event)); };
  node.onpointerup = node.onpointercancel = () => { if (down) { down = false; done(); } };
  node.onkeydown = (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step) return;
    event.preventDefault();
    by(step.map((v) => v * reach() * (event.shiftKey ? 0.1 : 0.02)));
    done();
  };
}

// Where a window of so much reach lies, that what it shows does not leave it: moved only as far as it must be.
export function followed(centre, place, reach) {
  const [x, y] = place, within = 0.75 * reach, follow = (c, v) => Math.min(Math.max(c, v - within), v + within);
  return [follow(centre[0], x), follow(centre[1], y)];
}
