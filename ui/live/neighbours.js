// What is this one image, what does the model make of it, and which images are nearest to it in latent space?

const NEAREST_MOST = 50;
const METRICS = {
  euclidean: ["Euclidean", "The straight line between two latents"],
  cosine: ["cosine", "1 − cos of the angle at the origin between two latents: 0 for one direction, 2 for opposite ones"],
};

// The k images nearest to the i-th: {indices, distances}, the nearest first, equal ones by index. table: (n * d).
// All are asked: 70,000 of 16 dimensions take about 2 ms, an index would be slower to build than to do without.
function nearestInLatentSpace(table, d, i, k, metric) {
  const n = table.length / d, cosine = metric === "cosine", own = table.slice(i * d, i * d + d), count = Math.min(k, n - 1);
  const indices = new Uint32Array(count), distances = new Float64Array(count).fill(Infinity);
  const length = Math.sqrt(own.reduce((sum, v) => sum + v * v, 0));
  for (let j = 0, at = 0; j < n; j++, at += d) {
    let sum = 0, squares = 0;
    if (cosine) for (let c = 0; c < d; c++) { sum += table[at + c] * own[c]; squares += table[at + c] ** 2; }
    else for (let c = 0; c < d; c++) sum += (table[at + c] - own[c]) ** 2;
    // The origin has no direction: it is as far from all others as what is at right angles.
    const distance = cosine ? 1 - (length && squares ? sum / (length * Math.sqrt(squares)) : 0) : sum;
    if (j === i || !(distance < distances[count - 1])) continue;
    let place = count - 1;
    for (; place > 0 && distances[place - 1] > distance; place--) {
      distances[place] = distances[place - 1];
      indices[place] = indices[place - 1];
    }
    distances[place] = distance;
    indices[place] = j;
  }
  return { indices, distances: cosine ? distances : distances.map(Math.sqrt) };
}

// pad: {bundle, theme, reader, map, inputFor, request(), redraw()}. on: point(i) or point(-1), open(i), name(i), close().
function makeCard(pad, cutter, on) {
  const names = pad.bundle.about.reader?.classes ?? [], side = pad.bundle.about.reader?.image_size;
  let table = latentRows(pad.bundle);
  let picked = -1, metric = "euclidean", near = { indices: new Uint32Array(0), distances: [] }, lookup = new Map();
  let stale = false, original = null, redrawn = null, reading = [];

  const title = element("h2", { "aria-live": "polite" });
  const close = button("✕", "Close this card (Escape)", () => on.close(), {
    className: "close", "aria-label": "Close this card",
  });
  const image = makeFigure(pad, "image", "The image as the data has it");
  const again = makeFigure(pad, "reconstruction", "What the decoder draws at the mean of this image's latents");

  const shelf = makeShelf(pad, cutter, "Nearest images in latent space", {
    point: on.point, open: on.open, name: (i) => `${on.name(i)}, at ${far(i)}`, note: (i) => far(i),
  });
  const far = (i) => digits(lookup.get(i) ?? 0, metric === "cosine" ? 3 : 2);
  const range = element("input", { type: "range", min: 1, max: NEAREST_MOST, step: 1, value: 10, oninput: find,
    "aria-label": "How many nearest images" });
  const number = element("output", {});
  const metrics = Object.entries(METRICS).map(([value, [text, about]]) => [value, text, about]);
  const how = choice("How far apart two latents are", metrics, (value) => { metric = value; find(); });
  const node = element("section", { className: "card panel", hidden: true, "aria-label": "One image and its nearest" },
    element("div", { className: "head" }, title, element("span", { className: "gap" }), close),
    element("div", { className: "twin" }, image.node, again.node),
    element("div", { className: "near" },
      element("h3", { textContent: "Nearest in latent space" }),
      element("div", { className: "how" }, element("label", {}, range, number), how.node)),
    shelf.node);

  function find() {
    const most = Math.max(1, Math.min(NEAREST_MOST, pad.bundle.n - 1));
    range.max = most;
    near = nearestInLatentSpace(table, pad.bundle.d, picked, Number(range.value), metric);
    lookup = new Map(Array.from(near.indices, (i, place) => [i, near.distances[place]]));
    range.style.setProperty("--fill", `${100 * (range.value - 1) / Math.max(1, most - 1)}%`);
    setText(number, range.value);
    how.show(metric);
    shelf.show(near.indices);
    pad.redraw();
  }

  function paint() {
    original = picked < 0 ? null : cutter.ink(picked);
    image.paint(original, cutter.tile);
    again.paint(redrawn, pad.bundle.size);
  }

  // Both are read beside the frames; the reader's newest request, the image under the hand, goes first.
  function read(part, pixels, from) {
    if (!pad.reader || !pixels) return;
    const mine = picked;
    reading.push({ x: makeResampler(from, side)(pixels), done: (found) => {
      if (mine !== picked) return;
      setText(part.words, takenWords(takenFor(found, names), pad.bundle.about.reader));
    } });
    pad.reader.spare(() => reading.shift() ?? null, performance.now() + 50);
  }

  // Faint lines to where the nearest lie on the map, and a ring about each.
  function overlay(context, map) {
    if (picked < 0) return;
    const { theme, bundle: { labels, classes } } = pad;
    const colourOf = (c) => classes[c] === undefined ? theme.text : theme.classes[c % theme.classes.length];
    const from = map.toScreen(...map.placeOf(picked));
    const places = Array.from(near.indices, (i) => map.toScreen(...map.placeOf(i)));
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.globalAlpha = 0.3;
    context.beginPath();
    for (const place of places) { context.moveTo(...from); context.lineTo(...place); }
    context.stroke();
    context.globalAlpha = 1;
    for (let at = places.length - 1; at >= 0; at--) {
      context.fillStyle = colourOf(labels[near.indices[at]]);
      map.ring(context, ...places[at], 5, context.fillStyle, 1.5);
      context.fill();
    }
    map.ring(context, ...from, 8, theme.text, 2.5);
  }

  overlay.rests = () => true;

  return {
    node, overlay,
    get picked() { return picked; },
    get nearest() { return near; },
    show(i) {
      picked = i;
      node.hidden = i < 0;
      redrawn = null;
      reading = [];
      if (i < 0) return;
      setText(title, on.name(i));
      for (const part of [image, again]) setText(part.words, "");
      stale = true;
      paint();
      read(image, original, cutter.tile);
      find();
    },
    next() {
      if (!stale) return null;
      stale = false;
      const asked = picked, { bundle } = pad;
      return { x: pad.inputFor({ z: latentsOf(bundle, picked), y: oneHot(bundle.k, bundle.labels[picked]) }), done: (pixels) => {
        if (asked !== picked) return;
        redrawn = Float32Array.from(pixels);
        paint();
        read(again, redrawn, bundle.size);
      } };
    },
    // The model has learned: other latents, another reconstruction, other neighbours.
    relearned() {
      table = latentRows(pad.bundle);
      if (picked >= 0) this.show(picked < pad.bundle.n ? picked : -1);
    },
    repaint() { paint(); shelf.repaint(); },
    atlas() {
      paint();
      read(image, original, cutter.tile);
      shelf.repaint();
    },
    close() { shelf.close(); },
  };
}
