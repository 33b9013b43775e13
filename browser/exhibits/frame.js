// What stands around an exhibit: what to try, and whose finding it is; and which of its parts is looked at?
//
// A part is one thing that appears in several places: as a symbol of a formula, as a number, as a slider, as a mark on a canvas.
// Pointed at or focused in one of them it is lit in all: `data-mark` says of which part an element is. Its title and the question that
// it answers are the page's to say.

import { element, setText } from "../base/dom.js";
import { dress, parseColour } from "../base/theme.js";

// about: {tries, source}. rooms: {stage, side, below}, lists of nodes. onlight(part): for what is drawn.
// -> {lit: the part, light(part), say(text): for a screen reader, once it rests, tinted(theme, names), close()}
export function makeExhibit(root, { tries, source }, { stage, side, below = [] }, onlight) {
  const spoken = element("p", { className: "spoken", role: "status" });
  const room = (name, nodes) => element("div", { className: name }, ...nodes);
  root.classList.add("pad", "exhibit");
  root.replaceChildren(
    room("exhibit-rooms", [room("exhibit-stage", stage), room("exhibit-side", side)]), room("exhibit-below", below),
    element("p", { className: "tries" }, element("b", { textContent: "Try: " }), tries),
    element("p", { className: "note source" }, "Source: ", source), spoken);
  let lit = "", saying = 0;

  function light(part) {
    if (part === lit) return;
    lit = part;
    for (const node of root.querySelectorAll("[data-mark]")) node.classList.toggle("lit", node.dataset.mark === part);
    onlight(part);
  }
  const partOf = (target) => target.closest?.("[data-mark]")?.dataset.mark ?? "";
  const focused = ({ target }) => light(partOf(target)), blurred = () => light("");
  root.onpointerover = ({ target }) => light(partOf(target) || partOf(document.activeElement && root.contains(document.activeElement) ? document.activeElement : target));
  root.onpointerleave = () => light("");
  root.addEventListener("focusin", focused);
  root.addEventListener("focusout", blurred);

  return {
    light,
    get lit() { return lit; },
    say(text, ms = 500) {
      clearTimeout(saying);
      saying = window.setTimeout(() => setText(spoken, text), ms);
    },
    // Dresses it for a theme; returns its own colours by name, "--real" and so on, as [r, g, b].
    tinted(theme, names) {
      dress(root, theme);
      root.dataset.dark = String(theme.paper[0] + theme.paper[1] + theme.paper[2] < 384);
      const style = getComputedStyle(root);
      return Object.fromEntries(names.map((name) => [name, parseColour(style.getPropertyValue(`--${name}`))]));
    },
    close() {
      clearTimeout(saying);
      root.onpointerover = root.onpointerleave = null;
      root.removeEventListener("focusin", focused);
      root.removeEventListener("focusout", blurred);
      root.replaceChildren();
    },
  };
}

// A formula of texts and of symbols {sign, part, name}: each of these can be pointed at and focused, and has its number below it.
// words: how it is read aloud. -> {node, show({part: text})}
export function makeFormula(words, pieces) {
  const numbers = new Map(), nodes = pieces.map((piece) => {
    if (typeof piece === "string") return element("span", { className: "between", textContent: piece });
    const number = element("output", { className: "number" });
    const node = element("button", { type: "button", className: "symbol", title: piece.name }, element("i", { textContent: piece.sign }), " ", number);
    node.dataset.mark = piece.part;
    numbers.set(piece.part, number);
    return node;
  });
  return {
    node: element("div", { className: "formula", role: "group", "aria-label": words }, ...nodes),
    show(texts) {
      for (const [part, number] of numbers) setText(number, texts[part] ?? "");
    },
  };
}

// text(value): what stands beside it, and what is read aloud. -> {node, input, show(value)}
export function makeDial({ label, sign, part, min, max, step, text }, oninput, onrelease = (_value) => {}) {
  const input = element("input", { type: "range", min, max, step, "aria-label": label });
  const output = element("output", { className: "number" }), node = element("label", { className: "dial", title: label }, element("span", { className: "sign", textContent: sign }), input, output);
  node.dataset.mark = part;
  input.oninput = () => oninput(Number(input.value));
  input.onchange = () => onrelease(Number(input.value));
  return {
    node, input,
    show(value) {
      const words = text(value);
      if (Number(input.value) !== value) input.value = String(value);
      input.style.setProperty("--fill", `${100 * (value - min) / (max - min)}%`);
      if (output.textContent === words) return;
      setText(output, words);
      input.setAttribute("aria-valuetext", words);
    },
  };
}
