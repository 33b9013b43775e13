// What stands where on the page that reads, and what do its buttons do?

import { button, element, iconButton, setText } from "../base/dom.js";
import { shortened, signsOf } from "../base/names.js";

export const PENS = [4, 24]; // of 140 parts of the sheet's side, the thinnest and the widest
const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1]];

// parts: {sheet, bars, steps, spoke, another, vae, correct}. act: what the buttons do, see read.js. -> {verdict(sign, words), say(text), pen(value), empty(is)}
export function assembleRead(root, parts, act) {
  const sign = element("p", { className: "sign", dir: "auto", "aria-hidden": true }), words = element("p", { className: "said" });
  const spoken = element("p", { className: "spoken", role: "status" });
  const undo = iconButton("undo", "Undo", "Take the last stroke back", act.undo), clear = iconButton("clear", "Clear", "An empty sheet", act.clear);
  const keep = iconButton("save", "", "Save the drawing as a PNG", act.saveSheet);
  const keepSeen = iconButton("save", "", "Save what goes in as a PNG, a pixel for each number", act.saveSeen);
  const pen = element("input", { type: "range", min: PENS[0], max: PENS[1], step: 1, "aria-label": "Pen width" });
  pen.oninput = () => act.pen(Number(pen.value));
  let corner = 0;
  const moves = element("div", { className: "moves", role: "group", "aria-label": "The same strokes, otherwise" },
    button("In a corner", "The same strokes, small, in a corner; again for the next one", () => act.place("corner", CORNERS[corner++ % 4])),
    button("Small", "The same strokes at three tenths of the sheet", () => act.place("small")),
    button("Large", "The same strokes as large as the sheet", () => act.place("large")),
    button("Thin", "The same strokes with the thinnest pen", () => act.place("thin")),
    button("Thick", "The same strokes with the widest pen", () => act.place("thick")),
    button("Turned", "The same strokes, turned by 30 degrees", () => act.place("turned")));
  const write = element("div", { className: "write" }, parts.sheet.node,
    element("div", { className: "buttons" }, undo, clear, keep, element("label", { className: "penned" }, element("span", { textContent: "Pen" }), pen)));
  const reads = element("div", { className: "reading" }, element("div", { className: "top" }, sign, words), parts.bars.node, parts.correct.node);
  const elsewhere = element("section", { className: "elsewhere" },
    element("h2", { className: "part", textContent: "The same strokes, otherwise" }), moves);
  const see = element("section", { className: "sight" },
    element("div", { className: "seeing" }, element("h2", { className: "part", textContent: "What the network sees" }), keepSeen), parts.steps.node, parts.spoke.node);
  root.replaceChildren(element("div", { className: "desk" },
    element("div", { className: "side hand" }, write, elsewhere), element("div", { className: "side" }, reads, see, parts.another.node, parts.vae.node)), spoken);
  let speaking = 0;

  return {
    verdict(name, text) {
      sign.classList.toggle("long", signsOf(name).length > 2);
      setText(sign, shortened(name, 24));
      setText(words, text);
      clearTimeout(speaking);
      speaking = window.setTimeout(() => setText(spoken, text), 400);
    },
    say(text) { clearTimeout(speaking); setText(spoken, text); },
    pen(value) { pen.value = value; },
    // Not `disabled`: the keyboard would lose its place.
    works(undoable, clearable) {
      undo.setAttribute("aria-disabled", !undoable);
      clear.setAttribute("aria-disabled", !clearable);
      for (const node of [keep, keepSeen, ...moves.children]) node.setAttribute("aria-disabled", !clearable);
    },
    close() { clearTimeout(speaking); },
  };
}
