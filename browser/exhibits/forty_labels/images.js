// Which images wait for a label, and how do they look? See core/blocks/exhibits.py.

import { makeRuntime } from "../../base/runtime.js";
import { paintThumb } from "../../base/theme.js";
import { makeArithmetic } from "../../train/arithmetic.js";
import { makeStream } from "../../train/chance.js";
import { bestByCluster, curveOf, distances, summed } from "./spending.js";

export const TRIES = 50; // of spending all labels on random images
const FULL = 32000; // of a place that is the farthest from the middle of its map, see tsne_bet/maps.js

// -> {n, dims, classes, title, map, labels, cluster, clusters, medoids, xy, far, random: orders of as many images, curves: {nearest, cluster}: {medoids, random}, best}
export function openImages(block) {
  const runtime = makeRuntime(), sections = runtime.unpack(block), about = JSON.parse(new TextDecoder().decode(sections.about)), { n, dims } = about;
  const whole = (part) => Array.from(new Uint16Array(part.buffer, part.byteOffset, part.byteLength / 2)), { mu, xy } = sections;
  const medoids = whole(sections.medoids), known = {
    ...about, medoids, labels: whole(sections.labels).slice(0, n), cluster: sections.cluster, clusters: medoids.length, atlas: sections.atlas,
    xy: Float32Array.from(new Int16Array(xy.buffer, xy.byteOffset, 2 * n), (v) => v / FULL),
    far: distances(runtime.fromHalf(new Uint16Array(mu.buffer, mu.byteOffset, n * dims)), n, dims),
  };
  const random = Array.from({ length: TRIES }, (_, k) => someOf(n, medoids.length, makeStream(makeArithmetic(), 5, k)));
  const curves = (by) => ({ medoids: curveOf(known, medoids, by), random: summed(random.map((order) => curveOf(known, order, by))) });
  return { ...known, random, curves: { nearest: curves("nearest"), cluster: curves("cluster") }, best: bestByCluster(known) };
}

// Some of the numbers below n, each once. stream: chance, see train/chance.js.
export function someOf(n, some, stream) {
  const found = new Set();
  while (found.size < some) found.add(stream.below(n));
  return Array.from(found);
}

// How the images look, once the sheet with all of them has been opened. -> {ready, paint(context, i, x, y, side, theme), close()}; each is cut out once a theme
export function makePictures({ atlas, tile, columns }, oncame) {
  const cut = new Map();
  let sheet = null, closed = false, shades = null;
  createImageBitmap(new Blob([atlas], { type: "image/png" })).then((bitmap) => {
    if (closed) { bitmap.close(); return; }
    sheet = bitmap;
    oncame();
  });
  return {
    get ready() { return sheet !== null; },
    paint(context, i, x, y, side, theme) {
      if (!sheet) return;
      if (shades !== theme.shades) { shades = theme.shades; cut.clear(); }
      if (!cut.has(i)) {
        const small = new OffscreenCanvas(tile, tile);
        paintThumb(small.getContext("2d"), sheet, (i % columns) * tile, Math.floor(i / columns) * tile, tile, shades, 0, 0, tile);
        cut.set(i, small);
      }
      context.drawImage(cut.get(i), x, y, side, side);
    },
    close() { closed = true; sheet?.close(); },
  };
}
