// Where is a message typed, and which of its characters has the hand never written?

import { element, setText } from "../base/dom.js";
import { lengthOf, readGraphemes } from "./wording.js";

const MARKED_AT_MOST = 4000; // characters whose marks are shown: more are refused anyhow

// The field with its marks beneath. typed(text): it was changed.
export function makeField(most, { typed }) {
  const marks = element("div", { className: "field-marks", "aria-hidden": "true" });
  const input = element("textarea", { className: "field-text", rows: 3, spellcheck: true, autocapitalize: "sentences", oninput: () => typed(input.value) });
  input.setAttribute("aria-label", "Your message");
  const count = element("span", { className: "count" });
  const node = element("div", { className: "message-field" }, element("div", { className: "field-both" }, marks, input), count);
  return {
    node, input,
    // missing: Map of the signs that the hand lacks -> whether something writes them all the same.
    show(text, missing) {
      if (input.value !== text) input.value = text;
      const n = lengthOf(text);
      setText(count, `${n.toLocaleString("en")} of ${most.toLocaleString("en")}`);
      count.classList.toggle("over", n > most);
      marks.replaceChildren(...(text.length <= MARKED_AT_MOST ? markedText(text, missing) : [text]), "\u200b");
    },
    // How many characters of the cleaned text stand before the caret.
    get caret() { return lengthOf(input.value.slice(0, input.selectionEnd).replaceAll("\r\n", "\n").normalize("NFC")); },
  };
}

function markedText(text, missing) {
  if (!missing.size) return [text];
  const found = [];
  let plain = "";
  for (const sign of readGraphemes(text)) {
    const cured = missing.get(sign.normalize("NFC"));
    if (cured === undefined) { plain += sign; continue; }
    found.push(plain, element("mark", { className: cured ? "cured" : "lacking", textContent: sign }));
    plain = "";
  }
  return [...found, plain];
}
