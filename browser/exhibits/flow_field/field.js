// How does a network of a few units learn which way noise goes, and where does it carry a point?
//
// A point on its way is x_t = (1 - t) e + t x: e noise from N(0, I), x one of the data, t from 0 to 1. What is learned is the mean of x - e
// of all that pass a place at a moment. Source: Lipman et al. 2023, arXiv:2210.02747; Liu et al. 2023, arXiv:2209.03003.

import { backward, begun, countOf, forward, layersOf, makeAdam } from "../networks.js";

export const UNITS = 40, BATCH = 64;
const RATE = 0.01, HALVED = 500; // the highest step size of Adam, and after how many steps it is half of that
const TOLD = 2; // waves of t that it is told beside t itself
const LAYERS = layersOf([2 + 1 + 2 * TOLD, UNITS, UNITS, 2]);

// Places (n, 2) and their moments, as the network reads them.
function seen(xy, moments, n) {
  const wide = 3 + 2 * TOLD, rows = new Float64Array(n * wide);
  for (let i = 0; i < n; i++) {
    const t = moments[i], at = i * wide;
    rows[at] = xy[2 * i];
    rows[at + 1] = xy[2 * i + 1];
    rows[at + 2] = 2 * t - 1;
    for (let k = 0; k < TOLD; k++) {
      const turn = Math.PI * 2 ** k * t;
      rows[at + 3 + 2 * k] = Math.sin(turn);
      rows[at + 4 + 2 * k] = Math.cos(turn);
    }
  }
  return rows;
}

// uniform(): inside 0 and 1. -> {numbers, learned(), velocity(), carried()}
export function makeField(uniform) {
  const numbers = begun(LAYERS, uniform), move = makeAdam(countOf(LAYERS), 0.9);
  let learned = 0;
  const said = (xy, moments) => forward(LAYERS, numbers, seen(xy, moments, moments.length), moments.length);
  const velocity = (xy, t) => said(xy, new Float64Array(xy.length / 2).fill(t)).at(-1);

  return {
    numbers, velocity,

    // A step of Adam on data (n, 2), noise (n, 2) and moments (n). Returns the squared error of the velocity, a coordinate.
    learned(real, noise, moments) {
      const n = moments.length, xy = real.map((v, i) => moments[i >> 1] * v + (1 - moments[i >> 1]) * noise[i]);
      const acts = said(xy, moments), gradient = new Float64Array(numbers.length);
      const apart = acts.at(-1).map((v, i) => v - (real[i] - noise[i]));
      backward(LAYERS, numbers, acts, apart.map((v) => v / n), n, gradient);
      move(numbers, gradient, RATE / (1 + learned++ / HALVED));
      return apart.reduce((sum, v) => sum + v * v, 0) / (2 * n);
    },

    // Where noise (n, 2) is after each of so many even steps, itself first: each goes along the velocity at its beginning (Euler's method).
    carried(noise, steps) {
      const places = [noise];
      for (let k = 0; k < steps; k++) {
        const now = places[k], way = velocity(now, k / steps);
        places.push(now.map((v, i) => v + way[i] / steps));
      }
      return places;
    },
  };
}

// Where points that are carried in those steps are at the moment t, 0 to 1: between two steps they go straight on.
export function placesAt(places, t) {
  const at = t * (places.length - 1), k = Math.min(places.length - 2, Math.floor(at)), part = at - k;
  return places[k].map((v, i) => v + part * (places[k + 1][i] - v));
}
