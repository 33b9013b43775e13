// Where are the words of a line, where between and within them can something be changed, and how do they stand after it was?
//
// A line is {base: [slope, row at 0], x_height, words: [{box: [left, top, right, bottom], pieces: [[left, right], ..]}]}, in pixels of the page; the
// ends of pieces are without slant, on the base line. See core/blocks/page.py.

export const rowAt = ({ base }, x) => base[0] * x + base[1];
const halfRow = (line, x) => rowAt(line, x) - line.x_height / 2;
const lean = (slant) => Math.tan(slant * Math.PI / 180);

export const lineLeft = ({ words }) => Math.min(...words.map(({ box }) => box[0]));
export const lineRight = ({ words }) => Math.max(...words.map(({ box }) => box[2]));

// The number of the line that a place belongs to.
export function lineAt(lines, x, y) {
  const far = lines.map((line) => Math.abs(y - halfRow(line, x)) + Math.max(0, lineLeft(line) - x, x - lineRight(line)));
  return far.indexOf(Math.min(...far));
}

// The places between words: {i: of the word before, x, y, width}. Slanted words may lie over each other: then the width is negative.
export function gapsOf(line) {
  return line.words.slice(1).map(({ box }, i) => {
    const right = line.words[i].box[2], x = (right + box[0]) / 2;
    return { i, x, y: halfRow(line, x), width: box[0] - right };
  });
}

// The places within a word where it can be parted: between pieces of ink that do not lie over each other, {x, y, width}.
export function cutsOf(word, line, slant) {
  const cuts = [], pieces = [...word.pieces].sort((a, b) => a[0] - b[0]);
  let reached = pieces.length ? pieces[0][1] : 0;
  for (const [left, right] of pieces.slice(1)) {
    if (left >= reached - 0.15 * line.x_height && right > reached) cuts.push(cutAt((left + reached) / 2, line, slant, left - reached));
    reached = Math.max(reached, right);
  }
  return cuts;
}

function cutAt(foot, line, slant, width) {
  const x = foot + lean(slant) * line.x_height / 2;
  return { x, y: halfRow(line, x), width };
}

// What a place on a line is: {kind: "gap", i} or {kind: "word", i}; null beside all words. slack: how near to the middle of a gap counts as in it.
export function partAt(line, x, slack) {
  for (const gap of gapsOf(line)) {
    const [before, after] = [line.words[gap.i].box, line.words[gap.i + 1].box];
    const most = Math.min(before[2] - before[0], after[2] - after[0]) / 3;
    if (Math.abs(x - gap.x) <= Math.max(gap.width / 2, Math.min(slack, Math.max(0, gap.width / 2) + most))) return { kind: "gap", ...gap };
  }
  const i = line.words.findIndex(({ box }) => x >= box[0] && x < box[2]);
  return i < 0 ? null : { kind: "word", i };
}

// Where a word would be parted by a hand at x: the cut nearest to it; of one piece of ink wherever the hand is.
export function cutNear(word, line, slant, x) {
  const cuts = cutsOf(word, line, slant);
  if (cuts.length) return cuts.reduce((best, cut) => (Math.abs(cut.x - x) < Math.abs(best.x - x) ? cut : best));
  const held = Math.max(word.box[0] + 1, Math.min(word.box[2] - 1, x));
  return { x: held, y: halfRow(line, held), width: 0, free: true };
}

function joined(words, i) {
  const [a, b] = [words[i], words[i + 1]], box = [0, 1].map((c) => Math.min(a.box[c], b.box[c])).concat([2, 3].map((c) => Math.max(a.box[c], b.box[c])));
  return [...words.slice(0, i), { box, pieces: [...a.pieces, ...b.pieces], changed: true }, ...words.slice(i + 2)];
}

function parted(words, i, x, foot) {
  const { box: [left, top, right, bottom], pieces } = words[i], at = Math.max(left + 1, Math.min(right - 1, x));
  const sides = [[left, at], [at, right]].map(([a, b], side) => ({
    box: [a, top, b, bottom], changed: true, pieces: pieces.filter(([l, r]) => ((l + r) / 2 >= foot) === (side === 1)),
  }));
  return [...words.slice(0, i), ...sides, ...words.slice(i + 1)];
}

// The lines after joins and splits, the oldest first; one that finds nothing to join or part changes nothing.
export function wordsAfter(lines, ops, slant) {
  const out = [...lines];
  for (const { kind, x, y } of ops) {
    const n = lineAt(out, x, y), line = out[n];
    if (kind === "join") {
      const gaps = gapsOf(line), nearest = gaps.toSorted((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
      if (nearest) out[n] = { ...line, words: joined(line.words, nearest.i) };
    } else {
      const i = line.words.findIndex(({ box }) => x > box[0] && x < box[2]), foot = x - lean(slant) * (rowAt(line, x) - y);
      if (i >= 0) out[n] = { ...line, words: parted(line.words, i, x, foot) };
    }
  }
  return out;
}
