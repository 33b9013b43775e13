// What do the samples come to, beside real images? A table of few numbers, each with how it was measured, and what can be told
// from them in words.

import { element, setText } from "../base/dom.js";
import { modelName } from "./column.js";
import { makeVerdict } from "./verdict.js";

const whole = (share) => `${Math.round(100 * share)} %`;
const ROWS_OF_NUMBERS = [
  { name: "steep", title: "Edge strength", write: (v) => v.toFixed(2), higher: true,
    about: "how much the ink changes from one pixel to the next, mean over inked pixels (ink above 0.1); more is sharper" },
  { name: "grey", title: "Grey ink", write: whole, higher: false,
    about: "share of the inked pixels that are neither paper nor full ink (0.1 to 0.9): real strokes have some at their edges; more is blur" },
  { name: "variety", title: "Diversity", write: whole, higher: true,
    about: "mean pixel distance of two samples, as a share of that of two real images; less means that they look alike" },
  { name: "clear", title: "Read clearly", write: whole, higher: true,
    about: "samples that the reader reads with at least 90 % certainty; of a model that is told the class, as that class" },
  { name: "asked", title: "Read as asked", write: whole, higher: true,
    about: "samples that the reader reads as the class that was asked for, however certainly" },
  { name: "time", title: "Time per image", write: (v) => (v < 10 ? v.toFixed(1) : v.toFixed(0)) + " ms", higher: false,
    about: "measured here, in this browser, while you walk: the middle of the last images" },
];

// A value with its spread and a bar. show(measure, write, most): measure is {value, spread} or null.
function makeNumber(className = "") {
  const bar = element("i", {}), value = element("b", {}), spread = element("small", {});
  return {
    node: element("div", { role: "cell", className }, element("span", {}, value, spread), element("u", {}, bar)),
    show(measure, write, most) {
      setText(value, measure ? write(measure.value) : "–");
      setText(spread, measure?.spread ? ` ± ${write(measure.spread).replace(/ (%|ms)$/, "")}` : "");
      bar.style.transform = `scaleX(${measure && most ? Math.max(0, Math.min(1, measure.value / most)).toFixed(3) : 0})`;
    },
  };
}

function makeNumbersRow(row, models) {
  const cells = models.map((model) => {
    const one = makeNumber();
    one.node.style.setProperty("--mark", `var(--mark-${model.mark})`);
    return one;
  }), real = makeNumber("real");
  const title = element("div", { role: "rowheader" }, element("b", { textContent: row.title }), element("small", { textContent: row.about }));
  return { ...row, cells, real, node: element("div", { role: "row" }, title, ...cells.map((one) => one.node), real.node) };
}

// block: see block.js.
export function makeNumbers(block) {
  const { models } = block, rows = ROWS_OF_NUMBERS.map((row) => makeNumbersRow(row, models)), { shortcoming, sentence } = makeVerdict(block);
  const head = element("div", { role: "row", className: "heads" }, element("div", { role: "columnheader" },
    element("span", { className: "spoken", textContent: "Measure" })),
    ...models.map((model) => { const node = modelName(model, "div"); node.setAttribute("role", "columnheader"); return node; }),
    element("div", { role: "columnheader", className: "named", textContent: "Real images" }));
  const table = element("div", { role: "table", className: `numbers of-${models.length}`, "aria-label": "Samples in numbers" }, head, ...rows.map((row) => row.node));
  const verdict = element("ul", { className: "verdicts", "aria-live": "polite" });
  const values = {};

  return {
    node: table, verdict, values,
    // name -> {own: [{value, spread} or null for each model], real: the same of real images or null}.
    show(found) {
      Object.assign(values, found);
      const told = models.map(({ c }) => shortcoming(values, c));
      for (const row of rows) {
        const { own, real } = values[row.name] ?? { own: models.map(() => null), real: null };
        const most = Math.max(0, ...[...own, real].map((measure) => measure?.value ?? 0));
        row.node.hidden = row.name !== "time" && !own.some(Boolean);
        row.node.style.setProperty("--real", `${real && most ? (100 * real.value / most).toFixed(1) : 0}%`);
        row.node.style.setProperty("--seen", real ? 1 : 0);
        for (const [c, one] of row.cells.entries()) one.show(own[c], row.write, most);
        row.real.show(real, row.write, most);
        if (["steep", "variety", "clear"].includes(row.name)) told.push(sentence(values, row, own, real));
      }
      const words = told.filter(Boolean);
      if ([...verdict.children].map((line) => line.textContent).join() !== words.join()) {
        verdict.replaceChildren(...words.map((textContent) => element("li", { textContent })));
      }
    },
  };
}
