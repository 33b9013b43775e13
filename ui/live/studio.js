// Who makes the images of all samples, and reads them? Workers; what is in sight comes first, and while a hand moves the
// temperature, all of it in turn.

const REAL = 60; // real images that are redrawn and read, to compare with

// host: {lent, draws, real}: real becomes the share of real images that are read clearly once they are redrawn. look: {held,
// sight: images in sight of each column, came(c, i): an image is there, read(): one was read}.
function makeStudio(host, look) {
  const { lent } = host, hands = Math.max(1, Math.min(3, (navigator.hardwareConcurrency || 2) - 1)), order = [];
  const real = host.real === null ? redrawn() : null;
  let turn = 0;
  const most = Math.max(0, ...host.draws.map((draws) => draws?.n ?? 0));
  for (let i = 0; i < most; i++) {
    for (const [c, draws] of host.draws.entries()) if (draws && i < draws.n) order.push({ draws, c, i });
  }
  const crew = makeCrew(lent.bundle.decoder, hands, nextImage);
  const readers = lent.bundle.reader ? makeCrew(lent.bundle.reader, hands > 1 ? 2 : 1, nextReading) : null;

  // Some of the real images, through the decoder and back to the reader: no strategy can be read more clearly than these.
  function redrawn() {
    const { rows, bundle: { d, n, labels } } = lent, count = Math.min(REAL, n), of = (at) => Math.floor(at * n / count);
    if (!count || !lent.bundle.reader) return null;
    const centre = new Float32Array(count * d), classes = Int32Array.from({ length: count }, (_, at) => labels[of(at)]);
    for (let at = 0; at < count; at++) centre.set(rows.subarray(of(at) * d, (of(at) + 1) * d), at * d);
    const draws = makeDraws({ n: count, d, centre, offset: new Float32Array(count * d), labels: classes }, lent);
    draws.at(0);
    return draws;
  }

  // The next image to be made: those in sight in turn, so that all move while the hand does; then the rest.
  function nextImage() {
    const from = turn;
    for (let step = 0; step < order.length; step++) {
      const at = (from + step) % order.length, { draws, c, i } = order[at];
      if (draws.made.asked[i] === draws.version || i >= (look.sight?.[c] ?? 0)) continue;
      turn = at + 1;
      return imageJob(draws, c, i);
    }
    if (look.held) return null;
    const rest = order.find(({ draws, i }) => draws.made.asked[i] !== draws.version);
    if (rest) return imageJob(rest.draws, rest.c, rest.i);
    if (readers?.busy || !real || host.real !== null) return null;
    const i = real.made.asked.indexOf(0);
    return i < 0 ? null : imageJob(real, -1, i);
  }

  function imageJob(draws, c, i) {
    const { version } = draws;
    draws.made.asked[i] = version;
    return { x: lent.inputFor({ z: draws.zOf(i), y: draws.yOf(i) }), done(pixels) {
      draws.draw(i, pixels, version);
      if (c >= 0) look.came(c, i);
      readers?.feed();
    } };
  }

  // What is read has come to rest: an image that will be another in a moment is not worth reading.
  function nextReading() {
    if (look.held) return null;
    const ready = (draws, i) => draws.made.have[i] === draws.version && draws.made.read[i] !== draws.version && !draws.made.reading[i];
    const next = order.find(({ draws, i }) => ready(draws, i));
    if (next) return readingJob(next.draws, next.i);
    if (!real || host.real !== null) return null;
    for (let i = 0; i < real.n; i++) if (ready(real, i)) return readingJob(real, i);
    return null;
  }

  function readingJob(draws, i) {
    const { version } = draws;
    draws.made.reading[i] = 1;
    return { x: lent.reading(draws.picture(i)), done(shares) {
      draws.made.reading[i] = 0;
      draws.read(i, shares, version);
      if (draws === real && real.made.read.every(Boolean)) host.real = real.clear();
      look.read();
      crew.feed();
    } };
  }

  return {
    order,
    alone: crew.alone, // the browser forbids workers
    // Beside the workers, until the deadline (0: leave it to them). Returns whether there is more to do here.
    work(deadline) {
      crew.feed();
      readers?.feed();
      const drawing = deadline > 0 && crew.work(deadline);
      return drawing || Boolean(readers?.alone && deadline > 0 && readers.work(deadline));
    },
    get waiting() { return order.filter(({ draws, i }) => draws.made.have[i] !== draws.version).length; },
    close() { crew.close(); readers?.close(); },
  };
}
