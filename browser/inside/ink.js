// What image is looked at? One that was kept, or one drawn here, stroke by stroke, brought to the manner of the model's own.

import { element } from "../base/dom.js";
import { makeResampler, resampleWeights } from "../base/resample.js";
import { isolated } from "../base/names.js";
import { css, paintInk } from "../base/theme.js";
import { makeSheet } from "../draw/sheet.js";
import { setLinked, strokesText } from "../draw/text.js";

const SHEET = 140; // pixels of the drawing, each side: five for one of MNIST's
const KEPT_INSIDE = "inside"; // one for all networks: what is drawn is looked at in one after the other

// Bring ink (side x side, 0 to 1) to `size` pixels: the box around it fills `share` of the side, its centre of mass is in
// the middle. Null if there is none. Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
function centredInk(ink, side, size, share) {
  let [left, right, top, bottom] = [side, -1, side, -1];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] < 0.12) continue;
    const x = i % side, y = (i / side) | 0;
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  if (right < 0) return null;
  const w = right - left + 1, h = bottom - top + 1, scale = Math.max(1, Math.round(size * share)) / Math.max(w, h);
  const [wide, high] = [w, h].map((length) => Math.max(1, Math.round(length * scale)));
  const across = resampleWeights(w, wide), down = resampleWeights(h, high), small = new Float32Array(wide * high);
  let mass = 0, middleX = 0, middleY = 0;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      let sum = 0;
      for (const [sy, wy] of down[y]) for (const [sx, wx] of across[x]) sum += wy * wx * ink[(top + sy) * side + left + sx];
      small[y * wide + x] = sum;
      mass += sum; middleX += x * sum; middleY += y * sum;
    }
  }
  // A line shrunk below one pixel turns grey: its peak is brought back.
  const peak = small.reduce((a, b) => Math.max(a, b), 1e-6), out = new Float32Array(size * size);
  const offset = (middle, length) => Math.max(0, Math.min(size - length, Math.round(size / 2 - middle / mass)));
  const ox = offset(middleX, wide), oy = offset(middleY, high);
  for (let y = 0; y < high; y++) for (let x = 0; x < wide; x++) out[(oy + y) * size + ox + x] = Math.min(1, small[y * wide + x] / peak);
  return out;
}

// bundle: {about, size, images: Uint8Array or null}. host: {theme, changed(), released(), say(text)}.
export function makeInkInput(host, bundle, saved) {
  const { about, size } = bundle, count = about.images ?? 0, linked = Number.isInteger(saved?.image) && saved.image >= 0 && saved.image < count;
  const nothing = () => new Float32Array(size * size);
  const sheet = makeSheet({
    label: "Draw here with mouse, pen or finger.", read: SHEET, ink: () => css(host.theme?.ink ?? [0, 0, 0]), say: host.say, changed: read,
    ended: () => host.released(),
  }, KEPT_INSIDE);
  const kept = element("div", { className: "kept", role: "group", "aria-label": "Images to look at instead" });
  let pixels = nothing(), chosen = -1;

  const small = about.images ? makeResampler(about.side, size) : null;
  const imageAt = (i) => small(Float32Array.from(bundle.images.subarray(i * about.side ** 2, (i + 1) * about.side ** 2), (v) => v / 255));
  const buttons = Array.from({ length: count }, (_, i) => {
    const stamp = element("canvas", { width: size, height: size }), label = about.labels[i];
    const name = label === undefined ? `image ${i + 1}` : `a kept ${isolated(about.classes[label])}`;
    const node = element("button", { type: "button", title: `Look at ${name}`, "aria-label": `Look at ${name}`, onclick: () => { take(i); host.released(); } }, stamp);
    kept.append(node);
    return { node, stamp };
  });

  function take(i) {
    sheet.wipe();
    chosen = i;
    pixels = imageAt(i);
    press();
    host.changed();
  }

  function press() {
    for (const [i, { node }] of buttons.entries()) node.setAttribute("aria-pressed", i === chosen);
  }

  function read() {
    chosen = -1;
    pixels = centredInk(sheet.alpha(), SHEET, size, about.share) ?? nothing();
    press();
    host.changed();
  }

  const input = {
    node: sheet.node, kept, undo: () => sheet.undo(), close: () => sheet.close(),
    get pixels() { return pixels; }, get chosen() { return chosen; }, get ink() { return chosen < 0 ? strokesText(sheet.strokes) : ""; },
    clear() {
      if (!sheet.empty) { sheet.clear(); return; }
      read();
      host.released();
    },
    repaint() {
      for (const [i, { stamp }] of buttons.entries()) {
        const context = stamp.getContext("2d");
        context.putImageData(paintInk(imageAt(i), host.theme.shades, context.createImageData(size, size)), 0, 0);
      }
      sheet.repaint();
    },
  };
  if (linked) sheet.set([]); else setLinked(sheet, saved?.ink ?? "");
  if (!sheet.empty) pixels = centredInk(sheet.alpha(), SHEET, size, about.share) ?? nothing();
  else if (count) {
    chosen = linked ? saved.image : Math.min(3, count - 1); // of digits, a 3
    pixels = imageAt(chosen);
  }
  press();
  return input;
}
