// What does the network see, step by step? A small picture behind each step, with a switch that leaves the step out.

import { element, setText } from "../base/dom.js";
import { paintInk } from "../base/theme.js";
import { READ_STEPS } from "./seen.js";

const STEP_WORDS = {
  raw: ["The sheet", "All of it, shrunk"],
  box: ["Ink box", "Only the part with ink"],
  scale: ["", "The same size for all"],
  mass: ["Centre of mass", "The ink's weight in the middle"],
  width: ["Stroke width", "Redrawn with one pen"],
};

// kind: see seen.js. host: {theme, toggled(name, on)}. -> {node, show(stages), repaint()}
export function makeSteps(kind, host) {
  const { size } = kind, names = ["raw", ...READ_STEPS], parts = names.map((name, i) => {
    const canvas = element("canvas", { width: size, height: size, className: "seen", role: "img" });
    const title = STEP_WORDS[name][0] || `${Math.round(size * kind.share)} pixels`;
    canvas.setAttribute("aria-label", `The drawing after: ${title}`);
    const toggle = i ? element("button", {
      type: "button", className: "switch", role: "switch", "aria-label": title,
      onclick: () => host.toggled(name, toggle.getAttribute("aria-checked") !== "true"),
    }, element("i")) : null;
    const head = element("figcaption", {}, element("b", { textContent: title }), ...(toggle ? [toggle] : []));
    const node = element("figure", { className: "see" }, canvas, head, element("small", { textContent: STEP_WORDS[name][1] }));
    return { name, node, canvas, toggle, pen: canvas.getContext("2d") };
  });
  const goes = element("p", { className: "note" });
  const node = element("div", {}, goes, element("div", { className: "sees" }, ...parts.map((part) => part.node)));
  let last = null;

  function show(stages) {
    last = stages;
    for (const [i, part] of parts.entries()) {
      const { pixels, taken } = stages[i];
      part.toggle?.setAttribute("aria-checked", taken);
      part.node.classList.toggle("skipped", !taken);
      const image = part.pen.createImageData(size, size);
      part.pen.putImageData(paintInk(pixels ?? new Float32Array(size * size), host.theme.shades, image), 0, 0);
    }
    const off = stages.filter(({ taken }) => !taken).length;
    setText(goes, off ? `The last picture goes in, with ${off === 1 ? "one step" : `${off} steps`} left out. Put the same strokes elsewhere now.`
      : `The last picture goes in: ${size} x ${size} numbers, 0 for paper to 1 for ink. Switch a step off and see what it is good for.`);
  }

  return { node, show, repaint() { if (last) show(last); } };
}
