// Which pieces of a person's own words make a word that they have never written? The cheapest way through it, as in core/handwriting/message/choose.py.

import { keyOf, shareOf } from "./chance.js";
import { runKey } from "./hand.js";

/** The pieces of a word, [{start, count}] from left to right. used: how often each glyph was written; it is not changed.
 * @param {string[]} signs
 * @param {Uint16Array} used */
export function chosenPieces(signs, hand, used, key, neat) {
  const alnum = signs.map((sign) => hand.glyphs[hand.runs.get(sign).starts[0]].alnum), n = signs.length;
  const ends = alnum.includes(true) ? [alnum.indexOf(true), alnum.lastIndexOf(true)] : [0, 0];
  const turns = hand.second ? signs.map((_, k) => shareOf(keyOf(key, "hands"), k + 1) < hand.share) : null;
  const best = Array.from({ length: n + 1 }, () => []); // by end: pieces, each with what all cost until then and the number of the one before
  for (let at = 0; at < n; at++) {
    best[at].sort(byTotal);
    for (let count = 1; count <= Math.min(hand.rules.hand.LONGEST_PIECE, n - at); count++) {
      const run = hand.runs.get(count === 1 ? signs[at] : runKey(signs.slice(at, at + count)));
      if (!run) continue;
      const sides = { first: at <= ends[0], last: at + count - 1 >= ends[1], turns: turns?.slice(at, at + count) };
      for (const piece of cheapest(run, count, sides, hand, used, keyOf(key, at, count), neat)) {
        if (at) follow(best[at], piece, hand);
        best[at + count].push(piece);
      }
    }
  }
  const found = [];
  let end = n, pick = 0;
  best[n].sort(byTotal);
  while (end) {
    const piece = best[end][pick];
    found.push(piece);
    [end, pick] = [end - piece.count, piece.before];
  }
  return found.reverse();
}

const byTotal = (a, b) => a.total - b.total;

// The cheapest pieces that a part of a word can be written by, the cheapest first. sides: whether it begins and ends the word.
function cheapest(run, count, { first, last, turns }, { glyphs, second, rules: { choose: rule } }, used, key, neat) {
  const found = [], play = rule.PLAY * (rule.PLAYFUL - neat), { starts, costs } = run.inOrder ??= inOrder(run);
  let most = Infinity; // of what the last one costs that is still wanted
  for (let i = 0; i < starts.length && costs[i] < most; i++) {
    const start = starts[i], places = Number(glyphs[start].first !== first) + Number(glyphs[start + count - 1].last !== last);
    let often = used[start];
    for (let k = start + 1; k < start + count; k++) if (used[k] > often) often = used[k];
    const others = turns ? turns.filter((turn) => turn !== (start >= second)).length : 0;
    const sure = costs[i] + rule.PLACE * places + rule.USED * Math.min(rule.OFTEN, often) + rule.OTHERS * others;
    if (sure >= most) continue;
    const total = sure + play * shareOf(key, start);
    if (total >= most) continue;
    let at = found.length < rule.MOST ? found.length : rule.MOST - 1;
    const piece = at < found.length ? found[at] : { start: 0, count, total: 0, before: 0 };
    for (; at && found[at - 1].total > total; at--) found[at] = found[at - 1];
    [piece.start, piece.total, found[at]] = [start, total, piece];
    if (found.length === rule.MOST) most = found[rule.MOST - 1].total;
  }
  return found;
}

// The places where a run begins, those first that cost least in themselves.
function inOrder({ starts, costs }) {
  const order = starts.map((_, i) => i).sort((a, b) => costs[a] - costs[b]);
  return { starts: Int32Array.from(order, (i) => starts[i]), costs: Float64Array.from(order, (i) => costs[i]) };
}

// Of all ways to a piece the cheapest: its total grows by what came before, which is in order of that, and by how strokes meet.
function follow(before, piece, { glyphs, measures, rules: { choose: rule } }) {
  const { entry } = glyphs[piece.start];
  let lowest = Infinity;
  for (let i = 0; i < before.length && before[i].total < lowest; i++) {
    const one = before[i], { exit } = glyphs[one.start + one.count - 1];
    let cost = rule.LIFTED * rule.HALF * measures.joined; // neither has a stroke to the other
    if (exit && entry) cost = rule.JUMP * Math.min(Math.abs(exit.y - entry.y), 1) + rule.TURN * Math.abs(exit.angle - entry.angle);
    else if (exit || entry) cost = rule.HALF * measures.joined;
    if (one.total + cost < lowest) [lowest, piece.before] = [one.total + cost, i];
  }
  piece.total += lowest;
}
