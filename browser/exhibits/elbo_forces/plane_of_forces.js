// How are a landscape, a posterior and the forces on it drawn onto the plane of the latents?

import { css } from "../../base/theme.js";
import { drawPosterior } from "../plane.js";
import { arrow } from "../plot.js";

const HIGHER = 0.85, REDDEST = 0.62; // share of the places that are below the reddest shade, and how red that is
const LONG = 24; // pixels of an arrow: this times log(1 + force)

// A small picture of a landscape, one pixel a place, the redder the worse.
export function shadeOf({ nats, side }, tint, theme) {
  const canvas = new OffscreenCanvas(side, side), context = canvas.getContext("2d"), image = context.createImageData(side, side);
  const sorted = Float32Array.from(nats).sort(), low = sorted[0], high = sorted[Math.floor(HIGHER * (nats.length - 1))];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const worse = Math.min(1, (nats[y * side + x] - low) / (high - low)), dark = REDDEST * Math.sqrt(worse), at = 4 * ((side - 1 - y) * side + x);
      for (let c = 0; c < 3; c++) image.data[at + c] = theme.paper[c] + (tint[c] - theme.paper[c]) * dark;
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

const forceArrow = (plane, at, [x, y], colour, wide) => {
  const size = Math.hypot(x, y), long = LONG * Math.log1p(size);
  if (size < 1e-6) return;
  plane.context.strokeStyle = plane.context.fillStyle = colour;
  arrow(plane.context, at, [at[0] + long * x / size, at[1] - long * y / size], wide);
};

function drawExact(plane, { lines, grid: { from, step } }, colour, lit) {
  const { context, at, up } = plane;
  context.strokeStyle = colour;
  context.lineWidth = lit ? 3.5 : 2;
  context.beginPath();
  for (const line of lines) {
    for (const [[x, y], [u, v]] of line) {
      context.moveTo(at(from[0] + step * x), up(from[1] + step * y));
      context.lineTo(at(from[0] + step * u), up(from[1] + step * v));
    }
  }
  context.stroke();
}

// The pulls on mu from its place, and those on sigma from the edges of the ellipse.
function drawPulls(plane, { q: { mu }, sigma, rec, kl, beta, tints, lit }) {
  const { at, up } = plane, here = [at(mu[0]), up(mu[1])];
  for (const [part, pull] of /** @type {any[]} */ ([["rec", rec], ["kl", { mu: kl.mu.map((v) => beta * v), sigma: kl.sigma.map((v) => beta * v) }]])) {
    const colour = css(tints[part]), wide = lit === part ? 5 : 3;
    forceArrow(plane, here, pull.mu.map((v) => -v), colour, wide);
    for (const way of [1, -1]) {
      forceArrow(plane, [at(mu[0] + way * sigma[0]), up(mu[1])], [-way * pull.sigma[0], 0], colour, wide - 1);
      forceArrow(plane, [at(mu[0]), up(mu[1] + way * sigma[1])], [0, -way * pull.sigma[1]], colour, wide - 1);
    }
  }
}

// what: the exhibit's state, with its theme, its shade and what else is to be drawn.
export function drawForces(plane, what) {
  const { centre, reach, theme, cloud, square, shade, exact, encoder, q: { mu }, sigma, tints, lit } = what;
  const behind = () => {
    if (!shade) return;
    const { from, step, side } = square, far = step * (side - 0.5), { context, at, up } = plane;
    context.imageSmoothingEnabled = true;
    context.drawImage(shade, at(from[0] - step / 2), up(from[1] + far), at(from[0] + far) - at(from[0] - step / 2), up(from[1] - step / 2) - up(from[1] + far));
  };
  if (!plane.draw(centre, reach, theme, cloud, behind)) return;
  const { context, at, up } = plane;
  if (exact) drawExact(plane, exact, css(tints.z), lit === "z");
  drawPosterior(plane, { mu, sigma }, tints.sigma, lit === "sigma");
  drawPulls(plane, what);
  const [x, y] = [at(encoder.mu[0]), up(encoder.mu[1])];
  context.strokeStyle = css(tints.mu);
  context.lineWidth = lit === "mu" ? 5 : 3;
  context.beginPath();
  for (const [dx, dy] of [[7, 7], [7, -7]]) { context.moveTo(x - dx, y - dy); context.lineTo(x + dx, y + dy); }
  context.stroke();
  context.beginPath();
  context.arc(at(mu[0]), up(mu[1]), 5, 0, 2 * Math.PI);
  context.fillStyle = css(tints.sigma);
  context.fill();
}
