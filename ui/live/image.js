// What image lies here, what does it read as, and what would it be in every other class?

// Weights that bring one axis from `from` to `to` pixels: a triangle as wide as the step, so that shrinking averages.
function resampleWeights(from, to) {
  const ratio = from / to, support = Math.max(1, ratio);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * ratio, taps = [];
    for (let s = Math.max(0, Math.floor(centre - support)); s < Math.min(from, Math.ceil(centre + support)); s++) {
      const weight = 1 - Math.abs(s + 0.5 - centre) / support;
      if (weight > 0) taps.push([s, weight]);
    }
    const sum = taps.reduce((total, [, w]) => total + w, 0);
    return taps.map(([s, w]) => [s, w / sum]);
  });
}

function makeResampler(from, to) {
  if (from === to) return (pixels) => Float32Array.from(pixels);
  const weights = resampleWeights(from, to), rows = new Float32Array(to * from);
  return (pixels) => {
    const out = new Float32Array(to * to);
    for (let y = 0; y < to; y++) {
      for (let x = 0; x < from; x++) {
        let sum = 0;
        for (const [s, w] of weights[y]) sum += w * pixels[s * from + x];
        rows[y * from + x] = sum;
      }
    }
    for (let y = 0; y < to; y++) {
      for (let x = 0; x < to; x++) {
        let sum = 0;
        for (const [s, w] of weights[x]) sum += w * rows[y * from + s];
        out[y * to + x] = sum;
      }
    }
    return out;
  };
}

const NEAR_IMAGES = 3; // told beside the reading
const FAR = 0.25; // nearness below which the words say so
const READER_BARS = 12; // with more classes only the likeliest few are listed

