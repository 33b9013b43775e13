// What stands where of what a VAE makes of a drawing, and what do its buttons do?

import { button, element } from "../base/dom.js";
import { mapWords } from "./landing.js";

// vae: {about, bundle, given, again, landing, numbers, cells, readsSame}. act: {roll(), zero(), choose(id), tell(c)}.
// -> {nodes, works(drawn, still, told)}
export function makeVaePanel(vae, act) {
  const { about, bundle } = vae;
  const roll = button("Roll ε anew", "Draw another ε: another z that σ allows", act.roll);
  const zero = button("ε = 0", "z = μ: the middle of what the encoder says", act.zero);
  const chooser = element("select", { "aria-label": "VAE", onchange: () => act.choose(chooser.value) },
    ...about.choices.map(([id, title]) => element("option", { value: id, textContent: title, selected: id === about.id })));
  const teller = bundle.k ? element("select", { "aria-label": "Class that the model is told", onchange: () => act.tell(Number(teller.value)) },
    ...(vae.readsSame ? [element("option", { value: -1, textContent: "as it reads" })] : []),
    ...bundle.classes.map((name, c) => element("option", { value: c, textContent: name }))) : null;
  const head = element("div", { className: "vae-head" }, element("h2", { className: "part", textContent: "What a VAE makes of it" }), chooser);
  const numbers = bundle.d === 1 ? "one number" : `${bundle.d} numbers`;
  const words = element("p", { className: "note", textContent: `Its encoder says of the picture that goes in where it lies, μ, and how surely, σ: ${numbers} each. `
    + "A draw from that is z, and from z alone the decoder draws the picture again." + (teller ? " Both are told the class, too." : "") });
  const row = element("div", { className: "vae-row" },
    element("div", { className: "twins" }, vae.given.node, element("span", { className: "arrow", "aria-hidden": true, textContent: "→" }), vae.again.node),
    element("div", { className: "vae-numbers" }, vae.numbers.node,
      element("div", { className: "buttons" }, roll, zero, ...(teller ? [element("label", { className: "telling" }, element("span", { textContent: "Told" }), teller)] : []))));
  const near = element("div", { className: "nearest" }, element("h3", { textContent: "Nearest of the kept images" }),
    element("div", { className: "near-all" }, ...vae.cells.map((cell) => cell.node)),
    element("p", { className: "note", textContent: `By the distance of their means from μ in latent space.${bundle.k ? " The model is told the class: near one another need not mean of one class." : ""}` }));
  const place = element("div", { className: "vae-place" },
    element("div", { className: "landed" }, vae.landing.canvas, element("p", { className: "note", textContent: mapWords(bundle) })), ...(bundle.n ? [near] : []));
  return {
    nodes: [head, words, row, place],
    works(drawn, still, told) {
      for (const node of [roll, zero]) node.setAttribute("aria-disabled", String(!drawn));
      zero.setAttribute("aria-pressed", String(still));
      if (teller) teller.value = String(teller.options[0].value === "-1" ? told : Math.max(0, told));
    },
  };
}
