// How does a name of any script and length stand in a sentence, on a button and in a picture?

import { element } from "./dom.js";

// Hebrew, Arabic and the other scripts written from right to left. Source: unicode.org/Public/UNIDATA/extracted/DerivedBidiClass.txt,
// the blocks whose characters have class R or AL unless something else is said.
export const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

// A name inside a sentence: what stands beside it keeps its place. Between these two marks a text has a reading direction of
// its own (Unicode Annex 9); without them "50 % " + name + " + 50 % " + name is shuffled. core/words/text.py does the same.
export const isolated = (name) => (FROM_THE_RIGHT.test(name) ? `\u2068${name}\u2069` : name);

// What eyes take for one character each: an emoji of several, a letter with its marks.
const readSigns = globalThis.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;
export const signsOf = (name) => (readSigns ? Array.from(readSigns.segment(name), ({ segment }) => segment) : [...name]);

// At most so many of them, for a picture; an element is cut by its style, as wide as there is room.
export function shortened(name, most) {
  const signs = signsOf(name);
  return signs.length > most ? `${signs.slice(0, most - 1).join("")}…` : name;
}

// As much of a name as a canvas has room for in its font; the names of classes have at most 40 characters.
export function fitting(context, name, room) {
  if (context.measureText(name).width <= room) return isolated(name);
  let most = signsOf(name).length;
  while (most > 1 && context.measureText(shortened(name, most)).width > room) most--;
  return isolated(most > 1 ? shortened(name, most) : signsOf(name)[0] ?? "");
}

// Whether a name is more than a character or two: it needs more room than a digit.
export const wordy = (name) => signsOf(name).length > 3;

// An element that is a name and nothing else: read in its own direction, cut at its own end, whole when it is pointed at.
export function named(tag, name, properties = {}) {
  return element(tag, { dir: "auto", textContent: name, title: name, ...properties });
}
