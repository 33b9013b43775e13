// What can be told from the numbers in words? Which model leads, where that can be told, and what speaks against one.

import { isolated } from "../base/names.js";
import { GRID_SAMPLES } from "./grid.js";
import { leaderOf } from "./measures.js";

// values: name -> {own: [{value, spread} or null for each model], real}; none and met: a number for each model.
export function makeVerdict(block) {
  const { models } = block, name = (c) => isolated(models[c].title), k = block.reader?.classes.length ?? 0;
  // About as many classes are met in images of classes drawn by lot.
  const expected = k * (1 - (1 - 1 / Math.max(1, k)) ** GRID_SAMPLES);
  // Of images that are mostly like nothing the reader knows, or all alike, nothing is said that would sound like praise.
  const legible = (values, c) => !(values.none?.[c] > GRID_SAMPLES / 2);
  const monotonous = (values, c) => !models[c].k && values.clear?.own[c]?.value > 0.5 && values.met[c] < expected / 2;

  return {
    // What speaks against the c-th model, or null.
    shortcoming(values, c) {
      const { none, met } = values;
      if (!legible(values, c)) return `${name(c)}: ${none[c]} of ${GRID_SAMPLES} samples are like no ${block.reader.noun} that the reader has learned.`;
      return monotonous(values, c) ? `${name(c)}: its samples are read as ${met[c]} of ${k} classes only.` : null;
    },
    // Which model leads in a row of the table, or null where nothing is to be said.
    sentence(values, row, all, real) {
      const own = all.map((measure, c) => (legible(values, c) ? measure : null));
      const leads = leaderOf(own, row.higher), others = own.filter(Boolean).length;
      if (others < 2) return null;
      if (row.name === "clear" && leads && monotonous(values, leads.first)) return null;
      const beside = real ? `; real images: ${row.write(real.value)}` : "";
      const said = { steep: "sharper", variety: "more diverse", clear: "clearer" }[row.name];
      if (!leads) return `Which draws ${said} images cannot be told from ${GRID_SAMPLES} samples each.`;
      const numbers = `${row.write(own[leads.first].value)} against ${row.write(own[leads.second].value)}`;
      const clear = models[leads.first].k ? "samples are read clearly, and as asked, more often" : "samples are read clearly more often";
      const what = { steep: "edges are steeper", variety: "samples differ more from each other", clear }[row.name];
      return `${models.length > 2 ? "Of all, " : ""}${name(leads.first)}: its ${what}, ${numbers}${beside}.`;
    },
  };
}
