// How do the images lie on a map, and how do they travel to another one? Places, signs, colours and names.

const GLIDE_MS = 600;

// host and camera: see map.js. Places are the map's; a canvas is drawn in device pixels.
function makeCloud(host, camera) {
  let xy = new Float32Array(0), target = xy, glide = null, index = null, centres = [], screen = new Float32Array(0);
  let signs = null, image = null, bright = null, asked = [];

  // Which points stand out: those of a class, of a category, of a set. null: none, all are alike.
  function standing() {
    const { only, highlight, ink, cloud } = host, kept = ink?.only ?? null;
    if (asked[0] === only && asked[1] === highlight && asked[2] === kept && asked[3] === cloud) return bright;
    asked = [only, highlight, kept, cloud];
    if (only === null && !highlight && kept === null) return bright = null;
    bright = new Uint8Array(cloud.n);
    if (only !== null) for (let i = 0; i < cloud.n; i++) bright[i] = cloud.labels[i] === only ? 1 : 0;
    else if (kept !== null) for (let i = 0; i < cloud.n; i++) bright[i] = ink.index[i] === kept ? 1 : 0;
    else for (const i of highlight) bright[i] = 1;
    return bright;
  }

  // Screen places of all points; returns how many are in sight.
  function project(canvas, ratio) {
    const s = camera.scale() * ratio, { x, y } = camera.view, { width, height } = canvas;
    const cx = width / 2 - x * s, cy = height / 2 + y * s;
    let inside = 0;
    for (let i = 0; i < xy.length; i += 2) {
      const px = screen[i] = cx + xy[i] * s, py = screen[i + 1] = cy - xy[i + 1] * s;
      if (px > 0 && px < width && py > 0 && py < height) inside++;
    }
    return inside;
  }

  function drawNames(context) {
    const { theme, cloud, only } = host;
    if (!cloud.named || glide || host.ink?.stamped) return;
    context.font = `700 ${22 * theme.scale}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 6 * theme.scale;
    context.strokeStyle = css(theme.paper, 0.9);
    centres ??= classCentres(xy, cloud.labels, cloud.classes.length);
    for (const [c, centre] of centres.entries()) {
      if (!centre || (only !== null && only !== c)) continue;
      const at = cloud.flat ? [34, camera.toScreen(...centre)[1]] : camera.toScreen(...centre);
      context.fillStyle = host.ink ? theme.text : theme.classes[c % theme.classes.length];
      context.strokeText(cloud.classes[c], ...at);
      context.fillText(cloud.classes[c], ...at);
    }
  }

  return {
    get points() { return xy; },
    get target() { return target; },
    get gliding() { return glide !== null; },
    get progress() { return glide ? glide.eased : 1; },
    // Places (2n) to show: at once, or gliding from where the points are now if there are as many.
    set(places, { milliseconds = GLIDE_MS, now = performance.now(), glides = true } = {}) {
      target = places;
      const moves = glides && xy.length === target.length && target.length > 0 && host.moves();
      glide = moves ? { from: xy.slice(), start: now, milliseconds, eased: 0 } : null;
      if (!moves) xy = target.slice();
      if (screen.length !== xy.length) screen = new Float32Array(xy.length);
      index = centres = signs = null;
    },
    // As many places that go on changing: a glide goes on towards them.
    retarget(places) {
      target = places;
      if (!glide) xy.set(places);
      index = centres = null;
    },
    advance(now) {
      if (!glide) return false;
      const t = Math.min(1, Math.max(0, (now - glide.start) / glide.milliseconds)), eased = glide.eased = 1 - (1 - t) ** 3;
      for (let i = 0; i < xy.length; i++) xy[i] = glide.from[i] + (target[i] - glide.from[i]) * eased;
      if (t === 1) { glide = null; index = centres = null; }
      return true;
    },
    // The index is built when it is first asked for: a map that plays a film has no time for it.
    at(x, y, radius) {
      if (glide) return -1;
      return (index ??= makeIndex(xy))(x, y, radius);
    },
    draw(canvas, context, ratio) {
      const { cloud, theme, background } = host;
      if (image?.width !== canvas.width || image.height !== canvas.height) {
        image = context.createImageData(canvas.width, canvas.height);
      }
      const inside = project(canvas, ratio);
      // Digits where there is room for them to be told apart, blocks in a crowd.
      const room = Math.sqrt(camera.width * camera.height / Math.max(1, inside));
      const pixels = Math.round(Math.min(15 * theme.scale, room * 0.75) * ratio);
      const legible = cloud.classes.length > 0 && pixels >= 8.5 * ratio;
      if (legible && signs?.pixels !== pixels) {
        signs = Object.assign(makeSigns(cloud.classes, theme.font, pixels), { pixels });
      }
      new Uint32Array(image.data.buffer).fill(0);
      drawPoints(image, screen, {
        ink: host.ink?.index ?? cloud.labels, table: host.ink?.table(theme) ?? classTable(theme.rgb),
        labels: cloud.labels, signs: legible ? signs : null,
        block: makeBlock(Math.max(3, Math.round((inside > 6000 ? 2 : 3) * theme.scale * ratio))),
        bright: standing(), opacity: background === "both" ? 0.85 : 0.92,
      });
      context.putImageData(image, 0, 0);
    },
    drawNames,
  };
}
