// What is in the selection? How many of which class, their mean, what the decoder makes of their mean, and every image.

const FIRST_ROWS = 6; // of thumbnails before "Show all": 60 beside the map, fewer on a phone
const SHEET_LIMIT = 4096; // images on a PNG: 64 x 64, what a picture viewer still opens
const SLICE_MS = 6; // work at a time that is done beside the frames
const BARS = 12; // with more classes only the most frequent are listed

// Mean of the latents and class shares of some images.
function meanPlace({ d, k, labels }, table, members) {
  const z = new Float64Array(d), y = new Float32Array(k);
  for (const i of members) {
    for (let j = 0; j < d; j++) z[j] += table[i * d + j];
    if (labels[i] < k) y[labels[i]]++;
  }
  const labelled = y.reduce((a, b) => a + b, 0);
  return { z: Float32Array.from(z, (sum) => sum / members.length), y: labelled ? y.map((v) => v / labelled) : oneHot(k, 0) };
}

// The images in another order. middle: the mean latents, (d).
const ORDERS = {
  near: "from the middle outwards", far: "from the edge inwards", class: "by class", index: "as in the data",
};
function sorted(members, order, { d, labels }, table, middle) {
  if (order === "index") return members;
  // One number holds what is sorted by and, in its last digits, which image it is: numbers sort ten times as fast.
  const room = 2 ** 20, key = (i) => {
    if (order === "class") return labels[i];
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (table[i * d + j] - middle[j]) ** 2;
    return Math.round(Math.min(2 ** 32, 1e6 * Math.sqrt(sum)));
  };
  const keys = Float64Array.from(members, (i) => key(i) * room + i).sort();
  if (order === "far") keys.reverse();
  return Uint32Array.from(keys, (v) => v % room);
}

