// How is a decoder given its numbers? By a finger on a plane through its latents, by the bars themselves, or by lot.

const PLANE_GRID = 7; // digits along a side of the plane, drawn when there is time
const ROUND_SECONDS = 9; // for one turn of the walk

// bundle: {about, d, k, size}. host: {theme, changed(), released(), decode: a network for the plane's digits or null}.
function makeNoise(host, bundle, saved) {
  const { about, d, k } = bundle, side = 220;
  const state = readGiven(bundle, saved);
  let { origin, axes } = state, y = state.y, u = 0, v = 0, z = null, phase = 0, gliding = null;
  const canvas = element("canvas", { className: "ground", width: 2 * side, height: 2 * side }), dot = element("div", { className: "point" });
  const front = element("div", { className: "plane", tabIndex: 0, role: "slider", "aria-valuemin": 0, "aria-valuemax": 100 }, canvas, dot);
  front.setAttribute("aria-label", `A plane through the ${d} ${about.generator ? "numbers of noise" : "latents"}. Drag, or use the arrow keys.`);
  const thumb = new OffscreenCanvas(bundle.size, bundle.size), pen = thumb.getContext("2d", { willReadFrequently: true });
  let todo = [], pictures = [];

  // The place (u, v) of the plane, each -1 to 1. Noise of many dimensions keeps its length: nearly all of it lies at one.
  function placeAt(a, b) {
    const out = origin.map((value, i) => value + a * axes[0][i] + b * axes[1][i]);
    if (!about.round) return out;
    const length = Math.hypot(...origin) / Math.max(1e-6, Math.hypot(...out));
    return out.map((value) => value * length);
  }

  function moved() {
    z = placeAt(u, v);
    dot.style.transform = `translate(${(50 + 50 * u) * front.clientWidth / 100}px, ${(50 - 50 * v) * front.clientHeight / 100}px)`;
    front.setAttribute("aria-valuenow", Math.round(50 + 50 * u));
    front.setAttribute("aria-valuetext", `${digits(u)} to the right, ${digits(v)} up`);
    host.changed();
  }

  // Another ground below the plane: its digits are to be drawn anew, the middle ones first.
  function renew() {
    pictures = [];
    todo = [];
    for (let i = 0; i < PLANE_GRID ** 2; i++) {
      const a = (2 * (i % PLANE_GRID) + 1) / PLANE_GRID - 1, b = 1 - (2 * Math.floor(i / PLANE_GRID) + 1) / PLANE_GRID;
      todo.push({ i, x: join(placeAt(a, b)), far: Math.hypot(a, b) });
    }
    todo.sort((one, other) => one.far - other.far);
    canvas.classList.add("waits");
  }

  const join = (latents) => { const x = new Float32Array(d + k); x.set(latents); x.set(y, d); return x; };

  function paintTile(i, pixels) {
    const cell = canvas.width / PLANE_GRID;
    pen.putImageData(paintInk(pixels, host.theme.shades, pen.createImageData(bundle.size, bundle.size)), 0, 0);
    canvas.getContext("2d").drawImage(thumb, (i % PLANE_GRID) * cell, Math.floor(i / PLANE_GRID) * cell, cell, cell);
  }

  const halt = () => { noise.playing = false; gliding = null; };
  const at = (event) => {
    const box = front.getBoundingClientRect(), clip = (value) => Math.max(-1, Math.min(1, value));
    [u, v] = [clip(2 * (event.clientX - box.left) / box.width - 1), clip(1 - 2 * (event.clientY - box.top) / box.height)];
    moved();
  };
  front.onpointerdown = (event) => {
    if (event.button !== 0) return;
    halt();
    front.setPointerCapture(event.pointerId);
    front.onpointermove = at;
    at(event);
  };
  front.onpointerup = front.onpointercancel = () => { if (front.onpointermove) { front.onpointermove = null; host.released(); } };
  front.onkeydown = (event) => {
    const step = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, 0.05], ArrowDown: [0, -0.05] }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    halt();
    [u, v] = [Math.max(-1, Math.min(1, u + step[0])), Math.max(-1, Math.min(1, v + step[1]))];
    moved();
    event.preventDefault();
  };
  front.onkeyup = (event) => { if (event.key.startsWith("Arrow")) host.released(); };

  // The plane's origin goes where we are, so that what the bars were set to is kept.
  function anchor(latents) {
    origin = Float32Array.from(latents);
    [u, v] = [0, 0];
  }

  const noise = {
    node: front, playing: false,
    get input() { return join(z); },
    get z() { return z; }, get y() { return y; },
    get label() { return y.indexOf(Math.max(...y)); },
    another() {
      halt();
      const from = z, to = gaussian(d);
      const long = about.round ? Math.hypot(...to) : 2;
      axes = [gaussian(d), gaussian(d)].map((axis) => { const length = Math.hypot(...axis); return axis.map((value) => value / length * long); });
      if (d <= 2) axes = about.axes.map((axis) => Float32Array.from(axis));
      gliding = { from, to, t: 0 };
    },
    only(c) { y = oneHot(k, c); renew(); moved(); },
    edit(segment, t, value) {
      halt();
      if (segment.name === "class") y = withShare(y, t, value);
      else { const now = Float32Array.from(z); now[t] = value; anchor(now); }
      moved();
    },
    edited() { renew(); host.released(); },
    // One frame of time; returns whether there is more to come.
    advance(seconds) {
      if (gliding) {
        gliding.t = Math.min(1, gliding.t + seconds / 0.8);
        const ease = gliding.t * gliding.t * (3 - 2 * gliding.t);
        anchor(between(gliding.from, gliding.to, ease));
        moved();
        if (gliding.t === 1) { gliding = null; renew(); host.released(); }
        return true;
      }
      if (!noise.playing) return false;
      phase += seconds * 2 * Math.PI / ROUND_SECONDS;
      // From wherever the dot is onto a circle, and round.
      const pull = 1 - Math.exp(-3 * seconds);
      u += (0.62 * Math.sin(phase) - u) * pull;
      v += (0.62 * Math.cos(phase) - v) * pull;
      moved();
      return true;
    },
    get turned() { return phase / (2 * Math.PI); },
    // Draw some of the plane's digits; returns whether there are more.
    ground(network, deadline) {
      if (gliding || !todo.length || !network) return false;
      return network.spare(() => {
        const job = todo.shift();
        if (!job) canvas.classList.remove("waits");
        return job ? { x: job.x, done: (pixels) => { pictures[job.i] = Float32Array.from(pixels); paintTile(job.i, pixels); } } : null;
      }, deadline);
    },
    repaint() { for (const [i, pixels] of pictures.entries()) if (pixels) paintTile(i, pixels); },
    place() { moved(); },
  };
  z = placeAt(0, 0);
  renew();
  return noise;
}

// Where a link leads, or where the block begins.
function readGiven({ about, d, k }, saved) {
  const numbers = (list, count) => Array.isArray(list) && list.length === count && list.every(Number.isFinite);
  const origin = Float32Array.from(numbers(saved?.z, d) ? saved.z : about.z), axes = about.axes.map((axis) => Float32Array.from(axis));
  const sum = numbers(saved?.y, k) && saved.y.every((w) => w >= 0) ? saved.y.reduce((a, b) => a + b, 0) : 0;
  return { origin, axes, y: sum > 0 ? Float32Array.from(saved.y, (w) => w / sum) : oneHot(k, about.label) };
}
