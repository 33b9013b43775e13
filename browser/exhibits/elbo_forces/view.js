// What is seen of the two forces: the plane with its landscape, the formula, the dials and the bars in nats?

import { button, choice, element } from "../../base/dom.js";
import { digits } from "../../base/place.js";
import { makeDial, makeFormula } from "../frame.js";
import { makePicker } from "../picked.js";
import { makePlane } from "../plane.js";

export const LOWEST = -4, HIGHEST = 0.7, MOST_BETA = 20;
const BAR_PARTS = { rec: "−log p(x|z), on average over q", kl: "β · KL(q ‖ prior)" };
const LEGEND = [["rec", "pull of the reconstruction, and its landscape: the redder, the worse"], ["kl", "pull of the KL divergence, times β"],
  ["sigma", "q: 39 % and 86 % of its draws"], ["z", "exact posterior p(z|x): as much of it"], ["mu", "the encoder's answer"]];

const marked = (node, part) => { node.dataset.mark = part; return node; };

// A bar for each term, of a length in nats, and what both are together. -> {node, show({rec, kl}, most)}
export function makeBars() {
  const rows = Object.entries(BAR_PARTS).map(([part, name]) => {
    const fill = element("i"), number = element("output", { className: "number" });
    return { part, fill, number, node: marked(element("div", { className: "force" }, element("span", { textContent: name }), element("u", {}, fill), number), part) };
  });
  return {
    node: element("div", { className: "forces" }, ...rows.map(({ node }) => node)),
    show(nats, most) {
      for (const { part, fill, number } of rows) {
        fill.style.setProperty("--long", Math.max(0, Math.min(1, nats[part] / most)).toFixed(4));
        const text = `${digits(nats[part], 1)} nats`;
        if (number.textContent !== text) number.textContent = text;
      }
    },
  };
}

// act: what is done by dials and buttons.
export function assembleForces(known, act) {
  const { size } = known.about, plane = makePlane("The landscape of −log p(x|z) on the plane of the latents, with q and the two forces on it");
  const digit = element("canvas", { className: "digit", width: size, height: size, role: "img", "aria-label": "What the decoder draws from mu" });
  const given = element("canvas", { className: "given", width: size, height: size, role: "img", "aria-label": "The image that is explained" });
  const near = choice("Map", [["near", "Close", "The posterior from close by"], ["whole", "Whole map", "All of the map"]], act.look);
  const picker = makePicker(known.images, size, act.pick), bars = makeBars();
  const formula = makeFormula("loss equals minus log p of x given z, averaged over q, plus beta times the KL divergence", [
    { sign: "loss", part: "loss", name: "what is to be small, in nats" }, "=", { sign: "−log p(x|z)", part: "rec", name: "reconstruction, averaged over q, in nats" }, "+",
    { sign: "β", part: "beta", name: "beta, the price of a nat" }, "·", { sign: "KL", part: "kl", name: "KL divergence from q to the prior, in nats" }]);
  const pair = (label, sign, part, set, low, high, step, text) => ["₁", "₂"].map((dim, a) => makeDial(
    { label: `${label} ${a + 1}`, sign: sign + dim, part, min: low, max: high, step, text }, (v) => set(a, v), () => act.told(label)));
  const dials = {
    mu: pair("mu", "μ", "mu", act.mu, -4.5, 4.5, 0.005, (v) => digits(v)),
    sigma: pair("log sigma", "log σ", "sigma", act.sigma, LOWEST, HIGHEST, 0.01, (v) => `${digits(v)}, σ ${Math.exp(v).toFixed(3)}`),
    beta: makeDial({ label: "beta", sign: "β", part: "beta", min: 0, max: MOST_BETA, step: 0.1, text: (v) => digits(v, 1) }, act.beta, () => act.told("beta")),
  };
  const free = button("Let go", "Let both forces move q until they cancel", act.letGo), back = button("The encoder's answer", "Put q where the encoder puts it", act.encoder);
  const exact = button("Exact posterior", "Where z really may lie, given the image", act.exact), gap = element("p", { className: "gap" });
  return {
    plane, digit, given, near, picker, bars, formula, dials, free, exact, gap,
    stage: [element("div", { className: "over" }, near.node), plane.node, picker.node,
      element("div", { className: "legend-of" }, ...LEGEND.map(([part, text]) => marked(element("span", { textContent: text }), part)))],
    side: [element("div", { className: "twin" }, element("figure", {}, given, element("figcaption", { textContent: "x" })), element("figure", {}, digit, element("figcaption", { textContent: "drawn from μ" }))),
      formula.node, bars.node, element("div", { className: "buttons" }, free, back, exact),
      element("div", { className: "dials" }, dials.beta.node, ...dials.mu.concat(dials.sigma).map(({ node }) => node)), gap],
  };
}
