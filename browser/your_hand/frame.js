// What stands where on the pad: what is asked for, the sheet with its guides, and a tile for every character?

import { button, element, iconButton, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";

// pick(character): write this one next. -> {node, show(characters, counts, wanted, current)}
function makeBoard(pick) {
  const node = element("div", { className: "tiles", role: "group", "aria-label": "Characters" });
  let tiles = new Map(), of = null;
  return {
    node,
    show(characters, counts, wanted, current) {
      if (of !== characters.join("")) {
        of = characters.join("");
        tiles = new Map(characters.map((c) => {
          const count = element("small"), tile = button("", "", () => pick(c), { className: "tile" });
          tile.append(named("b", c), " ", count);
          return [c, { tile, count }];
        }));
        node.replaceChildren(...[...tiles.values()].map(({ tile }) => tile));
      }
      for (const [c, { tile, count }] of tiles) {
        const n = counts[c] ?? 0;
        setText(count, `${n} of ${wanted}`);
        tile.classList.toggle("full", n >= wanted);
        tile.setAttribute("aria-pressed", String(c === current));
        tile.title = `Write ${isolated(c)} next`;
      }
    },
  };
}

function makeSwitch(act) {
  const box = element("input", { type: "checkbox", checked: true, onchange: () => act(box.checked) });
  return { box, node: element("label", { className: "by-itself" }, box, element("span", { textContent: "Go on by itself when the pen rests" })) };
}

// act: {undo(), clear(), keep(), pick(character), byItself(on)}.
// -> {show(state), works(undoable, clearable, keepable), say(text), close()}
export function assemblePad(root, sheet, act) {
  const sign = element("b", { className: "asked" }), so = element("span", { className: "so-far" });
  const undo = iconButton("undo", "Undo", "Take the last stroke back, on an empty sheet the last character", act.undo);
  const clear = iconButton("clear", "Clear", "An empty sheet", act.clear);
  const keep = button("Keep it", "Keep what is written and go on", act.keep, { className: "take" });
  const board = makeBoard(act.pick), goesOn = makeSwitch(act.byItself), spoken = element("p", { className: "spoken", role: "status" });
  const words = element("span", { className: "ask", textContent: "Write" });
  root.replaceChildren(element("div", { className: "desk" },
    element("div", { className: "writing" }, element("p", { className: "prompt" }, words, sign, so), sheet.node,
      element("div", { className: "buttons" }, keep, undo, clear), goesOn.node),
    element("div", { className: "board" }, board.node)), spoken);
  let saying = 0;
  const works = (node, does) => node.setAttribute("aria-disabled", String(!does)); // not `disabled`: the keyboard would lose its place
  return {
    show({ characters, counts, wanted, current, done }) {
      setText(words, current === null ? "All of them are there." : "Write");
      setText(sign, current === null ? "" : isolated(current));
      setText(so, `${done} of ${wanted * characters.length}`);
      board.show(characters, counts, wanted, current);
    },
    works(undoable, clearable, keepable) { for (const [node, does] of [[undo, undoable], [clear, clearable], [keep, keepable]]) works(node, does); },
    say(text) {
      clearTimeout(saying);
      saying = window.setTimeout(() => setText(spoken, text), 250);
    },
    close() { clearTimeout(saying); },
  };
}
