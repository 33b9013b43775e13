// What is this one sample: where is it, how likely is it there, is it a copy of an image, and what does it read as?

import { button, element, setText } from "../base/dom.js";
import { makeResampler } from "../base/resample.js";
import { isolated } from "../base/names.js";
import { digits } from "../base/place.js";
import { takenWords } from "../base/reading.js";
import { makeFigure } from "../map/thumbs.js";
import { shareBelow } from "./density.js";

const COMPARED = 4000; // images whose pixels are compared with a sample's; of more, every so many

// The images of the data as numbers, read out of their atlas a little at a time; and how near they lie to each other, pixel
// by pixel. A distance is that of two pictures whose pixels are in [0, 1], as points of size^2 dimensions.
export function makePixels(lent) {
  const { about, n } = lent.bundle, side = about.tile ?? 1, area = side * side, step = Math.max(1, n / COMPARED), sorted = [];
  const count = Math.floor(n / step), table = new Uint8Array(count * area), resample = makeResampler(lent.bundle.size, side);
  const strip = new OffscreenCanvas(n ? about.columns * side : 1, side || 1).getContext("2d", { willReadFrequently: true });
  let filled = 0, at = 0;

  function nearest(pixels, except = -1) {
    let best = Infinity, index = -1;
    for (let i = 0, from = 0; i < count; i++, from += area) {
      let sum = 0;
      for (let p = 0; p < area && sum < best; p += side) {
        for (let q = p; q < p + side; q++) sum += (table[from + q] - pixels[q]) ** 2;
      }
      if (sum < best && i !== except) { best = sum; index = i; }
    }
    return { index: Math.floor(index * step), distance: Math.sqrt(best) / 255 };
  }

  // All that stand in the next row of the atlas: to read it one image at a time takes ten times as long.
  function readRow() {
    const of = (i) => Math.floor(i * step), row = Math.floor(of(filled) / about.columns), width = about.columns * side;
    strip.drawImage(lent.map.atlas, 0, row * side, width, side, 0, 0, width, side);
    const { data } = strip.getImageData(0, 0, width, side);
    for (; filled < count && Math.floor(of(filled) / about.columns) === row; filled++) {
      const left = (of(filled) % about.columns) * side;
      for (let v = 0, p = filled * area; v < side; v++) for (let u = 0; u < side; u++) table[p++] = data[4 * (v * width + left + u)];
    }
  }

  return {
    count,
    // Returns whether there is more to do.
    work(deadline) {
      if (!lent.map.atlas || !n) return false;
      if (filled < count) do readRow(); while (filled < count && performance.now() < deadline);
      const among = Math.min(120, count), every = count / among;
      while (filled === count && at < among) {
        const i = Math.floor(at++ * every);
        sorted.push(nearest(table.subarray(i * area, (i + 1) * area), i).distance);
        if (at === among) sorted.sort((a, b) => a - b);
        if (performance.now() > deadline) break;
      }
      return filled < count || at < among;
    },
    get ready() { return count > 1 && filled === count && at === Math.min(120, count); },
    nearest: (pixels) => nearest(resample(pixels).map((v) => 255 * v)),
    // The share of images that have one nearer than this.
    nearer: (distance) => shareBelow(sorted, distance),
  };
}

// A copy would be nearer to an image than images ever are to each other.
function copyWords(nearer) {
  const share = `${Math.round(100 * nearer)} %`;
  if (nearer < 0.02) return "Hardly any image has one so near: a copy, or so plain or blurred that it is near to many.";
  if (nearer < 0.5) return `No copy: ${share} of the images have one that is nearer still.`;
  return `No copy: ${share} of the images have one that is nearer.`;
}

// host: {lent, theme, pixels, name(c, i)}. on: close(), see().
export function makeSampleCard(host, draws, c, on) {
  const { lent } = host, figures = ["this sample", "nearest image", "drawn around"].map((text) => makeFigure(host, text, text));
  const [own, near, source] = figures, title = element("strong", { "aria-live": "polite" }), list = element("ul", {});
  const close = button("✕", "Close this card (Escape)", on.close, { className: "close", "aria-label": "Close this card" });
  const see = button("Drag it on", "The pad's point is at this sample: go there and drag it on", on.see, { className: "see" });
  const node = element("section", { className: "sample-card", hidden: true, "aria-label": "One sample" },
    element("div", { className: "head" }, title, element("span", { className: "gap" }), close),
    element("div", { className: "twin" }, ...figures.map((figure) => figure.node)), list, see);
  let shown = -1, known = "";

  const row = (name, text, about) => element("li", { title: about }, element("b", { textContent: `${name} ` }), text);

  function show(i) {
    shown = i;
    known = "";
    node.hidden = i < 0;
    if (i >= 0) refresh();
  }

  // Whatever has become of the sample since: the temperature moves it.
  function refresh() {
    if (shown < 0) return;
    const i = shown, now = [i, draws.made.measured[i], draws.made.read[i], draws.made.have[i], host.pixels.ready,
      lent.map.atlas !== null, host.theme.key].join();
    if (now === known) return;
    known = now;
    setText(title, `Sample ${i + 1}`);
    own.paint(draws.shown[i] ? draws.picture(i) : null, lent.bundle.size);
    const rows = [];
    if (draws.best[i] !== -1) {
      setText(own.words, takenWords({ best: draws.best[i], share: draws.certainty[i] }, lent.bundle.about.reader));
    }
    if (host.pixels.ready && draws.shown[i]) rows.push(comparison(i));
    else near.paint(null, 1);
    near.node.hidden = !host.pixels.ready;
    drawnAround(i);
    if (draws.column.density) {
      rows.push(row("log p(z)", `${nats(draws.density(i))} at T = 1`, "The log-density of this place under its own strategy"));
    }
    if (draws.distance[i]) {
      rows.push(row("to the nearest image", `${digits(draws.distance[i])} in latent space`
        + (host.far === null ? "" : draws.distance[i] > host.far ? ", in a gap" : ", among the images"), ""));
    }
    rows.push(row("z", `(${Array.from(draws.zOf(i), (v) => digits(v, 1)).join(", ")})`, "Its latents"));
    list.replaceChildren(...rows);
  }

  function comparison(i) {
    const found = host.pixels.nearest(draws.picture(i)), label = lent.bundle.classes[lent.bundle.labels[found.index]];
    near.paint(lent.cutter.ink(found.index), lent.cutter.tile);
    setText(near.words, label === undefined ? `${digits(found.distance, 1)} off` : `a ${isolated(label)}, ${digits(found.distance, 1)} off`);
    return row("A copy?", copyWords(host.pixels.nearer(found.distance)),
      `The nearest of ${host.pixels.count.toLocaleString("en")} images, pixel by pixel, is ${digits(found.distance)} off`);
  }

  function drawnAround(i) {
    const from = draws.column.source[i], { labels, classes, n } = lent.bundle;
    source.node.hidden = from < 0 || from >= n;
    if (source.node.hidden) return;
    source.paint(lent.cutter.ink(from), lent.cutter.tile);
    setText(source.words, classes[labels[from]] === undefined ? `image ${from}` : `a ${isolated(classes[labels[from]])}`);
  }

  return { node, show, refresh, get shown() { return shown; } };
}

export const nats = (value) => (Number.isFinite(value) ? `${digits(value, 1)} nats` : "−∞ nats");
