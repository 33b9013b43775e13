// Which way of spending labels was better, by how much, and what was said of it before?

import { reached, withinOf } from "./spending.js";

export const percent = (share) => `${Math.round(100 * share)} %`;
const points = (n) => `${n} ${n === 1 ? "point" : "points"}`;

// ahead: points by which medoids are ahead, whole, negative where random images are.
export const aheadWords = (ahead) => (ahead > 0 ? `medoids ahead by ${points(ahead)}` : ahead < 0 ? `random images ahead by ${points(-ahead)}` : "no difference");

export const aheadOf = ({ medoids, random }, b) => Math.round(100 * medoids[b]) - Math.round(100 * random[b].mean); // as they stand beside it

// What came of it after b labels, beside the guess.
export function outcomeWords(curves, b, guess, whole) {
  const ahead = aheadOf(curves, b), { medoids, random } = curves, some = random[b];
  if (b === 0) return "No label is spent yet.";
  const seen = `With ${b} ${b === 1 ? "label" : "labels"}, medoids name ${percent(medoids[b])} rightly, random images ${percent(some.mean)} on average: ${aheadWords(ahead)}.`;
  return b < whole ? seen : `${seen} You said: ${aheadWords(guess)}.`;
}

// What a label was worth, and what is the most that clusters can give; after all labels.
export function worthWords({ medoids, random }, best, whole, tries, by) {
  const last = random[whole], at = reached(medoids, last.mean), own = medoids[whole];
  const beside = own < last.low ? ", and the medoids fewer than that" : own <= last.high ? ", and the medoids are no better than that" : "";
  const spread = `In ${withinOf(tries)} of ${tries} tries, ${whole} random images name ${percent(last.low)} to ${percent(last.high)} rightly${beside}.`;
  const worth = at < 0 ? "" : ` Medoids come as far as the average of these with ${at} ${at === 1 ? "label" : "labels"}.`;
  return `${spread}${worth}${by === "cluster" ? ` If each cluster were called what most of it is, ${percent(best)} would be right: clusters are not classes.` : ""}`;
}

// What came of one's own labels, beside the others after as many.
export function ownWords(own, { medoids, random }) {
  const b = own.length - 1;
  if (b < 1) return "Point at an image on the map to give it its label: spend your own forty, and see whether you are better.";
  return `Your ${b} ${b === 1 ? "label names" : "labels name"} ${percent(own[b])} rightly; as many medoids ${percent(medoids[b])}, random images ${percent(random[b].mean)} on average.`;
}
