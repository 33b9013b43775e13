// What is a drawing really? Whoever drew it says so, and it is kept as it went into the network, with the right class.
//
// makeCorrect({tell(changes), say(text)}) -> {node, open(about), show(pixels or null)}. changes: the newest, oldest first, each
// {change: 16 hex digits, pixels: base64 of size * size bytes, size, label: number of a class, or -1 to forget the drawing}: a
// change that was told once is told again with the next, and made once.

import { button, element, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";
import { token } from "../base/token.js";

const MOST_CHIPS = 36; // classes that have a button each; more are a list
const MOST_TOLD = 20; // changes that are told again

// Pixels from 0 to 1 as text: a byte each.
export const pixelText = (pixels) => btoa(Array.from(pixels, (v) => String.fromCharCode(Math.round(255 * Math.max(0, Math.min(1, v))))).join(""));

class Correct {
  about = null; pixels = null; changes = []; kept = null; chips = [];

  constructor(host) {
    this.host = host;
    this.node = element("section", { className: "correct" });
  }

  open(about) {
    this.about = about;
    this.kept = null;
    const { classes } = about, few = classes.length <= MOST_CHIPS, tell = (c) => this.keep(c);
    this.chips = few ? classes.map((name, c) => {
      const chip = button("", `It is ${isolated(name)}: keep the drawing as one`, () => tell(c), { className: "told" });
      chip.append(named("b", name));
      return chip;
    }) : [];
    this.menu = few ? null : element("select", { "aria-label": "What it is", onchange: () => { tell(Number(this.menu.value)); this.menu.value = ""; } },
      element("option", { value: "", textContent: "Choose" }), ...classes.map((name, c) => element("option", { value: c, textContent: name })));
    this.note = element("span", { className: "kept-as", role: "status" });
    this.undo = button("Undo", "Forget this drawing again", () => this.forget(), { hidden: true });
    this.node.replaceChildren(element("p", { className: "ask", textContent: "Read wrongly? Say what it is:" }),
      element("div", { className: "all-told", role: "group", "aria-label": "What it is" }, ...(this.menu ? [this.menu] : this.chips)),
      element("p", { className: "note" }, this.note, this.undo));
    this.show(this.pixels);
  }

  show(pixels) {
    this.pixels = pixels;
    if (!this.about) return;
    for (const node of this.chips) node.setAttribute("aria-disabled", String(!pixels));
    if (this.menu) this.menu.disabled = !pixels;
    const same = this.kept && pixels && pixelText(pixels) === this.kept.pixels;
    if (!same) this.kept = null;
    this.mark();
  }

  mark() {
    for (const [c, chip] of this.chips.entries()) chip.setAttribute("aria-pressed", String(this.kept?.label === c));
    setText(this.note, this.kept ? `Kept as ${isolated(this.about.classes[this.kept.label])} among your own images. ` : "");
    this.undo.hidden = !this.kept;
  }

  keep(label) {
    if (!this.pixels || this.kept?.label === label) return;
    this.kept = { change: token(), pixels: pixelText(this.pixels), size: this.about.image_size, label };
    this.send(this.kept);
  }

  forget() {
    const { kept } = this;
    if (!kept) return;
    this.kept = null;
    this.send({ ...kept, change: token(), label: -1 });
    this.host.say("Forgotten.");
  }

  send(change) {
    this.changes = [...this.changes, { ...change, reader: this.about.model }].slice(-MOST_TOLD);
    this.mark();
    this.host.tell(this.changes);
  }
}

export const makeCorrect = (host) => new Correct(host);
