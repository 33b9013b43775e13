// What can be turned while a model learns? Beta, the rate, how many images and which classes it learns from, and the pace.

import { element, nameChip, setText } from "../../base/dom.js";

const BETAS = [0, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 100];
const RATES = [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 1, 10];
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
const DIMS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64];
const PACES = [[1, "1 step a second"], [5, "5 steps a second"], [30, "30 steps a second"], [0, "as fast as it goes"]];

// The stops of a dial: round numbers, and among them the one that it begins with.
export function stopsOf(values, begins, most = Infinity) {
  return [...new Set([...values.filter((value) => value < most), ...(most < Infinity ? [most] : []), begins])].sort((a, b) => a - b);
}

function makeDial(name, title, stops, value, words, onturn) {
  const told = element("output", {}), node = element("input", {
    type: "range", min: 0, max: stops.length - 1, step: 1, value: stops.indexOf(value), title, "aria-label": name,
    oninput: () => { show(); onturn(stops[Number(node.value)]); },
  });
  function show() {
    const text = words(stops[Number(node.value)]);
    setText(told, text);
    node.setAttribute("aria-valuetext", text);
    node.style.setProperty("--fill", `${100 * Number(node.value) / Math.max(1, stops.length - 1)}%`);
  }
  show();
  const row = element("label", { className: "dial" }, element("span", { textContent: name, title }), node, told);
  return { row, set(next) { const at = stops.indexOf(next); if (at >= 0 && at !== Number(node.value)) { node.value = at; show(); } } };
}

function classChips(classes, onturn) {
  const on = new Set(classes.keys());
  const chips = classes.map((name, c) => nameChip(name, c, classes.length, `Learn from ${name}`, () => {
    if (on.size === 1 && on.has(c)) return; // of none it cannot learn
    if (on.has(c)) on.delete(c); else on.add(c);
    show();
    onturn(on.size === classes.length ? null : [...on].sort((a, b) => a - b));
  }));
  const show = () => { for (const [c, chip] of chips.entries()) chip.setAttribute("aria-pressed", on.has(c)); };
  show();
  const node = element("div", { className: "legend", role: "group", "aria-label": "Classes that are learned from" }, ...chips);
  return {
    node,
    set(next) {
      const wanted = next ?? [...classes.keys()];
      if (wanted.length === on.size && wanted.every((c) => on.has(c))) return;
      on.clear();
      for (const c of wanted) on.add(c);
      show();
    },
  };
}

// dials: those that the training begins with; n: images that there are to learn from. act: turn(dials), pace(steps a second), and
// dims(d), which begins anew.
export function makeDials(plan, dials, n, act) {
  const number = (value) => value.toLocaleString("en", { maximumSignificantDigits: 3 });
  const beta = makeDial("β", "Weight of the KL divergence", stopsOf(BETAS, dials.beta), dials.beta, number, (value) => act.turn({ beta: value }));
  const rate = makeDial("Learning rate", "The highest of the schedule", stopsOf(RATES, dials.rate), dials.rate,
    (value) => (value < 1e-3 ? value.toExponential(0).replace("e-", " · 10⁻").replace(/\d$/, (k) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[k]) : number(value)),
    (value) => act.turn({ rate: value }));
  const images = makeDial("Images", "How many of them it learns from", stopsOf(COUNTS, n, n), n, number, (value) => act.turn({ images: value }));
  const dims = makeDial("Dimensions", "How many numbers a latent is: another one begins anew", stopsOf(DIMS, plan.latent_dim),
    plan.latent_dim, number, act.dims);
  const chips = plan.classes.length > 1 ? classChips(plan.classes, (classes) => act.turn({ classes })) : null;
  const pace = element("select", { "aria-label": "Pace", title: "Pace", onchange: () => act.pace(Number(pace.value)) },
    ...PACES.map(([value, textContent]) => element("option", { value, textContent, selected: value === 0 })));
  return {
    node: element("div", { className: "dials" }, beta.row, dims.row, rate.row, images.row, ...(chips ? [chips.node] : [])),
    pace,
    // As they are at the moment that is shown.
    set(now) { beta.set(now.beta); rate.set(now.rate); images.set(now.images); chips?.set(now.classes); },
  };
}
