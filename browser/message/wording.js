// What of a text is to be written: which words in which paragraphs, sign by sign, and can it be written at all? As in
// core/handwriting/message/wording.py. Places in a text count code points, as Python's do.

import { FROM_THE_RIGHT } from "../base/names.js";

const TURNS = "\u200e\u200f\u202a-\u202e\u2066-\u2069", ODD_SIGN = new RegExp(`[${TURNS}\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]`, "u");
// A flag of two halves, emoji that are joined or have a colour of skin: in so many words, a class of them would be taken apart.
const JOINERS = "\\u200c|\\ufe0e|\\ufe0f|\\u20e3|[\\u{1f3fb}-\\u{1f3ff}]|[\\u{e0020}-\\u{e007f}]";
const GRAPHEME = new RegExp(`[\\u{1f1e6}-\\u{1f1ff}]{2}|.(?:${JOINERS}|\\u200d.?)*`, "gsu"), MARK = /^\p{M}/u, PICTURE = /\p{So}|\ufe0f|\u200d/u;
const SCRIPTS = ["Greek", "Cyrillic", "Armenian", "Georgian", "Hebrew", "Arabic", "Devanagari", "Bengali", "Tamil", "Thai", "Hangul", "Hiragana", "Katakana", "Han"];
const SCRIPT_TESTS = SCRIPTS.map((name) => ({ name, test: new RegExp(`^\\p{Script=${name}}`, "u") }));

export const isPicture = (sign) => PICTURE.test(sign);

// What alphabet a letter is of, "Cyrillic"; empty for Latin and for what is no letter.
export function scriptOf(sign) {
  if (!/^\p{L}/u.test(sign)) return "";
  const found = SCRIPT_TESTS.find(({ test }) => test.test(sign))?.name ?? "";
  return found === "Han" ? "Cjk" : found;
}

export const lengthOf = (text) => { let n = 0; for (const _ of text) n++; return n; };

// What eyes take for one character each.
export function readGraphemes(text) {
  const found = [];
  for (const [sign] of text.matchAll(GRAPHEME)) {
    if (found.length && MARK.test(sign)) found[found.length - 1] += sign;
    else found.push(sign);
  }
  return found;
}

const joined = (text) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").normalize("NFC");

/** A text composed, with plain spaces and line ends alone: {text, sentence}, the latter where no hand could write it. */
export function cleanedText(typed, { settings: { MOST_TEXT: most }, wording: { SPACES, UNSEEN } }) {
  const refused = (sentence) => ({ text: "", sentence });
  const n = typed.length > most ? lengthOf(typed) : typed.length;
  if (n > most) return refused(`A message has at most ${most.toLocaleString("en")} characters, got ${n.toLocaleString("en")}: write it in parts.`);
  let text = "";
  for (const sign of joined(typed)) if (!UNSEEN.includes(sign)) text += SPACES.includes(sign) ? " " : sign;
  const odd = ODD_SIGN.exec(text.replaceAll("\n", ""));
  if (odd) return refused(`The text holds U+${odd[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}, which is no letter and cannot be written.`);
  const turned = FROM_THE_RIGHT.exec(text);
  if (turned) return refused(`${scriptOf(turned[0]) || "This script"} runs from right to left, and letters are set from left to right here.`);
  return text.trim() ? { text, sentence: "" } : refused("There is nothing to write yet: type a message.");
}

/** The words of each line of a cleaned text: [[{signs, places}]]. A sign that the hand lacks is written by one that is written alike. */
export function paragraphsOf(text, hand) {
  let at = 0;
  return text.split("\n").map((line) => {
    const words = [];
    for (const part of line.split(" ")) {
      if (part) words.push(spelt(part, at, hand));
      at += lengthOf(part) + 1;
    }
    return words;
  });
}

function spelt(word, at, hand) {
  const signs = [], places = [];
  for (const sign of readGraphemes(word)) {
    for (const same of alikeSigns(sign, hand)) {
      signs.push(same);
      places.push(at);
    }
    at += lengthOf(sign);
  }
  return { signs, places };
}

function alikeSigns(sign, hand) {
  if (hand.has(sign)) return [sign];
  if (sign === "…" && hand.has(".")) return [".", ".", "."];
  const same = hand.rules.wording.ALIKE.find((signs) => signs.includes(sign));
  const other = same && [...same].find((one) => hand.has(one));
  return [other ?? sign];
}
