// Which latents does each character get? Those of a hand, drawn from a seed, pushed along the directions that make it lean
// and thicken; and which characters of a text does the model know at all?

import { isolated, signsOf } from "../base/names.js";
import { solverOf } from "../base/network.js";

const MOST_TYPED = 64; // characters at a time, as in core/writing/text.py
export const HAND_START = { text: "", hand: "one", seed: 4, rolls: [], slant: 0, weight: 0, roundness: 0, size: 0, heat: 0.7, mix: null, ink: "smooth" };
export const HOTTEST_HAND = 1.5; // times the usual distance from the middle of latent space
const NEATEST = 2.5; // guidance of a flow where it writes as neatly as it can

// Take the block of core/blocks/write.py apart.
export function openWriting(runtime, bytes) {
  const sections = runtime.unpack(bytes), about = JSON.parse(new TextDecoder().decode(sections.about));
  const floats = (name) => {
    const part = sections[name];
    return new Float32Array(part.buffer, part.byteOffset, part.byteLength / 4);
  };
  const qualities = about.qualities.map((quality) => ({ ...quality, slopes: floats(`slopes-${quality.name}`) }));
  const { steps, guidance } = solverOf(runtime.unpackNetwork(sections.decoder).graph) ?? {};
  return { about, solver: steps ? { steps, guidance } : null, d: about.latent_dim, k: about.classes.length, classes: about.classes, size: about.image_size, qualities,
    decoder: sections.decoder, reader: sections.reader };
}

// n(0, 1) numbers that are the same for the same seed, character and roll, on any machine: a link leads back to this hand.
function seededNoise(d, ...numbers) {
  let state = 0x9e3779b9;
  for (const number of numbers) state = Math.imul((state ^ (number + 0x7f4a7c15)) >>> 0, 0x85ebca6b) ^ (state >>> 13);
  const uniform = () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return Float32Array.from({ length: d }, () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()));
}

// The noise of the i-th character: that of the hand, or one of its own where it was written anew or each is.
export function noiseOf(writer, state, i) {
  const roll = state.rolls[i] ?? 0;
  return state.hand === "one" && roll === 0 ? seededNoise(writer.d, state.seed, 0, 0)
    : seededNoise(writer.d, state.seed, i + 1, roll);
}

// The shortest step through latent space that changes each quality as wanted, for class weights y: pinv(G) wanted, see
// core/writing/directions.py.
function shiftFor({ qualities, d }, y, wanted) {
  const rows = qualities.map(({ slopes }) => {
    const row = new Float64Array(d);
    for (let c = 0; c < y.length; c++) if (y[c]) for (let i = 0; i < d; i++) row[i] += y[c] * slopes[c * d + i];
    return row;
  });
  const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0), asked = qualities.map(({ name }) => wanted[name] ?? 0);
  const step = new Float32Array(d);
  if (rows.length === 0) return step;
  const alone = (r) => { const own = dot(rows[r], rows[r]); return own > 0 ? asked[r] / own : 0; };
  let shares = rows.map((_, r) => alone(r));
  if (rows.length === 2) {
    const [a, b, c] = [dot(rows[0], rows[0]), dot(rows[0], rows[1]), dot(rows[1], rows[1])], det = a * c - b * b;
    if (det > 1e-9 * a * c) shares = [(c * asked[0] - b * asked[1]) / det, (a * asked[1] - b * asked[0]) / det];
  }
  for (const [r, row] of rows.entries()) for (let i = 0; i < d; i++) step[i] += shares[r] * row[i];
  return step;
}

// By what a flow draws, null of others: its noise is as it learned it, and how neat it is, is how far it is guided to the class.
// Less than usual goes down to 1, as it has learned, more up to NEATEST.
export function wayOf({ solver }, { heat }) {
  if (!solver) return null;
  const own = Math.max(1, Math.min(NEATEST, solver.guidance)), cooler = HAND_START.heat - heat;
  const share = cooler < 0 ? 1 + cooler / (HOTTEST_HAND - HAND_START.heat) : cooler / HAND_START.heat;
  return { steps: solver.steps, guidance: cooler < 0 ? 1 + (own - 1) * share : own + (NEATEST - own) * share };
}

// What the decoder takes for noise z0 and class weights y.
export function inputOf(writer, state, z0, y) {
  const step = shiftFor(writer, y, state), x = new Float32Array(writer.d + writer.k), heat = writer.solver ? 1 : state.heat;
  for (let i = 0; i < writer.d; i++) x[i] = heat * z0[i] + step[i];
  x.set(y, writer.d);
  return x;
}

