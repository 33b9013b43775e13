// What does a latent map show, and where on it is what? Decoded tiles, points, the point that is moved, a look closer.

const HOVER_PIXELS = 9, THUMB = 76, EDGE = 14; // EDGE: pixels that the point keeps from the border

// A map knows nothing of the pad; it asks its host, which may be anything that has
//   cloud: {n, labels, classes, atlas, tile, columns, flat, named, prior}: the images (labels index classes; atlas is a
//     PNG of `columns` thumbnails of `tile` pixels a row, or undefined). flat: only left and right mean something.
//     named: write each class's name among its points. prior: circles of N(0, I).
//   theme: from readTheme. moves() -> bool: whether points may glide.
//   background: "points", "grid" (tiles alone) or "both". tiles: {draw(context, toScreen, opacity)}, or null without.
//   ink: null (points in the colour of their class) or {index: a number a point, table(theme) -> {table: Uint32Array,
//     fold}, only: a number to bring forward or null, marks}: see colour.js.
//   only: a class to bring forward, or null. highlight: a Set of indices to bring forward (give a new Set for a change;
//     the others are dimmed), or null.
//   hovered: index of the image looked at closer, or -1. trail: [[x, y], ..], places lately passed.
//   stamps: [{index, text, category}, ..], images that stand on the map as labels (optional), see stamps.js.
//   placeXY() -> [x, y] of the point that is moved, or null without one.
//   atlasCame(): told once the thumbnails can be drawn (optional).
//   overlays: [(context, map) => .., ..] drawn on top, in CSS pixels; they say toScreen(x, y) themselves. One with a
//     property rests() -> true is drawn with the points, and anew only by drawCloud().
//     Of those with over(x, y) and pick(x, y), the pad asks whether what is pointed at or clicked is theirs (x is null when
//     the hand has gone).
// The host calls, in its frames: resize() when the size may have changed; advance(now) (true: draw again and come back);
// drawCloud() and drawTiles() after a change, drawMarker() always (it costs next to nothing while nothing moves).
function makeMap(host) {
  const layers = ["tiles", "points", "lens"].map((name) => element("canvas", { className: name }));
  const [ground, plot, lens] = layers, contexts = layers.map((canvas) => canvas.getContext("2d"));
  const front = element("div", { className: "front", tabIndex: 0, role: "application", "aria-roledescription": "latent map",
    "aria-label": "Latent map. Drag or use the arrow keys to move the point, with Shift for larger steps. Plus and minus "
    + "zoom, 0 shows everything. With the lasso or the box chosen, Shift and arrow keys draw a box about the point; Escape "
    + "unmarks." });
  const hint = element("div", { className: "hint", textContent: "Click the map once, then the wheel zooms." });
  // The point is an element of its own: moving it repaints a few pixels, a canvas would repaint the whole map.
  const point = element("div", { className: "point" }), line = element("div", { className: "line" });
  const node = element("div", { className: "field" }, ground, plot, line, point, lens, front, hint);
  const camera = makeCamera(), cloud = makeCloud(host, camera);
  const placeOf = (i) => [cloud.points[2 * i], cloud.points[2 * i + 1]], stamps = makeStamps(host, camera, placeOf);
  let labels = [], ratio = 1, atlas = null, opened;

  // Size the layers as the node is; true if that changed something.
  function resize() {
    const { clientWidth, clientHeight } = node, dpr = Math.min(2, window.devicePixelRatio || 1);
    if (clientWidth < 2 || (clientWidth === camera.width && clientHeight === camera.height && dpr === ratio)) return false;
    camera.resize(clientWidth, clientHeight);
    ratio = dpr;
    for (const canvas of layers) {
      canvas.width = Math.round(clientWidth * dpr);
      canvas.height = Math.round(clientHeight * dpr);
    }
    camera.home = camera.fitted(cloud.target, host.cloud.flat);
    if (!map.held) camera.view = camera.home;
    return true;
  }

  // Show points at the places xy (2n): gliding from where they are now, or at once ({glides: false}). `from` sets where
  // they start. The view stays, see home() and refit(); with fit it becomes another at once: true shows everything, "keep"
  // as much as before, {x, y, span} is a view; points start where they are seen now. Other options: milliseconds, now.
  function setPoints(xy, { from = null, fit = null, ...how } = {}) {
    if (from) cloud.set(from, { glides: false });
    const whole = fit?.span ? fit : camera.fitted(xy, host.cloud.flat);
    if (fit) cloud.set(reframed(fit === "keep" ? camera.kept(whole) : whole), { glides: false });
    if (fit && fit !== "keep") map.held = false;
    camera.home = whole;
    cloud.set(xy, how);
    if (host.cloud.atlas === opened) return;
    opened = host.cloud.atlas;
    if (opened) {
      createImageBitmap(new Blob([opened], { type: "image/png" })).then((bitmap) => {
        atlas?.close();
        atlas = bitmap;
        host.atlasCame?.();
      });
    }
  }

  // Change the view; return where the points must be to be seen where they are.
  function reframed(view) {
    const before = camera.view, k = view.span / before.span, { points } = cloud, places = new Float32Array(points.length);
    for (let i = 0; i < places.length; i += 2) {
      places[i] = view.x + (points[i] - before.x) * k;
      places[i + 1] = view.y + (points[i + 1] - before.y) * k;
    }
    camera.view = view;
    return places;
  }

  // The place nearest to another that a view shows.
  function within([x, y], { x: cx, y: cy, span } = camera.view) {
    const unit = span / Math.min(camera.width, camera.height), across = (camera.width / 2 - EDGE) * unit;
    const up = (camera.height / 2 - EDGE) * unit, near = (v, middle, far) => Math.min(Math.max(v, middle - far), middle + far);
    return [near(x, cx, across), near(y, cy, up)];
  }

  // Show everything, gliding there; not if a hand or a link has chosen what is seen.
  function refit({ milliseconds = GLIDE_MS, now = performance.now() } = {}) {
    if (map.held) return;
    if (host.moves() && camera.width > 1) camera.glideTo(camera.home, milliseconds, now);
    else camera.view = camera.home;
  }

  // Points that change every frame, as many as there are, and the view of all of them: what is seen of it stays the same.
  function follow(xy, whole) {
    camera.view = camera.kept(whole);
    camera.home = whole;
    cloud.retarget(xy);
  }

  function drawTiles() {
    const context = contexts[0], { background } = host;
    ground.hidden = background === "points" || !host.tiles; // an empty layer is still mixed into every frame
    if (ground.hidden) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    host.tiles.draw(context, camera.toScreen, background === "both" ? 0.4 : 1);
  }

  // Circles of the prior's standard deviation: where z comes from. Below what is drawn already.
  function drawPrior(context) {
    const { theme } = host, [x, y] = camera.toScreen(0, 0);
    context.globalCompositeOperation = "destination-over";
    context.strokeStyle = theme.line;
    context.fillStyle = theme.muted;
    context.font = `${11 * theme.scale}px ${theme.font}`;
    context.textAlign = "left";
    for (const sigma of [1, 2, 3]) {
      const radius = sigma * camera.scale();
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.lineWidth = 1;
      context.stroke();
      context.fillText(`${sigma}σ`, x + radius * 0.707 + 3, y - radius * 0.707 - 3);
    }
    context.globalCompositeOperation = "source-over";
  }

  function drawCloud() {
    const context = contexts[1];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, plot.width, plot.height);
    plot.hidden = host.background === "grid";
    if (!host.cloud.n || plot.hidden) return;
    cloud.draw(plot, context, ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (host.cloud.prior) drawPrior(context);
    cloud.drawNames(context);
    labels = host.stamps?.length && !cloud.gliding ? stamps.draw(context, atlas) : [];
    drawOver(context, host.overlays.filter(rests));
  }

  function ring(context, x, y, radius, colour, line) {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.lineWidth = line + 3;
    context.strokeStyle = css(host.theme.paper, 0.95);
    context.stroke();
    context.lineWidth = line;
    context.strokeStyle = colour;
    context.stroke();
  }

  function drawTrail(context, trail) {
    context.lineCap = "round";
    context.strokeStyle = host.theme.accent;
    const far = camera.view.span / 6; // on a scattered map a walk leaps: it leaves no line where it was not
    for (let i = 1; i < trail.length; i++) {
      if (Math.hypot(trail[i][0] - trail[i - 1][0], trail[i][1] - trail[i - 1][1]) > far) continue;
      context.globalAlpha = 0.7 * i / trail.length;
      context.lineWidth = 1 + 2.5 * i / trail.length;
      context.beginPath();
      context.moveTo(...camera.toScreen(...trail[i - 1]));
      context.lineTo(...camera.toScreen(...trail[i]));
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  // A second layer in sight makes every frame dearer: what changes only with the points is drawn on theirs.
  const rests = (draw) => draw.rests?.() && !plot.hidden && host.cloud.n > 0;

  function drawOver(context, overlays) {
    for (const draw of overlays) {
      context.save();
      draw(context, map);
      context.restore();
    }
  }

  function drawMarker() {
    const context = contexts[2], { hovered, trail, overlays } = host, place = host.placeXY();
    point.hidden = !place;
    line.hidden = !place || !host.cloud.flat;
    if (place) {
      const [x, y] = camera.toScreen(...place);
      point.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      point.style.opacity = hovered < 0 ? 1 : 0.45;
      line.style.transform = `translateX(${x.toFixed(1)}px)`; // one dimension: only left and right mean something
    }
    const lively = overlays.filter((draw) => !rests(draw));
    lens.hidden = hovered < 0 && !trail.length && !lively.length;
    if (lens.hidden) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    drawTrail(context, trail);
    drawOver(context, lively);
    if (hovered >= 0) drawHovered(context);
  }

  function drawHovered(context) {
    const { theme, hovered, cloud: { labels, classes, tile, columns } } = host, label = labels[hovered], named = classes[label];
    const [x, y] = camera.toScreen(...placeOf(hovered)), { width, height } = camera;
    const colour = named === undefined ? theme.text : theme.classes[label % theme.classes.length];
    ring(context, x, y, 7 * theme.scale, colour, 2.5 * theme.scale);
    if (!atlas) return;
    const left = x + THUMB + 28 > width ? x - THUMB - 18 : x + 18;
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
    context.font = `700 ${13 * theme.scale}px ${theme.font}`;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.fillStyle = colour;
    context.fillText(named, left + 7, top + 17);
  }

  const map = {
    node, front, hint, resize, setPoints, within, refit, follow, drawTiles, drawCloud, drawMarker, ring, placeOf,
    advance(now) { const seen = camera.advance(now); return cloud.advance(now) || seen; },
    framed: camera.framed, bounds: camera.bounds, toWorld: camera.toWorld, toScreen: camera.toScreen,
    held: false, // whether a hand or a link has chosen what is seen: then it stays, else it is everything
    zoom(...how) { map.held = true; camera.zoom(...how); },
    pan(...how) { map.held = true; camera.pan(...how); },
    get view() { return camera.view; },
    get aim() { return camera.aim; },
    set view(wanted) { map.held = true; camera.view = wanted; },
    get size() { return [camera.width, camera.height]; },
    get points() { return cloud.points; }, // where they are now
    get target() { return cloud.target; }, // and where they glide to
    get gliding() { return cloud.gliding; },
    get progress() { return cloud.progress; }, // of a glide, 0 to 1
    get atlas() { return atlas; },
    get labels() { return labels; }, // boxes of the stamps drawn: {index, left, top, width}
    get whole() { return camera.home; }, // the view of everything
    step: () => camera.view.span / 80,
    home() {
      map.held = false;
      camera.view = camera.home = camera.fitted(cloud.target, host.cloud.flat);
    },
    pointAt: (px, py) => (host.background === "grid" ? -1
      : cloud.at(...camera.toWorld(px, py), HOVER_PIXELS / camera.scale())),
    close() { atlas?.close(); },
  };
  return map;
}
