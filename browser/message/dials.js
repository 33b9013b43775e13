// By which dials does a message look as it does? How neat, how large, how slanted, how far apart, on which paper, in which ink.

import { choice, element, iconButton, setText } from "../base/dom.js";
import { digits } from "../base/place.js";

const signedDigits = (value, n) => (value > 0 ? "+" : "") + digits(value, n);
const INKS = [["#1b2a4e", "Blue-black"], ["#17181c", "Black"], ["#1d4fbf", "Blue"], ["#a8231d", "Red"], ["#1c6b3c", "Green"], ["#6b6f76", "Pencil"]];

// Sliders: of which dial, what it is called, in which steps, what its ends are, and what it says of a value.
const SLIDERS = {
  hand: [
    { name: "neatness", label: "Neatness", step: 0.01, ends: ["hasty", "even"], says: (v) => (v === 0.5 ? "as on the page" : `${Math.round(100 * v)}\u00a0%`) },
    { name: "size", label: "Size", step: 0.1, ends: ["small", "large"], says: (v) => `${digits(v, 1)}\u00a0mm` },
    { name: "slant", label: "Slant", step: 0.5, ends: ["to the left", "to the right"], says: (v) => `${signedDigits(v, 1).replace(".0", "")}°` },
    { name: "weight", label: "Pen", step: 0.005, ends: ["thinner", "thicker"], says: (v, { size }, { stroke }) => `${digits(Math.max(0, stroke + v) * size, 2)}\u00a0mm` },
  ],
  space: [
    { name: "letters", label: "Between letters", step: 0.01, ends: ["closer", "wider"], says: (v, { size }) => `${signedDigits(v * size, 1)}\u00a0mm` },
    { name: "words", label: "Between words", step: 0.05, ends: ["closer", "wider"], says: (v) => `× ${digits(v, 2)}` },
    { name: "pitch", label: "Between lines", step: 0.05, ends: ["closer", "wider"], says: (v) => `× ${digits(v, 2)}` },
    { name: "margin", label: "Margin", step: 1, ends: ["narrow", "wide"], says: (v) => `${Math.round(v)}\u00a0mm` },
  ],
};
const CHOICES = {
  paper: ["Paper", [["a4", "A4", "210 by 297 mm"], ["letter", "Letter", "8.5 by 11 inches"]]],
  ground: ["Printed", [["plain", "Plain", "White paper"], ["ruled", "Ruled", "A line under each line"], ["squared", "Squared", "Squares of 5 mm"], ["own", "Own", "The paper of the page that was photographed, without its ink"]]],
  align: ["Lines", [["left", "Left", "Lines begin at the left margin"], ["centre", "Centre", "Lines are centred"], ["right", "Right", "Lines end at the right margin"]]],
};

function makeDial({ name, label, step, ends, says }, dial, act) {
  const input = element("input", { type: "range", min: dial.minimum, max: dial.maximum, step, title: `${dial.description} Left: ${ends[0]}, right: ${ends[1]}.` });
  input.setAttribute("aria-label", label);
  input.oninput = () => act.set(name, Number(input.value));
  input.onchange = () => act.release();
  input.ondblclick = () => { act.set(name, dial.default); act.release(); };
  const output = element("output", {});
  const node = element("div", { className: "dial" }, element("div", { className: "dial-name" }, element("b", { textContent: label }), output), input);
  return {
    node, input,
    show(config, measures) {
      const value = config[name], text = says(value, config, measures);
      if (Number(input.value) !== value) input.value = value;
      input.style.setProperty("--fill", `${(100 * (value - dial.minimum) / (dial.maximum - dial.minimum)).toFixed(1)}%`);
      setText(output, text);
      input.setAttribute("aria-valuetext", text);
    },
  };
}

function makeInks(act) {
  const own = element("input", { type: "color", title: "Any other colour", oninput: () => act.set("ink", own.value), onchange: () => act.release() });
  own.setAttribute("aria-label", "Any other colour of the ink");
  const buttons = INKS.map(([colour, title]) => {
    const node = element("button", { type: "button", className: "swatch", title, onclick: () => { act.set("ink", colour); act.release(); } });
    node.setAttribute("aria-label", title);
    node.style.setProperty("--swatch", colour);
    return [colour, node];
  });
  const node = element("div", { className: "inks", role: "group", "aria-label": "Ink" }, ...buttons.map(([, one]) => one), own);
  return {
    node,
    show({ ink }) {
      for (const [colour, one] of buttons) one.setAttribute("aria-pressed", String(colour === ink));
      own.value = ink;
      own.classList.toggle("taken", !INKS.some(([colour]) => colour === ink));
    },
  };
}

// What can be chosen: a photographed paper where there is one.
const offered = (options, sheet) => [...options].filter(([value]) => value !== "own" || sheet);

/** All dials. names: of two hands that blend, none of one. sheet: whether there is a photographed paper. act: {set(name, value), release(), again(), reset()}. */
export function makeDials(dials, { names, sheet }, act) {
  const share = { name: "share", label: "Blend", step: 0.01, ends: names, says: (v) => `${Math.round(100 * v)}\u00a0% ${names[1]}` };
  const wanted = { ...SLIDERS, hand: [...(names.length ? [share] : []), ...SLIDERS.hand] };
  const sliders = Object.fromEntries(Object.entries(wanted).map(([group, some]) => [group, some.map((one) => makeDial(one, dials[one.name], act))]));
  const choices = Object.entries(CHOICES).map(([name, [label, options]]) => ({
    name, label, row: choice(String(label), offered(options, sheet), (value) => { act.set(name, value); act.release(); }),
  }));
  const inks = makeInks(act), repeats = element("input", { type: "checkbox", onchange: () => { act.set("repeats", repeats.checked); act.release(); } });
  const again = iconButton("random", "Another", "Write it once more: other letters of the page, other chance", act.again);
  const reset = iconButton("reset", "Reset", "All dials as they were at first; the text stays", act.reset);
  const titled = (title, ...parts) => element("section", { className: "dial-group" }, element("h2", { className: "part", textContent: title }), ...parts);
  const node = element("div", { className: "dials" },
    element("div", { className: "buttons" }, again, reset),
    titled("The hand", ...sliders.hand.map((one) => one.node), element("label", { className: "tick", title: dials.repeats.description }, repeats,
      element("span", { textContent: "A letter may look twice the same" }))),
    titled("Ink", inks.node),
    titled("Paper", ...choices.map(({ label, row }) => element("div", { className: "dial-choice" }, element("span", { textContent: label }), row.node))),
    titled("Space", ...sliders.space.map((one) => one.node)));
  return {
    node,
    show(config, measures) {
      for (const one of Object.values(sliders).flat()) one.show(config, measures);
      for (const { name, row } of choices) row.show(config[name]);
      inks.show(config);
      repeats.checked = config.repeats;
    },
  };
}
