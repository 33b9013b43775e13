// What does somebody's hand consist of, once it has come? Letters with their curves and sides, and where each run of some begins.

const HAS_FIRST = 1, HAS_LAST = 2, HAS_ENTRY = 4, HAS_EXIT = 8, NO_INK = -32768, OF_LENGTH = 1000, OF_SHARE = 10000;

export const runKey = (signs) => signs.join("\u0000");

// Take the block of core/blocks/message.py apart. sections: as a runtime unpacks it.
export function openHand(sections) {
  const view = (Type, name) => new Type(sections[name].buffer, sections[name].byteOffset, sections[name].byteLength / Type.BYTES_PER_ELEMENT);
  const about = JSON.parse(new TextDecoder().decode(sections.about)), { bands, signs } = about;
  const kinds = view(Uint16Array, "kinds"), numbers = view(Int32Array, "numbers"), joints = view(Int16Array, "joints"), counts = view(Uint8Array, "counts");
  const lengths = view(Uint16Array, "lengths"), points = view(Int16Array, "points"), spans = view(Uint8Array, "spans"), sides = view(Int16Array, "sides");
  const glyphs = [];
  let curve = 0, point = 0, side = 0;
  const curvesOf = (count) => Array.from({ length: count }, () => {
    const from = point;
    point += 2 * lengths[curve++];
    return points.subarray(from, point);
  });
  const sideOf = (beyond, first, count) => {
    const found = new Float32Array(bands).fill(beyond);
    for (let b = 0; b < count; b++, side++) if (sides[side] !== NO_INK) found[first + b] = sides[side] / OF_LENGTH;
    return found;
  };
  for (let i = 0; i < kinds.length; i++) {
    const [word, place, flags, wide, at, doubt, odd] = numbers.subarray(8 * i, 8 * i + 7), [first, count] = spans.subarray(2 * i, 2 * i + 2);
    const joint = (has, from) => (flags & has ? jointOf(joints.subarray(from, from + 4)) : null);
    glyphs.push(finished({
      sign: signs[kinds[i]], alnum: about.alnum[kinds[i]], stands: about.stands[kinds[i]], curves: curvesOf(counts[2 * i]), seam: curvesOf(counts[2 * i + 1]),
      wide: wide / OF_LENGTH, left: sideOf(Infinity, first, count), right: sideOf(-Infinity, first, count),
      entry: joint(HAS_ENTRY, 8 * i), exit: joint(HAS_EXIT, 8 * i + 4), word, place, at: at / OF_LENGTH,
      first: Boolean(flags & HAS_FIRST), last: Boolean(flags & HAS_LAST), doubt: doubt / OF_SHARE, odd: odd / OF_SHARE,
    }));
  }
  return handWith(about, glyphs);
}

const jointOf = ([x, y, angle, width]) => ({ x: x / OF_LENGTH, y: y / OF_LENGTH, angle: angle / OF_SHARE, width: width / OF_LENGTH });

// A glyph with its lower end, y in x-heights.
export function finished(glyph) {
  let low = -Infinity;
  for (const points of glyph.curves) for (let i = 1; i < points.length; i += 2) low = Math.max(low, points[i]);
  return { ...glyph, foot: low > -Infinity ? low / 100 : 0 };
}

/** A hand of glyphs: its runs, by runKey, are the numbers of the glyphs that they begin with, and what such a piece costs in itself. */
export function handWith(about, glyphs) {
  const { choose: rule, hand: { LONGEST_PIECE: longest } } = about.rules, runs = new Map(), widest = new Map();
  for (const [start, { word, place, sign, wide }] of glyphs.entries()) {
    widest.set(sign, Math.max(widest.get(sign) ?? 0, wide));
    let key = "", doubt = 0, odd = 0;
    for (let k = 0; k < longest && start + k < glyphs.length; k++) {
      const one = glyphs[start + k];
      if (one.word !== word || one.place !== place + k) break;
      key += (k ? "\u0000" : "") + one.sign;
      [doubt, odd] = [Math.max(doubt, one.doubt), Math.max(odd, one.odd)];
      const run = runs.get(key) ?? { starts: [], costs: [] };
      run.starts.push(start);
      run.costs.push(rule.PIECE + rule.DOUBT * doubt + rule.ODD * odd);
      runs.set(key, run);
    }
  }
  return { about, rules: about.rules, measures: about.measures, second: about.second ?? 0, share: about.share ?? 0, glyphs, runs, widest, has: (sign) => runs.has(sign) };
}
