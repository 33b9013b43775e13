// How are pieces set side by side, so that a word stands there as this hand would have written it? As in core/handwriting/message/set_words.py.
//
// Lengths are x-heights: x from the word's left, y down from the base line. A matrix is [a, b, c, d, e, f], as SVG has them.

import { whiteBetween } from "./spacing.js";

export const clipped = (value, low, high) => Math.min(high, Math.max(low, value));

/** Set the pieces of a word. again: which were written before. chance: a Chance of its own. */
export function setWord(pieces, again, hand, config, places, chance) {
  const { set_words: rule } = hand.rules, rough = 2 * (1 - config.neatness), { jitter } = hand.measures;
  const word = { glyphs: [], joins: [], left: null, right: null, wide: 0 };
  const wordRise = rule.WORD_RISE * jitter * rough * chance.normal();
  let x = 0, sign = 0, before = null;
  for (const [i, { start, count }] of pieces.entries()) {
    const own = hand.glyphs.slice(start, start + count), turn = turned(chance, rough, again[i] && !config.repeats, config.slant, rule);
    const rise = wordRise + rule.RISE * jitter * rough * chance.normal() + settled(own, config.neatness, rule);
    const apart = chance.normal() * rough;
    if (before) x = beside(before, own[0], turn, rise, hand, config, apart, word.joins, places[sign - 1]);
    let spaced = 0; // within a piece, too, but for letters that are joined
    for (const [k, one] of own.entries()) {
      const along = one.at - own[0].at + spaced, matrix = [...turn, turn[0] * along + x, turn[1] * along + rise];
      const seam = k + 1 < count && one.exit !== null;
      word.glyphs.push({ number: start + k, matrix, seam, sign: places[sign + k] });
      if (!seam) spaced += config.letters;
      see(word, one, matrix[4]);
      before = { one, matrix };
    }
    sign += count;
  }
  word.wide = before.matrix[4] + before.one.wide;
  return word;
}

// By which a piece is turned, sized and slanted about its place on the base line: [a, b, c, d].
function turned(chance, rough, again, slant, rule) {
  let turn = chance.normal() * rule.TURN * rough, size = chance.normal() * rule.STRETCH * rough, shear = chance.normal() * rule.SHEAR * rough;
  if (again) {
    turn += chance.sign() * chance.between(...rule.AGAIN);
    size += chance.sign() * chance.between(...rule.AGAIN);
  }
  shear += Math.tan(slant * Math.PI / 180);
  const large = Math.exp(size), c = large * Math.cos(turn), s = large * Math.sin(turn);
  return [c, s, -shear * c - s, -shear * s + c];
}

// By how much a piece is lowered so that it stands nearer to the base line; the neater the nearer.
function settled(own, neat, rule) {
  const feet = own.filter(({ stands }) => stands).map(({ foot }) => foot).sort((a, b) => a - b), half = feet.length >> 1;
  if (!feet.length) return 0;
  const middle = feet.length % 2 ? feet[half] : (feet[half - 1] + feet[half]) / 2;
  return clipped(-neat * middle, -rule.MOST_LIFT, rule.MOST_LIFT);
}

// Where the next piece has its left; the stroke that leads to it from `sign`, if there is one, is added.
function beside({ one, matrix }, own, turn, rise, hand, config, apart, joins, sign) {
  const { rules: { set_words: rule, spacing }, measures } = hand;
  const gap = measures.letter_gap + config.letters + rule.UNEVEN * measures.gap_spread * apart;
  let clear = matrix[4] - whiteBetween(one.right, own.left, spacing); // where they would touch
  if (!own.alnum || !one.alnum) clear = Math.max(clear, matrix[4] + one.wide - rule.BESIDE);
  if (!one.exit || !own.entry) return clear + Math.max(rule.LEAST_GAP, gap * (one.exit || own.entry ? rule.HALF_JOINED : 1));
  const { at: start, way } = moved(one.exit, matrix), { at: entry, way: onward } = moved(own.entry, [turn[0], turn[1], turn[2], turn[3], 0, rise]);
  const jump = Math.abs(entry[1] - start[1]);
  if (jump > rule.LIFTED) return clear + Math.max(rule.LEAST_GAP, gap * rule.HALF_JOINED);
  let x = start[0] + Math.min(rule.LONGEST_LEAD, rule.LEAD * jump) + config.letters - entry[0];
  if (jump > rule.LEVEL) x = Math.max(x, clear + rule.CLOSEST);
  const end = [entry[0] + x, entry[1]], reach = Math.max(rule.REACH * Math.hypot(end[0] - start[0], end[1] - start[1]), rule.OVERLAP);
  const from = (place, along, far) => [place[0] + far * along[0], place[1] + far * along[1]];
  const points = [from(start, way, -rule.OVERLAP), from(start, way, reach), from(end, onward, -reach), from(end, onward, rule.OVERLAP)];
  joins.push({ points, widths: [one.exit.width, own.entry.width], sign });
  return x;
}

// Where a joint lies once its glyph is set, and the way of its stroke, of length one.
function moved({ x, y, angle }, [a, b, c, d, e, f]) {
  const cos = Math.cos(angle), sin = Math.sin(angle), across = a * cos + c * sin, down = b * cos + d * sin, far = Math.hypot(across, down);
  return { at: [a * x + c * y + e, b * x + d * y + f], way: [across / far, down / far] };
}

function see(word, one, x) {
  if (!word.left) [word.left, word.right] = [new Float32Array(one.left.length).fill(Infinity), new Float32Array(one.left.length).fill(-Infinity)];
  const by = Math.fround(x);
  for (let b = 0; b < word.left.length; b++) {
    word.left[b] = Math.min(word.left[b], one.left[b] + by);
    word.right[b] = Math.max(word.right[b], one.right[b] + by);
  }
}
