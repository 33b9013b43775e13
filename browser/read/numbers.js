// What are the numbers that a VAE makes of a drawing? z = mu + sigma * eps, a line for each dimension.

import { element, setText } from "../base/dom.js";
import { digits } from "../base/place.js";

const MOST_LINES = 16; // dimensions that have a line each: of more, those that the kept images use most
const SYMBOLS = ["z", "μ", "σ", "ε"];

// KL(N(mu, sigma^2) || N(0, I)) in nats. Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
export function klOf(mu, sigma) {
  return mu.reduce((sum, m, i) => sum + 0.5 * (m * m + sigma[i] * sigma[i] - 1) - Math.log(sigma[i]), 0);
}

export const zOf = (mu, sigma, eps) => mu.map((m, i) => m + sigma[i] * eps[i]);

// dims: of a bundle, the most used first where there are many (see core/blocks/pad.py). code: {line, place} of the line that
// does it. -> {node, show({mu, sigma, eps, z} or null)}
export function makeNumbers(dims, code) {
  const shown = dims.slice(0, MOST_LINES), many = dims.length > 1;
  const sign = (text) => element("span", { textContent: text });
  const lines = shown.map(({ index }) => {
    const parts = SYMBOLS.map((name) => element("output", { className: "number", title: `${name}${many ? ` of dimension ${index + 1}` : ""}` }));
    const [z, mu, sigma, eps] = parts;
    const name = element("b", {}, "z", ...(many ? [element("sub", { textContent: String(index + 1) })] : []));
    return { index, z, mu, sigma, eps, node: element("p", { className: "line-of-z" }, name, sign("="), mu, sign("+"), sigma, sign("·"), eps, sign("="), z) };
  });
  const formula = element("p", { className: "formula", "aria-label": "z equals mu plus sigma times epsilon, with epsilon drawn from a standard normal distribution" },
    element("i", { textContent: "z" }), " = ", element("i", { textContent: "μ" }), " + ", element("i", { textContent: "σ" }), " · ",
    element("i", { textContent: "ε" }), element("small", { textContent: "ε drawn from N(0, 1), for each dimension anew" }));
  const source = element("p", { className: "code" }, element("code", { textContent: code.line }), element("small", { textContent: code.place }));
  const note = element("p", { className: "note" });
  const rest = dims.length - shown.length;
  const node = element("div", { className: "numbers" }, formula, source,
    element("div", { className: `lines-of-z${shown.length > 4 ? " paired" : ""}` }, ...lines.map((line) => line.node)), note);
  return {
    node,
    show(found) {
      for (const { index, ...line } of lines) for (const name of ["z", "mu", "sigma", "eps"]) setText(line[name], found ? digits(found[name][index]) : "–");
      const left = rest ? ` ${rest} more dimensions are not listed: the kept images use them least.` : "";
      setText(note, found ? `KL divergence of this drawing from N(0, I): ${digits(klOf(found.mu, found.sigma), 1)} nats, over all ${dims.length === 1 ? "1 dimension" : `${dims.length} dimensions`}.${left}` : "");
    },
  };
}
