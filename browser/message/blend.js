// How do two hands write as one, letter by letter? As in core/handwriting/message/blend.py, which says why.

import { finished, handWith, openHand } from "./hand.js";
import { evenly, heavierCurves } from "./outline.js";

const THINNER = -0.06; // x-heights by which strokes are narrowed at most
const leanOf = (degrees) => Math.tan(degrees * Math.PI / 180);

/** A hand, or two between which a share lies: {at(share) -> a hand, names: of both, none of one alone}.
 * @param {(bytes: Uint8Array) => Record<string, Uint8Array>} unpack */
export function openHands(sections, unpack) {
  if (sections["rung 0"]) return openLadder(sections, unpack);
  if (!sections.second) {
    const one = openHand(sections);
    return { at: (_) => one, names: [] };
  }
  const told = JSON.parse(new TextDecoder().decode(sections.blend));
  const [first, second] = [sections.first, sections.second].map((bytes) => openHand(unpack(bytes.slice())));
  return { at: (share) => (share <= 0 ? first : share >= 1 ? second : handBetween(first, second, share, told.cures)), names: told.names };
}

// Hands that a model has drawn on the way from one to another: the nearest one writes.
function openLadder(sections, unpack) {
  const told = JSON.parse(new TextDecoder().decode(sections.blend)), hands = [];
  const rung = (k) => (hands[k] ??= openHand(unpack(sections[`rung ${k}`].slice())));
  return { at: (share) => rung(Math.floor(share * (told.rungs - 1) + 0.5)), names: told.names, rungs: told.rungs, blended: new Set(told.blended) };
}

function handBetween(first, second, share, cures) {
  const measures = Object.fromEntries(Object.entries(first.measures).map(([name, value]) => [name, value + (second.measures[name] - value) * share]));
  measures.capital = first.measures.capital;
  const apart = 1 + first.glyphs.reduce((most, { word }) => Math.max(most, word), 0);
  const glyphs = [...first.glyphs.map((one) => suited(one, first, measures)),
    ...second.glyphs.map((one) => ({ ...suited(one, second, measures), word: one.word + apart }))];
  return handWith({ ...first.about, measures, cures, second: first.glyphs.length, share }, glyphs);
}

// A glyph leaned and thickened from its own hand's measures to others.
function suited(glyph, { measures: own, rules }, measures) {
  const lean = leanOf(measures.slant) - leanOf(own.slant), by = Math.max(THINNER, measures.stroke - own.stroke), bands = glyph.left.length;
  const { BANDS, TOP } = rules.glyph, moved = Float32Array.from({ length: bands }, (_, b) => -lean * ((b + 0.5) / BANDS - TOP));
  const leaned = (curves) => heavierCurves(curves, by).map((points) => points.map((v, i) => (i % 2 ? v : evenly(v - lean * points[i + 1]))));
  const joint = (one) => one && { x: one.x - lean * one.y, y: one.y, width: one.width + by,
    angle: Math.atan2(Math.sin(one.angle), Math.cos(one.angle) - lean * Math.sin(one.angle)) };
  return finished({ ...glyph, curves: leaned(glyph.curves), seam: leaned(glyph.seam), left: glyph.left.map((v, b) => v + moved[b]),
    right: glyph.right.map((v, b) => v + moved[b]), entry: joint(glyph.entry), exit: joint(glyph.exit) });
}
