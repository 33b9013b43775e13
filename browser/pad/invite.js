// How does a pad show, before anybody has touched it, that it can be dragged? Its point goes by itself, slowly, from an
// image of one class to one of another and back, until the first touch, key or turn of the wheel.
//
// Nobody is told where it is meanwhile, no ears either: it is no hand that goes there. Out of sight, and under a mouse that
// points at images, it rests; those who want no motion get none.

import { between, latentsOf, oneHot } from "../base/place.js";
import { nearestRows } from "../map/grid.js";
import { latentRows } from "../map/layout.js";

const WAIT_SECONDS = 0.3, LEG_SECONDS = 4, REST_SECONDS = 1;
const STEP_MS = 30; // between two images: slow as it goes, more a second would not be seen
// Whoever listens to the page presses buttons without a pointer and without a key.
const TOUCHES = ["pointerdown", "wheel", "click", "input"];
const CROWD = 12, PURE = 0.9; // of so many neighbours in latent space, so many of an image's best could be of its class

// An image of class c that lies in the middle of a crowd of its own: near the mean of a class may lie another one.
function typicalOf(bundle, c) {
  const rows = latentRows(bundle), { d, labels } = bundle, indices = new Uint32Array(CROWD + 1), squares = new Float64Array(CROWD + 1);
  const members = [...labels.keys()].filter((i) => labels[i] === c);
  const shares = members.map((i) => {
    const found = nearestRows(rows, d, rows.subarray(i * d, (i + 1) * d), CROWD + 1, indices, squares);
    return indices.subarray(0, found).reduce((sum, j) => sum + (labels[j] === c ? 1 : 0), 0);
  });
  const best = PURE * Math.max(...shares), crowd = members.filter((_, m) => shares[m] >= best);
  const middle = Float32Array.from({ length: d }, (_, a) => Float32Array.from(crowd, (i) => rows[i * d + a]).sort()[crowd.length >> 1]);
  const far = (i) => middle.reduce((sum, v, a) => sum + (rows[i * d + a] - v) ** 2, 0);
  return crowd.reduce((nearest, i) => (far(i) < far(nearest) ? i : nearest));
}

// Where it goes: from the place it begins at to the named classes in turn, or the first two there are; null for nowhere.
function stopsOf(bundle, names) {
  const present = [...new Set(bundle.labels)].filter((c) => c < bundle.classes.length).sort((a, b) => a - b);
  const wanted = names.map((name) => bundle.classes.indexOf(name)).filter((c) => present.includes(c));
  const classes = wanted.length === 2 ? wanted : present.slice(0, 2);
  if (classes.length < 2) return null;
  return classes.map((c) => ({ z: latentsOf(bundle, typicalOf(bundle, c)), y: oneHot(bundle.k, c) }));
}

// names: of two classes. Returns {goes, moving, advance(now, seconds), end()}. goes: until it has ended, also while it rests.
export function makeInvitation(pad, root, names) {
  const stops = stopsOf(pad.bundle, names), { front, node } = pad.map;
  const away = (stop) => stop.z.reduce((sum, v, i) => sum + (v - pad.place.z[i]) ** 2, 0);
  let leg = stops && away(stops[1]) > away(stops[0]) ? 1 : 0; // the first way is the longer one: it is to be seen
  let from = pad.place, t = -WAIT_SECONDS / LEG_SECONDS, seen = false, over = stops === null, drawn = 0;
  const resting = () => front.matches(":hover");

  const sight = new IntersectionObserver((entries) => {
    seen = entries.at(-1).isIntersecting;
    if (seen) pad.request();
  }, { threshold: 0.1 });
  sight.observe(node);

  function end() {
    over = true;
    sight.disconnect();
    root.classList.remove("inviting");
    for (const name of TOUCHES) root.removeEventListener(name, end, true);
    document.removeEventListener("keydown", end, true);
    front.removeEventListener("pointerleave", pad.request);
  }

  root.classList.add("inviting");
  for (const name of TOUCHES) root.addEventListener(name, end, { capture: true, passive: true });
  document.addEventListener("keydown", end, true);
  front.addEventListener("pointerleave", pad.request);
  if (over) end();

  return {
    end,
    get goes() { return !over; },
    get moving() { return !over && seen && !resting(); },
    advance(now, seconds) {
      if (!this.moving) return;
      t += seconds / LEG_SECONDS;
      if (t < 0 || (now - drawn < STEP_MS && t < 1)) return;
      drawn = now;
      const share = Math.min(1, t), eased = share * share * (3 - 2 * share), to = stops[leg % 2];
      pad.place = { z: between(from.z, to.z, eased), y: between(from.y, to.y, eased) };
      pad.changed();
      if (t < 1) return;
      [from, t] = [to, -REST_SECONDS / LEG_SECONDS];
      leg++;
    },
  };
}
