// What stands around a sheet that is drawn on? Its two buttons, and what is said of it.

import { element, iconButton, setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { css } from "../base/theme.js";
import { makeSheet } from "./sheet.js";

// given: {label, kept, told(strokes)}, see sheet.js. -> {retheme(), close(), strokes}
export function mountSheet(root, { label, kept, told }) {
  root.classList.add("pad", "drawing");
  const host = makeHost(root, { rethemed: () => sheet.repaint() });
  const spoken = element("p", { className: "spoken", role: "status" });
  let saying = 0;
  const say = (text) => { // keys that are held say where they came to, not where they went through
    clearTimeout(saying);
    saying = setTimeout(() => setText(spoken, text), 250);
  };
  const sheet = makeSheet({ label, read: 0, ink: () => css(host.theme.ink), ended() { show(); told(sheet.strokes); }, say }, kept);
  const undo = iconButton("undo", "Undo", "Take the last stroke back", () => sheet.undo());
  const clear = iconButton("clear", "Clear", "An empty sheet", () => sheet.clear());
  const buttons = [[undo, () => sheet.undoable], [clear, () => !sheet.empty]];
  root.replaceChildren(sheet.node, element("div", { className: "buttons" }, undo, clear), spoken);

  // Not `disabled`: the keyboard would lose its place with the last stroke.
  function show() { for (const [node, works] of buttons) node.setAttribute("aria-disabled", !works()); }

  show();
  return {
    retheme: host.rethemeTwice,
    get strokes() { return sheet.strokes; },
    close() {
      clearTimeout(saying);
      host.close();
      sheet.close();
      root.replaceChildren();
    },
  };
}
