// How is said whose a drawing is? It recognises a hand, or it does not: more is not claimed.

import { isolated } from "../base/names.js";

export const percent = (share) => (share > 0 && share < 0.005 ? "< 1 %" : `${Math.round(100 * share)} %`);

// found: {mine, read} of judge.js; judge: {least}. -> {sign, text}
export function handWords({ mine, read }, { least }, character) {
  const name = isolated(character);
  if (read && read.name !== character) {
    return { sign: "Another", text: `It reads as ${read.name === null ? "nothing that the reader knows" : isolated(read.name)}: only a ${name} is looked at for its hand.` };
  }
  return mine >= least
    ? { sign: "Recognised", text: `Likely yours: ${percent(mine)}. It counts as yours from ${percent(least)} on.` }
    : { sign: "Not recognised", text: `Likely yours: ${percent(mine)}. It would count as yours from ${percent(least)} on.` };
}

// bars: of mine, somebody's and another; least: the share from which on it is taken for mine.
export function networkWords(bars, { least }, character) {
  const name = isolated(character), [mine, theirs, other] = bars;
  if (mine >= least) return { sign: "Recognised", text: `Likely yours: ${percent(mine)}. It counts as yours from ${percent(least)} on.` };
  if (other > theirs) return { sign: "Another", text: `Likely no ${name} at all: ${percent(other)}.` };
  return { sign: "Not recognised", text: `Likely yours: ${percent(mine)}. It would count as yours from ${percent(least)} on.` };
}
