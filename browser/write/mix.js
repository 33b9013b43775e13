// What lies between two characters? Any mix of the classes, in the middle of a wheel, and a slider for the share of each.

import { button, element, icon, iconButton, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";
import { withShare } from "../base/place.js";
import { noneOf } from "../base/reading.js";
import { inPercent, makeGlyph, readingOf } from "./press.js";
import { makeWheel } from "./wheel.js";

const SHARES_MOST = 12; // sliders that stand there at once
export const ROUND_SECONDS = 1.1; // from one class to the next

// host: {writer, state, theme}. on: mix(y, held), round().
export function makeMix(host, on) {
  const { writer } = host, { k, classes } = writer, middle = makeGlyph(writer, host.state.mix, new Float32Array(writer.d));
  const wheel = makeWheel(host, middle, on), shares = makeShares(host, on);
  const title = element("p", { className: "mixtitle" }), reads = element("p", { className: "note mixreads" });
  const play = iconButton("play", "Go round", "Go round the wheel, class after class, with the same noise", () => on.round());
  const node = element("section", { className: "mix", "aria-label": "Mixed" },
    element("div", { className: "head" }, element("h2", { textContent: "Mixed" }), element("span", { className: "quiet",
      textContent: "Drag round the wheel, or share the class out by the sliders: what is told always sums to 1." })),
    element("div", { className: "mixparts" }, wheel.node, element("div", { className: "mixside" }, title, reads,
      element("div", { className: "buttons" }, play,
        iconButton("random", "Random mix", "Shares drawn at random", () => on.mix(randomMix(k), false)),
        button("Half and half", "Two classes at random, half each", () => on.mix(halfAndHalf(k), false))), ...shares.nodes)));

  return {
    node, middle, came: wheel.paint,
    get glyphs() { return wheel.glyphs; },
    show() {
      const y = host.state.mix, words = mixInWords(classes, y);
      shares.show(y);
      wheel.show(y, words);
      setText(title, words);
    },
    read(glyph) {
      if (glyph !== middle) return;
      const found = readingOf(writer, glyph).filter(({ share }) => share >= 0.02);
      if (!found.length) setText(reads, `Reads as ${noneOf(writer.about.reader)}.`);
      else setText(reads, `Reads as ${found.map(({ name, share }) => `${isolated(name)}, ${inPercent(share)}`).join("; ")}.`);
    },
    playing(on_) {
      play.replaceChildren(icon(on_ ? "pause" : "play"), element("span", { textContent: on_ ? "Pause" : "Go round" }));
      play.setAttribute("aria-pressed", on_);
    },
    repaint() { for (const glyph of wheel.glyphs) wheel.paint(glyph); },
  };
}

// A slider for the share of each class; of many classes only for those that have one, and a list to add others from.
function makeShares(host, on) {
  const { k, classes } = host.writer, rows = element("div", { className: "rows shares" }), sliders = new Map();
  const ask = (c, share, held) => on.mix(withShare(host.state.mix, c, share), held);
  const added = () => {
    if (add.value !== "") ask(Number(add.value), 0.3, false);
    add.value = "";
  };
  const add = element("select", { title: "Add a class to the mix", hidden: k <= SHARES_MOST, onchange: added },
    element("option", { value: "", textContent: "Add a class…" }),
    ...classes.map((name, c) => element("option", { value: c, textContent: isolated(name) })));

  function rowFor(c) {
    const input = element("input", { type: "range", min: 0, max: 1, step: 0.01 }), output = element("output", {});
    input.setAttribute("aria-label", `Share of ${isolated(classes[c])}`);
    input.oninput = () => ask(c, Number(input.value), true);
    input.onchange = () => on.mix(host.state.mix, false);
    sliders.set(c, { input, output });
    return element("div", { className: "row" }, named("b", classes[c]), input, output);
  }

  return {
    nodes: [rows, add],
    show(y) {
      for (const c of [...y.keys()].filter((at) => k <= SHARES_MOST || y[at] >= 0.1)) if (!sliders.has(c)) rows.append(rowFor(c));
      for (const [c, { input, output }] of sliders) {
        if (Number(input.value) !== y[c]) input.value = y[c];
        input.style.setProperty("--fill", `${(100 * y[c]).toFixed(1)}%`);
        setText(output, inPercent(y[c]));
      }
    },
  };
}

function randomMix(k) {
  const y = Float32Array.from({ length: k }, () => (-Math.log(1 - Math.random())) ** 3), sum = y.reduce((a, b) => a + b, 0);
  return y.map((v) => v / sum);
}

function halfAndHalf(k) {
  const a = Math.floor(Math.random() * k), b = (a + 1 + Math.floor(Math.random() * Math.max(1, k - 1))) % k, y = new Float32Array(k);
  y[a] += 0.5;
  y[b] += 0.5;
  return y;
}

// "50 % 3 + 50 % 8"; a class alone by its name.
function mixInWords(classes, y) {
  const parts = [...y.keys()].filter((c) => y[c] >= 0.005).sort((a, b) => y[b] - y[a]);
  const shown = parts.slice(0, 4).map((c) => `${inPercent(y[c])} ${isolated(classes[c])}`);
  return parts.length === 1 ? isolated(classes[parts[0]]) : `${shown.join(" + ")}${parts.length > 4 ? " + …" : ""}`;
}
