// How does somebody take what was written home? As a picture, as outlines that any size keeps sharp, or as a film.

const KEPT_SIDE = 256, KEPT_LINE = 16; // pixels of a character in a picture; characters in a line
const FILM_WIDEST = 720, FILM_FRAMES = 40, FILM_SECONDS = 0.06, FILM_ROOM = 24; // ms of work before the page has its turn
const FILMS = [["characters", "One after the other"], ["slant", "Leaning to and fro"], ["weight", "Thin and thick"],
  ["wheel", "Once round the wheel"]];

// Where characters stand on a sheet: {width, height, side, at(i) -> [left, top]}.
function makeSheet(count, side) {
  const across = Math.min(KEPT_LINE, count), advance = Math.round(WRITER_ADVANCE * side), rim = Math.round(side * 0.08);
  const rows = Math.ceil(count / KEPT_LINE), drop = Math.round(side * 1.02);
  return { side, width: advance * (across - 1) + side + 2 * rim, height: drop * (rows - 1) + side + 2 * rim,
    at: (i) => [rim + advance * (i % KEPT_LINE), rim + drop * Math.floor(i / KEPT_LINE)] };
}

// pixels: of each character, null for a blank. alphas: how strong each is.
function drawSheet(context, sheet, pixels, size, look, alphas = null) {
  context.fillStyle = css(look.paper);
  context.fillRect(0, 0, sheet.width, sheet.height);
  for (const [i, ink] of pixels.entries()) {
    if (!ink) continue;
    context.save();
    context.translate(...sheet.at(i));
    context.globalAlpha = alphas?.[i] ?? 1;
    drawInk(context, ink, size, sheet.side, look);
    context.restore();
  }
}

function svgText(sheet, pixels, size, title) {
  const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const drawn = (ink, i) => `<path d="${pathText(outlinesOf(ink, size), ...sheet.at(i), sheet.side / size)}"/>`;
  const paths = pixels.map((ink, i) => (ink ? drawn(ink, i) : "")), { width, height } = sheet;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" `
    + `fill="#16181d" fill-rule="evenodd"><title>${escaped(title)}</title>${paths.filter(Boolean).join("\n")}</svg>\n`;
}

// host: {writer, runtime, state, theme, row, mix, say(text)}.
function makeWriterKeep(host) {
  const { writer } = host, kind = element("select", { title: "What the film shows" });
  kind.setAttribute("aria-label", "What the film shows");
  kind.append(...FILMS.filter(([name]) => name === "wheel" || name === "characters" || writer.qualities.some((q) => q.name === name))
    .map(([value, textContent]) => element("option", { value, textContent })));
  const pressed = () => { if (making) making.stop = true; else make(kind.value); };
  const film = iconButton("save", "Film", "A GIF, made here in the browser", pressed);
  const node = element("div", { className: "keep" }, iconButton("save", "PNG", "What is written, as a picture", png),
    iconButton("save", "SVG", "What is written as outlines, traced round the ink: sharp at any size", outlines),
    element("span", { className: "pair" }, film, kind));
  let making = null;

  const pixelsNow = () => host.row.order.map((glyph) => (glyph && glyph.have >= 0 ? glyph.pixels : null));
  const nameOf = (ending) => `${host.state.text.trim().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) || "written"}.${ending}`;
  const look = () => ({ ink: [22, 24, 29], paper: [255, 255, 255], smooth: host.state.ink === "smooth", scratch: {} });

  function png() {
    const sheet = makeSheet(host.row.order.length, KEPT_SIDE), { width, height } = sheet;
    const canvas = element("canvas", { width, height });
    drawSheet(canvas.getContext("2d"), sheet, pixelsNow(), writer.size, look());
    save(nameOf("png"), canvas);
  }

  function outlines() {
    const sheet = makeSheet(host.row.order.length, KEPT_SIDE);
    download(nameOf("svg"), new Blob([svgText(sheet, pixelsNow(), writer.size, host.state.text)], { type: "image/svg+xml" }));
  }

  // The inputs of every frame: [{xs: of each character or null, alphas}].
  function framesOf(wanted) {
    const { state } = host, glyphs = host.row.order;
    const of = (glyph, changes) => inputOf(writer, { ...state, ...changes }, glyph.to, glyph.y);
    const at = (changes, alphas) => ({ xs: glyphs.map((glyph) => glyph && of(glyph, changes)), alphas });
    if (wanted === "wheel") {
      const each = Math.max(2, Math.min(8, Math.round(160 / writer.k))), count = writer.k * each;
      return Array.from({ length: count }, (_, t) =>
        ({ xs: [inputOf(writer, state, host.mix.middle.to, host.mix.mixAt(t / each))] }));
    }
    if (wanted !== "characters") {
      const { range } = writer.qualities.find(({ name }) => name === wanted);
      const there = (t) => 0.85 * range * Math.sin(2 * Math.PI * t / FILM_FRAMES);
      return Array.from({ length: FILM_FRAMES }, (_, t) => at({ [wanted]: there(t) }));
    }
    // Ink flows into one character after the other; then all stand for a while.
    const slow = Math.max(1, Math.min(5, Math.round(60 / glyphs.length))), ends = slow * (glyphs.length + 1);
    return Array.from({ length: ends + 18 }, (_, t) => at({}, glyphs.map((_, i) => Math.min(1, Math.max(0, t / slow - i)))));
  }

  async function make(wanted) {
    const mine = making = { stop: false }, network = makeNetwork(host.runtime, writer.decoder), frames = framesOf(wanted);
    const count = frames[0].xs.length, across = Math.min(KEPT_LINE, count);
    const sheet = makeSheet(count, Math.min(256, Math.floor(FILM_WIDEST / (WRITER_ADVANCE * across + 0.45))));
    const canvas = new OffscreenCanvas(sheet.width, sheet.height), context = canvas.getContext("2d", { willReadFrequently: true });
    const paint = look(), gif = makeGif(sheet.width, sheet.height, FILM_SECONDS, paint.ink, paint.paper), known = new Map();
    const shade = paint.ink[0], drawn = async (x) => {
      const key = x.join();
      if (!known.has(key)) known.set(key, await new Promise((done) => network.latest(x, (pixels) => done(pixels.slice()))));
      return known.get(key);
    };
    let rested = performance.now();
    for (const [t, { xs, alphas }] of frames.entries()) {
      const pixels = [];
      for (const x of xs) pixels.push(x && await drawn(x));
      drawSheet(context, sheet, pixels, writer.size, paint, alphas);
      const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
      gif.add(Float32Array.from({ length: sheet.width * sheet.height }, (_, p) => (255 - data[4 * p]) / (255 - shade)));
      if (performance.now() - rested > FILM_ROOM) {
        show(`Making the film, ${inPercent((t + 1) / frames.length)}`);
        await new Promise((done) => setTimeout(done));
        rested = performance.now();
      }
      if (mine.stop) break;
    }
    network.close();
    making = null;
    show("");
    if (!mine.stop) download(nameOf("gif"), new Blob([gif.finish()], { type: "image/gif" }));
  }

  function show(text) {
    film.replaceChildren(icon("save"), element("span", { textContent: making ? "Stop" : "Film" }));
    host.say(text);
  }

  return { node, close() { if (making) making.stop = true; } };
}
