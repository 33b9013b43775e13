// What does the font of a hand look like in this browser, written with the very bytes that are downloaded?
//
// mountHandFont(root, {onShown}) -> {update(bytes), retheme(), close(), state}. bytes: from core/blocks/hand_font.py. What is typed, and how
// large, stays when another font comes.

import { element, setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { makeRuntime } from "../base/runtime.js";
import { dress } from "../base/theme.js";
import { readGraphemes } from "../message/wording.js";

const FEATURES = [
  ["calt", "Letters take turns", "Contextual alternates: no letter looks like the same one just before it"],
  ["liga", "Pieces of words", "Ligatures: letters that were written together stand as they were written"],
  ["kern", "Kerning", "What stood close together on the page stands close"],
];
const SIZES = { least: 18, most: 120, usual: 44 }; // CSS pixels an em
const TRIED = "little letters all agree on meeting again soon"; // which come twice and more: alternates are to be seen
const FEWEST_WORDS = 3, MOST_NAMED = 8;
let fonts = 0; // that were ever shown in this tab: each has a name of its own

class FontDesk {
  face = null; about = null; turns = 0;
  off = new Set();

  constructor(root, { onShown }) {
    this.root = root;
    this.onShown = onShown;
    this.page = makeHost(root, { frame: () => false, rethemed: (theme) => dress(root, theme) });
    this.field = element("textarea", { className: "font-text", rows: 3, spellcheck: false, oninput: () => this.show() });
    this.field.setAttribute("aria-label", "Words in the font of this hand");
    this.size = element("input", { type: "range", min: SIZES.least, max: SIZES.most, value: SIZES.usual, step: 1, oninput: () => this.show() });
    this.size.setAttribute("aria-label", "Size of the letters");
    this.ticks = FEATURES.map(([tag, label, title]) => {
      const tick = element("input", { type: "checkbox", checked: true, onchange: () => this.feature(tag, tick.checked) });
      return element("label", { className: "tick", title }, tick, element("span", { textContent: label }));
    });
    this.said = element("p", { className: "note font-lacks", role: "status" });
    const size = element("label", { className: "font-size" }, element("span", { textContent: "Size" }), this.size);
    root.replaceChildren(this.field, this.said, element("div", { className: "font-bar" }, size, ...this.ticks));
  }

  async update(bytes) {
    const block = this.page.take(bytes, { byContent: true });
    if (!block) return;
    const { about, font } = makeRuntime().unpack(block), turn = ++this.turns;
    const face = new FontFace(`latent-ink-hand-${++fonts}`, font.slice().buffer);
    try {
      await face.load();
    } catch {
      setText(this.said, "This browser refuses the font.");
      return;
    }
    if (turn !== this.turns) return; // a newer one has come meanwhile
    if (this.face) document.fonts.delete(this.face);
    document.fonts.add(face);
    [this.face, this.about] = [face, JSON.parse(new TextDecoder().decode(about))];
    this.field.value ||= startFor(this.about.signs);
    this.field.style.fontFamily = `"${face.family}", var(--st-font, sans-serif)`;
    dress(this.root, this.page.theme);
    this.show();
    this.onShown();
  }

  feature(tag, on) {
    if (on) this.off.delete(tag);
    else this.off.add(tag);
    this.show();
  }

  show() {
    const { field, size } = this, share = (Number(size.value) - SIZES.least) / (SIZES.most - SIZES.least);
    field.style.fontSize = `${size.value}px`;
    field.style.fontFeatureSettings = FEATURES.map(([tag]) => `"${tag}" ${this.off.has(tag) ? 0 : 1}`).join(", ");
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 4}px`;
    size.style.setProperty("--fill", `${(100 * share).toFixed(1)}%`);
    size.setAttribute("aria-valuetext", `${size.value} pixels`);
    setText(this.said, this.about ? sentenceOf(field.value, new Set(this.about.signs)) : "");
  }

  close() {
    this.page.close();
    this.turns++;
    if (this.face) document.fonts.delete(this.face);
    this.root.replaceChildren();
  }
}

// What stands there before anybody has typed: words with letters that come twice, of those that the font can write.
function startFor(signs) {
  const have = new Set(signs), words = TRIED.split(" ").filter((word) => [...word].every((sign) => have.has(sign)));
  return words.length < FEWEST_WORDS ? signs.join("").repeat(2) : words.join(" ");
}

// Which of the characters typed are of another font, as this one lacks them; nothing if there are none.
function sentenceOf(text, have) {
  const lacks = [...new Set(readGraphemes(text.normalize("NFC")))].filter((sign) => sign.trim() && ![...sign].every((part) => have.has(part)));
  if (!lacks.length) return "";
  const named = lacks.slice(0, MOST_NAMED).join(" "), more = lacks.length > MOST_NAMED ? " and others" : "";
  return `Not in this font, and so shown in another one: ${named}${more}.`;
}

export function mountHandFont(root, { onShown = () => {} } = {}) {
  root.classList.add("pad", "hand-font");
  const desk = new FontDesk(root, { onShown });
  return { update: (bytes) => desk.update(bytes), retheme: desk.page.retheme, close: () => desk.close(), get state() { return desk; } };
}
