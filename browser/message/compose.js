// How does a text become a message in somebody's hand? As in core/handwriting/message/compose.py: same text, hand, dials and seed, same message.

import { Chance, keyOf } from "./chance.js";
import { chosenPieces } from "./choose.js";
import { curedHand, isAllowed, missingSigns, sentenceOfMissing } from "./missing.js";
import { evenly, OUTLINE_UNIT } from "./outline.js";
import { clipped, setWord } from "./set_words.js";
import { whiteBetween } from "./spacing.js";
import { cleanedText, paragraphsOf } from "./wording.js";

// Composes one text after another in a hand, and keeps of each what the next may need again.
export class Composer {
  hand = null; share = null;
  cured = { names: "", hand: null };
  picked = { told: "", words: [] }; // the pieces of each word of the text before, as long as both begin alike
  words = new Map(); // words that were set, by all that they depend on

  // hands: {at(share) -> a hand}, as openHands has them.
  constructor(hands) {
    this.hands = hands;
    this.take(0);
  }

  take(share) {
    if (share === this.share) return;
    const hand = this.hands.at(share);
    this.share = share;
    if (hand === this.hand) return;
    Object.assign(this, { hand, cured: { names: "", hand: null }, picked: { told: "", words: [] }, words: new Map() });
  }

  /** {sentence, missing, message}: sentence says what is wrong, and there may be no message; where it is characters that the hand lacks, boxes
   * stand for them. missing: what the hand lacks, cured or not. */
  compose(typed, config) {
    this.take(config.share);
    const { rules } = this.hand, { text, sentence } = cleanedText(typed, rules);
    if (sentence) return { sentence, missing: [], message: null };
    const missing = missingSigns(paragraphsOf(text, this.hand), this.hand), lacks = missing.filter((one) => !isAllowed(one, config.allowed));
    const hand = this.handFor(missing, config.allowed), wide = (rules.settings.PAPERS[config.paper][0] - 2 * config.margin) / config.size;
    const rows = rowsOf(hand, config), tooLarge = `Letters of ${config.size} mm are too large for this paper: choose smaller ones.`;
    if (wide < rules.compose.LEAST_LINE || !rows.length) return { sentence: tooLarge, missing, message: null };
    const lines = this.linesOf(paragraphsOf(text, hand), hand, config, wide);
    while (lines.length && !lines.at(-1)) lines.pop();
    while (lines.length && !lines[0]) lines.shift();
    return { sentence: lacks.length ? sentenceOfMissing(lacks, rules) : "", missing, message: laidOut(text, lines, rows, hand, config) };
  }

  handFor(missing, allowed) {
    const names = missing.map(({ sign, cures }) => `${sign}\u0000${cures.find(({ name }) => allowed.includes(name))?.name ?? ""}`).join("\n");
    if (!this.cured.hand || this.cured.names !== names) {
      this.cured = { names, hand: curedHand(this.hand, missing, allowed) };
      this.picked = { told: "", words: [] };
      this.words.clear();
    }
    return this.cured.hand;
  }

  linesOf(paragraphs, hand, config, wide) {
    const parts = paragraphs.map((words) => words.flatMap((word) => partsOf(word, wide, hand)));
    const picks = this.pick(parts.flat(), hand, config), lines = [];
    let at = 0;
    for (const words of parts) {
      const some = brokenLines(words.map((part) => this.setOf(part, picks[at++], hand, config)), wide, hand, config);
      lines.push(...(some.length ? some : [null]));
    }
    return lines;
  }

  // The pieces of all words: [{key, pieces, again}]. What a word is made of depends on what was written before it, so they stand as they are
  // as far as the text begins as the one before did.
  pick(parts, hand, { seed, neatness }) {
    const told = `${seed} ${neatness}`, before = this.picked.told === told ? this.picked.words : [], said = new Map(), words = [];
    const used = new Uint16Array(hand.glyphs.length);
    let same = true;
    for (const [i, { signs }] of parts.entries()) {
      const name = signs.join(""), spelling = signs.join("\u0000"), often = said.get(spelling) ?? 0;
      said.set(spelling, often + 1);
      same &&= before[i]?.spelling === spelling;
      const key = same ? before[i].key : keyOf(seed, name, often);
      const pieces = same ? before[i].pieces : chosenPieces(signs, hand, used, key, neatness);
      for (const { start, count } of pieces) for (let k = start; k < start + count; k++) used[k]++;
      words.push(same ? before[i] : { spelling, key, pieces, again: pieces.map(({ start, count }) => used.subarray(start, start + count).some((times) => times > 1)) });
    }
    this.picked = { told, words };
    return words;
  }

  // A word as it is set. Its places in the text are counted from its first, so that it need not be set anew where it only moves on.
  setOf({ signs, places }, { key, pieces, again }, hand, config) {
    const dials = [config.neatness, config.slant, config.letters, config.repeats], own = places.map((place) => place - places[0]);
    const name = [key, ...dials, ...pieces.map(({ start, count }, i) => `${start}+${count}${again[i] ? "!" : ""}`), own.join(".")].join(" ");
    let word = this.words.get(name);
    if (!word) {
      if (this.words.size > 4000) this.words.clear();
      word = setWord(pieces, again, hand, config, own, new Chance(key, "set"));
      this.words.set(name, word);
    }
    return { word, key, at: places[0], text: signs.join(""), signs: signs.length, pieces: pieces.length };
  }
}

