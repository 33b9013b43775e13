// Which models stand side by side? The block of core/blocks/compare_models.py, opened.

import { oneHot } from "../base/place.js";
import { wrapped } from "./space.js";

export function openModels(runtime, bytes) {
  const sections = runtime.unpack(bytes), about = JSON.parse(new TextDecoder().decode(sections.about));
  const models = about.models.map((model, c) => ({
    ...model, c, decoder: sections[`decoder${c}`],
    inputFor(z, y) { const x = new Float32Array(model.d + model.k); x.set(z); x.set(y, model.d); return x; },
  }));
  const asked = models.find(({ k }) => k > 0);
  return {
    about, models,
    classes: asked?.classes ?? [], // those that can be asked for; of models with other classes, those of the same name
    reader: sections.reader ? { ...about.reader, block: sections.reader } : null,
    real: about.real ? realImages(sections.real, about.real) : null,
    size: Math.min(about.real?.size ?? Infinity, ...models.map(({ size }) => size)), // at which images are measured
  };
}

function realImages(bytes, { n, size, labels }) {
  const area = size * size, images = [];
  for (let i = 0; i < n; i++) images.push(Float32Array.from(bytes.subarray(i * area, (i + 1) * area), (v) => v / 255));
  return { n, size, labels, images };
}

// Whether a block shows the same models, with newer weights: then what moves goes on.
export function sameModels(a, b) {
  const what = ({ id, title, d, k, size, classes, mark, read }) => JSON.stringify([id, title, d, k, size, classes, mark, read]);
  return a.models.map(what).join() === b.models.map(what).join() && a.real?.n === b.real?.n && !a.reader === !b.reader;
}

// Class weights for one of the models out of those for the asked classes: by name, and none of it is lost.
export function weightsFor(model, classes, y) {
  const out = new Float32Array(model.k);
  if (!model.k) return out;
  let sum = 0;
  for (const [i, weight] of y.entries()) {
    const at = model.classes.indexOf(classes[i]);
    if (at >= 0) { out[at] += weight; sum += weight; }
  }
  return out.map((weight) => (sum > 0 ? weight / sum : 1 / model.k)); // asked for what it does not know: a mix of all
}

// What a link says: {u, linked: whether it says u, patch: {seed, index}, noise, ends, y}, each as in the block where the link says nothing of use.
export function readLink(block, saved) {
  const { seed } = block.about, k = block.classes.length;
  const numbers = (text, n) => {
    const list = (text ?? "").split(",").map(Number);
    return text && list.length === n && list.every(Number.isFinite) ? list : null;
  };
  const whole = (text, otherwise) => (/^\d{1,9}$/.test(text ?? "") ? Number(text) : otherwise);
  const patch = /^(\d{1,9})\.(\d{1,4})$/.exec(saved?.patch ?? "");
  const u = numbers(saved?.u, 2);
  const y = k ? numbers(saved?.y, k) : null, sum = y?.every((w) => w >= 0) ? y.reduce((a, b) => a + b, 0) : 0;
  return {
    u: (u ?? [0, 0]).map(wrapped), linked: u !== null,
    patch: patch ? { seed: Number(patch[1]), index: Number(patch[2]) } : { seed, index: 0 },
    noise: whole(saved?.noise, seed), ends: whole(saved?.ends, seed),
    y: sum > 0 ? Float32Array.from(y, (w) => w / sum) : oneHot(k, 3 % Math.max(1, k)),
  };
}
