// Where on the map does a latent lie, and which latents lie at a place? On a plane, or between points scattered freely.
//
// A layout is {id, tag, kind, xy, note, toMap(z), moved(z, p), hold(z, p), dragged(held, z, p), nearness(p)}:
// moved is what a tile at p decodes; hold and dragged are a hand that takes the point at p0 and brings it to p.
// Scattered layouts compute what core/projection/scattered.py does, with the same constants.

import { movedTo, toMap } from "../base/place.js";
import { makeIndex, nearestRows } from "./grid.js";

export const NEAREST = 12, SETTLE = 10, FADES = 8; // FADES: of its reach, how far a drag takes z to forget where it came from

export function planeLayout(bundle, about = null) {
  const moved = (z, p) => movedTo(bundle, z, p);
  return {
    id: about?.id ?? "", tag: "", kind: "plane", xy: bundle.xy, note: about?.note ?? "",
    toMap: (z) => toMap(bundle, z), moved, hold: () => null, dragged: (held, z, p) => moved(z, p), nearness: () => 1,
  };
}

// The latents of all points as rows: few dimensions are their own map.
export function latentRows({ d, mu, xy }) {
  return mu ?? (d === 2 ? xy : Float32Array.from({ length: xy.length / 2 }, (_, i) => xy[2 * i]));
}

// Which points say where z lies, and how much each: {indices, weights} with weights that sum to 1.
// w = (R - r) / (R r). Source: Shepard 1968, doi:10.1145/800186.810616.
export function anchorOf(rows, d, z) {
  const { indices, distances, edge } = crowd((i, s) => nearestRows(rows, d, z, NEAREST + 1, i, s));
  const nearest = distances[0];
  if (nearest === 0) return { indices, weights: share(distances.map((r) => (r === 0 ? 1 : 0))) };
  return { indices, weights: share(distances.map((r) => (1 - r / edge) * (nearest / r))) };
}

// The nearest points and R, the distance of the first that has no say; with few points just beyond the farthest.
function crowd(search) {
  const indices = new Uint32Array(NEAREST + 1), squares = new Float64Array(NEAREST + 1), found = search(indices, squares);
  const k = Math.min(NEAREST, found), distances = squares.subarray(0, found).map(Math.sqrt);
  return {
    indices: indices.subarray(0, k), distances: distances.subarray(0, k),
    edge: found > NEAREST ? distances[NEAREST] : 1.0001 * distances[found - 1],
  };
}

function share(weights) {
  const sum = weights.reduce((total, w) => total + w, 0);
  return sum > 0 ? weights.map((w) => w / sum) : weights.fill(1 / weights.length);
}

const weighted = ({ indices, weights }, xy) => {
  let x = 0, y = 0;
  for (const [j, i] of indices.entries()) { x += weights[j] * xy[2 * i]; y += weights[j] * xy[2 * i + 1]; }
  return [x, y];
};

// From the weighted mean to where most of the points lie: between two groups that the map has torn apart lies no image.
export function settled({ indices, weights }, xy, reach) {
  let place = weighted({ indices, weights }, xy);
  for (let step = 0; step < SETTLE && reach > 0; step++) {
    const [x, y] = place;
    const near = weights.map((w, j) => {
      const across = (xy[2 * indices[j]] - x) / reach, up = (xy[2 * indices[j] + 1] - y) / reach;
      return w / (1 + across * across + up * up);
    });
    place = weighted({ indices, weights: share(near) }, xy);
  }
  return place;
}

// bundle: as opened. xy: places of all its points. about: {id, note, reach}, see core/blocks/layout.py.
export function scatteredLayout(bundle, about, xy) {
  const { d } = bundle, rows = latentRows(bundle);
  let index = null, reach = about.reach ?? null, last = null;
  const known = new WeakMap();
  const search = (x, y) => crowd((i, s) => (index ??= makeIndex(xy)).nearest(x, y, NEAREST + 1, i, s));

  // Asked for the same place twice in a row, for the latents and for how near it is.
  function near([x, y]) {
    if (last?.x !== x || last.y !== y) last = { x, y, ...search(x, y) };
    return last;
  }

  function inverse(p) {
    const { indices, distances, edge } = near(p), z = new Float32Array(d);
    const weights = share(distances.map((r) => (1 - (r / edge) ** 2) ** 2));
    for (const [j, i] of indices.entries()) for (let a = 0; a < d; a++) z[a] += weights[j] * rows[i * d + a];
    return z;
  }

  // The median distance of a point to the twelfth beside it; every so many points tell it well enough.
  function usual() {
    if (reach !== null) return reach;
    const n = xy.length / 2, step = Math.max(1, Math.floor(n / 600)), found = [];
    for (let i = 0; i < n; i += step) {
      const { edge } = search(xy[2 * i], xy[2 * i + 1]);
      found.push(n > NEAREST ? edge : edge / 1.0001);
    }
    found.sort((a, b) => a - b);
    return reach = (found[(found.length - 1) >> 1] + found[found.length >> 1]) / 2;
  }

  return {
    id: about.id, tag: about.id.replace(/[^\w-]/g, "").slice(0, 8) || "map", kind: "scattered", xy, note: about.note ?? "",
    toMap(z) {
      if (!known.has(z)) known.set(z, settled(anchorOf(rows, d, z), xy, usual()));
      return known.get(z);
    },
    inverse,
    moved: (z, p) => inverse(p),
    // What z has beyond the mean of the points around it fades while the hand moves away, and is back where it returns.
    hold(z, p) { const here = inverse(p); return { p, rest: z.map((v, a) => v - here[a]) }; },
    dragged(held, z, p) {
      const far = Math.hypot(p[0] - held.p[0], p[1] - held.p[1]) / (FADES * usual() || 1);
      const kept = far < 1 ? (1 - far * far) ** 2 : 0;
      return inverse(p).map((v, a) => v + kept * held.rest[a]);
    },
    // 1 among the points, 0 far from any.
    nearness(p) {
      const { edge } = near(p), limit = 6 * usual();
      return Math.min(1, Math.max(0, 1.5 - (limit > 0 ? edge / limit : edge > 0 ? Infinity : 0)));
    },
    get reach() { return usual(); },
  };
}
