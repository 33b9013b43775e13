// Where was a word probably cut in two, or two taken for one, when another number of words was typed than found?

import { cutsOf, gapsOf } from "./words.js";
import { typedWords } from "./typed.js";

const MOST_AMISS = 3; // words
const HINT_PLAY = 0.35, ODD_COST = 2, MOST_TOGETHER = 4; // of a width against its letters, in log; of words not one to one; of words in one
const NARROW = /[ijlIftr.,;:'’!|()1-]/u, BROAD = /[mwMW—@%]/u;
const letterWidth = (letter) => (NARROW.test(letter) ? 0.6 : BROAD.test(letter) ? 1.5 : letter === letter.toLowerCase() ? 1 : 1.3);
const SPACE_WIDTH = 0.8; // of a letter: between two words taken together

const widthOfWords = (words) => words.reduce((sum, word) => sum + [...word].reduce((all, letter) => all + letterWidth(letter), 0), 0) + SPACE_WIDTH * (words.length - 1);

// Pair words found with words typed, in order, by their widths: [[how many found, how many typed], ..].
export function paired(widths, words) {
  const [n, m] = [widths.length, words.length], unit = widths.reduce((sum, w) => sum + w, 0) / Math.max(1e-6, words.reduce((sum, word) => sum + widthOfWords([word]), 0));
  const moves = [[1, 1]];
  for (let k = 2; k <= MOST_TOGETHER; k++) moves.push([k, 1], [1, k]);
  const best = Array.from({ length: n + 1 }, () => new Array(m + 1).fill(Infinity)), came = Array.from({ length: n + 1 }, () => new Array(m + 1).fill(null));
  best[0][0] = 0;
  for (let i = 1; i <= n; i++) {
    for (let j = 1; j <= m; j++) {
      for (const [a, b] of moves) {
        if (a > i || b > j || best[i - a][j - b] === Infinity) continue;
        const wide = widths.slice(i - a, i).reduce((sum, w) => sum + w, 0), off = Math.log(wide / (unit * widthOfWords(words.slice(j - b, j))));
        const cost = best[i - a][j - b] + ODD_COST * Math.abs(a - b) + (off / HINT_PLAY) ** 2 / 2;
        if (cost < best[i][j]) [best[i][j], came[i][j]] = [cost, [a, b]];
      }
    }
  }
  const pairs = [];
  for (let [i, j] = [n, m]; i && j && came[i][j];) {
    const [a, b] = came[i][j];
    pairs.unshift([a, b]);
    [i, j] = [i - a, j - b];
  }
  return pairs;
}

// {kind: "join" or "split", i: of the word before or the word itself, x, y} for each that would make the counts agree; [] when they do, or differ so
// much that something else is wrong. whole: whether the line is typed to its end; before that there are fewer words as a matter of course.
export function hintsFor(line, text, slant, whole = true) {
  const words = typedWords(text), found = line.words, more = words.length - found.length;
  if (!words.length || more === 0 || Math.abs(more) > MOST_AMISS || (more < 0 && !whole)) return [];
  const pairs = paired(found.map(({ box }) => box[2] - box[0]), words), hints = [], gaps = gapsOf(line);
  let i = 0, j = 0;
  for (const [a, b] of pairs) {
    for (let k = 0; k < a - 1; k++) hints.push({ kind: "join", ...gaps[i + k] });
    if (b > 1) hints.push(...splitsOf(found[i], words.slice(j, j + b), line, slant).map((cut) => ({ kind: "split", i, ...cut })));
    [i, j] = [i + a, j + b];
  }
  return hints.length ? hints : plainHint(line, words.length, slant);
}

// A word parted into what was typed: at the widest cuts that lie where its letters say.
function splitsOf(word, words, line, slant) {
  const cuts = cutsOf(word, line, slant), total = widthOfWords(words), [left, , right] = word.box, chosen = [];
  for (let k = 1; k < words.length; k++) {
    const x = left + (right - left) * (widthOfWords(words.slice(0, k)) + SPACE_WIDTH / 2) / total;
    const cost = (cut) => Math.abs(cut.x - x) / line.x_height - cut.width / line.x_height;
    const free = cuts.filter((cut) => !chosen.includes(cut));
    if (free.length) chosen.push(free.reduce((best, cut) => (cost(cut) < cost(best) ? cut : best)));
  }
  return chosen;
}

// Where widths say nothing: the narrowest gap between words, or the widest within one.
function plainHint(line, typed, slant) {
  if (typed < line.words.length) {
    const gap = gapsOf(line).toSorted((a, b) => a.width - b.width)[0];
    return gap ? [{ kind: "join", ...gap }] : [];
  }
  const cuts = line.words.flatMap((word, i) => cutsOf(word, line, slant).map((cut) => ({ kind: "split", i, ...cut })));
  return cuts.toSorted((a, b) => b.width - a.width).slice(0, 1);
}
