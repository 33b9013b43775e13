// What stands in one column of the walk? The model's name and sign, what it draws where the point is, what that reads as, and
// its pad.

import { element, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";
import { takenFor, takenWords } from "../base/reading.js";
import { paintInk } from "../base/theme.js";
import { signIcon } from "../map/marks.js";
import { makeModelPad } from "./pad.js";
import { lengthOf } from "./space.js";

const DECODES = 90, LEAST_DECODES = 12; // of which the middle time is told; fewer are mostly the first, which are slow

// host: {theme, classes, reader, placeOf}. hand: see pad/pad.js.
export function makeModelColumn(host, model, hand) {
  const { size, title } = model;
  const canvas = element("canvas", { className: "digit", width: size, height: size, role: "img" });
  canvas.setAttribute("aria-label", `What ${isolated(title)} draws`);
  const context = canvas.getContext("2d", { willReadFrequently: true }), frame = context.createImageData(size, size);
  const reads = element("p", { className: "reads" }), bar = element("i", {}), sure = element("u", { className: "sure" }, bar);
  const where = element("p", { className: "where" }), asked = element("p", { className: "asked" });
  const pad = makeModelPad(host, model, hand);
  const family = element("p", { className: "family" }), head = element("header", {}, modelName(model, "h2"), family);
  const words = element("div", { className: "words" }, reads, sure, where, asked);
  const node = element("section", { className: "contender", "aria-label": title },
    element("div", { className: "inside" }, head, element("figure", {}, canvas), words, pad.node));
  node.style.setProperty("--mark", `var(--mark-${model.mark})`);
  sure.hidden = !model.read;
  asked.hidden = host.classes.length === 0;
  const pixels = new Float32Array(size * size), times = [];
  let text = "", fresh = false, reading = false;

  const introduce = () => setText(family, [model.family, numbersWord(model.d), ...model.notes].join(" · "));
  introduce();

  return {
    node, pad, pixels, model,
    relearned() { introduce(); times.length = 0; pad.stale(); },
    get text() { return text; },
    get ready() { return !fresh && !reading; },
    get milliseconds() { return times.length >= LEAST_DECODES ? [...times].sort((a, b) => a - b)[times.length >> 1] : null; },
    place({ z, y }, u) {
      pad.point(u);
      setText(where, `|z| = ${lengthOf(z).toFixed(1)}, typical ${Math.sqrt(model.d).toFixed(1)}`);
      setText(asked, model.k ? `asked for ${mixWord(model.classes, y)}` : "takes no class");
    },
    draw(result, milliseconds) {
      pixels.set(result);
      times.push(milliseconds);
      if (times.length > DECODES) times.shift();
      context.putImageData(paintInk(pixels, host.theme.shades, frame), 0, 0);
      fresh = model.read;
      if (!model.read) text = isolated(title);
    },
    nextReading() {
      if (!fresh || reading) return null;
      fresh = false;
      reading = true;
      return { pixels, size, walk: true, done(shares) {
        reading = false;
        const taken = takenFor(shares, host.reader.classes), said = takenWords(taken, host.reader);
        setText(reads, said);
        bar.style.transform = `scaleX(${taken.share.toFixed(3)})`;
        sure.classList.toggle("unsure", taken.share < CLEARLY);
        text = `${isolated(title)} ${said}`;
      } };
    },
    repaint() {
      context.putImageData(paintInk(pixels, host.theme.shades, frame), 0, 0);
      pad.repaint();
    },
  };
}

export const CLEARLY = 0.9; // of what an image reads as

const numbersWord = (d) => (d === 1 ? "1 number in" : `${d} numbers in`);

// Which kind it is comes first, "VAE" or "GAN": of a title nobody sees it.
export function modelName(model, tag) {
  const kind = element("b", { className: "kind", textContent: model.family.split(" ").at(-1) });
  const name = element(tag, { className: "named" }, signIcon(model.mark), kind, " ", named("span", model.title));
  for (const ink of ["mark", "on-mark"]) name.style.setProperty(`--${ink}`, `var(--${ink}-${model.mark})`);
  return name;
}

// "7", or "60 % 3 + 40 % 8".
function mixWord(classes, y) {
  const parts = [...y.keys()].filter((i) => y[i] >= 0.05).sort((a, b) => y[b] - y[a]);
  if (parts.length === 1) return isolated(classes[parts[0]]);
  return parts.length > 3 ? "a mix" : parts.map((i) => `${Math.round(100 * y[i])} % ${isolated(classes[i])}`).join(" + ");
}
