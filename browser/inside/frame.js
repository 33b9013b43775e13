// What stands where on the page of a network's inside, and what do its buttons do?

import { choice, element, icon, iconButton, nameChip, setText } from "../base/dom.js";
import { isolated, shortened, signsOf, wordy } from "../base/names.js";
import { NO_CLASS, takenFor, takenWords } from "../base/reading.js";
import { css, paintInk } from "../base/theme.js";

// The name of a tile, for its card, for ears, and short for a button.
export function insideName(about, segments, stage, index, short) {
  let t = index;
  const segment = segments[stage].find(({ tiles }) => { if (t < tiles) return true; t -= tiles; return false; });
  if (segment.name === "z") return `z${t + 1}`;
  if (segment.name === "mu") return `μ${t + 1}`;
  if (segment.name === "sigma") return `σ${t + 1}`;
  if (segment.name === "image") return short ? "image" : "the image";
  if (segment.names) return `${segment.name === "class" ? "class" : short ? "as" : "probability of"} ${isolated(segment.names[t])}`;
  if (segment.tiles === 1) return short ? "image" : "the image";
  const noun = segment.height > 1 ? "image" : "number";
  return short ? `${stage}.${t + 1}` : `Step ${stage}, ${noun} ${t + 1} of ${segment.tiles}`;
}

// What comes out: the image and what it reads as, or the reading alone.
export function makeInsideAnswer(about, bundle) {
  const { kind } = about, { size } = bundle, reads = kind === "classifier";
  const canvas = element("canvas", { className: "digit", width: size, height: size, role: "img", hidden: reads });
  canvas.setAttribute("aria-label", kind === "encoder" ? "The decoder's picture of what was kept" : "The image that comes out");
  const large = element("p", { className: "verdict", hidden: !reads, dir: "auto" }), words = element("p", { className: "reads" });
  const caption = kind === "encoder" ? "what the decoder makes of μ" : kind === "decoder" ? "what comes out" : "what it reads";
  const node = element("figure", { className: "answer" }, canvas, large, element("figcaption", { textContent: caption }), words);
  const names = reads ? about.classes : about.reader?.classes ?? [], pen = canvas.getContext("2d", { willReadFrequently: true });
  let text = "";
  // A name is written as large as it has room for.
  function showVerdict(name) {
    if (large.title === name) return;
    large.title = name;
    large.classList.toggle("long", signsOf(name).length > 2);
    setText(large, shortened(name, 24));
  }
  return {
    node,
    get text() { return text; },
    show(pixels, shares, theme) {
      if (pixels) pen.putImageData(paintInk(pixels, theme.shades, pen.createImageData(size, size)), 0, 0);
      if (!shares) { text = pixels ? caption : ""; return; }
      const taken = takenFor(shares, names), none = taken.best === NO_CLASS;
      if (reads) showVerdict(names[taken.best] ?? "–");
      text = takenWords(taken, reads ? about : about.reader);
      setText(words, reads && !none ? `${Math.round(100 * taken.share)} %` : text);
    },
  };
}

// act: what the buttons do, see inside.js.
export function assembleInside(root, about, { stages, card, answer, noise, input }, act) {
  const play = noise && iconButton("play", "Play", "A walk round the plane", act.play);
  const buttons = element("div", { className: "buttons" }, ...(noise
    ? [play, iconButton("random", about.generator ? "New noise" : "New latents", "Other numbers, drawn from N(0, 1)", act.another)]
    : [iconButton("undo", "Undo", "Take the last stroke back", act.undo), iconButton("clear", "Clear", "An empty sheet", act.clear)]),
    iconButton("fit", "Step by step", "Go through the steps slowly, one after the other", act.slowly));
  const chips = about.conditional ? about.classes.map((name, c) => {
    const chip = nameChip(name, c, about.classes.length, noise ? `Ask for class ${isolated(name)}` : `Tell it that the image shows ${isolated(name)}`, () => act.only(c));
    chip.setAttribute("aria-label", chip.title);
    return chip;
  }) : [];
  const classes = element("div", { className: `legend${about.classes.some(wordy) ? " wordy" : ""}`, role: "group", "aria-label": noise ? "Class to draw" : "Class the encoder is told", hidden: !chips.length }, ...chips);
  const scale = choice("Colours", [["layer", "Each step", "One scale for all of a step: what is weak stays pale"],
    ["own", "Each image", "A scale for each image of its own: also what is weak can be seen"]], (value) => { scale.show(value); act.each(value === "own"); });
  const moment = choice("What is shown", [["after", "After", "After the activation, such as ReLU"],
    ["before", "Before", "Ahead of the activation: what is below 0 is still there"]], (value) => { moment.show(value); act.ahead(value === "before"); });
  scale.show("layer");
  moment.show("after");
  const bar = element("i", { className: "ramp" }), ramp = element("p", { className: "note scale" }, "below 0", bar, "above");
  const options = element("details", { className: "options" }, element("summary", { textContent: "Colours and picture" }), ramp,
    element("label", {}, element("span", { textContent: "One scale for" }), scale.node),
    element("label", {}, element("span", { textContent: "Activation" }), moment.node),
    iconButton("save", "PNG", "All steps as one picture", act.save));
  options.open = window.innerWidth > 900;
  const hint = noise ? "Drag in the square, or draw the bars of the first step up and down. Point at any part to see what feeds it."
    : "Draw with mouse, pen or finger, or take a kept image. Point at any part to see what feeds it.";
  const spoken = element("p", { className: "spoken", role: "status" });
  const steps = element("div", { className: "steps" }, ...stages.map((stage) => stage.node));
  const give = element("div", { className: "give" }, noise?.node ?? input.node, answer.node);
  const control = element("div", { className: "control" }, give, buttons, ...(input ? [input.kept] : []), classes,
    card.node, element("p", { className: "note", textContent: hint }), options, spoken);
  root.replaceChildren(element("div", { className: "parts" }, control, steps));
  let playing = null;

  return {
    steps,
    playing(on) {
      if (!play || playing === on) return;
      playing = on;
      play.replaceChildren(icon(on ? "pause" : "play"), element("span", { textContent: on ? "Pause" : "Play" }));
      play.setAttribute("aria-pressed", on);
    },
    chosen(y) { for (const [c, chip] of chips.entries()) chip.setAttribute("aria-pressed", y[c] > 0.995); },
    legend(palette) { bar.style.background = `linear-gradient(to right, ${palette.ends[0]}, ${palette.css(0)}, ${palette.ends[1]})`; },
    say(text) { setText(spoken, text); },
  };
}

// All steps below one another, with their headings, as one picture.
export function insideSheet(stages, theme) {
  const margin = 24, head = 34, dots = window.devicePixelRatio || 1, width = Math.max(...stages.map(({ canvas }) => canvas.width)) + 2 * margin * dots;
  const height = stages.reduce((sum, { canvas }) => sum + canvas.height + head * dots, margin * dots);
  const sheet = element("canvas", { width, height }), context = sheet.getContext("2d");
  context.fillStyle = css(theme.paper);
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.text;
  context.font = `600 ${15 * dots}px ${theme.font}`;
  let top = 0;
  for (const { canvas, told } of stages) {
    context.fillText(told.title, margin * dots, top + 24 * dots);
    context.drawImage(canvas, margin * dots, top + head * dots);
    top += head * dots + canvas.height;
  }
  return sheet;
}
