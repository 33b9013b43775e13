// What stands over the lines: what a hand does on them, how many agree, and what is said of it?

import { button, choice, element, iconButton, setText } from "../base/dom.js";

// act: {undo(), redo(), tool(name), width(pixels), takeBack()}.
export function assembleLines(root, act) {
  const tool = choice("What a hand does on the pictures", [["words", "Words", "Click a gap to join two words, a word to part it"], ["ink", "Ink", "A brush: what it covers is ink"],
    ["paper", "Paper", "An eraser: what it covers is paper"]], act.tool);
  const undo = iconButton("undo", "Undo", "Take the last change back", act.undo), redo = iconButton("undo", "Redo", "Do again what was taken back", act.redo);
  redo.classList.add("mirrored");
  const width = element("input", { type: "range", min: 2, max: 30, step: 1, "aria-label": "Width of the brush", oninput: () => { fill(); act.width(Number(width.value)); } });
  const brush = element("label", { className: "brush", hidden: true }, element("span", { textContent: "Width" }), width);
  const agreed = element("p", { className: "agreed" }), rows = element("div", { className: "rows" }), spoken = element("p", { className: "spoken", role: "status" });
  const said = element("span"), takeBack = button("Take the paste back", "What stood in the boxes before", act.takeBack);
  const note = element("p", { className: "pasted", hidden: true }, said, " ", takeBack);
  const fill = () => width.style.setProperty("--fill", `${(100 * (Number(width.value) - 2) / 28).toFixed(1)}%`);
  root.replaceChildren(element("div", { className: "top" }, tool.node, brush, agreed, element("div", { className: "pair-of" }, undo, redo)),
    note, rows, spoken);
  let saying = 0;
  return {
    rows,
    show({ hand, back, forth, agree, of }) {
      tool.show(hand);
      brush.hidden = hand === "words";
      for (const [node, does, what] of [[undo, back, "Take back"], [redo, forth, "Do again"]]) {
        node.setAttribute("aria-disabled", String(!does));
        node.title = does ? `${what}: ${does}` : what;
      }
      setText(agreed, `${agree === of ? "✓ " : ""}${agree} of ${of} ${of === 1 ? "line agrees" : "lines agree"}`);
      agreed.classList.toggle("agrees", agree === of);
    },
    width(pixels) { width.value = String(pixels); fill(); },
    pasted(text) {
      note.hidden = !text;
      setText(said, text);
    },
    say(text) {
      clearTimeout(saying);
      saying = window.setTimeout(() => setText(spoken, text), 250);
    },
    close() { clearTimeout(saying); },
  };
}