const isBlank = (letter) => /^\s$/.test(letter);

// The class of a character: of exactly that name, else of another case; -1 for none.
function classOf(classes, letter) {
  for (const name of [letter, letter.toLowerCase(), letter.toUpperCase()]) {
    const c = classes.indexOf(name);
    if (c >= 0) return c;
  }
  return -1;
}

// "0 to 9", or "a, b and c".
export function listed(names, { quoted = false } = {}) {
  if (!names.length) return "no class that can be typed";
  const runs = "0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  if (names.length > 2 && runs.includes(names.join(""))) return `${names[0]} to ${names.at(-1)}`;
  const shown = names.slice(0, 12).map((name) => (quoted ? `“${isolated(name)}”` : isolated(name)));
  if (names.length > 12) return `${shown.join(", ")} and ${names.length - 12} more`;
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

// What a text becomes: {letters: [{letter, label}], sentence}. label is -1 for a blank or a character that is not known;
// letters is null for a text that cannot be written at all. The sentences are those of core/writing/text.py.
export function readTyped(classes, text) {
  const letters = signsOf(text), knows = listed(classes.filter((name) => signsOf(name).length === 1));
  if (letters.length > MOST_TYPED) {
    const got = letters.length.toLocaleString("en");
    return { letters: null, sentence: `At most ${MOST_TYPED} characters are written at a time, got ${got}.` };
  }
  if (!text.trim()) return { letters: [], sentence: `There is nothing to write yet: this model knows ${knows}.` };
  const read = letters.map((letter) => ({ letter, blank: isBlank(letter), label: isBlank(letter) ? -1 : classOf(classes, letter) }));
  const unknown = [...new Set(read.filter(({ blank, label }) => !blank && label < 0).map(({ letter }) => letter))];
  if (unknown.length) {
    return { letters: read, sentence: `This model has never learned ${listed(unknown, { quoted: true })}: it knows ${knows}.` };
  }
  const turned = [...new Set(read.filter(({ letter, label }) => label >= 0 && classes[label] !== letter)
    .map(({ letter, label }) => `“${isolated(letter)}” as ${isolated(classes[label])}`))];
  return { letters: read, sentence: "", note: turned.length ? `It knows no other form of these: it writes ${listed(turned)}.` : "" };
}

// What stands in a link, as ui/write/place.py writes it; what cannot be read is as at the start.
export function writtenInLink({ k, classes, qualities, about }, query) {
  const state = structuredClone(HAND_START), number = (name, low, high) => {
    const value = Number(query.get(name) ?? NaN);
    return query.get(name)?.trim() && value >= low && value <= high ? value : null;
  };
  const typed = query.get("text"), fits = typed && readTyped(classes, typed);
  state.text = fits && !fits.sentence ? typed : about.text;
  if (query.get("hand") === "each") state.hand = "each";
  if (query.get("ink") === "pixels") state.ink = "pixels";
  const seed = number("seed", 0, 999999);
  if (Number.isInteger(seed)) state.seed = seed;
  state.heat = number("heat", 0, HOTTEST_HAND) ?? state.heat;
  for (const { name, range } of qualities) state[name] = number(name, -range, range) ?? 0;
  const rolls = (query.get("rolls") ?? "").split(",").map(Number);
  if (rolls.length <= MOST_TYPED && rolls.every((roll) => Number.isInteger(roll) && roll >= 0 && roll < 1e6)) state.rolls = rolls;
  state.mix = mixInLink(k, query.get("mix") ?? "") ?? startingMix(k, classes);
  return state;
}

// "3:0.5,8:0.5", as core/writing/mix.py reads it; null if it is no mix.
function mixInLink(k, text) {
  const y = new Float32Array(k), seen = new Set();
  for (const part of text.split(",")) {
    const [, name, share] = /^(\d+):([\d.]+)$/.exec(part) ?? [], c = Number(name), weight = Number(share);
    if (name === undefined || c >= k || seen.has(c) || !(weight >= 0 && weight <= 1)) return null;
    seen.add(c);
    y[c] = weight;
  }
  const total = y.reduce((a, b) => a + b, 0);
  return Math.abs(total - 1) <= 0.005 ? y.map((v) => v / total) : null;
}

// Half 3, half 8; of other classes the first two.
export function startingMix(k, classes) {
  const three = classes.indexOf("3"), eight = classes.indexOf("8"), y = new Float32Array(k);
  for (const c of three >= 0 && eight >= 0 ? [three, eight] : [0, Math.min(1, k - 1)]) y[c] += 0.5;
  return y;
}
