// What stands where on the Write page? The text, the sheet, the sliders of the hand; and what their buttons do.

import { choice, element, icon, iconButton, setText } from "../base/dom.js";
import { digits } from "../base/place.js";
import { HOTTEST_HAND, HAND_START, listed, wayOf } from "./hand.js";
import { inPercent } from "./press.js";

export const SWAY_MS = 2600; // of a slider that goes to and fro by itself
const WEAK = 0.3; // R^2 below which a slider says that it hardly does what it is called

// A slider of the hand. show(value, text); facts: what is measured on the ink.
function makeHandSlider({ label, low, high, step, usual, ends, about }, act) {
  const input = element("input", { type: "range", min: low, max: high, step, title: about }), output = element("output", {});
  input.setAttribute("aria-label", label);
  input.oninput = () => act.input(Number(input.value));
  input.onchange = () => act.release();
  input.ondblclick = () => { act.input(usual); act.release(); };
  const fact = element("small", { className: "fact" });
  const named = element("div", { className: "handname" }, element("b", { textContent: label }), output);
  const [left, right] = ends.map((textContent) => element("span", { textContent }));
  const node = element("div", { className: "hand" }, named, input, element("div", { className: "ends" }, left, fact, right));
  return {
    node, fact, input,
    show(value, text) {
      if (Number(input.value) !== value) input.value = value;
      input.style.setProperty("--fill", `${(100 * (value - low) / (high - low)).toFixed(1)}%`);
      setText(output, text);
      input.setAttribute("aria-valuetext", text);
    },
  };
}

const signed = (value, n) => (value > 0 ? "+" : "") + digits(value, n);
const HANDS = {
  slant: { ends: ["to the left", "to the right"], unit: "°", places: 0, step: 0.5 },
  weight: { ends: ["thinner", "thicker"], unit: " px", places: 1, step: 0.02 },
  roundness: { ends: ["narrow", "round"], unit: "\u00a0%", places: 0, step: 0.5 },
  size: { ends: ["smaller", "larger"], unit: " px", places: 1, step: 0.1 },
};

// A slider for each quality that has a direction, and for neatness: {name: slider}. act: see assembleWrite.
function makeHandSliders(writer, act) {
  const sliders = {}, drawn = writer.about.drawn.toLocaleString("en");
  for (const { name, title, range, explained } of writer.qualities) {
    const { ends, step } = HANDS[name];
    const about = `A straight way through latent space, found on ${drawn} characters. It foretells `
      + `${inPercent(Math.max(0, explained))} of how the ${title.toLowerCase()} of the same character differs.`;
    sliders[name] = makeHandSlider({ label: title, low: -range, high: range, step, usual: 0, ends, about },
      { input: (value) => act.quality(name, value), release: act.release });
  }
  sliders.heat = makeHandSlider({ label: "Neatness", low: 0, high: HOTTEST_HAND, step: 0.01, usual: HOTTEST_HAND - HAND_START.heat,
    ends: ["wild", "neat"], about: writer.solver ? "How far each step goes from what it would draw untold to the class: at 1 as it has learned, and the more the surer and the more alike"
    : "How far the noise is from the centre of latent space, as a multiple T of the usual: at T = 0 every hand writes the same" }, { input: (value) => act.heat(HOTTEST_HAND - value), release: act.release });
  return sliders;
}

// How the sliders were found, and how far they are to be trusted.
function howFound(writer) {
  const drawn = writer.about.drawn.toLocaleString("en");
  const weak = writer.qualities.filter(({ explained }) => explained < WEAK).map(({ title, explained }) =>
    `${title} hardly follows any straight way through this model's latents (R² ${digits(explained)}): other things change too.`);
  const fits = writer.qualities.map(({ title, explained }) => `${title.toLowerCase()} R² ${digits(explained)}`).join(", ");
  return element("p", { className: "note", textContent: writer.qualities.length ? `${listed(writer.qualities.map(({ title }, n) => (n ? title.toLowerCase() : title)))} follow latent directions, `
    + `found by writing ${drawn} characters, measuring each and regressing on z: ${fits}, on characters held out. ${[...weak, ...(writer.about.lost ?? [])].join(" ")}`
    : "Slant and weight come as soon as this model's latent directions are measured." });
}

