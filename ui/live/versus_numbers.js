// What do the samples come to, beside real images? A table of few numbers, each with how it was measured, and what can be told
// from them in words.

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

// block: see versus_block.js.
function makeVersusNumbers(block) {
  const { models } = block, cell = (className = "") => {
    const bar = element("i", {}), value = element("b", {}), spread = element("small", {});
    return { bar, value, spread, node: element("div", { role: "cell", className }, element("span", {}, value, spread), element("u", {}, bar)) };
  };
  const head = element("div", { role: "row", className: "heads" }, element("div", { role: "columnheader" },
    element("span", { className: "spoken", textContent: "Measure" })),
    ...models.map((model) => { const node = versusName(model, "div"); node.setAttribute("role", "columnheader"); return node; }),
    element("div", { role: "columnheader", className: "named", textContent: "Real images" }));
  const rows = ROWS_OF_NUMBERS.map((row) => {
    const cells = models.map((model) => {
      const one = cell();
      one.node.style.setProperty("--mark", `var(--mark-${model.mark})`);
      return one;
    }), real = cell("real");
    const title = element("div", { role: "rowheader" }, element("b", { textContent: row.title }), element("small", { textContent: row.about }));
    return { ...row, cells, real, node: element("div", { role: "row" }, title, ...cells.map((one) => one.node), real.node) };
  });
  const table = element("div", { role: "table", className: `numbers of-${models.length}`, "aria-label": "Samples in numbers" }, head, ...rows.map((row) => row.node));
  const verdict = element("ul", { className: "verdicts", "aria-live": "polite" });
  const values = {};

  function fill(one, measure, write, most) {
    setText(one.value, measure ? write(measure.value) : "–");
    setText(one.spread, measure?.spread ? ` ± ${write(measure.spread).replace(/ (%|ms)$/, "")}` : "");
    one.bar.style.transform = `scaleX(${measure && most ? Math.max(0, Math.min(1, measure.value / most)).toFixed(3) : 0})`;
  }

  const name = (c) => models[c].title, k = block.reader?.classes.length ?? 0;
  // About as many classes are met in images of classes drawn by lot.
  const expected = k * (1 - (1 - 1 / Math.max(1, k)) ** VERSUS_SAMPLES);
  // Of images that are mostly like nothing the reader knows, or all alike, nothing is said that would sound like praise.
  const legible = (c) => !(values.none?.[c] > VERSUS_SAMPLES / 2);
  const monotonous = (c) => !models[c].k && values.clear?.own[c]?.value > 0.5 && values.met[c] < expected / 2;

  function shortcoming(c) {
    if (!legible(c)) return `${name(c)}: ${values.none[c]} of ${VERSUS_SAMPLES} samples are like no ${block.reader.noun} that the reader has learned.`;
    const { met } = values;
    return monotonous(c) ? `${name(c)}: its samples are read as ${met[c]} of ${k} classes only.` : null;
  }

  function sentence(row, all, real) {
    const own = all.map((measure, c) => (legible(c) ? measure : null));
    const leads = leaderOf(own, row.higher), others = own.filter(Boolean).length;
    if (others < 2) return null;
    if (row.name === "clear" && leads && monotonous(leads.first)) return null;
    const beside = real ? `; real images: ${row.write(real.value)}` : "";
    const said = { steep: "sharper", variety: "more diverse", clear: "clearer" }[row.name];
    if (!leads) return `Which draws ${said} images cannot be told from ${VERSUS_SAMPLES} samples each.`;
    const numbers = `${row.write(own[leads.first].value)} against ${row.write(own[leads.second].value)}`;
    const clear = models[leads.first].k ? "samples are read clearly, and as asked, more often" : "samples are read clearly more often";
    const what = { steep: "edges are steeper", variety: "samples differ more from each other", clear }[row.name];
    return `${models.length > 2 ? "Of all, " : ""}${name(leads.first)}: its ${what}, ${numbers}${beside}.`;
  }

  return {
    node: table, verdict, values,
    // name -> {own: [{value, spread} or null for each model], real: the same of real images or null}.
    show(found) {
      Object.assign(values, found);
      const told = models.map(({ c }) => shortcoming(c));
      for (const row of rows) {
        const { own, real } = values[row.name] ?? { own: models.map(() => null), real: null };
        const most = Math.max(0, ...[...own, real].map((measure) => measure?.value ?? 0));
        row.node.hidden = row.name !== "time" && !own.some(Boolean);
        row.node.style.setProperty("--real", `${real && most ? (100 * real.value / most).toFixed(1) : 0}%`);
        row.node.style.setProperty("--seen", real ? 1 : 0);
        for (const [c, one] of row.cells.entries()) fill(one, own[c], row.write, most);
        fill(row.real, real, row.write, most);
        if (["steep", "variety", "clear"].includes(row.name)) told.push(sentence(row, own, real));
      }
      const words = told.filter(Boolean);
      if ([...verdict.children].map((line) => line.textContent).join() !== words.join()) {
        verdict.replaceChildren(...words.map((textContent) => element("li", { textContent })));
      }
    },
  };
}
