// What stands around the sheet of letters: how far one is, what is shown, a way to each class, and a way back?
//
// act: {filter(name), undo(), redo(), several(on), again(), goTo(section)}

import { button, element, iconButton, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";
import { FILTERS } from "./rows.js";

const TITLES = { doubtful: "Doubtful", all: "All", thrown: "Thrown away" };
const EMPTY = {
  doubtful: "No letter is doubtful any more.", all: "There is no letter.", thrown: "No letter is thrown away.",
};

function makeFilters(act) {
  const buttons = Object.fromEntries(FILTERS.map((name) => {
    const count = element("small"), one = button("", "", () => act.filter(name));
    one.append(TITLES[name], " ", count);
    return [name, { one, count }];
  }));
  const node = element("div", { className: "choice", role: "group", "aria-label": "Which letters are shown" }, ...Object.values(buttons).map(({ one }) => one));
  return {
    node,
    show(filter, { all, doubtful, thrown }) {
      const numbers = { all, doubtful, thrown };
      for (const name of FILTERS) {
        setText(buttons[name].count, numbers[name].toLocaleString("en"));
        buttons[name].one.setAttribute("aria-pressed", String(name === filter));
      }
    },
  };
}

// A button a class, in a row that scrolls where they do not fit.
function makeJumps(act) {
  const node = element("div", { className: "jumps", role: "group", "aria-label": "Go to a class" });
  let chips = [], shown = -1;
  return {
    node,
    show(sections) {
      chips = sections.map(({ text }, s) => {
        const chip = button("", `Go to ${isolated(text)}`, () => act.goTo(s));
        chip.append(named("b", text, { title: "" }));
        return chip;
      });
      shown = -1;
      node.replaceChildren(...chips);
      node.hidden = sections.length < 2;
    },
    at(s) {
      if (s === shown) return;
      chips[shown]?.removeAttribute("aria-current");
      chips[s]?.setAttribute("aria-current", "true");
      shown = s;
      const chip = chips[s];
      if (!chip || node.scrollWidth <= node.clientWidth) return;
      const left = chip.offsetLeft - node.offsetLeft;
      if (left < node.scrollLeft || left + chip.offsetWidth > node.scrollLeft + node.clientWidth) node.scrollLeft = left - node.clientWidth / 2;
    },
  };
}

export function assembleLetters(root, grid, bar, act) {
  const filters = makeFilters(act), jumps = makeJumps(act);
  const far = element("p", { className: "far" }), meter = element("i"), track = element("div", { className: "track", "aria-hidden": "true" }, meter);
  const undo = iconButton("undo", "Undo", "Take the last act back (Ctrl+Z)", act.undo);
  const redo = iconButton("undo", "Redo", "Do again what was taken back (Ctrl+Shift+Z)", act.redo);
  redo.classList.add("redo");
  const several = button("Several", "Choose several by tapping, then say one thing of all", () => act.several());
  const again = button("Sort anew", "Letters go to the classes that they are in by now", act.again, { hidden: true });
  const empty = element("p", { className: "empty" }), spoken = element("p", { className: "spoken", role: "status" });
  const sheet = element("div", { className: "letters-sheet" }, grid, bar, empty);
  root.replaceChildren(
    element("div", { className: "far-row" }, far, track),
    element("div", { className: "tools-row" }, filters.node, several, again, element("span", { className: "gap" }), undo, redo),
    jumps.node, sheet, keysNote(), spoken);
  let saying = 0;
  return {
    sheet, jumps,
    show({ filter, counts, undoable, redoable, choosing, moved, none }) {
      filters.show(filter, counts);
      const { asked, looked } = counts;
      setText(far, asked ? `${looked.toLocaleString("en")} of ${asked.toLocaleString("en")} doubtful ones looked at` : "No letter was doubtful.");
      meter.style.width = `${asked ? 100 * looked / asked : 100}%`;
      undo.setAttribute("aria-disabled", String(!undoable));
      redo.setAttribute("aria-disabled", String(!redoable));
      several.setAttribute("aria-pressed", String(choosing));
      again.hidden = !moved;
      empty.hidden = !none;
      setText(empty, EMPTY[filter]);
    },
    say(text) {
      clearTimeout(saying);
      saying = window.setTimeout(() => setText(spoken, text), 150);
    },
    close() { clearTimeout(saying); },
  };
}

function keysNote() {
  const keys = [["Arrows", "move"], ["Enter", "right; once more, on"], ["a key", "it is that letter"], ["Delete", "throw away"],
    ["Space", "next doubtful one"], ["Shift", "several"], ["Ctrl Z", "undo"]];
  return element("p", { className: "note keys" }, ...keys.flatMap(([key, what]) => [element("kbd", { textContent: key }), ` ${what} `]));
}
