// What pulls at a posterior q = N(mu, sigma^2), one number for each dimension, and where do the pulls cancel?

import { klOf } from "../../read/numbers.js";

// Gauss-Hermite of order 5 in each of two dimensions: what E[f(eps)] is to be read off 25 places for, eps from N(0, I).
// Source: Abramowitz & Stegun 1964, table 25.10, in the probabilists' scale.
const NODES = [[0, 0.5333333333333333], [1.355626179974266, 0.2220759220056126], [2.856970013872806, 0.011257411327720691]];
const LINE = NODES.flatMap(([at, weight]) => (at ? [[-at, weight], [at, weight]] : [[0, weight]]));
export const PLACES = LINE.flatMap(([a, v]) => LINE.map(([b, w]) => ({ eps: [a, b], weight: v * w })));

export const placesOf = (mu, sigma) => PLACES.flatMap(({ eps }) => eps.map((e, a) => mu[a] + sigma[a] * e));

// nats, slopes: of the loss at these places. Returns {nats: E[loss], mu: dE/dmu, sigma: dE/dlog sigma}.
export function averaged(nats, slopes, sigma) {
  const out = { nats: 0, mu: [0, 0], sigma: [0, 0] };
  for (const [i, { eps, weight }] of PLACES.entries()) {
    out.nats += weight * nats[i];
    for (let a = 0; a < 2; a++) {
      out.mu[a] += weight * slopes[2 * i + a];
      out.sigma[a] += weight * slopes[2 * i + a] * sigma[a] * eps[a];
    }
  }
  return out;
}

// KL(q || N(0, I)) and its slopes. Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
export const divergence = (mu, sigma) => ({ nats: klOf(mu, sigma), mu: mu.slice(), sigma: sigma.map((s) => s * s - 1) });

// One step down rec + beta KL, by the natural gradient: each number is moved in units of how surely q knows it, and no farther than `most`.
// Source: Amari 1998, doi:10.1162/089976698300017746; of a Gaussian the metric is 1 / sigma^2 for mu and 2 for log sigma.
export function stepped({ mu, logSigma }, rec, kl, beta, { rate = 0.3, most = 0.1, lowest = -4, highest = 0.7 } = {}) {
  const held = (v) => Math.max(-most, Math.min(most, v));
  return {
    mu: mu.map((m, a) => m - held(rate * Math.exp(2 * logSigma[a]) * (rec.mu[a] + beta * kl.mu[a]))),
    logSigma: logSigma.map((s, a) => Math.min(highest, Math.max(lowest, s - held(rate * 0.5 * (rec.sigma[a] + beta * kl.sigma[a]))))),
  };
}

// nats: -log p(x|z) on a square of side x side places, row by row from below, `step` apart from `from` on.
// Returns {density: of p(z|x) there, summing to 1, evidence: log p(x)} as far as the square goes.
export function exactPosterior({ nats, side, from, step }) {
  const log = new Float64Array(side * side);
  let top = -Infinity, sum = 0;
  for (let i = 0; i < log.length; i++) {
    const x = from[0] + step * (i % side), y = from[1] + step * Math.floor(i / side);
    log[i] = -nats[i] - 0.5 * (x * x + y * y) - Math.log(2 * Math.PI);
    top = Math.max(top, log[i]);
  }
  const density = log.map((v) => Math.exp(v - top));
  for (const v of density) sum += v;
  return { density: density.map((v) => v / sum), evidence: top + Math.log(sum) + 2 * Math.log(step) };
}

// The density above which so large a share of all lies.
export function levelOf(density, share) {
  const sorted = Float64Array.from(density).sort().reverse();
  let sum = 0;
  for (const v of sorted) {
    sum += v;
    if (sum >= share) return v;
  }
  return 0;
}

// The line along which values are `level`, as pieces [[x, y], [x, y]] in units of the grid. Source: marching squares, Lorensen & Cline 1987,
// doi:10.1145/37402.37422, in two dimensions; a saddle is cut by the mean of its corners.
export function contour(values, side, level) {
  const pieces = [], at = (x, y) => values[y * side + x] - level;
  for (let y = 0; y < side - 1; y++) {
    for (let x = 0; x < side - 1; x++) {
      const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)], found = [];
      for (let k = 0; k < 4; k++) {
        const a = corners[k], b = corners[(k + 1) % 4];
        if ((a >= 0) === (b >= 0)) continue;
        const t = a / (a - b), [dx, dy] = [[t, 0], [1, t], [1 - t, 1], [0, 1 - t]][k];
        found.push([x + dx, y + dy]);
      }
      if (found.length === 4 && (corners[0] >= 0) !== (corners[0] + corners[1] + corners[2] + corners[3] >= 0)) found.push(found.shift());
      for (let k = 0; k + 1 < found.length; k += 2) pieces.push([found[k], found[k + 1]]);
    }
  }
  return pieces;
}
