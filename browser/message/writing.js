// How does a message write itself, stroke by stroke, while one looks on?

import { drawPages } from "./paper.js";
import { writtenWords } from "./pens.js";

const UNCOVERS = 1.7, THINNEST = 0.16; // times its width, that a stroke uncovers; x-heights that a pen is wide at least
const AHEAD = 0.5; // seconds that words are traced ahead

// calm(): whether whoever looks wants little to move; then words appear whole, one after another.
export class Writing {
  at = 0; // seconds since the pen began
  moving = false;
  message = null; // that is being written, null while all of it is seen
  words = []; marks = new Map(); source = null; ended = false;
  layer = document.createElement("canvas").getContext("2d");

  constructor({ calm }) {
    this.calm = calm;
  }

  // Write a message from its beginning, or go on with the same.
  play(message) {
    if (this.message !== message) {
      Object.assign(this, { message, at: 0, words: [], marks: new Map(), source: writtenWords(message), ended: false });
    }
    this.moving = true;
    this.trace();
  }

  pause() { this.moving = false; }

  // All of it is to be seen again.
  end() { Object.assign(this, { moving: false, message: null, words: [], source: null }); }

  // Time goes on; says whether there is more to come.
  step(seconds) {
    this.at += seconds;
    this.trace();
    if (this.ended && this.at >= (this.words.at(-1)?.end ?? 0)) this.end();
    return this.moving;
  }

  trace() {
    while (!this.ended && (this.words.at(-1)?.end ?? 0) < this.at + AHEAD) {
      const { value, done } = this.source.next();
      this.ended = Boolean(done);
      if (done) break;
      this.words.push(value);
      for (const placed of value.placed) this.marks.set(placed, { begin: Infinity, end: value.end, word: value });
      for (const { placed, begin, end } of value.strokes) {
        const mark = this.marks.get(placed), first = mark.begin === Infinity;
        Object.assign(mark, { begin: Math.min(begin, mark.begin), end: first ? end : Math.max(end, mark.end) });
      }
    }
  }

  // The word that is written now.
  get word() { return this.words.find(({ end }) => end > this.at) ?? this.words.at(-1) ?? null; }

  draw(context, message, placed, seen, shapes) {
    const calm = this.calm(), now = this.at;
    const times = (mark) => this.marks.get(mark) ?? { begin: Infinity, end: Infinity };
    const done = (mark) => (calm ? times(mark).word?.end <= now : times(mark).end <= now);
    const begun = (mark) => !calm && times(mark).begin <= now && !done(mark);
    drawPages(context, message, placed, seen, shapes, (line) => shown(line, done, (next) => done(next) || begun(next)));
    if (calm) return;
    const { layer } = this, { canvas } = context;
    if (layer.canvas.width !== canvas.width || layer.canvas.height !== canvas.height) [layer.canvas.width, layer.canvas.height] = [canvas.width, canvas.height];
    layer.setTransform(1, 0, 0, 1, 0, 0);
    layer.clearRect(0, 0, canvas.width, canvas.height);
    drawPages(layer, message, placed, seen, shapes, (line) => shown(line, begun, () => false), true);
    this.uncover(message, placed, seen);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(layer.canvas, 0, 0);
  }

  // Of the letters that are being written only that is left which the pen has come by.
  uncover({ config: { size, weight }, hand: { measures } }, placed, { left, top, ratio }) {
    const { layer } = this, path = new Path2D(), scale = placed.scale * ratio;
    for (const { page, strokes, begin, end } of this.words) {
      if (begin > this.at || end <= this.at) continue;
      const [x, y] = [(placed.pages[page].left - left) * ratio, (placed.pages[page].top - top) * ratio];
      for (const stroke of strokes) if (stroke.begin <= this.at) trail(path, stroke, this.at, scale, x, y);
    }
    layer.setTransform(1, 0, 0, 1, 0, 0);
    layer.globalCompositeOperation = "destination-in";
    layer.lineWidth = UNCOVERS * Math.max(THINNEST, measures.stroke + weight) * size * scale;
    layer.lineCap = layer.lineJoin = "round";
    layer.stroke(path);
    layer.globalCompositeOperation = "source-over";
  }
}

// What of a line is drawn: letters that `isShown` says, and the ink that joins one to the next once that is there, too.
function shown({ placed, joins, ...line }, isShown, joined) {
  const after = new Map(); // the number of a character -> the letter that comes next
  let last = null;
  for (const one of placed) {
    if (one.seam) continue;
    if (last) after.set(last.sign, one);
    last = one;
  }
  const seam = (i) => isShown(placed[i - 1]) && isShown(after.get(placed[i - 1].sign) ?? placed[i - 1]);
  return { ...line, placed: placed.filter((one, i) => (one.seam ? seam(i) : isShown(one))), joins: joins.filter(({ sign }) => joined(after.get(sign))) };
}

// The way of the pen along a stroke until now.
function trail(path, { points, begin, end }, now, scale, x, y) {
  const n = points.length / 2, until = Math.min(1, (now - begin) / (end - begin)) * (n - 1), whole = Math.floor(until), rest = until - whole;
  const go = (px, py, first = false) => path[first ? "moveTo" : "lineTo"](x + px * scale, y + py * scale);
  go(points[0], points[1], true);
  go(points[0] + 0.001, points[1]); // a dot has a length, too
  for (let i = 1; i <= whole; i++) go(points[2 * i], points[2 * i + 1]);
  if (rest && whole + 1 < n) go(points[2 * whole] + rest * (points[2 * whole + 2] - points[2 * whole]), points[2 * whole + 1] + rest * (points[2 * whole + 3] - points[2 * whole + 1]));
}
