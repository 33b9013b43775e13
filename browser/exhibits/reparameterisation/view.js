// What is seen of a draw from a posterior: the plane with its ellipse, the digit, the formula with its numbers, and the dials?

import { button, choice, element } from "../../base/dom.js";
import { digits } from "../../base/place.js";
import { makeDial, makeFormula } from "../frame.js";
import { makePicker } from "../picked.js";
import { makePlane } from "../plane.js";
import { makeCode } from "./code.js";
import { makeHistograms } from "./histograms.js";

export const LOWEST = -4, HIGHEST = 0.7; // of log sigma
export const DIMS = ["₁", "₂"];

const SAMPLED = { name: "cut", line: "z = torch.distributions.Normal(mu, sigma).sample()", place: "With the wire cut: PyTorch keeps no way back through sample()", pieces: [["mu", "mu"], ["sigma", "sigma"]] };
const BACKWARD = { name: "back", line: "loss.backward()", place: "The gradient of the loss, back through z to μ", pieces: [["loss.backward()", "path"]] };

// exhibit: see reparameterisation.js. known: from openPosteriors. act: what its buttons do.
export function assembleView(exhibit, known, act) {
  const { about: { code, size } } = known;
  const plane = makePlane("The plane of the latents: the posterior of the image as an ellipse, and z");
  const digit = element("canvas", { className: "digit", width: size, height: size, role: "img" }), many = element("canvas", { className: "strip", width: 10 * size, height: size, role: "img", "aria-label": "What the decoder draws from ten of the draws" });
  digit.dataset.mark = "z";
  const given = element("canvas", { className: "given", width: size, height: size, role: "img", "aria-label": "The image that was encoded" });
  const picker = makePicker(known.images, size, act.pick), near = choice("Map", [["near", "Close", "The posterior from close by"], ["whole", "Whole map", "All of the map"]], act.look);
  const formula = makeFormula("z equals mu plus sigma times epsilon", [
    { sign: "z", part: "z", name: "z, what is decoded" }, "=", { sign: "μ", part: "mu", name: "mu, the mean" }, "+",
    { sign: "σ", part: "sigma", name: "sigma, the standard deviation" }, "·", { sign: "ε", part: "eps", name: "epsilon, chance" }]);
  const dial = (label, sign, part, min, max, step, text) => DIMS.map((dim, a) => makeDial(
    { label: `${label} ${a + 1}`, sign: sign + dim, part, min, max, step, text }, (v) => act.set(part, a, v), () => act.told(part)));
  const dials = {
    mu: dial("mu", "μ", "mu", -4.5, 4.5, 0.005, (v) => digits(v)),
    sigma: dial("log sigma", "log σ", "sigma", LOWEST, HIGHEST, 0.01, (v) => `${digits(v)}, σ ${Math.exp(v).toFixed(3)}`),
    eps: dial("epsilon", "ε", "eps", -3, 3, 0.01, (v) => digits(v)),
  };
  const one = button("Throw ε", "Draw ε anew from N(0, 1), once", () => act.throw(1)), fifty = button("Throw 50", "Draw fifty of them", () => act.throw(50));
  const cut = button("Cut the wire", "Draw z itself, without ε: nothing then says how z depends on μ", act.cut);
  const base = element("input", { type: "checkbox", onchange: () => act.baseline(base.checked) });
  const codes = makeCode([{ name: "z", ...code }, SAMPLED, BACKWARD]), histograms = makeHistograms(exhibit.draws);
  const verdict = element("p", { className: "verdict" }), heading = element("h2", { className: "part", textContent: "Single draws of the gradient of −log p(x|z) with respect to μ₁" });
  return {
    plane, digit, many, given, picker, near, formula, dials, cut, base, codes, histograms, verdict, one, fifty,
    stage: [element("div", { className: "over" }, near.node), plane.node, picker.node],
    side: [
      element("div", { className: "twin" }, element("figure", {}, given, element("figcaption", { textContent: "x" })), element("figure", {}, digit, element("figcaption", { textContent: "drawn from z" }))),
      formula.node, element("div", { className: "buttons" }, one, fifty, cut),
      element("div", { className: "dials" }, ...dials.mu.concat(dials.sigma, dials.eps).map(({ node }) => node)), many, codes.node],
    below: [heading, histograms.node, verdict,
      element("label", { className: "tick" }, base, element("span", { textContent: "Subtract the mean loss of the draws before (a baseline) from what the score function multiplies" }))],
  };
}
