// Who makes the images of all samples, and reads them? Workers; what is in sight comes first, and while a hand moves the
// temperature, all of it in turn.

import { makeCrew } from "../base/workers.js";
import { Draws } from "./draws.js";

const REAL = 60; // real images that are redrawn and read, to compare with

// Some of the real images, through the decoder and back to the reader: no strategy can be read more clearly than these.
function redrawn(lent) {
  const { rows, bundle: { d, n, labels } } = lent, count = Math.min(REAL, n), of = (at) => Math.floor(at * n / count);
  if (!count || !lent.bundle.reader) return null;
  const centre = new Float32Array(count * d), classes = Int32Array.from({ length: count }, (_, at) => labels[of(at)]);
  for (let at = 0; at < count; at++) centre.set(rows.subarray(of(at) * d, (of(at) + 1) * d), at * d);
  const draws = new Draws({ n: count, d, centre, offset: new Float32Array(count * d), labels: classes }, lent);
  draws.at(0);
  return draws;
}

// All samples, the first of every column first.
function orderOf(columns) {
  const order = [], most = Math.max(0, ...columns.map((draws) => draws?.n ?? 0));
  for (let i = 0; i < most; i++) {
    for (const [c, draws] of columns.entries()) if (draws && i < draws.n) order.push({ draws, c, i });
  }
  return order;
}

export class Studio {
  turn = 0;

  // host: {lent, draws, real}: real becomes the share of real images that are read clearly once they are redrawn. look: {held,
  // sight: images in sight of each column, came(c, i): an image is there, read(): one was read}.
  constructor(host, look) {
    const { bundle: { decoder, reader, solver } } = host.lent, hands = Math.max(1, Math.min(3, (navigator.hardwareConcurrency || 2) - 1));
    this.host = host;
    this.look = look;
    this.lent = host.lent;
    this.real = host.real === null ? redrawn(host.lent) : null;
    this.order = orderOf(host.draws);
    this.crew = makeCrew(decoder, hands, () => this.nextImage(), solver);
    this.readers = reader ? makeCrew(reader, hands > 1 ? 2 : 1, () => this.nextReading()) : null;
  }

  get alone() { return this.crew.alone; } // the browser forbids workers
  get waiting() { return this.order.filter(({ draws, i }) => draws.made.have[i] !== draws.version).length; }

  // Beside the workers, until the deadline (0: leave it to them). Returns whether there is more to do here.
  work(deadline) {
    const { crew, readers } = this;
    crew.feed();
    readers?.feed();
    const drawing = deadline > 0 && crew.work(deadline);
    return drawing || Boolean(readers?.alone && deadline > 0 && readers.work(deadline));
  }

  // The next image to be made: those in sight in turn, so that all move while the hand does; then the rest.
  nextImage() {
    const from = this.turn, { order, look, real } = this;
    for (let step = 0; step < order.length; step++) {
      const at = (from + step) % order.length, { draws, c, i } = order[at];
      if (draws.made.asked[i] === draws.version || i >= (look.sight?.[c] ?? 0)) continue;
      this.turn = at + 1;
      return this.imageJob(draws, c, i);
    }
    if (look.held) return null;
    const rest = order.find(({ draws, i }) => draws.made.asked[i] !== draws.version);
    if (rest) return this.imageJob(rest.draws, rest.c, rest.i);
    if (this.readers?.busy || !real || this.host.real !== null) return null;
    const i = real.made.asked.indexOf(0);
    return i < 0 ? null : this.imageJob(real, -1, i);
  }

  imageJob(draws, c, i) {
    const { version } = draws;
    draws.made.asked[i] = version;
    return { x: this.lent.inputFor({ z: draws.zOf(i), y: draws.yOf(i) }), done: (pixels) => {
      draws.draw(i, pixels, version);
      if (c >= 0) this.look.came(c, i);
      this.readers?.feed();
    } };
  }

  // What is read has come to rest: an image that will be another in a moment is not worth reading.
  nextReading() {
    const { real } = this;
    if (this.look.held) return null;
    const next = this.order.find(({ draws, i }) => draws.unread(i));
    if (next) return this.readingJob(next.draws, next.i);
    if (!real || this.host.real !== null) return null;
    for (let i = 0; i < real.n; i++) if (real.unread(i)) return this.readingJob(real, i);
    return null;
  }

  readingJob(draws, i) {
    const { version } = draws, { real } = this;
    draws.made.reading[i] = 1;
    return { x: this.lent.reading(draws.picture(i)), done: (shares) => {
      draws.made.reading[i] = 0;
      draws.read(i, shares, version);
      if (draws === real && real.made.read.every(Boolean)) this.host.real = real.clear();
      this.look.read();
      this.crew.feed();
    } };
  }

  close() { this.crew.close(); this.readers?.close(); }
}
