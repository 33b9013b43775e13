// How is each latent dimension, and each class's share, moved by hand? One slider each, the most used dimension first.

import { button, element, nameChip, setText, svg } from "../base/dom.js";
import { isolated, wordy } from "../base/names.js";
import { digits } from "../base/place.js";

const STEPS = 400; // of a slider: about one a pixel

// A range input in front of the histogram of where the data lies. act: {input(value), release()}.
function makeSlider(name, title, act) {
  const input = element("input", { type: "range", title });
  const output = element("output", {}), shape = svg("path", {}), mark = element("i", { className: "ghost", hidden: true });
  const picture = svg("svg", { viewBox: "0 0 32 10", preserveAspectRatio: "none", class: "histogram" });
  picture.setAttribute("aria-hidden", "true");
  picture.append(shape);
  input.oninput = () => act.input(Number(input.value));
  input.onchange = () => act.release();
  let shown = null, own = [0, 1], low = 0, span = 1;

  function spread(from, to) {
    [low, span] = [from, to - from];
    Object.assign(input, { min: from, max: to });
    picture.style.setProperty("--from", (own[0] - from) / span); // the hill stays over its numbers
    picture.style.setProperty("--share", (own[1] - own[0]) / span);
    shown = null;
  }

  // Nearly all images lie in the range, but not all, and the point may go where they are: then the range says so.
  function reach(value) {
    const [from, to] = own, part = (to - from) / 10, parts = (v) => Math.ceil(v / part - 1e-6) * part;
    if (value < low) spread(from - parts(from - value), low + span);
    if (value > low + span) spread(low, to + parts(value - to));
  }

  return {
    input, output, shape, track: element("div", { className: "track" }, picture, input, mark),
    range(from, to, label, step = (to - from) / STEPS) {
      own = [from, to];
      spread(from, to);
      Object.assign(input, { step });
      input.setAttribute("aria-label", label);
    },
    // Where an image lies that is only looked at; null for none.
    ghost(value) {
      mark.hidden = value === null;
      if (value !== null) mark.style.setProperty("--at", Math.min(1, Math.max(0, (value - low) / span)).toFixed(4));
    },
    show(value, text) {
      if (value < low - 1e-6 * span || value > low + (1 + 1e-6) * span) reach(value);
      // Only what can be seen to change is changed: a slider costs the browser more than a layer of the network.
      const step = Math.round(STEPS * Math.min(1, Math.max(0, (value - low) / span)));
      if (step !== shown) {
        shown = step;
        // Setting the value of the input under the hand would fight with it; it has that value already.
        if (Number(input.value) !== value) input.value = value;
        input.style.setProperty("--fill", `${(step / STEPS * 100).toFixed(2)}%`);
      }
      if (output.textContent === text) return;
      output.textContent = text;
      input.setAttribute("aria-valuetext", text);
    },
  };
}

function histogramPath(counts) {
  let path = "M0 10";
  for (let i = 0; i < counts.length; i++) path += `L${i + 0.5} ${(10 - counts[i] / 255 * 9.5).toFixed(1)}`;
  return `${path}L32 10Z`;
}

// pad: {bundle, setLatent(i, value), setShare(c, value), only(c), release()}.
class Sliders {
  rows = new Map(); shares = []; held = false; waiting = false;

  constructor(pad) {
    this.pad = pad;
    this.used = element("div", { className: "rows" });
    this.unused = element("div", { className: "rows" });
    this.summary = element("summary", {});
    this.dead = element("details", { className: "dead" }, this.summary,
      element("p", { className: "note", textContent: "Their means hardly differ from image to "
        + "image: through these the encoder says nothing, and to the decoder they are noise." }), this.unused);
    const skip = button("Skip the sliders", "To what follows them", () => {
      this.node.nextElementSibling?.querySelector("button, select, input, summary")?.focus();
    }, { className: "skip" });
    this.title = element("h2", { className: "part" });
    this.node = element("section", { className: "sliders", "aria-label": "Latent dimensions" }, this.title, skip, this.used, this.dead);

    this.node.addEventListener("pointerdown", () => { this.held = true; });
    for (const end of ["pointerup", "pointercancel"]) {
      this.node.addEventListener(end, () => { this.held = false; if (this.waiting) this.arrange(); });
    }

    if (pad.bundle.k) this.addShares(pad.bundle);
    this.update();
  }

