// How is one step seen? Its heading and words, and a canvas with all its tiles, drawn anew in every frame.

// host: {theme, palette, each, ahead, focus, linked, look(i, tile), leave(), pin(i, tile), edit, name(i, tile)}; see inside.js.
// told: the step as core/export/inside.py describes it; i: which. Returns what inside.js draws and asks.
function makeStage(host, told, i, segments) {
  const canvas = element("canvas", { className: "tiles", tabIndex: 0, role: "slider" });
  const heading = element("h2", {}, element("b", { textContent: i ? String(i) : "" }), element("span", { textContent: told.title }));
  const node = element("section", { className: "step" }, element("div", { className: "over" }, heading,
    element("small", { className: "facts", textContent: told.facts })), element("p", { className: "words", textContent: told.text }), canvas);
  canvas.setAttribute("aria-label", `${told.title}. Arrow keys go from part to part, Enter holds one.`);
  const tiles = segments.reduce((sum, segment) => sum + segment.tiles, 0), context = canvas.getContext("2d");
  let laid = null, width = 0, scale = 1, sheets = [], at = 0, seen = true;

  function arrange() {
    const room = Math.floor(canvas.parentElement?.clientWidth ?? 0), dots = window.devicePixelRatio || 1;
    if (!room || (room === width && dots === scale)) return;
    [width, scale] = [room, dots];
    laid = layTiles(segments, width);
    canvas.style.height = `${laid.height}px`;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(laid.height * scale);
    sheets = laid.parts.map(({ kind, segment, columns }) => (kind === "bars" ? null
      : sheetOf(columns * segment.width, Math.ceil(segment.tiles / columns) * segment.height)));
  }

  function sheetOf(w, h) {
    const sheet = new OffscreenCanvas(w, h), small = sheet.getContext("2d", { willReadFrequently: true });
    return { sheet, small, image: small.createImageData(w, h) };
  }

  // The numbers of a segment: as they are shown, or ahead of the activation.
  function numbersOf(segment, values) {
    const value = values[host.ahead && i ? told.before : segment.value];
    const numbers = value.subarray(segment.start, segment.start + segment.tiles * segment.width * segment.height);
    return segment.name === "sigma" ? numbers.map((v) => Math.exp(v / 2)) : numbers; // what the network gives is log sigma²
  }

  function topOf(numbers, from, to) {
    let top = 1e-6;
    for (let j = from; j < to; j++) { const v = Math.abs(numbers[j]); if (v > top) top = v; }
    return top;
  }

  function drawSheet(part, sheet, numbers, shownTiles) {
    const { segment, columns, rects, kind } = part, { width: w, height: h } = segment, size = w * h;
    const out = new Uint32Array(sheet.image.data.buffer), wide = columns * w, ink = segment.ink && !host.ahead;
    const shared = host.each ? 0 : topOf(numbers, 0, numbers.length);
    out.fill(0);
    for (let t = 0; t < shownTiles; t++) {
      const top = shared || topOf(numbers, t * size, (t + 1) * size), corner = Math.floor(t / columns) * h * wide + (t % columns) * w;
      for (let y = 0; y < h; y++) {
        for (let x = 0, from = t * size + y * w, to = corner + y * wide; x < w; x++) {
          out[to + x] = ink ? host.theme.shades[(numbers[from + x] * 255 + 0.5) | 0] : insidePixel(host.palette.table, numbers[from + x], top);
        }
      }
    }
    sheet.small.putImageData(sheet.image, 0, 0);
    if (kind === "cells") { // no room between them: all at once
      const side = rects[2], rows = Math.ceil(segment.tiles / columns);
      context.drawImage(sheet.sheet, rects[0], rects[1], columns * side, rows * side);
      for (let t = 0; t < segment.tiles; t++) context.strokeRect(rects[4 * t] + 0.5, rects[4 * t + 1] + 0.5, side, side);
      return;
    }
    for (let t = 0; t < segment.tiles; t++) {
      const [x, y, a] = rects.subarray(4 * t, 4 * t + 3);
      if (t < shownTiles) context.drawImage(sheet.sheet, (t % columns) * w, Math.floor(t / columns) * h, w, h, x, y, a, a);
      context.strokeRect(x + 0.5, y + 0.5, a - 1, a - 1);
    }
  }

  function drawBars(part, numbers, shownTiles) {
    const { segment, rects } = part, tall = rects[3], raw = host.ahead && i > 0;
    const limit = (!raw && segment.limit) || Math.max(topOf(numbers, 0, numbers.length), 1e-3);
    const low = segment.positive && !raw ? 0 : -limit, zero = rects[1] + tall * limit / (limit - low), step = rects[2];
    context.fillStyle = host.theme.line;
    context.fillRect(part.left, zero - 0.5, step * segment.tiles, 1);
    context.font = `11px ${host.theme.font}`;
    context.textAlign = "center";
    for (let t = 0; t < segment.tiles; t++) {
      const v = Math.max(low, Math.min(limit, numbers[t])), x = rects[4 * t], thick = Math.max(1.5, step - Math.min(3, step * 0.3));
      const far = Math.max(1, Math.abs(v) / (limit - low) * tall);
      if (t < shownTiles) {
        context.fillStyle = host.palette.ends[v < 0 ? 0 : 1];
        context.fillRect(x + (step - thick) / 2, v < 0 ? zero : zero - far, thick, far);
      }
      if (!segment.names) continue;
      context.fillStyle = numbers[t] > 0.5 ? host.theme.text : host.theme.muted;
      context.fillText(segment.names[t], x + step / 2, rects[1] + tall + 12, step);
    }
  }

  // A ring around the tile that is looked at and around those it is linked with, the rest a little paler.
  function drawMarks() {
    const { focus, linked } = host;
    if (!focus) return;
    const mine = focus.stage === i ? focus.tile : -1, others = linked.get(i);
    if (mine < 0 && !others) return;
    if (others) {
      context.fillStyle = css(host.theme.paper, 0.5);
      let first = 0;
      for (const { rects, segment } of laid.parts) {
        for (let t = 0; t < segment.tiles; t++) if (!others.has(first + t)) context.fillRect(...rects.subarray(4 * t, 4 * t + 4));
        first += segment.tiles;
      }
    }
    for (const tile of others?.keys() ?? []) ring(tile, 1.5, host.theme.text);
    if (mine >= 0) ring(mine, 3, host.theme.text);
  }

  function ring(tile, thick, colour) {
    const [x, y, w, h] = rectOf(laid.parts, tile);
    context.lineWidth = thick;
    context.strokeStyle = colour;
    context.strokeRect(x + thick / 2, y + thick / 2, w - thick, h - thick);
  }

  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  let editing = -1;
  canvas.onpointermove = (event) => {
    const [x, y] = placeOf(event);
    if (editing >= 0) { editAt(x, y); return; }
    const tile = laid ? tileUnder(laid.parts, x, y) : -1;
    canvas.style.cursor = tile < 0 ? "" : segmentOf(tile)?.editable ? "ns-resize" : "pointer";
    if (tile >= 0) host.look(i, tile); else host.leave();
  };
  canvas.onpointerleave = () => { if (editing < 0) host.leave(); };
  canvas.onpointerdown = (event) => {
    const [x, y] = placeOf(event), tile = laid ? tileUnder(laid.parts, x, y) : -1;
    if (event.button !== 0 || tile < 0) return;
    at = tile;
    if (!segmentOf(tile).editable) return;
    editing = tile;
    canvas.setPointerCapture(event.pointerId);
    editAt(x, y);
  };
  canvas.onpointerup = canvas.onpointercancel = () => { if (editing >= 0) { editing = -1; host.edited(); } };
  canvas.onclick = (event) => {
    const tile = laid ? tileUnder(laid.parts, ...placeOf(event)) : -1;
    if (tile >= 0 && !segmentOf(tile).editable) host.pin(i, tile);
  };

  // Bars that are given are drawn by hand: the one under the finger gets the height of the finger.
  function editAt(x, y) {
    const part = laid.parts.find(({ segment }) => segment === segmentOf(editing)), [left, top, step, tall] = part.rects;
    const { segment } = part, t = Math.max(0, Math.min(segment.tiles - 1, Math.floor((x - left) / step)));
    const share = 1 - Math.max(0, Math.min(1, (y - top) / tall));
    host.edit(segment, t, segment.positive ? share * segment.limit : (2 * share - 1) * segment.limit);
  }

  function segmentOf(tile) {
    let first = 0;
    for (const segment of segments) {
      if (tile < first + segment.tiles) return segment;
      first += segment.tiles;
    }
    return null;
  }

  canvas.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !laid) return;
    const columns = laid.parts[0].columns, steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -at, End: tiles - 1 - at };
    const segment = segmentOf(at), up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (segment.editable && up) host.nudge(segment, at - segments.slice(0, segments.indexOf(segment)).reduce((n, s) => n + s.tiles, 0), up);
    else if (event.key in steps) { at = Math.max(0, Math.min(tiles - 1, at + steps[event.key])); host.look(i, at); }
    else if (event.key === "Enter" || event.key === " ") host.pin(i, at);
    else if (event.key === "Escape") host.unpin();
    else return;
    tell();
    event.preventDefault();
  };
  canvas.onkeyup = (event) => { if (segmentOf(at)?.editable && event.key.startsWith("Arrow")) host.edited(); };
  canvas.onfocus = () => { if (canvas.matches(":focus-visible")) { host.look(i, at); tell(); } };
  canvas.onblur = () => host.leave();
  canvas.setAttribute("aria-valuemin", 1);
  canvas.setAttribute("aria-valuemax", tiles);
  canvas.setAttribute("aria-valuenow", 1);

  function tell() {
    canvas.setAttribute("aria-valuenow", at + 1);
    canvas.setAttribute("aria-valuetext", host.name(i, at));
  }

  const sight = new IntersectionObserver(([entry]) => { seen = entry.isIntersecting; if (seen) host.again(); }, { rootMargin: "120px" });
  sight.observe(node);
  const resized = new ResizeObserver(() => { arrange(); host.again(); });
  resized.observe(node);

  return {
    node, canvas, told, segments, tiles,
    // revealed: how much of it there is already, 0 to 1.
    draw(values, revealed = 1) {
      node.classList.toggle("ahead", revealed <= 0);
      node.classList.toggle("now", revealed > 0 && revealed < 1);
      if (!laid) arrange();
      if (!laid || (!seen && revealed >= 1)) return;
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, laid.height);
      context.imageSmoothingEnabled = false;
      for (const [p, part] of laid.parts.entries()) {
        const { segment } = part, shown = Math.ceil(segment.tiles * revealed);
        context.textAlign = "left";
        context.font = `600 11px ${host.theme.font}`;
        context.fillStyle = host.theme.muted;
        if (segment.label) context.fillText(segment.label, part.left, part.top + 10);
        context.lineWidth = 1;
        context.strokeStyle = host.theme.line;
        const numbers = numbersOf(segment, values);
        if (part.kind === "bars") drawBars(part, numbers, shown); else drawSheet(part, sheets[p], numbers, shown);
      }
      if (revealed >= 1) drawMarks();
    },
    // The numbers of one tile, with its size and the top of its scale.
    tile(values, t) {
      let local = t;
      const segment = segments.find((s) => { if (local < s.tiles) return true; local -= s.tiles; return false; });
      const numbers = numbersOf(segment, values), size = segment.width * segment.height;
      return { segment, local, w: segment.width, h: segment.height, values: numbers.slice(local * size, (local + 1) * size),
        top: host.each ? 0 : topOf(numbers, 0, numbers.length) };
    },
    // Where a tile lies in the window: its middle at the top and at the bottom.
    place(t) {
      const box = canvas.getBoundingClientRect(), rect = laid && rectOf(laid.parts, t);
      return rect && { x: box.left + rect[0] + rect[2] / 2, top: box.top + rect[1], bottom: box.top + rect[1] + rect[3] };
    },
    close() { sight.disconnect(); resized.disconnect(); },
  };
}