// pad: {bundle, theme, reader, invites, onlyClass(c)}.
function makeImage(pad) {
  const { bundle } = pad, { size } = bundle;
  const canvas = element("canvas", { className: "digit", width: size, height: size, role: "img" });
  canvas.setAttribute("aria-label", "The decoded image");
  // Written pixel by pixel each frame and never drawn on: it belongs into ordinary memory.
  const context = canvas.getContext("2d", { willReadFrequently: true }), frame = context.createImageData(size, size);
  const where = element("p", { className: "where" }), reads = element("p", { className: "reads" });
  const bars = element("div", { className: "bars" }), spoken = element("p", { className: "spoken", role: "status" });
  const resample = pad.reader && makeResampler(size, bundle.about.reader.image_size);
  const names = bundle.about.reader?.classes ?? [], count = Math.min(names.length, READER_BARS);
  const columns = Array.from({ length: count }, () => {
    const bar = element("i", {}), name = element("b", {}), column = element("span", {}, element("u", {}, bar), name);
    bars.append(column);
    return { bar, name, column };
  });
  bars.hidden = count === 0;
  bars.setAttribute("aria-hidden", "true");
  const looking = element("figcaption", { className: "looking", hidden: true });
  let pixels = new Float32Array(size * size), probabilities = null, taken = null, place = null, near = 1, seen = -1;
  let text = "", speaking = 0;

  const faded = (nearness) => 0.3 + 0.7 * nearness;

  function sentence() {
    const parts = [...(seen < 0 ? [] : [`image ${seen}`]), describe(bundle, place.z)];
    if (bundle.k) parts.push(`class ${mixText(place.y)}`);
    if (near < FAR) parts.push("far from any image");
    else if (probabilities) {
      parts.push(takenWords(taken, bundle.about.reader));
    }
    return parts;
  }

  function mixText(y) {
    const parts = [...y.keys()].filter((c) => y[c] >= 0.05).sort((a, b) => y[b] - y[a]);
    if (parts.length === 1 || y[parts[0]] > 0.95) return bundle.classes[parts[0]];
    return parts.slice(0, 3).map((c) => `${Math.round(y[c] * 100)} % ${bundle.classes[c]}`).join(" + ");
  }

  // What eyes see at a glance and ears would miss: which images lie about the point.
  function around() {
    const { n, d, labels, classes } = pad.bundle;
    if (n < NEAR_IMAGES || !classes.length || !place) return "";
    const indices = new Uint32Array(NEAR_IMAGES), squares = new Float64Array(NEAR_IMAGES);
    nearestRows(latentRows(pad.bundle), d, place.z, NEAR_IMAGES, indices, squares);
    return `; nearest images: ${Array.from(indices, (i) => classes[labels[i]] ?? "without a class").join(", ")}`;
  }

  // Read aloud once the hand rests: sixty sentences a second are no help to anyone.
  function speak() {
    clearTimeout(speaking);
    if (pad.invites) return; // what goes by itself would be read out every few seconds
    speaking = setTimeout(() => setText(spoken, text + around()), 350);
  }

  function write() {
    const parts = sentence(), read = probabilities || near < FAR ? parts.pop() : "";
    setText(where, parts.join(" · "));
    setText(reads, read);
    text = [...parts, read].filter(Boolean).join(", ");
    speak();
  }

  function showReading(result) {
    probabilities = Array.from(result.subarray(0, names.length));
    taken = takenFor(result, names);
    const order = [...probabilities.keys()];
    if (names.length > count) order.sort((a, b) => probabilities[b] - probabilities[a]);
    for (const [i, { bar, name, column }] of columns.entries()) {
      setText(name, names[order[i]]);
      bar.style.transform = `scaleY(${Math.max(0.015, probabilities[order[i]]).toFixed(3)})`;
      column.className = order[i] === taken.best ? "best" : "";
    }
    bars.classList.toggle("unread", taken.best === NO_CLASS);
    write();
  }

  // The same z as every class, decoded in the frames' spare time, in turn.
  const row = element("div", { className: bundle.k > 7 && bundle.k <= 10 ? "every ten" : "every" }), stamps = [];
  for (let c = 0; c < bundle.k; c++) {
    const stamp = element("canvas", { width: size, height: size });
    row.append(element("button", {
      type: "button", title: `the same z as class ${bundle.classes[c]}`, onclick: () => pad.onlyClass(c),
    }, stamp, element("span", { textContent: bundle.classes[c] })));
    stamps.push({ node: row.lastChild, context: stamp.getContext("2d"), image: new ImageData(size, size), stale: true });
  }
  let turn = 0;
  const every = element("div", { className: "everyone", hidden: bundle.k === 0 },
    element("h2", { className: "part", textContent: "The same z as every class" }), row);

  return {
    figure: element("figure", {}, canvas, looking), words: element("div", { className: "words" }, where, reads, bars, spoken),
    every, canvas,
    get text() { return text; },
    // nearness: 1 among the map's images, 0 where the decoder guesses: there the image fades. image: number of the image
    // that is only looked at, -1 for the pad's own place.
    show(now, nearness = 1, image = -1) {
      place = now;
      if (image !== seen) {
        seen = image;
        looking.hidden = image < 0;
        setText(looking, `Looking at image ${image}`);
        canvas.classList.toggle("lent", image >= 0);
      }
      if (nearness !== near) bars.style.opacity = faded(nearness);
      near = nearness;
      write();
      for (const [c, stamp] of stamps.entries()) {
        stamp.stale = true;
        stamp.node.setAttribute("aria-pressed", now.y[c] > 0.5);
      }
    },
    draw(result) {
      pixels.set(result);
      this.repaint();
      if (pad.reader) pad.reader.latest(resample(pixels), showReading);
    },
    repaint() {
      const ink = near === 1 ? pixels : pixels.map((v) => v * faded(near));
      context.putImageData(paintInk(ink, pad.theme.shades, frame), 0, 0);
    },
    next() {
      for (let step = 0; step < stamps.length; step++) {
        const c = (turn + step) % stamps.length, stamp = stamps[c];
        if (!stamp.stale) continue;
        stamp.stale = false;
        turn = c + 1;
        return {
          x: pad.inputFor({ z: place.z, y: oneHot(bundle.k, c) }),
          done: (out) => stamp.context.putImageData(paintInk(out, pad.theme.shades, stamp.image), 0, 0),
        };
      }
      return null;
    },
    get waiting() { return stamps.some((stamp) => stamp.stale); },
    close() { clearTimeout(speaking); },
  };
}