// host: see write.js. act: text(value), hand(kind), again(), ink(kind), quality(name, value), heat(value), release(), sway().
export function assembleWrite(root, host, act) {
  const { writer, state, row, mix, keep } = host;
  const text = element("input", { type: "text", className: "typed", value: state.text, autocomplete: "off", spellcheck: false,
    oninput: () => act.text(text.value) });
  text.setAttribute("aria-label", "What to write");
  if (writer.classes.every((name) => /^\d$/.test(name))) text.inputMode = "numeric";
  const problem = element("p", { className: "problem", role: "status", hidden: true });
  const hands = choice("Whose hand", [["one", "One hand", "One noise for all: the same character twice looks the same twice"],
    ["each", "Fresh each", "A noise of its own for every character"]], act.hand);
  const look = choice("How the ink is shown", [["smooth", "Smooth", "Outlines traced round the ink"],
    ["pixels", "Pixels", "What the model gave, pixel by pixel"]], act.ink);
  const again = iconButton("random", "Another hand", "Draw other noise for all characters", act.again);
  const reset = iconButton("reset", "Reset", "Every dial as usual", act.reset);
  const sway = iconButton("play", "Sway", "Let what is written lean to and fro", act.sway);

  const sliders = makeHandSliders(writer, act);
  const spoken = element("p", { className: "spoken", role: "status" }), doing = element("p", { className: "note", role: "status" });

  root.replaceChildren(
    element("div", { className: "writerbar" }, element("label", { className: "typing" },
      element("span", { textContent: "Write" }), text), hands.node, again, look.node),
    problem, row.node,
    element("div", { className: "hands" }, ...Object.values(sliders).map(({ node }) => node)),
    element("div", { className: "writerbar below" }, ...(sliders.slant ? [sway] : []), reset,
      element("span", { className: "gap" }), keep.node),
    doing, howFound(writer), spoken, mix.node);

  return {
    sliders, text, doing, spoken,
    show() {
      if (text.value !== state.text && !host.typing) text.value = state.text;
      hands.show(state.hand);
      look.show(state.ink);
      for (const { name } of writer.qualities) {
        const { places, unit } = HANDS[name];
        sliders[name].show(state[name], `${signed(state[name], places)}${unit}`);
      }
      sliders.heat.show(HOTTEST_HAND - state.heat, writer.solver ? `guidance ${digits(wayOf(writer, state).guidance)}` : `T = ${digits(state.heat)}`);
    },
    problem(sentence, note = "") {
      problem.hidden = !sentence && !note;
      problem.classList.toggle("mild", !sentence);
      setText(problem, sentence || note);
      text.setAttribute("aria-invalid", Boolean(sentence));
    },
    swaying(on) {
      sway.replaceChildren(icon(on ? "pause" : "play"), element("span", { textContent: on ? "Stop" : "Sway" }));
      sway.setAttribute("aria-pressed", on);
    },
    facts({ count, right, sure, slant, weight }) {
      const leans = Math.abs(slant) < 0.5 ? "leans as usual" : `leans ${Math.abs(slant).toFixed(0)}° ${slant > 0 ? "right" : "left"} of usual`;
      if (sliders.slant) setText(sliders.slant.fact, Number.isFinite(slant) ? leans : ""); // nothing is written: nothing is measured
      if (sliders.weight) setText(sliders.weight.fact, Number.isFinite(weight) ? `stroke ${digits(weight, 1)} px` : "");
      setText(sliders.heat.fact, count ? `${right} of ${count} read as asked, ${inPercent(sure)} sure` : "");
    },
  };
}