// A word whole, or parts of it that each fit into a line for sure.
function partsOf({ signs, places }, wide, { widest, measures }) {
  const widths = signs.map((sign) => widest.get(sign) + measures.letter_gap), ends = [0];
  if (widths.reduce((a, b) => a + b, 0) <= wide) return [{ signs, places }];
  let length = 0;
  for (const [k, one] of widths.entries()) {
    if (k > ends.at(-1) && length + one > wide) {
      ends.push(k);
      length = 0;
    }
    length += one;
  }
  return ends.map((from, i) => ({ signs: signs.slice(from, ends[i + 1]), places: places.slice(from, ends[i + 1]) }));
}

// The lines of a paragraph: [{words: [{x, ...}], text, wide}], x-heights.
function brokenLines(words, wide, { measures, rules: { compose: rule, glyph: { BANDS }, spacing } }, config) {
  const lines = [], far = evenly(rule.SEEN * BANDS);
  let row = [];
  const end = () => lines.push({ words: row, text: row.map(({ text }) => text).join(" "), wide: row.at(-1).x + row.at(-1).word.wide });
  for (const one of words) {
    let x = 0;
    if (row.length) {
      const last = row.at(-1), wider = Math.exp(rule.UNEVEN * (1 - config.neatness) * new Chance(one.key, "gap").normal());
      x = last.x - whiteBetween(last.word.right, one.word.left, spacing, far) + measures.word_gap * config.words * wider;
    }
    if (row.length && x + one.word.wide > wide) {
      end();
      [row, x] = [[], 0];
    }
    row.push({ ...one, x });
  }
  if (row.length) end();
  return lines;
}

// The base lines of a page, mm; none if there is no room for one.
function rowsOf({ measures, rules: { compose: { ROOM }, ground: { SQUARE }, settings: { PAPERS } } }, { size, margin, ground, pitch, paper }) {
  const own = measures.line_pitch * size * pitch, step = ground === "squared" ? Math.max(1, evenly(own / SQUARE)) * SQUARE : own;
  const high = PAPERS[paper][1], below = (measures.descender + ROOM) * size;
  let first = margin + (measures.ascender + ROOM) * size;
  if (ground === "squared") first = Math.ceil(first / SQUARE) * SQUARE;
  const count = Math.trunc((high - margin - below - first) / step + 1e-9) + 1;
  if (count < 1 || first + below > high - margin) return [];
  return Array.from({ length: count }, (_, k) => first + k * step);
}

function laidOut(text, lines, rows, hand, config) {
  const pages = [];
  let laid = 0;
  for (let start = 0; start < lines.length; start += rows.length) {
    const some = lines.slice(start, start + rows.length).map((line, k) => line && layLine(line, rows[k], laid++, hand, config)).filter(Boolean);
    pages.push({ lines: some, ruling: config.ground === "ruled" ? rows : [] });
  }
  const words = lines.flatMap((line) => line?.words ?? []), count = (name) => words.reduce((sum, word) => sum + word[name], 0);
  return { text, pages, hand, config, paper: hand.rules.settings.PAPERS[config.paper], letters: count("signs"), pieces: count("pieces"), bySecond: bySecond(words, hand) };
}

// How many letters the second of two hands has written.
const bySecond = (words, { second }) => words.reduce((sum, { word }) => sum + word.glyphs.filter(({ number }) => second && number >= second).length, 0);

/** A line on its page, mm: {text, base, wide, placed: [{number, seam, matrix, sign}], joins: [{points, widths, sign}]}. */
function layLine(line, row, number, { measures, rules: { compose: rule, settings: { PAPERS } } }, config) {
  const { size, margin } = config, rough = 2 * (1 - config.neatness), placed = [], joins = [];
  let begin = margin + { left: 0, centre: 0.5, right: 1 }[config.align] * (PAPERS[config.paper][0] - 2 * margin - line.wide * size), y = row, slope = 0;
  if (["plain", "own"].includes(config.ground)) {
    const chance = new Chance(config.seed, "line", number);
    slope = clipped(measures.drift * rough * chance.normal(), -rule.STEEPEST, rule.STEEPEST);
    begin += clipped(rule.INDENT * rough * chance.normal(), -rule.MOST_INDENT, rule.MOST_INDENT) * size;
    y -= slope * line.wide * size / 2;
  }
  for (const { x, word, at } of line.words) {
    const left = begin + x * size, base = y + slope * x * size; // a line climbs; its letters stay upright
    const level = (across, down) => [size * across + left, size * (slope * across + down) + base];
    for (const { number: glyph, matrix: [a, b, c, d, e, f], seam, sign } of word.glyphs) {
      const s = size / OUTLINE_UNIT, matrix = [s * a, s * (slope * a + b), s * c, s * (slope * c + d), ...level(e, f)];
      placed.push({ number: glyph, seam: false, matrix, sign: at + sign });
      if (seam) placed.push({ number: glyph, seam: true, matrix, sign: at + sign });
    }
    for (const { points, widths, sign } of word.joins) {
      joins.push({ points: points.map((point) => level(...point)), widths: widths.map((w) => (w + config.weight) * size), sign: at + sign });
    }
  }
  return { text: line.text, base: [begin, y], wide: line.wide * size, placed, joins };
}
