// What does the latent map show, and where on it is what? Decoded tiles, points, the point that is moved, a look closer.

const HOVER_PIXELS = 9, THUMB = 76, MARGIN = 0.06;

// pad: {bundle, theme, tiles, background, only, shownXY(), hovered, trail, ...}; see pad.js.
function makeMap(pad) {
  const layers = ["tiles", "points", "lens"].map((name) => element("canvas", { className: name }));
  const [ground, , lens] = layers, contexts = layers.map((canvas) => canvas.getContext("2d"));
  const front = element("div", { className: "front", tabIndex: 0, role: "application", "aria-roledescription": "latent map",
    "aria-label": "Latent map. Drag or use the arrow keys to move the point, with Shift for larger steps. Plus and minus "
    + "zoom, 0 shows everything." });
  const hint = element("div", { className: "hint", textContent: "Click the map once, then the wheel zooms." });
  // The point is an element of its own: moving it repaints a few pixels, a canvas would repaint the whole map.
  const point = element("div", { className: "point" }), line = element("div", { className: "line", hidden: !pad.bundle.flat });
  const node = element("div", { className: "field" }, ...layers.slice(0, 2), line, point, lens, front, hint);
  let width = 1, height = 1, ratio = 1, view = { x: 0, y: 0, span: 6 }, image = null, screen = new Float32Array(0);
  let home = view, index = () => -1, centres = [], signs = null, xy = new Float32Array(0), glide = null, atlas = null;

  const scale = () => Math.min(width, height) / view.span;
  const toScreen = (x, y) => [width / 2 + (x - view.x) * scale(), height / 2 - (y - view.y) * scale()];
  const toWorld = (px, py) => [view.x + (px - width / 2) / scale(), view.y - (py - height / 2) / scale()];

  function bounds() {
    const [left, top] = toWorld(0, 0), [right, bottom] = toWorld(width, height);
    return { left, right, top, bottom, scale: scale() };
  }

  // Nearly all points, not the last outlier: a single stray image would shrink the map of the others.
  function fitted() {
    const { n, flat } = pad.bundle;
    if (!n) return { x: 0, y: 0, span: 6.4 };
    const ends = [0, 1].map((c) => {
      const sorted = Float32Array.from({ length: n }, (_, i) => pad.bundle.xy[2 * i + c]).sort();
      return [sorted[Math.floor(n * 0.004)], sorted[Math.ceil(n * 0.996) - 1]];
    });
    if (flat) ends[1][0] -= (ends[1][1] - ends[1][0]) * 0.25; // room for the strip of tiles below the lanes
    const [x, y] = ends.map(([a, b]) => (a + b) / 2), [w, h] = ends.map(([a, b]) => b - a);
    const sides = Math.min(width, height);
    return { x, y, span: Math.max(w * sides / width, h * sides / height, 0.5) * (1 + 2 * MARGIN) };
  }

  function resize() {
    const { clientWidth, clientHeight } = node, dpr = Math.min(2, window.devicePixelRatio || 1);
    if (clientWidth < 2 || (clientWidth === width && clientHeight === height && dpr === ratio)) return false;
    const first = width === 1;
    [width, height, ratio] = [clientWidth, clientHeight, dpr];
    for (const canvas of layers) {
      canvas.width = Math.round(width * dpr);
      canvas.height = Math.round(height * dpr);
    }
    image = contexts[1].createImageData(layers[1].width, layers[1].height);
    home = fitted();
    if (first && !pad.savedView) view = home;
    signs = null;
    return true;
  }

  // New points: glide from where the same images were, or appear.
  function setPoints(before, now) {
    const { bundle } = pad, target = bundle.xy;
    const gliding = before?.length === target.length && target.length && pad.moves();
    xy = gliding ? Float32Array.from(before) : target.slice();
    glide = gliding ? { from: xy.slice(), start: now } : null;
    screen = new Float32Array(target.length);
    index = makeIndex(target);
    centres = classCentres(target, bundle.labels, bundle.classes.length);
    home = fitted();
    signs = null;
    if (bundle.n) pad.tiles.floor = target.reduce((low, v, i) => (i % 2 ? Math.min(low, v) : low), 0) - 0.2;
    if (bundle.atlas) {
      createImageBitmap(new Blob([bundle.atlas], { type: "image/png" })).then((bitmap) => {
        atlas?.close();
        atlas = bitmap;
      });
    }
  }

  function advance(now) {
    if (!glide) return false;
    const t = Math.min(1, (now - glide.start) / 600), eased = 1 - (1 - t) ** 3, target = pad.bundle.xy;
    for (let i = 0; i < xy.length; i++) xy[i] = glide.from[i] + (target[i] - glide.from[i]) * eased;
    if (t === 1) glide = null;
    return true;
  }

  function drawTiles() {
    const context = contexts[0], { background } = pad;
    ground.hidden = background === "points"; // an empty layer is still mixed into every frame
    if (ground.hidden) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    pad.tiles.draw(context, toScreen, background === "both" ? 0.4 : 1);
  }

  // Circles of the prior's standard deviation: where z comes from. Below what is drawn already.
  function drawPrior(context) {
    const { theme } = pad, [x, y] = toScreen(0, 0);
    context.globalCompositeOperation = "destination-over";
    context.strokeStyle = theme.line;
    context.fillStyle = theme.muted;
    context.font = `11px ${theme.font}`;
    context.textAlign = "left";
    for (const sigma of [1, 2, 3]) {
      const radius = sigma * scale();
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.lineWidth = 1;
      context.stroke();
      context.fillText(`${sigma}σ`, x + radius * 0.707 + 3, y - radius * 0.707 - 3);
    }
    context.globalCompositeOperation = "source-over";
  }

  function drawCloud() {
    const context = contexts[1], { bundle, theme, background } = pad, { n, labels, classes } = bundle;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, layers[1].width, layers[1].height);
    layers[1].hidden = background === "grid";
    if (!n || background === "grid") return;
    const s = scale() * ratio, cx = layers[1].width / 2 - view.x * s, cy = layers[1].height / 2 + view.y * s;
    let inside = 0;
    for (let i = 0; i < n; i++) {
      screen[2 * i] = cx + xy[2 * i] * s;
      screen[2 * i + 1] = cy - xy[2 * i + 1] * s;
      if (screen[2 * i] > 0 && screen[2 * i] < layers[1].width && screen[2 * i + 1] > 0
        && screen[2 * i + 1] < layers[1].height) inside++;
    }
    // Digits where there is room for them to be told apart, blocks in a crowd.
    const room = Math.sqrt(width * height / Math.max(1, inside)), pixels = Math.round(Math.min(15, room * 0.75) * ratio);
    const legible = classes.length > 0 && pixels >= 8.5 * ratio;
    if (legible && signs?.pixels !== pixels) signs = Object.assign(makeSigns(classes, theme.font, pixels), { pixels });
    new Uint32Array(image.data.buffer).fill(0);
    const block = makeBlock(Math.max(3, Math.round((inside > 6000 ? 2 : 3) * ratio)));
    drawPoints(image, screen, labels, {
      rgb: theme.rgb, signs: legible ? signs : null, block, only: pad.only, opacity: background === "both" ? 0.85 : 0.92,
    });
    context.putImageData(image, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (bundle.d === 2) drawPrior(context);
    drawNames(context);
  }

  function drawNames(context) {
    const { theme, bundle } = pad;
    if (bundle.k) return; // told the class, a model keeps it out of z: all classes lie in the same place
    context.font = `700 22px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 6;
    context.strokeStyle = css(theme.paper, 0.9);
    for (const [c, centre] of centres.entries()) {
      if (!centre || glide || (pad.only !== null && pad.only !== c)) continue;
      const at = bundle.flat ? [34, toScreen(...centre)[1]] : toScreen(...centre);
      context.fillStyle = theme.classes[c % theme.classes.length];
      context.strokeText(bundle.classes[c], ...at);
      context.fillText(bundle.classes[c], ...at);
    }
  }

  function ring(context, x, y, radius, colour, line) {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.lineWidth = line + 3;
    context.strokeStyle = css(pad.theme.paper, 0.95);
    context.stroke();
    context.lineWidth = line;
    context.strokeStyle = colour;
    context.stroke();
  }

  function drawMarker() {
    const context = contexts[2], { theme, hovered, trail } = pad, [x, y] = toScreen(...pad.placeXY());
    point.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    point.style.opacity = hovered < 0 ? 1 : 0.45;
    line.style.transform = `translateX(${x.toFixed(1)}px)`; // one dimension: only left and right mean something
    lens.hidden = hovered < 0 && !trail.length;
    if (lens.hidden) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.lineCap = "round";
    for (let i = 1; i < trail.length; i++) {
      context.globalAlpha = 0.7 * i / trail.length;
      context.lineWidth = 1 + 2.5 * i / trail.length;
      context.strokeStyle = theme.accent;
      context.beginPath();
      context.moveTo(...toScreen(...trail[i - 1]));
      context.lineTo(...toScreen(...trail[i]));
      context.stroke();
    }
    context.globalAlpha = 1;
    if (hovered >= 0) drawHovered(context);
  }

  function drawHovered(context) {
    const { theme, bundle, hovered } = pad, label = bundle.labels[hovered], named = bundle.classes[label];
    const [x, y] = toScreen(xy[2 * hovered], xy[2 * hovered + 1]);
    const colour = named === undefined ? theme.text : theme.classes[label % theme.classes.length];
    ring(context, x, y, 7, colour, 2.5);
    if (!atlas) return;
    const { tile, columns } = bundle.about, left = x + THUMB + 28 > width ? x - THUMB - 18 : x + 18;
    const top = Math.min(Math.max(y - THUMB / 2, 6), height - THUMB - 6);
    context.save();
    context.beginPath();
    context.roundRect(left, top, THUMB, THUMB, 8);
    context.fillStyle = css(theme.paper);
    context.fill();
    context.clip();
    paintThumb(context, atlas, (hovered % columns) * tile, Math.floor(hovered / columns) * tile, tile, theme.shades,
      left + 2, top + 2, THUMB - 4);
    context.restore();
    context.lineWidth = 2.5;
    context.strokeStyle = colour;
    context.beginPath();
    context.roundRect(left, top, THUMB, THUMB, 8);
    context.stroke();
    if (named === undefined) return;
    context.font = `700 13px ${theme.font}`;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.fillStyle = colour;
    context.fillText(named, left + 7, top + 17);
  }

  function zoom(factor, px = width / 2, py = height / 2) {
    const [x, y] = toWorld(px, py), span = Math.min(Math.max(view.span / factor, home.span / 60), home.span * 4);
    const kept = span / view.span; // the place under the hand stays under it
    view = { x: x + (view.x - x) * kept, y: y + (view.y - y) * kept, span };
  }

  return {
    node, front, hint, resize, setPoints, advance, drawTiles, drawCloud, drawMarker, bounds, toWorld, toScreen, zoom,
    get view() { return view; },
    set view(wanted) { view = wanted; },
    get size() { return [width, height]; },
    get points() { return xy; },
    step: () => view.span / 80,
    home() { view = home = fitted(); },
    pan(dx, dy) { view = { ...view, x: view.x - dx / scale(), y: view.y + dy / scale() }; },
    pointAt: (px, py) => (pad.background === "grid" || glide ? -1 : index(...toWorld(px, py), HOVER_PIXELS / scale())),
    close() { atlas?.close(); },
  };
}
