// What was drawn by each strategy, and what has become of it? The block of core/export/samples.py, opened, and the state of
// every sample: where it is at the temperature of the moment, what it looks like and what it reads as.

const CERTAIN = 0.9; // of what an image reads as

function openSamples(runtime, bytes) {
  const sections = runtime.unpack(bytes), about = JSON.parse(new TextDecoder().decode(sections.about));
  const view = (Type, name) => {
    const part = sections[name];
    return new Type(part.buffer, part.byteOffset, part.byteLength / Type.BYTES_PER_ELEMENT);
  };
  const columns = about.columns.map((column, c) => {
    if (!column.n) return { ...column, c };
    const { density, shading } = column, floats = (name) => view(Float32Array, name);
    return {
      ...column, c,
      centre: floats(column.centre), offset: floats(column.offset),
      source: view(Int32Array, column.source), labels: view(Int32Array, column.labels),
      density: density && makeDensity(density, column.d, {
        constants: floats(density.constants), means: floats(density.means), factor: floats(density.factor),
      }),
      shading: shading && { ...shading, shares: sections[shading.shares] },
    };
  });
  const { real } = about;
  return { ...about, columns, real: real ? { of: view(Int32Array, real.of), z: view(Float32Array, real.z) } : null };
}

// Whether two blocks show the same samples: then they differ in what the map is shaded with.
function sameSamples(a, b) {
  const equal = (x, y) => x === y || (x?.length === y?.length && x.every((v, i) => v === y[i]));
  return a.model === b.model && a.columns.length === b.columns.length && a.columns.every((column, c) => {
    const other = b.columns[c];
    return ["title", "name", "about", "note", "n", "d"].every((what) => column[what] === other[what])
      && ["centre", "offset", "labels"].every((what) => equal(column[what], other[what]));
  });
}

// The samples of one column. lent: see lent.js.
function makeDraws(column, lent) {
  const { n, d, centre, offset, labels } = column, { bundle } = lent, area = bundle.size ** 2;
  const z = new Float32Array(n * d), xy = new Float32Array(2 * n);
  // Of which version of z each is: the picture that was asked for and the one that came, what it reads as, its place on
  // the map, its distances. 0: none yet.
  const made = Object.fromEntries(["asked", "have", "reading", "read", "placed", "measured"].map((what) => [what, new Uint32Array(n)]));
  let version = 0;

  return {
    n, d, z, xy, made, column,
    area, pixels: new Float32Array(n * area), shown: new Uint8Array(n),
    distance: new Float32Array(n), nearest: new Int32Array(n).fill(-1),
    best: new Int16Array(n).fill(-1), certainty: new Float32Array(n),
    get version() { return version; },
    at(temperature) {
      for (let i = 0; i < z.length; i++) z[i] = centre[i] + temperature * offset[i];
      version++;
    },
    zOf: (i) => z.slice(i * d, (i + 1) * d),
    // The class a model is told that wants to know: the one that was asked for, else every class in turn.
    yOf: (i) => oneHot(bundle.k, labels[i] >= 0 ? labels[i] : i % Math.max(1, bundle.k)),
    picture(i) { return this.pixels.subarray(i * area, (i + 1) * area); },
    density(i) { return column.density(this.zOf(i)); },
    // Where on the map, and how far from the images.
    place(i) {
      [xy[2 * i], xy[2 * i + 1]] = lent.toMap(this.zOf(i));
      made.placed[i] = version;
    },
    measure(i) {
      const found = nearestRow(lent.rows, d, this.zOf(i));
      this.distance[i] = found.distance;
      this.nearest[i] = found.index;
      made.measured[i] = version;
    },
    draw(i, pixels, of) {
      this.picture(i).set(pixels);
      this.shown[i] = 1;
      made.have[i] = of;
    },
    read(i, shares, of) {
      const { best, share } = takenFor(shares, bundle.about.reader.classes);
      this.best[i] = best;
      this.certainty[i] = share;
      made.read[i] = of;
    },
    // Until its own images are made, those that were there before: a page that draws anew does not go blank.
    inherit(before) {
      if (before?.area !== area) return;
      const count = Math.min(n, before.n);
      this.pixels.set(before.pixels.subarray(0, count * area));
      this.shown.set(before.shown.subarray(0, count));
    },
    // All of them stale, though z is the same: another map, other weights.
    void(what) { made[what].fill(0); },
    // The share of images that are read clearly, null until all have been read.
    clear() {
      return made.read.every(Boolean) ? this.certainty.filter((v) => v >= CERTAIN).length / n : null;
    },
    // What can be said of all together; null where nothing is known yet.
    summary(far) {
      const known = [...made.measured.keys()].filter((i) => made.measured[i]);
      if (!known.length) return null;
      const sorted = Float64Array.from(known, (i) => this.distance[i]).sort();
      return {
        n: known.length, median: quantile(sorted, 0.5),
        gaps: far === null ? null : known.filter((i) => this.distance[i] > far).length / known.length,
        certain: this.clear(),
      };
    },
  };
}
