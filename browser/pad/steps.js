// In how many steps does a flow draw, and how far does it go towards its class? Two dials of the pad, for flows alone.

import { element, setText } from "../base/dom.js";
import { join, openRegistry } from "./registry.js";

const DIALS = {
  steps: ["Steps", 1, 32, 1, "How often the flow is asked on the way from noise to ink. One step gives about the mean of all that the noise could become"],
  guidance: ["Guidance", 0, 3, 0.05, "How far it goes from what it would draw untold to the class: 1 as it learned, 0 without it"],
};
const said = (name, value) => (name === "steps" ? String(value) : value.toFixed(2));

// As a link says it, as far as it makes sense; else the model's own.
export function solverIn(saved, own) {
  const { steps, guidance } = saved?.solver ?? {};
  return { steps: Number.isInteger(steps) && steps >= 1 && steps <= 64 ? steps : own.steps,
    guidance: guidance >= 0 && guidance <= 4 ? guidance : own.guidance };
}

// What is seen of the pad is drawn anew at once, by other settings.
function draw(pad, solver) {
  pad.bundle.solver = solver;
  pad.network.set(solver);
  pad.tiles.stale(pad.placeXY());
  pad.changed();
  pad.redraw();
}

// What others have borrowed of it is drawn anew once the hand lets go.
function lend(pad) {
  const { pads } = openRegistry(), { model } = pad.bundle.about;
  pad.bundle = { ...pad.bundle };
  if (pads.get(model)?.pad === pad) join(model, pads.get(model));
}

// Returns the node of the dials, which is hidden for what is no flow. pad: see pad.js.
export function makeStepDials(pad) {
  const node = element("section", { className: "solver", "aria-label": "How the flow draws" }), rows = new Map();
  for (const [name, [title, min, max, step, help]] of Object.entries(DIALS)) {
    const input = element("input", { type: "range", min, max, step, title: help, onchange: () => { lend(pad); pad.tell(); } });
    input.oninput = () => {
      draw(pad, { ...pad.bundle.solver, [name]: Number(input.value) });
      show(pad.bundle.solver);
    };
    input.setAttribute("aria-label", title);
    const output = element("output", {});
    rows.set(name, { input, output });
    node.append(element("div", { className: "row", hidden: name === "guidance" && !pad.bundle.k }, element("span", { textContent: title }),
      element("div", { className: "track" }, input), output));
  }
  function show(solver) {
    node.hidden = !solver;
    for (const [name, { input, output }] of rows) {
      if (!solver) continue;
      const value = solver[name];
      const { min } = input, max = Math.max(Number(input.max), value); // a setting may be beyond what the dial offers
      input.max = max;
      if (Number(input.value) !== value) input.value = value;
      input.style.setProperty("--fill", `${(100 * (value - min) / (max - min)).toFixed(1)}%`);
      setText(output, said(name, value));
    }
  }
  show(pad.bundle.solver);
  return node;
}
