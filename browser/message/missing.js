// Which characters of a text has a hand never written, and what would cure that? As in core/handwriting/message/missing.py.
//
// Nothing is changed in silence: what can be built of other letters is offered by name, and done only where that is allowed.

import { finished, handWith } from "./hand.js";
import { OUTLINE_UNIT, boxOfCurves, evenly, heavierCurves, partedCurves, pointsAlong } from "./outline.js";
import { isPicture, scriptOf } from "./wording.js";

/** What of a text's paragraphs a hand lacks, the most frequent first: [{sign, count, word, cures: [{name, parts}]}]. */
export function missingSigns(paragraphs, hand) {
  const found = new Map();
  for (const { signs } of paragraphs.flat()) {
    for (const sign of signs) {
      if (hand.has(sign)) continue;
      const known = found.get(sign) ?? { sign, count: 0, word: signs.join(""), cures: hand.about.cures[sign]?.cures ?? [] };
      known.count++;
      found.set(sign, known);
    }
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

export const isAllowed = ({ cures }, allowed) => cures.some(({ name }) => allowed.includes(name));

// One sentence that says what is missing and what can be done; what may be allowed stands beside it.
export function sentenceOfMissing(lacks, { missing: { MOST_NAMED: most } }) {
  const signs = lacks.map(({ sign }) => sign), more = signs.length > most ? " and more" : "", quoted = (texts) => texts.map((text) => `“${text}”`).join(", ");
  const picture = signs.find(isPicture), scripts = [...new Set(signs.map(scriptOf).filter(Boolean))];
  if (picture) return `A hand writes letters and signs, no pictures such as ${picture}: leave them out.`;
  if (scripts.length === 1 && lacks.length >= 4) return `This set has no ${scripts[0]} letters (${signs.slice(0, most).join(", ")}${more}): write a page or a sheet in them first.`;
  const words = [...new Set(lacks.slice(0, 4).map(({ word }) => word))], such = `the word${words.length > 1 ? "s" : ""} ${quoted(words)}`;
  return `This hand has not written ${quoted(signs.slice(0, most))}${more} yet: add a page or a sheet that has ${signs.length > 1 ? "them" : "it"}, such as ${such}.`;
}

/** The hand with what allowed cures add to it for what a text lacks; for what none writes there is a box, `missing`. */
export function curedHand(hand, lacks, allowed) {
  if (!lacks.length) return hand;
  const glyphs = [...hand.glyphs];
  let word = Math.max(0, ...glyphs.map((one) => one.word)) + 1;
  for (const { sign, cures } of lacks) {
    const cure = cures.find(({ name }) => allowed.includes(name));
    for (const one of cure ? builtGlyphs({ sign, ...cure }, hand) : [boxFor(sign, hand)]) glyphs.push({ ...one, word: word++ });
  }
  return handWith(hand.about, glyphs);
}

// An empty box, as high as a small letter, whose corners are sharp: each control point comes three times.
function boxFor(sign, { glyphs: [{ left: { length: bands } }], rules: { glyph: { TOP, BANDS } } }) {
  const ring = (x0, y0, x1, y1) => [[x0, y0], [x0, y1], [x1, y1], [x1, y0]].flatMap((corner) => [corner, corner, corner]);
  const curves = [ring(6, -104, 76, 0), ring(13, -97, 69, -7).reverse()].map((points) => Int16Array.from(points.flat()));
  const inked = (band) => band >= (TOP - 1.04) * BANDS && band < TOP * BANDS, side = (x, beyond) => Float32Array.from({ length: bands }, (_, b) => (inked(b) ? x : beyond));
  return finished({ sign, missing: true, alnum: true, stands: false, curves, seam: [], wide: 0.76, left: side(0.06, Infinity), right: side(0.76, -Infinity), entry: null,
    exit: null, place: 0, at: 0, first: true, last: true, doubt: 0, odd: 0 });
}

function bestOf(sign, { glyphs, runs }) {
  const found = (runs.get(sign)?.starts ?? []).map((start) => glyphs[start]);
  return found.sort((a, b) => a.odd + a.doubt - b.odd - b.doubt);
}

const partOf = (told) => ({ take: "whole", scale: [1, 1], high: 0, right: 0, up: 0, over: false, ...told });

// Some letters that a cure builds, each of other parts where there are several.
function builtGlyphs({ sign, parts: told }, hand) {
  const parts = told.map(partOf), { missing: rule } = hand.rules, found = [];
  const marked = (of) => of.filter(({ curves }) => partedCurves(curves, rule.MARK_ABOVE).every((some) => some.length));
  const choices = parts.map(({ of, take }) => {
    const best = bestOf(of, hand), withMark = take === "whole" ? best : marked(best);
    return take === "body" && !withMark.length ? best : withMark;
  });
  for (let n = 0; n < Math.min(rule.MOST_BUILT, bestOf(parts[0].of, hand).length); n++) {
    const curves = [];
    let middle = 0;
    for (const [k, part] of parts.entries()) {
      if (!choices[k].length) break;
      const taken = takenCurves(choices[k][n % choices[k].length].curves, part, hand);
      if (k === 0) middle = centreOf(taken);
      const shift = part.over ? middle - centreOf(taken) + part.right : part.right;
      const by = [OUTLINE_UNIT * shift, OUTLINE_UNIT * -part.up];
      for (const points of taken) curves.push(Int16Array.from(points, (v, i) => evenly(v + by[i % 2])));
    }
    if (curves.length) found.push(builtGlyph(sign, parts[0], choices[0][n % choices[0].length], curves, hand));
  }
  return found;
}

function takenCurves(outline, part, { measures, rules: { missing: rule } }) {
  const [marks, body] = partedCurves(outline, rule.MARK_ABOVE);
  const of = { whole: outline, body: body.length ? body : outline, marks }[part.take];
  let [wide, high] = part.scale, foot = 0;
  if (part.high) {
    const [, top, , low] = boxOfCurves(of);
    foot = low;
    high = part.high * OUTLINE_UNIT / Math.max(foot - top, OUTLINE_UNIT / 2);
    wide = rule.NARROWER * high;
  }
  const scaled = of.map((points) => Float64Array.from(points, (v, i) => (i % 2 ? (v - foot) * high : v * wide)));
  if (wide > 0 && high !== 1) return heavierCurves(scaled, (1 - high) * rule.BOLDER * measures.stroke); // larger, not bolder
  if (wide > 0) return scaled;
  const right = boxOfCurves(of)[2];
  return scaled.map((points) => { // a mirrored curve runs the other way
    const out = new Float64Array(points.length), n = points.length;
    for (let i = 0; i < n; i += 2) [out[n - 2 - i], out[n - 1 - i]] = [points[i] + right * -wide, points[i + 1]];
    return out;
  });
}

function centreOf(curves) {
  const [left, , right] = boxOfCurves(curves);
  return (left + right) / 2 / OUTLINE_UNIT;
}

function builtGlyph(sign, plain, first, curves, { about, rules: { glyph: { TOP, BANDS } } }) {
  const left = new Float32Array(first.left.length).fill(Infinity), right = new Float32Array(first.left.length).fill(-Infinity);
  let wide = 0.1;
  for (const [x, y] of curves.flatMap((points) => pointsAlong(points)).map((point) => point.map((v) => v / OUTLINE_UNIT))) {
    const band = Math.trunc(Math.min(left.length - 1, Math.max(0, (y + TOP) * BANDS)));
    left[band] = Math.min(left[band], x);
    right[band] = Math.max(right[band], x);
    wide = Math.max(wide, x);
  }
  const kept = plain.scale.every((v) => v === 1) && !plain.up && !plain.high, { alnum, stands } = about.cures[sign];
  return finished({ ...first, sign, alnum, stands, curves, wide, left, right, entry: kept ? first.entry : null, exit: kept ? first.exit : null,
    seam: [], place: 0, at: 0, first: true, last: true });
}
