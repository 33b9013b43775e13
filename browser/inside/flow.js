// How does a flow come from noise to ink? At each of its steps: the image as it is, and what the network says it will be.
//
// mountFlow(root, {saved, onRelease}) -> {update(bytes), retheme(), close(), state}. bytes: the pad's, from core/blocks/pad.py, of a
// model that draws in steps. saved: {seed, label, steps, guidance} of a link, each null for what is usual.

import { element, iconButton, nameChip, setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { makeNetwork } from "../base/network.js";
import { oneHot, openBundle } from "../base/place.js";
import { takenFor, takenWords } from "../base/reading.js";
import { makeResampler } from "../base/resample.js";
import { makeRuntime } from "../base/runtime.js";
import { dress, paintInk } from "../base/theme.js";
import { noiseOf } from "../compare_models/space.js";

export const MOST_STEPS = 16, MOST_GUIDANCE = 3; // that a film shows
const DIALS = {
  steps: ["Steps", 1, MOST_STEPS, 1, (v) => String(v), "How often the network is asked. One step goes all the way to the first guess"],
  guidance: ["Guidance", 0, MOST_GUIDANCE, 0.05, (v) => v.toFixed(2), "How far it goes from what it would draw untold to the class: 1 as it learned, 0 without it"],
};

const grey = (x) => Float32Array.from(x, (v) => Math.min(1, Math.max(0, (v + 1) / 2)));

function makeDial(name, act) {
  const [title, min, max, step, said, help] = DIALS[name];
  const input = element("input", { type: "range", min, max, step, title: help, onchange: act.release }), output = element("output", {});
  input.oninput = () => act.input(Number(input.value));
  input.setAttribute("aria-label", title);
  return {
    node: element("div", { className: "row" }, element("span", { textContent: title }), element("div", { className: "track" }, input), output),
    show(value) {
      if (Number(input.value) !== value) input.value = String(value);
      input.style.setProperty("--fill", `${(100 * (value - min) / (Number(max) - min)).toFixed(1)}%`);
      setText(output, said(value));
    },
  };
}

// A column of the film: the moment, the image then, and what it will be.
function makeMoment(size) {
  const canvases = ["The image on its way", "What the network says it will be"].map((name) => {
    const canvas = element("canvas", { width: size, height: size, role: "img" });
    canvas.setAttribute("aria-label", name);
    return canvas;
  });
  const when = element("span", {}), reads = element("span", { className: "guess", dir: "auto" });
  const image = new ImageData(size, size);
  return {
    node: element("div", { className: "moment" }, when, canvases[0], canvases[1], reads), reads,
    show(t, x, seen, shades) {
      setText(when, `t = ${t.toFixed(2)}`);
      for (const [i, pixels] of [x, seen].entries()) canvases[i].getContext("2d").putImageData(paintInk(grey(pixels), shades, image), 0, 0);
    },
  };
}

class FlowFilm {
  bundle = null; network = null; reader = null; state = null; frames = null; moments = []; turn = 0; text = "";

  constructor(root, { saved, onRelease }) {
    this.root = root;
    this.saved = saved;
    this.onRelease = onRelease;
    this.runtime = makeRuntime();
    this.host = makeHost(root, { frame: () => { this.ask(); return false; }, rethemed: (theme) => { dress(root, theme); this.paint(); } });
    root.classList.add("pad", "inside");
  }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    this.closeNetworks();
    this.bundle = openBundle(this.runtime, block);
    const { bundle } = this, { solver, k, about } = bundle, saved = this.saved ?? {};
    const whole = (value, low, high, usual) => (Number.isInteger(value) && value >= low && value <= high ? value : usual);
    this.state ??= {
      seed: whole(saved.seed, 0, 2 ** 31 - 1, 0), label: whole(saved.label, 0, k - 1, k > 3 ? 3 : 0),
      steps: whole(saved.steps, 1, MOST_STEPS, Math.min(MOST_STEPS, solver.steps)),
      guidance: saved.guidance !== null && saved.guidance >= 0 && saved.guidance <= MOST_GUIDANCE ? saved.guidance : solver.guidance,
    };
    this.network = makeNetwork(this.runtime, bundle.decoder, { background: true });
    this.reader = bundle.reader ? makeNetwork(this.runtime, bundle.reader, { background: true }) : null;
    this.resample = bundle.reader ? makeResampler(bundle.size, about.reader.image_size) : null;
    this.build();
    this.host.request();
  }

  build() {
    const { bundle, state, root } = this, { classes, k, about } = bundle;
    dress(root, this.host.theme);
    this.chips = classes.slice(0, k).map((name, c) => nameChip(name, c, k, "Draw this class", () => { this.go({ label: c }); this.tell(); }));
    const legend = element("div", { className: `legend${classes.some((name) => name.length > 2) ? " wordy" : ""}`, hidden: !k, role: "group" }, ...this.chips);
    legend.setAttribute("aria-label", "Class that is asked for");
    this.dials = Object.fromEntries(["steps", ...(k ? ["guidance"] : [])].map((name) => [name,
      makeDial(name, { input: (value) => this.go({ [name]: value }), release: () => this.tell() })]));
    const noise = iconButton("random", "New noise", "Other numbers, drawn from N(0, 1)", () => {
      this.go({ seed: Math.floor(Math.random() * 1e6) });
      this.tell();
    });
    this.film = element("div", { className: "flowfilm", tabIndex: 0, role: "group" });
    this.film.setAttribute("aria-label", `From noise to ${about.noun}, step by step`);
    this.said = element("p", { className: "reads", role: "status" });
    root.replaceChildren(legend, element("div", { className: "flowdials" }, ...Object.values(this.dials).map(({ node }) => node), noise), this.film, this.said);
    this.arrange(state.steps);
  }

  arrange(count) {
    while (this.moments.length < count) this.moments.push(makeMoment(this.bundle.size));
    this.film.replaceChildren(element("div", { className: "moment titles" }, element("span", {}), element("b", { textContent: "As it is" }),
      element("b", { textContent: "What it will be, says the network" })), ...this.moments.slice(0, count).map(({ node }) => node));
  }

  go(change) {
    Object.assign(this.state, change);
    this.host.request();
  }

  tell() { this.onRelease({ ...this.state, label: this.bundle.k ? this.state.label : -1 }); }

  ask() {
    const { bundle, state } = this, { d, k } = bundle;
    if (!bundle) return;
    for (const [name, dial] of Object.entries(this.dials)) dial.show(state[name]);
    for (const [c, chip] of this.chips.entries()) chip.setAttribute("aria-pressed", c === state.label);
    const x = new Float32Array(d + k), asked = { ...state };
    x.set(noiseOf(state.seed, 0, 0, d));
    x.set(oneHot(k, state.label), d);
    this.network.latest(x, (frames) => this.came(asked, frames), { steps: state.steps, guidance: state.guidance, film: true });
  }

  came(asked, frames) {
    const area = this.bundle.size ** 2;
    if (frames.length !== 2 * asked.steps * area) return;
    this.frames = Float32Array.from(frames);
    this.shown = asked;
    this.turn++;
    this.arrange(asked.steps);
    this.paint();
    this.read();
  }

  part(i) { const area = this.bundle.size ** 2; return this.frames.subarray(i * area, (i + 1) * area); }

  paint() {
    if (!this.frames) return;
    const { steps } = this.shown;
    for (let i = 0; i < steps; i++) this.moments[i].show(i / steps, this.part(2 * i), this.part(2 * i + 1), this.host.theme.shades);
  }

  // What each guess reads as; aloud, the last, which is what comes out.
  read() {
    const { turn, shown: { steps }, bundle } = this;
    if (this.frames.some(Number.isNaN)) { this.say("This flow gives numbers that are not finite: its weights are damaged."); return; }
    if (!this.reader) { this.say(""); return; }
    const { reader } = bundle.about, jobs = Array.from({ length: steps }, (_, i) => ({
      x: Float32Array.from(this.resample(grey(this.part(2 * i + 1)))),
      done: (shares) => {
        if (turn !== this.turn) return;
        const taken = takenFor(shares, reader.classes), words = takenWords(taken, reader);
        setText(this.moments[i].reads, words.replace(/^reads as /, ""));
        if (i === steps - 1) this.say(`What comes out ${words}.`);
      },
    }));
    this.reader.spare(() => jobs.shift() ?? null, Infinity);
  }

  say(text) {
    this.text = text;
    setText(this.said, text);
  }

  closeNetworks() {
    this.network?.close();
    this.reader?.close();
  }

  close() {
    this.turn++;
    this.host.close();
    this.closeNetworks();
  }
}

export function mountFlow(root, { saved = null, onRelease = (_) => {} } = {}) {
  const film = new FlowFilm(root, { saved, onRelease });
  return { update: (bytes) => film.update(bytes), retheme: film.host.retheme, close: () => film.close(), get state() { return film; } };
}
