// What stands where on the pad? The elements around map, image and sliders, and what their buttons do.

import { button, choice, element, icon, iconButton, nameChip, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { dress } from "../base/theme.js";
import { watchGestures } from "../map/gestures.js";
import { makeColourLegend } from "../map/legend.js";
import { makePrint } from "./print.js";
import { makeSliders } from "./sliders.js";
import { makeStepDials } from "./steps.js";

// act: what can be done, see build() in pad.js.
export function assemble(root, pad, act) {
  const { bundle, theme, map, image, chosen } = pad;
  dress(root, theme);
  const sliders = makeSliders(pad), steps = makeStepDials(pad), print = makePrint(pad);
  sliders.ontoggle(() => sliders.show(pad.place));

  const background = choice("What the map shows", [
    ["points", "Points", "The images of the data, at their place in latent space"],
    ["grid", `${bundle.about.noun[0].toUpperCase()}${bundle.about.noun.slice(1)}s`, "What the decoder draws at each place"],
    ["both", "Both", "Points over decoded images"],
  ], act.setBackground);
  if (!bundle.n) background.node.hidden = true;
  const zoomed = (factor) => () => { act.zoom(factor); act.settle(); };
  const skip = button("To the map", "Past the buttons", () => map.front.focus(), { className: "skip" });
  const bar = element("div", { className: "bar" }, skip, background.node, element("span", { className: "gap" }), toolbox(pad),
    iconButton("minus", "", "Zoom out", zoomed(1 / 1.4)), iconButton("plus", "", "Zoom in", zoomed(1.4)),
    iconButton("fit", "", "Show everything", act.fit));

  const play = iconButton("play", "Play", "A smooth walk through latent space", act.togglePlay);
  const pace = element("input", { type: "range", min: -1.6, max: 1.6, step: 0.1, value: 0, className: "pace",
    title: "Speed of the walk", oninput: () => act.speed(2 ** pace.value) });
  pace.setAttribute("aria-label", "Speed of the walk");
  const buttons = element("div", { className: "buttons" }, play, pace,
    iconButton("random", "Random", "A place drawn from the prior, z ~ N(0, I)", act.random),
    iconButton("reset", "Reset", "Back to the start, and the whole map", act.reset));

  const colours = makeColourLegend(act.group), note = caption(bundle), usual = note.textContent;
  const stage = element("section", { className: "stage" }, image.figure, image.words);
  const column = element("div", { className: "column" }, buttons, steps, pad.refiner.node, sliders.node, print.node);
  const field = element("section", { className: "map" }, bar, map.node, pad.player.node, legend(pad, act.legend), colours.node,
    note, image.every);
  root.replaceChildren(element("div", { className: "parts" }, element("div", { className: "left" }, field, chosen.gallery),
    element("div", { className: "right" }, stage, chosen.card, column)));

  let hinting = 0;
  const gestures = watchGestures(map.front, {
    ...act,
    hint() {
      map.hint.classList.add("seen");
      clearTimeout(hinting);
      hinting = setTimeout(() => map.hint.classList.remove("seen"), 1600);
    },
    release: pad.release,
  });

  return {
    sliders, print, background, gestures,
    // What a layout says of itself, and what its colours mean.
    show(words) {
      setText(note, words || usual);
      colours.show(pad.ink, pad.theme);
      field.classList.toggle("recoloured", pad.ink !== null);
    },
    controls: {
      show(playing) {
        play.replaceChildren(icon(playing ? "pause" : "play"), element("span", { textContent: playing ? "Pause" : "Play" }));
        play.setAttribute("aria-pressed", playing);
      },
    },
    close() { clearTimeout(hinting); map.close(); image.close(); chosen.closeAll(); },
  };
}

const TOOLS = {
  drag: ["drag", "Point", "Point: drag the point through the map"],
  pan: ["hand", "Map", "Map: move what is seen of it (or hold Shift while dragging)"],
  lasso: ["lasso", "Lasso", "Lasso: draw around images to mark them (by keyboard: Shift and arrows on the map)"],
  box: ["box", "Box", "Box: mark the images in a rectangle (by keyboard: Shift and arrows on the map)"],
};

// What the hand does on the map.
function toolbox({ bundle, chosen, map }) {
  const node = element("div", { className: "tools", role: "group", "aria-label": "What the hand does on the map" });
  const pressed = () => {
    for (const tool of node.children) tool.setAttribute("aria-pressed", tool.name === chosen.tool);
    map.front.dataset.tool = chosen.tool;
  };
  for (const [name, [sign, text, title]] of Object.entries(TOOLS)) {
    const tool = iconButton(sign, text, title, () => { chosen.tool = name; pressed(); });
    tool.name = name;
    tool.hidden = !bundle.n && (name === "lasso" || name === "box");
    node.append(tool);
  }
  pressed();
  return node;
}

// Class signs in their colours; pointing at one brings its points forward, choosing it marks them.
function legend(pad, show) {
  const { bundle, chosen } = pad, chips = new Map();
  const node = element("div", { className: "legend", role: "group", "aria-label": "Classes on the map" });
  if (!bundle.n) return node;
  const present = new Set(bundle.labels);
  for (const [c, name] of bundle.classes.entries()) {
    if (!present.has(c)) continue;
    const chip = nameChip(name, c, bundle.classes.length, `Mark class ${isolated(name)}`, () => {
      show(null);
      chosen.toggleClass(c);
    });
    chip.setAttribute("aria-pressed", false);
    chip.onpointerenter = (event) => { if (event.pointerType === "mouse") show(c); };
    chip.onpointerleave = () => show(null);
    chips.set(c, chip);
    node.append(chip);
  }
  chosen.onclasses = () => { for (const [c, chip] of chips) chip.setAttribute("aria-pressed", chosen.select.classes.has(c)); };
  return node;
}

function caption({ about, d, n }) {
  const [first, second] = about.plane.explained.map((share) => Math.round(share * 100));
  const plane = d > 2 && !n ? `The first two of ${d} dimensions; the others stay as they are.`
    : d > 2 ? `The plane of the two widest directions (PCA): ${first + second} % of the spread of ${d} dimensions.`
    : d === 2 ? "The two latent dimensions themselves." : "One latent dimension, from left to right; up and down says nothing.";
  const images = n ? ` ${n.toLocaleString("en")} images; point at one to see it.` : "";
  return element("p", { className: "note", textContent: plane + images });
}
