// Which tile feeds which, by how large the weights between them are? What core/blocks/inside_stages.py found, and lines to show it.

import { svg } from "../base/dom.js";

// sections: of the block. about: its JSON. weights: all numbers of the network.
export function openLinks(sections, about, weights) {
  const view = (Type, name) => {
    const part = sections[name];
    return new Type(part.buffer, part.byteOffset, part.byteLength / 4);
  };
  const sizes = about.stages.map(({ segments }) => segments.flatMap(({ tiles, width, height }) => Array(tiles).fill([width, height])));
  const place = (g) => {
    let stage = about.stages.length - 1;
    while (about.stages[stage].first > g) stage--;
    return { stage, tile: g - about.stages[stage].first };
  };
  const steps = about.stages.map((told, i) => {
    if (!i) return null;
    const sources = view(Uint32Array, `sources${i}`), into = view(Uint32Array, `into${i}`), onward = view(Uint32Array, `onward${i}`);
    const index = new Map(Array.from(sources, (g, j) => [g, j])), starts = [];
    let column = 0;
    for (const g of sources) {
      const { stage, tile } = place(g), [w, h] = sizes[stage][tile];
      starts.push(column);
      column += w * h;
    }
    return { sources, into, onward, index, starts, intoShare: view(Float32Array, `into_share${i}`), onwardShare: view(Float32Array, `onward_share${i}`),
      fed: into.length / sizes[i].length, feeds: onward.length / sources.length };
  });

  // The weights between two tiles as a picture {w, h, values}, null where they are none.
  function between({ stage, tile }, source) {
    const { op } = about.stages[stage], j = steps[stage].index.get(source.global), [w, h] = sizes[stage][tile], [sw, sh] = sizes[source.stage][source.tile];
    if (op.op === "linear") {
      if (w * h > 1 && sw * sh > 1) return null;
      const depth = op.reads[0], start = steps[stage].starts[j], many = w * h > 1, values = new Float32Array(Math.max(w * h, sw * sh));
      for (let n = 0; n < values.length; n++) values[n] = weights[op.weight + (tile * w * h + (many ? n : 0)) * depth + start + (many ? 0 : n)];
      return many ? { w, h, values } : { w: sw, h: sh, values };
    }
    if (!op.kernel) return null;
    const [kh, kw] = op.kernel, rows = op.shape[0], from = op.op === "conv2d" ? tile * op.reads[0] + j : j * rows + tile;
    return { w: kw, h: kh, values: weights.slice(op.weight + from * kh * kw, op.weight + (from + 1) * kh * kw) };
  }

  function fed(stage, tile) {
    const step = steps[stage];
    if (!step) return [];
    return Array.from({ length: step.fed }, (_, n) => {
      const global = step.into[tile * step.fed + n], other = { ...place(global), global };
      return { ...other, share: step.intoShare[tile * step.fed + n], picture: () => between({ stage, tile }, other) };
    });
  }

  function feeds(stage, tile) {
    const global = about.stages[stage].first + tile, found = [];
    for (let i = stage + 1; i < steps.length; i++) {
      const step = steps[i], j = step.index.get(global);
      if (j === undefined) continue;
      for (let n = 0; n < step.feeds; n++) {
        const other = place(step.onward[j * step.feeds + n]);
        found.push({ ...other, share: step.onwardShare[j * step.feeds + n], picture: () => between(other, { stage, tile, global }) });
      }
    }
    return found;
  }
  return { fed, feeds };
}

// Lines from tile to tile over all steps. over: the element that holds the steps.
export function makeLinkLines(over) {
  const node = svg("svg", { class: "links", "aria-hidden": "true" });
  over.append(node);
  return {
    clear() { node.replaceChildren(); },
    // pairs: [{from, to, strength 0 to 1}], places in the window as a stage gives them.
    show(pairs, colour) {
      const box = over.getBoundingClientRect();
      node.replaceChildren(...pairs.map(({ from, to, strength }) => {
        const x0 = from.x - box.left, y0 = from.bottom - box.top, x1 = to.x - box.left, y1 = to.top - box.top, bend = Math.max(12, (y1 - y0) / 2);
        return svg("path", { d: `M${x0} ${y0}C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}`, stroke: colour,
          "stroke-width": (1 + 5 * strength).toFixed(1), "stroke-opacity": (0.25 + 0.5 * strength).toFixed(2) });
      }));
    },
  };
}
