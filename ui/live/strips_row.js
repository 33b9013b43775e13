// How does one path look? Its film, the images on the way, how likely each place is, and what the classifier reads.

const STRIP_CELL = 50, SLIM = 480, SLIM_CELL = 36; // CSS pixels an image takes at least; less where the strip is narrow
const FEWEST_CELLS = 5, MOST_CELLS = 24;

// host: see strips.js. strip: of the block's about; i: which. Without z there is only the sentence why.
function makeRow(host, strip, sections, i) {
  const floats = (name) => {
    const part = sections[`${name}${i}`];
    return part ? new Float32Array(part.buffer, part.byteOffset, part.byteLength / 4) : null;
  };
  const rowsOf = (table, n) => (table ? Array.from({ length: n }, (_, at) => table.slice(at * table.length / n, (at + 1) * table.length / n)) : []);
  const { moments } = host.about, z = strip.why ? [] : rowsOf(floats("z"), moments), y = rowsOf(floats("y"), moments);
  const density = floats("density");
  let cells = [], lent = null, filmed = -1, moment = 0, width = 0, rim = 0;

  const sign = svg("svg", { viewBox: "0 0 30 10", class: "sign-line" });
  const stroke = svg("path", { d: "M2 5H28", "stroke-dasharray": PATH_DASHES[strip.kind].join(" ") });
  sign.append(stroke);
  const shows = element("button", { type: "button", className: "on-map", title: "Show this path on the map", onclick: () => {
    row.shown = !row.shown;
    shows.setAttribute("aria-pressed", row.shown);
    lent?.redraw();
  } }, sign);
  shows.setAttribute("aria-label", `Show the path ${strip.title.toLowerCase()} on the map`);
  shows.setAttribute("aria-pressed", "true");
  const numbers = element("span", { className: "numbers", textContent: words() });
  const head = element("div", { className: "head" }, z.length ? shows : "", element("h3", { textContent: strip.title, title: strip.about }), numbers);
  const node = element("section", { className: "strip", "aria-label": strip.title }, head);

  const film = element("canvas", { className: "digit", role: "img" }), images = element("div", { className: "images" });
  const cursor = element("div", { className: "cursor" }), curve = svg("svg", { class: "curve", preserveAspectRatio: "none", viewBox: "0 0 1 1" });
  const front = element("div", { className: "along", tabIndex: 0, role: "slider", "aria-valuemin": 0, "aria-valuemax": 100 }, images, curve, cursor);
  front.setAttribute("aria-label", `Places ${strip.title.toLowerCase()}. Arrow keys go along the path, Enter takes the pad there.`);
  film.setAttribute("aria-label", `Film of the path ${strip.title.toLowerCase()}`);
  if (z.length) node.append(element("div", { className: "inside" }, element("figure", {}, film), front));
  for (const text of [strip.why, strip.note]) if (text) node.append(element("p", { className: "note", textContent: text }));

  function words() {
    if (strip.why) return "";
    const parts = [`length ${strip.length.toFixed(2)}`];
    if (strip.lowest !== undefined) parts.push(`lowest log-density ${digits(strip.lowest, 1)} nats`);
    if (strip.kind === "along-the-data") parts.push(strip.via === 1 ? "by way of 1 image" : `by way of ${strip.via} images`);
    return parts.join(" · ");
  }

  function placeAt(t) {
    const at = t * (moments - 1), a = Math.min(moments - 1, Math.floor(at)), b = Math.min(moments - 1, a + 1);
    return { z: between(z[a], z[b], at - a), y: y.length ? between(y[a], y[b], at - a) : new Float32Array(0) };
  }

  // As many images as have room, evenly spread from the first stop to the last. They stand with their middles at their
  // places, so the ends of the path lie half an image from the rims.
  function arrange() {
    width = images.clientWidth; // asked only after a change: to ask makes the browser lay out at once
    if (!z.length || !width) return;
    const n = Math.max(FEWEST_CELLS, Math.min(MOST_CELLS, Math.floor(width / (width < SLIM ? SLIM_CELL : STRIP_CELL))));
    rim = width / n / 2;
    curve.style.marginInline = `${rim}px`;
    curve.style.width = `calc(100% - ${2 * rim}px)`;
    if (n === cells.length) return;
    cells = Array.from({ length: n }, (_, c) => {
      const canvas = element("canvas", {}), read = element("small", {});
      return { t: c / (n - 1), node: element("div", { className: "cell" }, canvas, read), canvas, read, stale: true, pixels: null, unread: false };
    });
    images.replaceChildren(...cells.map((cell) => cell.node));
    host.again();
  }

  function paint(canvas, pixels) {
    const { size } = lent.bundle;
    if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.putImageData(paintInk(pixels, lent.theme.shades, context.createImageData(size, size)), 0, 0);
  }

  function reads(cell, shares) {
    const { reader } = lent.bundle.about, taken = takenFor(shares, reader.classes);
    setText(cell.read, reader.classes[taken.best] ?? "–");
    cell.read.className = taken.share < 0.9 ? "unsure" : "";
    cell.node.title = takenWords(taken, reader);
  }

  function timeAt(event) {
    const box = images.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left - rim) / (box.width - 2 * rim)));
  }

  front.onpointerdown = (event) => {
    if (event.button !== 0 || !lent) return;
    front.setPointerCapture(event.pointerId);
    host.seek(timeAt(event));
    front.onpointermove = (moving) => host.seek(timeAt(moving));
  };
  front.onpointerup = () => { if (front.onpointermove) { front.onpointermove = null; host.go(row); } };
  front.onpointercancel = () => { front.onpointermove = null; host.letGo(); };
  front.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !lent || !cells.length) return;
    const step = 1 / (cells.length - 1), steps = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step };
    if (event.key in steps) host.seek(Math.min(1, Math.max(0, host.t + steps[event.key])));
    else if (event.key === "Home") host.seek(0);
    else if (event.key === "End") host.seek(1);
    else if (event.key === "Enter" || event.key === " ") host.go(row);
    else return;
    event.preventDefault();
  };
  front.onblur = () => host.letGo();

  function drawCurve(low, high) {
    const up = (v) => (1 - (high > low ? (v - low) / (high - low) : 1)).toFixed(4), { usual } = host.about;
    const line = Array.from(density, (v, at) => `${(at / (moments - 1)).toFixed(4)} ${up(v)}`).join("L");
    curve.replaceChildren(svg("path", { class: "area", d: `M0 1L${line}L1 1Z` }), svg("path", { class: "line", d: `M${line}` }));
    if (usual !== null) curve.append(svg("path", { class: "usual", d: `M0 ${up(usual)}H1` }));
    const title = svg("title", {});
    title.textContent = `Log-density on the way: lowest ${digits(strip.lowest, 1)} nats, at ${Math.round(100 * strip.at)} %`;
    curve.append(title);
  }

  const resized = new ResizeObserver(() => { arrange(); show(moment); });
  resized.observe(images);

  function show(t) {
    moment = t;
    if (!z.length) return;
    cursor.style.transform = `translateX(${(rim + t * (width - 2 * rim)).toFixed(1)}px)`;
    const percent = Math.round(100 * t), near = cells[Math.round(t * (cells.length - 1))]?.node.title;
    if (front.getAttribute("aria-valuenow") === String(percent)) return;
    front.setAttribute("aria-valuenow", percent);
    front.setAttribute("aria-valuetext", `${percent} % of the way${near ? `, ${near}` : ""}`);
  }

  const row = {
    node, z, kind: strip.kind, title: strip.title, stops: strip.stops ?? [], shown: true, placeAt, show,
    get cells() { return cells; },
    get waiting() { return z.length > 0 && (!cells.length || cells.some((cell) => cell.stale || cell.unread)); },
    extremes: () => (density ? [...density, host.about.usual ?? density[0]] : []),
    scale(low, high) { curve.toggleAttribute("hidden", !density); if (density) drawCurve(low, high); },
    // Another decoder: everything is to be drawn again.
    renew(given) {
      lent = given;
      filmed = -1;
      for (const cell of cells) cell.stale = true;
      arrange();
    },
    nextFilm() {
      if (!z.length || filmed === moment) return null;
      filmed = moment;
      return { place: placeAt(moment), done: (pixels) => paint(film, pixels) };
    },
    nextCell() {
      const cell = cells.find((one) => one.stale);
      if (!cell) return null;
      cell.stale = false;
      return { place: placeAt(cell.t), done: (pixels) => {
        cell.pixels = Float32Array.from(pixels);
        cell.unread = lent.bundle.reader !== undefined;
        paint(cell.canvas, cell.pixels);
      } };
    },
    nextReading() {
      const cell = cells.find((one) => one.unread);
      if (!cell) return null;
      cell.unread = false;
      return { pixels: cell.pixels, done: (shares) => reads(cell, shares) };
    },
    // The strip as it is seen, a pixel for a pixel.
    picture() {
      if (!cells.length || cells.some((cell) => !cell.pixels)) return null;
      const { size } = lent.bundle, sheet = element("canvas", { width: cells.length * size, height: size });
      for (const [c, { canvas }] of cells.entries()) sheet.getContext("2d").drawImage(canvas, c * size, 0);
      return sheet;
    },
    repaint() {
      filmed = -1;
      for (const cell of cells) if (cell.pixels) paint(cell.canvas, cell.pixels);
    },
    close() { resized.disconnect(); },
  };
  return row;
}
