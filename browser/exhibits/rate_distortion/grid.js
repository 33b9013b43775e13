// How do twelve models stand beside one another? A row for each beta, a column for each number of dimensions; each is a button
// with what it makes of ten images, its rate and its distortion. What a row and a column stand for can be chosen.

import { element, setText } from "../../base/dom.js";
import { digits } from "../../base/place.js";

const IN_CELL = 5; // images in a row of a cell
export const BETAS = [0, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64], DIMS = [1, 2, 3, 4, 6, 8, 12, 16, 32];
export const SIGNS = ["●", "■", "▲"]; // of a column each, see chart.js
export const nats = (v) => digits(v, v < 9.995 ? 2 : 1);
export const named = ({ beta, dims }) => `β ${beta}, ${dims} dimension${dims === 1 ? "" : "s"}`;

// Images as ink on paper, side by side; pixels: bytes, an image after the other. rows over one another.
export function paintRows(canvas, rows, size, across, shades) {
  const count = rows[0].length / (size * size), width = across * size, height = Math.ceil(count / across) * rows.length * size;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d"), sheet = context.createImageData(width, height), out = new Uint32Array(sheet.data.buffer).fill(shades[0]);
  for (const [r, pixels] of rows.entries()) {
    for (let i = 0; i < count; i++) {
      const left = (i % across) * size, top = (Math.floor(i / across) * rows.length + r) * size;
      for (let p = 0; p < size * size; p++) out[(top + Math.floor(p / size)) * width + left + p % size] = shades[pixels[i * size * size + p]];
    }
  }
  context.putImageData(sheet, 0, 0);
}

function chooser(label, values, onchange) {
  const node = element("select", { "aria-label": label, title: label, onchange: () => onchange(Number(node.value)) },
    ...values.map((value) => element("option", { value, textContent: String(value) })));
  return {
    node,
    // others: values that other rows or columns have.
    show(value, others) {
      node.value = String(value);
      for (const option of node.options) option.disabled = others.includes(Number(option.value));
    },
  };
}

function makeCell(row, onpick) {
  const canvas = element("canvas", { className: "again", width: 1, height: 1 }), rate = element("span", {}), distortion = element("span", {});
  const best = element("span", { className: "best" }), name = element("span", { className: "spoken" });
  const node = element("button", { type: "button", className: `rung row-${row}`, onclick: onpick }, canvas, name,
    element("span", { className: "told" }, rate, distortion), best);
  canvas.setAttribute("aria-hidden", "true");
  return {
    node,
    // The name is what stands on it, behind what row and column say. cell: {beta, dims, rate, distortion, how, again, best: what it is the best in}; fresh: it has other images than before.
    show(cell, { chosen, size, shades, fresh }) {
      const known = cell.rate !== null, ran = cell.how === "diverged" ? "its losses ran away" : "";
      setText(rate, ran || (known ? `R ${nats(cell.rate)}` : "not yet"));
      setText(distortion, known && !ran ? `D ${nats(cell.distortion)}` : "");
      setText(best, cell.best.join(", "));
      node.setAttribute("aria-pressed", String(chosen));
      setText(name, `${named(cell)}, `);
      if (fresh && cell.again) paintRows(canvas, [cell.again], size, IN_CELL, shades);
    },
  };
}

// act: {pick(number), beta(row, value), dims(column, value)}.
export function makeGrid(rows, columns, act) {
  const betas = Array.from({ length: rows }, (_, r) => chooser(`Beta of row ${r + 1}`, BETAS, (value) => act.beta(r, value)));
  const dims = Array.from({ length: columns }, (_, c) => chooser(`Dimensions of column ${c + 1}`, DIMS, (value) => act.dims(c, value)));
  const cells = Array.from({ length: rows * columns }, (_, k) => makeCell(Math.floor(k / columns), () => act.pick(k)));
  const sign = (text) => { const node = element("span", { className: "sign", textContent: text }); node.setAttribute("aria-hidden", "true"); return node; };
  const head = (row, choice) => {
    const node = element("div", { className: `head row-${row}` }, sign("β"), choice.node);
    node.dataset.mark = "beta";
    return node;
  };
  const node = element("div", { className: "rungs", role: "group", "aria-label": "Twelve models: a row for each beta, a column for each number of latent dimensions" },
    element("div", { className: "corner", textContent: "dims" }), ...dims.map(({ node: choice }, c) => element("div", { className: "head" }, sign(SIGNS[c]), choice)),
    ...betas.flatMap((choice, r) => [head(r, choice), ...cells.slice(r * columns, (r + 1) * columns).map((one) => one.node)]));
  return {
    node, cells,
    showAxes(beta, dim) {
      for (const [r, choice] of betas.entries()) choice.show(beta[r], beta.filter((_, other) => other !== r));
      for (const [c, choice] of dims.entries()) choice.show(dim[c], dim.filter((_, other) => other !== c));
    },
  };
}
