// Which lines run along the middle of a letter's ink? As core/skeleton.py finds them, by the thinning of Zhang and Suen (1984).

import { OUTLINE_UNIT, pathOfCurves } from "./outline.js";

const FINE_MIDDLE = 48, INK_FROM = 128; // pixels an x-height; of 255, how much of a pixel is ink
const SPUR = 1.2; // half widths of the stroke: a branch as short as that is the corner of its end, and no stroke
const CLOCKWISE = [[-1, 0], [-1, 1], [0, 1], [1, 1], [1, 0], [1, -1], [0, -1], [-1, -1]]; // down, right; from above

const found = new WeakMap(); // curves -> their middles: a letter comes often
let drawing = null; // the one canvas that letters are looked at on

/** Strokes along the middle of curves, each [x, y, x, y, ..] in their units.
 * @param {ArrayLike<number>[]} curves */
export function middlesOf(curves) {
  let middles = found.get(curves);
  if (!middles) found.set(curves, middles = curves.length ? traced(rasterOf(curves)) : []);
  return middles;
}

// {ink: Uint8Array of 0 and 1, w, h, left, top}: with paper of two pixels around it.
function rasterOf(curves) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const points of curves) for (let i = 0; i < points.length; i += 2) {
    [left, right] = [Math.min(left, points[i]), Math.max(right, points[i])];
    [top, bottom] = [Math.min(top, points[i + 1]), Math.max(bottom, points[i + 1])];
  }
  const scale = FINE_MIDDLE / OUTLINE_UNIT, w = Math.ceil((right - left) * scale) + 5, h = Math.ceil((bottom - top) * scale) + 5;
  drawing ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  [drawing.canvas.width, drawing.canvas.height] = [w, h]; // which clears it
  drawing.setTransform(scale, 0, 0, scale, 2.5 - left * scale, 2.5 - top * scale);
  drawing.fill(pathOfCurves(curves));
  const { data } = drawing.getImageData(0, 0, w, h), ink = new Uint8Array(w * h);
  for (let i = 0; i < ink.length; i++) ink[i] = Number(data[4 * i + 3] >= INK_FROM);
  return { ink, w, h, left: left - 2.5 / scale, top: top - 2.5 / scale };
}

function traced({ ink, w, h, left, top }) {
  const lines = thinned(ink, w), scale = OUTLINE_UNIT / FINE_MIDDLE;
  return pruned(branchesOf(lines, w), ink, w, h).map((branch) => smooth(branch.flatMap((at) => [
    left + (at % w + 0.5) * scale, top + (Math.floor(at / w) + 0.5) * scale,
  ])));
}

// Which of the 256 neighbourhoods let their pixel go, in the first and in the second half turn.
const LOOSE = [0, 1].map((turn) => Uint8Array.from({ length: 256 }, (_, code) => {
  const p = CLOCKWISE.map((step, i) => code >> i & 1), [above, , right, , below, , left] = p;
  const count = p.reduce((a, b) => a + b, 0), starts = p.filter((one, i) => !one && p[(i + 1) % 8]).length;
  if (count < 2 || count > 6 || starts !== 1) return 0;
  const kept = turn ? (above && right && left) || (above && below && left) : (above && right && below) || (right && below && left);
  return Number(!kept);
}));

export function thinned(ink, w) {
  const lines = ink.slice(), steps = CLOCKWISE.map(([down, across]) => down * w + across);
  let at = [...lines.keys()].filter((i) => lines[i]), before = -1;
  while (at.length !== before) {
    before = at.length;
    for (const loose of LOOSE) {
      const gone = at.filter((i) => {
        let code = 0;
        for (let bit = 0; bit < 8; bit++) code |= lines[i + steps[bit]] << bit;
        return loose[code];
      });
      for (const i of gone) lines[i] = 0;
      at = at.filter((i) => lines[i]);
    }
  }
  return lines;
}

// The runs of pixels between ends and crossings, and the rings.
function branchesOf(lines, w) {
  const steps = CLOCKWISE.map(([down, across]) => ({ step: down * w + across, down: down * w, across }));
  const beside = (at) => steps.filter(({ step, down, across }) => lines[at + step]
    && (step === down || step === across || (!lines[at + down] && !lines[at + across]))).map(({ step }) => at + step);
  const ways = new Map([...lines.keys()].filter((i) => lines[i]).map((i) => [i, beside(i)]));
  const nodes = [...ways].filter(([, others]) => others.length !== 2).map(([at]) => at), gone = new Set();
  const edge = (a, b) => (a < b ? `${a} ${b}` : `${b} ${a}`), branches = nodes.filter((at) => !ways.get(at).length).map((at) => [at]);
  for (const start of [...nodes, ...ways.keys()]) { // rings have no node, and come last
    for (const other of ways.get(start)) {
      if (gone.has(edge(start, other))) continue;
      const run = [start, other];
      gone.add(edge(start, other));
      for (let at = other; ways.get(at).length === 2 && at !== start;) {
        const onward = ways.get(at).find((next) => !gone.has(edge(at, next)));
        if (onward === undefined) break;
        gone.add(edge(at, onward));
        run.push(at = onward);
      }
      branches.push(run);
    }
  }
  return branches;
}

// Without short branches that end freely at one side.
function pruned(branches, ink, w, h) {
  const ends = new Map();
  for (const branch of branches) for (const end of [branch[0], branch.at(-1)]) ends.set(end, (ends.get(end) ?? 0) + 1);
  const kept = branches.filter((branch) => {
    const [first, last] = [branch[0], branch.at(-1)].map((end) => ends.get(end) === 1);
    return first === last || branch.length > SPUR * halfAt(first ? branch.at(-1) : branch[0], ink, w, h) + 1;
  });
  return kept.length ? kept : branches;
}

// How far it is from a pixel of ink to the paper.
function halfAt(at, ink, w, h) {
  const x = at % w, y = Math.floor(at / w);
  let best = Infinity;
  for (let r = 1; r < best && r < Math.max(w, h); r++) {
    for (let d = -r; d <= r; d++) {
      for (const [dx, dy] of [[d, -r], [d, r], [-r, d], [r, d]]) {
        const inside = x + dx >= 0 && x + dx < w && y + dy >= 0 && y + dy < h;
        if (!inside || !ink[at + dy * w + dx]) best = Math.min(best, Math.hypot(dx, dy));
      }
    }
  }
  return best;
}

// Without the staircase of the pixels; the ends stay.
function smooth(points) {
  const n = points.length / 2;
  if (n < 5) return points;
  const out = points.slice();
  for (let i = 1; i < n - 1; i++) {
    const reach = i === 1 || i === n - 2 ? 1 : 2;
    for (let c = 0; c < 2; c++) {
      let sum = 0;
      for (let k = i - reach; k <= i + reach; k++) sum += points[2 * k + c];
      out[2 * i + c] = sum / (2 * reach + 1);
    }
  }
  return out;
}
