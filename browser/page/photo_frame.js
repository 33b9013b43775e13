// What stands where beside a photographed page: the two views, what can be done in each, and what is said of it?

import { button, choice, element, iconButton, setText } from "../base/dom.js";

const BRUSHES = { least: 2, most: 60 }; // CSS pixels wide

const REST_MS = 500; // keys that move a slider rest so long when it is where it is to be

// act: {input(value) on the way, change(value) where it comes to rest}.
function makeSlider(label, properties, says, act) {
  let byKeys = false, resting = 0, due = false;
  const output = element("span", { className: "value", "aria-hidden": "true" });
  const input = element("input", { type: "range", "aria-label": label, ...properties, oninput: () => { fill(); act.input(Number(input.value)); } });
  const rest = () => {
    clearTimeout(resting);
    if (due) act.change?.(Number(input.value));
    due = false;
  };
  input.onpointerdown = () => { byKeys = false; };
  input.onkeydown = () => { byKeys = true; };
  input.onblur = rest;
  input.onchange = () => {
    due = true;
    clearTimeout(resting);
    if (byKeys) resting = window.setTimeout(rest, REST_MS);
    else rest();
  };
  const node = element("label", { className: "slider" }, element("span", { textContent: label }), output, input);
  function fill() {
    const { min, max } = input, share = (Number(input.value) - Number(min)) / (Number(max) - Number(min));
    input.style.setProperty("--fill", `${(100 * share).toFixed(1)}%`);
    setText(output, says(Number(input.value)));
    input.setAttribute("aria-valuetext", says(Number(input.value)));
  }
  return { node, input, show(value) { input.value = String(value); fill(); } };
}

// act: {undo(), redo(), zoom(factor), fit(), view(name), turn(quarters), whole(), threshold(value), thresholdDone(value), tool(name), width(pixels), boxes(on)}.
// canvas, ring, corners, loupe: what lies in the field, one over the other.
export function assemblePhoto(root, { canvas, ring, corners, loupe }, act) {
  const view = choice("What is seen", [["photo", "Photograph", "The picture with the corners of the sheet"], ["ink", "Ink", "The sheet, straightened, with what counts as ink"]], act.view);
  const undo = iconButton("undo", "Undo", "Take the last change back", act.undo), redo = iconButton("undo", "Redo", "Do again what was taken back", act.redo);
  redo.classList.add("mirrored");
  const zooms = element("div", { className: "zooms" }, iconButton("minus", "", "Smaller", () => act.zoom(0.8)), iconButton("plus", "", "Larger", () => act.zoom(1.25)),
    iconButton("fit", "", "All of it", act.fit));
  const hint = element("p", { className: "hint", textContent: "Click it, then the wheel zooms" });
  const field = element("div", { className: "field" }, canvas, ring, corners, loupe, hint);
  const forPhoto = element("section", { className: "of-photo", "aria-label": "The photograph" },
    element("p", { className: "advice", textContent: "Drag the four corners to the ends of the sheet. What lies outside is not read." }),
    element("div", { className: "buttons" }, button("Whole picture", "The sheet fills the picture", act.whole),
      button("Turn left", "A quarter turn against the clock", () => act.turn(3)), button("Turn right", "A quarter turn with the clock", () => act.turn(1)),
      button("Upside down", "Half a turn", () => act.turn(2))));
  const threshold = makeSlider("How dark ink is at least", { min: 0.1, max: 0.9, step: 0.01 }, (v) => v.toFixed(2), { input: act.threshold, change: act.thresholdDone });
  const width = makeSlider("Width of the brush", { min: BRUSHES.least, max: BRUSHES.most, step: 1 }, (v) => String(v), { input: act.width });
  const tool = choice("What a hand does", [["move", "Move", "Drag the page about"], ["ink", "Ink", "A brush: what it covers is ink"], ["paper", "Paper", "An eraser: what it covers is paper"]], act.tool);
  const boxes = element("input", { type: "checkbox", checked: true, onchange: () => act.boxes(boxes.checked) });
  const forInk = element("section", { className: "of-ink", "aria-label": "The ink" }, threshold.node, element("p", { className: "advice", textContent: "Of the darkest ink near it. Less takes in pale strokes, more leaves out shadows." }),
    element("p", { className: "advice" }, element("i", { className: "left-out" }), "Dark enough, and left out: by its shape it is no writing."),
    tool.node, width.node, element("label", { className: "tick" }, boxes, element("span", { textContent: "Show the words that were found, a colour a line" })));
  const pending = element("p", { className: "pending" }), spoken = element("p", { className: "spoken", role: "status" });
  root.replaceChildren(element("div", { className: "top" }, view.node, element("span", { className: "gap" }), zooms, element("div", { className: "pair-of" }, undo, redo)),
    element("div", { className: "sides" }, field, element("div", { className: "side" }, forPhoto, forInk, pending)), spoken);
  let saying = 0, hinting = 0;
  return {
    field, threshold, width,
    show({ name, hand, back, forth, count }) {
      view.show(name);
      tool.show(hand);
      [forPhoto.hidden, forInk.hidden, corners.hidden] = [name !== "photo", name !== "ink", name !== "photo"];
      width.node.classList.toggle("idle", hand === "move");
      for (const [node, does, what] of [[undo, back, "Take back"], [redo, forth, "Do again"]]) {
        node.setAttribute("aria-disabled", String(!does)); // not `disabled`: the keyboard would lose its place
        node.title = does ? `${what}: ${does}` : what;
      }
      setText(pending, count ? `${count === 1 ? "1 change" : `${count} changes`} since the page was read.` : "");
    },
    say(text) {
      clearTimeout(saying);
      saying = window.setTimeout(() => setText(spoken, text), 250);
    },
    hint() {
      hint.classList.add("seen");
      clearTimeout(hinting);
      hinting = window.setTimeout(() => hint.classList.remove("seen"), 1600);
    },
    close() { clearTimeout(saying); clearTimeout(hinting); },
  };
}
