// What happens to one shown image, large? What was drawn, which way its pixels were pushed, and what came of it.

import { element, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { duelProbability, duelVerdict } from "./scale.js";
import { DUEL_LESS, DUEL_MORE, duelTinted } from "./tiles.js";

export function makeDuelClose() {
  const figures = [["before", "Drawn from the noise"], ["push", "Where it is pushed"], ["change", "What the step did to it"], ["after", "Drawn now"]]
    .map(([name, title]) => {
      const canvas = element("canvas", { role: "img" }), says = element("figcaption", { textContent: title });
      canvas.setAttribute("aria-label", title);
      return { name, title, canvas, says, node: element("figure", {}, canvas, says) };
    });
  const words = element("p", { className: "close-says" }), row = element("div", { className: "close-row" }, ...figures.map((f) => f.node));
  const legend = element("p", { className: "legend-of-push" }, element("i", { className: "lose" }), "should lose ink",
    element("i", { className: "gain" }), "should gain ink");
  const node = element("section", { className: "closely", "aria-label": "One image, closely" }, element("div", { className: "close-head" },
    element("h3", { textContent: "One image, closely" }), legend), row, words);
  let shown = "";

  function paint(canvas, size, colourOf) {
    if (canvas.width !== size) canvas.width = canvas.height = size;
    const context = canvas.getContext("2d"), image = context.createImageData(size, size), out = new Uint32Array(image.data.buffer);
    for (let p = 0; p < out.length; p++) out[p] = colourOf(p);
    context.putImageData(image, 0, 0);
  }

  function sentence(step, kind, i, moment) {
    const { about } = step, { scores, probability } = about, which = kind === "real" ? 0 : 1;
    const says = (stage) => duelVerdict(probability ? duelProbability(scores[stage][which][i]) : scores[stage][which][i], probability);
    const asked = kind === "drawn" && about.asked.length ? `, asked for ${isolated(about.asked[i])}` : "";
    const parts = [`${kind === "real" ? "Real" : "Drawn"} image ${i + 1}${asked}`];
    if (moment.judged < 1) return `${parts[0]}: not judged yet.`;
    parts.push(`verdict ${says(0)}`);
    if (moment.learned >= 1 && "DB".includes(about.move) && about.move) parts.push(`${says(1)} after the discriminator's step`);
    if (moment.redrawn >= 1 && kind === "drawn") parts.push(`${says(2)} after the generator's`);
    return `${parts[0]}: ${parts.slice(1).join(", then ")}.`;
  }

  return {
    node,
    show(step, picked, moment, theme) {
      const [kind, index] = picked.split(" "), i = Number(index), { size } = step.about, pixels = size * size;
      setText(words, sentence(step, kind, i, moment));
      const open = { before: moment.made >= 1, push: moment.pushed > 0.5, change: moment.done > 0.5, after: moment.settled > 0.5 };
      if (kind === "real") Object.assign(open, { before: true, push: false, change: false, after: false });
      const key = [picked, step.about.id, theme.key, ...Object.values(open)].join();
      if (key === shown) return;
      shown = key;
      const cut = (name) => step[name].subarray(i * pixels, (i + 1) * pixels);
      for (const figure of figures) {
        figure.node.classList.toggle("closed", !open[figure.name]);
        const table = cut(kind === "real" ? "real" : figure.name);
        setText(figure.says, kind === "real" && figure.name === "before" ? "A real image" : figure.title);
        const signed = figure.name === "push" || figure.name === "change", paper = theme.shades[0];
        paint(figure.canvas, size, !open[figure.name] ? () => paper : !signed ? (p) => theme.shades[table[p]]
          : (p) => duelTinted(paper, table[p] > 0 ? DUEL_MORE : DUEL_LESS, Math.min(1, Math.abs(table[p] / 127) ** 0.65)));
      }
    },
  };
}
