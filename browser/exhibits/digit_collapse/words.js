// What is said of two GANs that learn in step?

import { collapsed, fewestOf, LONG, missedOf, thereOf, wholeFrom, worseOf } from "./outcome.js";

export const NAMES = ["without R1", "with R1"];
export const GUESSES = [["without", "The one without R1"], ["with", "The one with R1"], ["alike", "Both about as many"]];
const number = (n) => n.toLocaleString("en");
const first = (text) => text[0].toUpperCase() + text.slice(1);

// What stands below a histogram.
export function thereWords(counts, classes) {
  if (!counts.some(Boolean)) return "Nothing is drawn yet.";
  const there = thereOf(counts), missing = classes.filter((_, k) => !there[k]), count = classes.length - missing.length;
  return `${count} of ${classes.length} digits${missing.length && missing.length < classes.length ? `; left out: ${missing.join(", ")}` : ""}`;
}

const missedWords = (paths, until) => {
  const [without, penalised] = paths.map((path) => missedOf(path, until).toFixed(1));
  return `the GAN without R1 left out ${without} of ten digits at a count, on average, the one with R1 ${penalised}`;
};

function guessWords(guess, worse) {
  const said = worse === "alike" ? "Less than half a digit lies between them, so neither is called the worse." : "";
  return `${said}${said ? " " : ""}Your guess was ${guess === worse ? "right" : "another"}.`;
}

function collapseWords(path, name, until) {
  const fewest = fewestOf(path, until);
  if (!fewest || !collapsed(fewest)) return "";
  const lost = fewest.before > fewest.least ? `; at step ${number(fewest.since)} it had been ${fewest.before}` : ", and never more before";
  return `${first(name)} there was mode collapse: at step ${number(fewest.at)} all but a few of its 300 drawings were of ${fewest.least === 1 ? "one digit" : `${fewest.least} digits`}${lost}.`;
}

// state: {guess, paths, over, cured: the step at which the one without R1 was given it, or null, how: of each}
export function verdictOf({ guess, paths, over, cured, how }) {
  if (!guess) return "First a guess: which of the two will leave out more digits while it learns?";
  if (how.includes("diverged")) return "The losses of one of them are no numbers any more: it ran away, and nothing can be said of the two. Begin anew, more slowly.";
  const until = cured ?? Infinity;
  if (paths.some((path) => missedOf(path, until) === null)) return "You have guessed. Now let both learn.";
  if (!over && cured === null) return `So far ${missedWords(paths, until)}.`;
  const span = cured === null ? "In this run" : `Up to step ${number(cured)}, from which on both have R1,`;
  return `${span} ${missedWords(paths, until)}. ${guessWords(guess, worseOf(paths, until))}`;
}

// Whether one of them has collapsed, and how both stand in the end.
export function endWords({ paths, over, cured }) {
  const until = cured ?? Infinity, told = paths.map((path, k) => collapseWords(path, NAMES[k], until)).filter(Boolean);
  const late = paths.every((path) => fewestOf(path, until));
  if (!told.length && late) told.push(`Neither collapsed: from step ${LONG} on, both drew more than half of the digits at every count.`);
  if (cured !== null) {
    const now = paths[0].at(-1);
    told.push(`The one that was given R1 at step ${number(cured)} draws ${thereOf(now[1]).filter(Boolean).length} digits at step ${number(now[0])}.`);
  }
  if (!over) return told.join(" ");
  for (const [k, path] of paths.entries()) {
    if (k === 0 && cured !== null) continue;
    const from = wholeFrom(path);
    told.push(from === null ? `${first(NAMES[k])} a digit was still missing at the end.` : `${first(NAMES[k])} all ten are there at every count from step ${number(from)} on.`);
  }
  return told.join(" ");
}
