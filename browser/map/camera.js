// Which part of a map is seen? A centre and a width, and the way between its places and the screen's.

const MARGIN = 0.06;

// The rectangle [x, y, w, h] about its centre that holds nearly all points, not the last outlier: a single stray image
// would shrink the map of the others. Of many points every so many are asked: most would take longer than a frame.
export function extent(xy, most = 20000) {
  const step = Math.ceil(xy.length / 2 / most);
  const n = Math.ceil(xy.length / 2 / step), ends = [0, 1].map((c) => {
    const sorted = Float32Array.from({ length: n }, (_, i) => xy[2 * i * step + c]).sort();
    return [sorted[Math.floor(n * 0.004)], sorted[Math.ceil(n * 0.996) - 1]];
  });
  return [...ends.map(([a, b]) => (a + b) / 2), ...ends.map(([a, b]) => b - a)];
}

export function makeCamera() {
  let width = 1, height = 1, view = { x: 0, y: 0, span: 6 }, home = view, glide = null;
  const scale = () => Math.min(width, height) / view.span;
  const toWorld = (px, py) => [view.x + (px - width / 2) / scale(), view.y - (py - height / 2) / scale()];

  // The view that shows a rectangle of the map, [x, y, w, h] about its centre, with a margin.
  function framed([x, y, w, h]) {
    const sides = Math.min(width, height), span = Math.max(w * sides / width, h * sides / height) || 0.5;
    return { x, y, span: span * (1 + 2 * MARGIN) };
  }

  function fitted(xy, flat) {
    if (!xy.length) return { x: 0, y: 0, span: 6.4 };
    const [x, y, w, h] = extent(xy);
    return framed(flat ? [x, y - h / 8, w, h * 1.25] : [x, y, w, h]); // room for the strip of tiles below the lanes
  }

  return {
    scale, toWorld, fitted, framed,
    toScreen: (x, y) => [width / 2 + (x - view.x) * scale(), height / 2 - (y - view.y) * scale()],
    get view() { return view; },
    set view(wanted) { view = wanted; glide = null; },
    get home() { return home; },
    set home(wanted) { home = wanted; },
    get width() { return width; },
    get height() { return height; },
    get aim() { return glide ? glide.to : view; }, // where a glide ends
    // Go to a view as points go to their places (see cloud.js): points that grow with the view seem to stand still.
    glideTo(wanted, milliseconds, now) {
      const there = ["x", "y", "span"].every((name) => view[name] === wanted[name]);
      glide = there ? null : { from: view, to: wanted, milliseconds, start: now };
    },
    advance(now) {
      if (!glide) return false;
      const { from, to, start, milliseconds } = glide, t = Math.min(1, Math.max(0, (now - start) / milliseconds));
      const eased = 1 - (1 - t) ** 3, on = (name) => from[name] + (to[name] - from[name]) * eased;
      view = t === 1 ? to : { x: on("x"), y: on("y"), span: on("span") };
      if (t === 1) glide = null;
      return true;
    },
    resize(w, h) { [width, height] = [w, h]; },
    bounds() {
      const [left, top] = toWorld(0, 0), [right, bottom] = toWorld(width, height);
      return { left, right, top, bottom, scale: scale() };
    },
    // The part of another whole that is seen of this one.
    kept(whole) {
      const k = whole.span / home.span;
      return { x: whole.x + (view.x - home.x) * k, y: whole.y + (view.y - home.y) * k, span: view.span * k };
    },
    zoom(factor, px = width / 2, py = height / 2) {
      const [x, y] = toWorld(px, py), span = Math.min(Math.max(view.span / factor, home.span / 60), home.span * 4);
      const kept = span / view.span; // the place under the hand stays under it
      view = { x: x + (view.x - x) * kept, y: y + (view.y - y) * kept, span };
      glide = null;
    },
    pan(dx, dy) {
      view = { ...view, x: view.x - dx / scale(), y: view.y + dy / scale() };
      glide = null;
    },
  };
}
