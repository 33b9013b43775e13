// What can be said of the letter that is pointed at? That it is right, that it is another one, or that it is none.
//
// act: {right(), label(text), out(), next(), close()}. -> {node, show(about), hide(), field, shown}

import { button, element, setText } from "../base/dom.js";
import { isolated, signsOf } from "../base/names.js";

const AWAY = 8; // pixels from the edge of the sheet

// Text that is one letter, digit or sign, without what stands around it; empty if it is something else.
export function oneSign(text) {
  const signs = signsOf(text.trim().normalize("NFC"));
  return signs.length === 1 && !/\s/u.test(signs[0]) ? signs[0] : "";
}

// A field that speaks at Enter, or, where the keyboard composes a letter (an accent, a sign of Chinese), as soon as it is there.
function makeField(act) {
  const field = element("input", {
    type: "text", size: 3, maxLength: 16, autocomplete: "off", spellcheck: false, enterKeyHint: "done", "aria-label": "It is another letter:",
  });
  field.setAttribute("autocapitalize", "off");
  field.setAttribute("autocorrect", "off");
  let lent = false; // taken over from a key that was no character
  const say = () => { const sign = oneSign(field.value); if (sign) act.label(sign); return Boolean(sign); };
  const done = () => { if (lent && oneSign(field.value)) { lent = false; say(); } };
  field.addEventListener("compositionend", () => setTimeout(done));
  field.addEventListener("input", (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) done(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); act.close(); }
    event.stopPropagation(); // here keys are text
  });
  const wrong = element("small", { className: "wrong", role: "status" });
  const form = element("form", { className: "another", onsubmit: (event) => {
    event.preventDefault();
    setText(wrong, say() || !field.value.trim() ? "" : "One letter, digit or sign.");
  } }, field, element("button", { type: "submit", textContent: "It is this", title: "Call it what stands in the field" }));
  return {
    field, form, wrong,
    takeOver() { lent = true; field.value = ""; field.focus(); },
    open(text) { lent = false; field.value = text; setText(wrong, ""); },
  };
}

export function makeBar(act) {
  const canvas = element("canvas", { width: 1, height: 1, role: "img" }), title = element("p", { className: "which" });
  const { field, form, wrong, takeOver, open } = makeField(act);
  const right = button("✓ Right", "It is what it was taken for (Enter)", () => act.right(), { className: "is-right" });
  const out = button("", "", () => act.out(), { className: "out" });
  const next = button("Next ›", "The next doubtful one (Space)", () => act.next(), { className: "next" });
  const close = button("✕", "Close (Escape)", () => act.close(), { className: "close" });
  close.setAttribute("aria-label", "Close");
  const node = element("div", { className: "mend-bar", role: "dialog", hidden: true },
    element("div", { className: "top" }, title, next, close), canvas, element("div", { className: "acts" }, right, form, out), wrong);
  node.addEventListener("keydown", (event) => { if (event.key === "Escape") act.close(); });
  return {
    node, field, takeOver,
    get shown() { return !node.hidden; },
    // about: {title, text, thrown, paint(canvas) or null}; box: of the tile, within: of the sheet.
    show({ title: words, text, thrown, paint }, box, within) {
      setText(title, words);
      node.setAttribute("aria-label", words);
      canvas.hidden = !paint;
      if (paint) { paint(canvas); canvas.setAttribute("aria-label", `${isolated(text)} in red, in its word`); }
      setText(out, thrown ? "Take back" : "Throw away");
      out.title = thrown ? "It is a letter after all (Delete)" : "No letter, or cut badly: it is left out (Delete)";
      open(text);
      node.hidden = false;
      this.place(box, within);
    },
    // Under the tile, or above it where there is more room.
    place(box, within) {
      if (!box) return;
      const { offsetWidth: w, offsetHeight: h } = node, below = within.bottom - box.bottom, above = box.top - within.top;
      const top = below >= h + AWAY || below >= above ? box.bottom + 4 : box.top - h - 4;
      const left = Math.max(AWAY, Math.min(within.width - w - AWAY, (box.left + box.right) / 2 - within.left - w / 2));
      node.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(-40, top - within.top))}px)`;
    },
    hide() { node.hidden = true; },
  };
}