// A cell of a table: a class name may hold commas and quotes, and must not be taken for a formula.
function csvCell(text) {
  const safe = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csvNumber = (v) => String(Math.round(v * 1e5) / 1e5);

// pad: {bundle, theme, map, inputFor, request()}. on: point(i) or point(-1), open(i), name(i), clear().
function makeGallery(pad, cutter, on) {
  const file = pad.bundle.about.title.replace(/[^\w-]+/g, "-") || "latent-ink";
  let table = latentRows(pad.bundle);
  let members = new Uint32Array(0), order = "near", ordered = members, all = false, fresh = false;
  let middle = null, stale = false, turn = 0;
  let meanInk = null, drawn = null;

  const count = element("strong", { "aria-live": "polite" }), share = element("span", { className: "quiet" });
  const sort = element("select", { title: "The order of the images", onchange: () => { order = sort.value; arrange(); } },
    ...Object.entries(ORDERS).map(([value, text]) => element("option", { value, textContent: text })));
  sort.setAttribute("aria-label", "The order of the images");
  const sheetButton = iconButton("save", "PNG", "The marked images as one picture, in this order", saveSheet);
  const csvButton = iconButton("save", "CSV", "Index, label, place on the map and latents of every marked image", saveTable);
  const clear = button("✕", "Unmark everything (Escape)", () => on.clear(), { className: "close" });
  clear.setAttribute("aria-label", "Unmark everything");
  const head = element("div", { className: "head" }, element("h2", {}, count, share), element("span", { className: "gap" }),
    sort, sheetButton, csvButton, clear);

  const mean = makeFigure(pad, "mean image", "The mean of the marked images, pixel by pixel");
  const decoded = makeFigure(pad, "decoded mean", "What the decoder draws at the mean of their latents");
  const bars = element("ul", { className: "counts", "aria-label": "Marked images of each class" });
  const shelf = makeShelf(pad, cutter, "Marked images", {
    point: on.point, open: on.open, name: on.name,
  });
  const more = button("", "", () => { all = true; fill(); }, { className: "more" });
  const node = element("section", { className: "gallery panel", hidden: true, "aria-label": "Marked images" }, head,
    element("div", { className: "inside" },
      element("div", { className: "sums" }, element("div", { className: "twin" }, mean.node, decoded.node), bars),
      element("div", { className: "all" }, shelf.node, more)));

  function counts() {
    const { labels, classes } = pad.bundle, found = new Map();
    for (const i of members) found.set(labels[i], (found.get(labels[i]) ?? 0) + 1);
    const rows = [...found].filter(([c]) => classes[c] !== undefined).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const most = rows[0]?.[1] ?? 1, rest = rows.slice(BARS);
    bars.replaceChildren(...rows.slice(0, BARS).map(([c, number]) => {
      const bar = element("i", {}), row = element("li", {}, element("b", { textContent: classes[c] }),
        element("u", {}, bar), element("span", { textContent: number.toLocaleString("en") }));
      row.title = `${number} of class ${classes[c]}, ${(100 * number / members.length).toFixed(1)} %`;
      colourChip(row, c);
      bar.style.width = `${100 * number / most}%`;
      return row;
    }));
    if (rest.length) bars.append(element("li", { className: "rest", textContent:
      `and ${rest.reduce((sum, row) => sum + row[1], 0).toLocaleString("en")} of ${rest.length} more classes` }));
    bars.hidden = rows.length === 0;
  }

  // The mean is added up row by row of the atlas, in slices between frames; a newer selection ends it.
  function addUp() {
    const mine = ++turn, { atlas } = pad.map, { tile } = cutter, { columns } = pad.bundle.about;
    if (!atlas || !members.length) return;
    const strip = new OffscreenCanvas(columns * tile, tile), context = strip.getContext("2d", { willReadFrequently: true });
    const sum = new Float64Array(tile * tile), list = members;
    let at = 0;
    const step = () => {
      const end = performance.now() + SLICE_MS;
      while (at < list.length && performance.now() < end) {
        const row = Math.floor(list[at] / columns), first = at;
        while (at < list.length && Math.floor(list[at] / columns) === row) at++;
        const left = (list[first] % columns) * tile, width = (list[at - 1] % columns) * tile + tile - left;
        context.drawImage(atlas, left, row * tile, width, tile, 0, 0, width, tile);
        const { data } = context.getImageData(0, 0, width, tile);
        for (let k = first; k < at; k++) {
          const x = (list[k] % columns) * tile - left;
          for (let v = 0, p = 0; v < tile; v++) for (let u = 0; u < tile; u++, p++) sum[p] += data[4 * (v * width + x + u)];
        }
      }
      if (turn !== mine) return;
      if (at < list.length) { setTimeout(step); return; }
      meanInk = Float32Array.from(sum, (v) => v / 255 / list.length);
      paintMeans();
    };
    step();
  }

  function paintMeans() {
    mean.paint(meanInk, cutter.tile);
    decoded.paint(drawn, pad.bundle.size);
  }

  function arrange() {
    ordered = sorted(members, order, pad.bundle, table, middle?.z);
    fill();
  }

  function fill() {
    const limit = all ? Infinity : shelf.columns * FIRST_ROWS;
    shelf.node.classList.toggle("tall", all);
    shelf.show(ordered.slice(0, limit));
    more.hidden = ordered.length <= limit;
    setText(more, `Show all ${ordered.length.toLocaleString("en")}`);
  }

  function saveSheet() {
    const { atlas } = pad.map, list = ordered.slice(0, SHEET_LIMIT), { tile } = cutter;
    if (!atlas || !list.length) return;
    const across = Math.ceil(Math.sqrt(list.length)), down = Math.ceil(list.length / across);
    const canvas = element("canvas", { width: across * tile, height: down * tile });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    for (const [at, i] of list.entries()) {
      const x = (at % across) * tile, y = Math.floor(at / across) * tile;
      context.drawImage(atlas, ...cutter.place(i), tile, tile, x, y, tile, tile);
    }
    const image = context.getImageData(0, 0, canvas.width, canvas.height), out = new Uint32Array(image.data.buffer);
    for (let p = 0; p < out.length; p++) out[p] = pad.theme.shades[image.data[4 * p]];
    context.putImageData(image, 0, 0);
    save(`${file}-${list.length}-images.png`, enlarged(canvas, 1400));
  }

  async function saveTable() {
    const { d, classes, labels } = pad.bundle, places = pad.map.target, list = members, lines = [];
    lines.push(["index", "label", "x", "y", ...Array.from({ length: d }, (_, j) => `z${j + 1}`)].join());
    for (const [at, i] of list.entries()) {
      const row = [i, csvCell(classes[labels[i]] ?? ""), csvNumber(places[2 * i]), csvNumber(places[2 * i + 1])];
      for (let j = 0; j < d; j++) row.push(csvNumber(table[i * d + j]));
      lines.push(row.join());
      if (at % 2000 === 1999) await new Promise((resolve) => { setTimeout(resolve); }); // the page goes on moving
    }
    download(`${file}-${list.length}-images.csv`, new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  }

  return {
    node,
    show(list, marks) {
      const { n } = pad.bundle;
      const again = list.length === members.length && list.every((i, at) => i === members[at]);
      if (again && fresh && node.hidden === !marks) return;
      members = list;
      fresh = true;
      node.hidden = !marks;
      setText(count, list.length === 1 ? "1 image" : `${list.length.toLocaleString("en")} images`);
      setText(share, n ? ` marked, ${(100 * list.length / n).toFixed(list.length < n / 100 ? 2 : 0)} % of the map` : "");
      node.classList.toggle("none", list.length === 0);
      if (!again) all = false;
      meanInk = drawn = null;
      middle = list.length ? meanPlace(pad.bundle, table, list) : null;
      stale = list.length > 0;
      paintMeans();
      counts();
      arrange();
      addUp();
      pad.request();
    },
    // The decoded mean is drawn in the frames' spare time.
    next() {
      if (!stale) return null;
      stale = false;
      const asked = middle;
      return { x: pad.inputFor(middle), done: (pixels) => {
        if (asked !== middle) return;
        drawn = Float32Array.from(pixels);
        paintMeans();
      } };
    },
    repaint() { paintMeans(); shelf.repaint(); },
    atlas() { shelf.repaint(); addUp(); },
    // The model has learned: the same images have other latents. What is marked is shown anew afterwards.
    relearned() {
      table = latentRows(pad.bundle);
      fresh = false;
      if (middle) this.show(members.filter((i) => i < pad.bundle.n), !node.hidden);
    },
    close() { turn++; shelf.close(); },
  };
}