  addShares({ classes, k }) {
    const { pad } = this, named = classes.some(wordy) ? " wordy" : k > 5 ? " paired" : "";
    const list = element("div", { className: `rows classes${named}${k > 12 ? " many" : ""}` });
    for (const [c, name] of classes.entries()) {
      const slider = makeSlider(name, `share of class ${isolated(name)}`, {
        input: (value) => pad.setShare(c, value), release: pad.release,
      });
      slider.range(0, 1, `share of class ${isolated(name)}`, 0.01);
      const chip = nameChip(name, c, k, `only class ${isolated(name)}`, () => pad.onlyClass(c));
      list.append(element("div", { className: "row" }, chip, slider.track, slider.output));
      this.shares.push({ ...slider, chip });
    }
    this.node.append(element("h2", { className: "part", textContent: "Class, or a mix of several" }), list);
  }

  rowFor(index) {
    const slider = makeSlider(`z${index + 1}`, "", {
      input: (value) => this.pad.setLatent(index, value), release: this.pad.release,
    });
    const sign = element("span", { className: "sign" }, "z", element("sub", { textContent: index + 1 }));
    const nats = element("small", { className: "nats" });
    const row = element("div", { className: "row" }, sign, slider.track, slider.output, nats);
    return { ...slider, row, nats };
  }

  // Rows are moved only when no slider is held: moving an input in the document ends its drag.
  arrange() {
    if (this.held) { this.waiting = true; return; }
    this.waiting = false;
    const { dims } = this.pad.bundle, dying = dims.filter((dim) => dim.dead), focused = this.node.getRootNode().activeElement;
    for (const [place, list] of [[this.used, dims.filter((dim) => !dim.dead)], [this.unused, dying]]) {
      const wanted = list.map((dim) => this.rows.get(dim.index).row);
      if (wanted.length !== place.children.length || wanted.some((row, i) => place.children[i] !== row)) {
        place.replaceChildren(...wanted);
        if (this.node.contains(focused)) focused.focus({ preventScroll: true });
      }
    }
    this.used.classList.toggle("many", dims.length - dying.length > 8);
    this.dead.hidden = dying.length === 0;
    setText(this.summary, `${dying.length} dead ${dying.length === 1 ? "dimension" : "dimensions"}`);
  }

  update() {
    const { dims, histograms, d } = this.pad.bundle;
    const sorted = d > 2 && this.pad.bundle.n > 0; // by what they tell of images
    setText(this.title, d === 1 ? "Latent dimension" : sorted ? "Latent dimensions, the most used first" : "Latent dimensions");
    for (const [place, dim] of dims.entries()) {
      if (!this.rows.has(dim.index)) this.rows.set(dim.index, this.rowFor(dim.index));
      const row = this.rows.get(dim.index);
      const use = dim.kl === null ? "" : `${dim.kl.toFixed(dim.kl < 0.01 ? 3 : dim.kl < 0.1 ? 2 : 1)} nats`;
      row.range(dim.low, dim.high, `z${dim.index + 1}${dim.dead ? ", dead" : use && `, tells at most ${use}`}`);
      row.input.title = dim.kl === null ? "" : `KL divergence: tells at most ${use} of an image, on average; the hill shows where images lie`;
      setText(row.nats, use);
      row.shape.setAttribute("d", histograms.length ? histogramPath(histograms.subarray(place * 32, place * 32 + 32)) : "");
    }
    this.arrange();
  }

  show({ z, y }) {
    const folded = !this.dead.open;
    for (const dim of this.pad.bundle.dims) {
      if (dim.dead && folded) continue;
      this.rows.get(dim.index).show(z[dim.index], digits(z[dim.index]));
    }
    for (const [c, share] of this.shares.entries()) {
      share.show(y[c], `${Math.round(y[c] * 100)} %`);
      share.chip.setAttribute("aria-pressed", y[c] > 0.995);
    }
  }

  ghost(z) { for (const [index, row] of this.rows) row.ghost(z === null ? null : z[index]); }

  ontoggle(act) { this.dead.ontoggle = act; }
}

export const makeSliders = (pad) => new Sliders(pad);
