// What stands where on the pad? The elements around map, image and sliders, and what their buttons do.

// act: what can be done, see build() in pad.js.
function assemble(root, pad, act) {
  const { bundle, theme, map, image } = pad;
  dress(root, theme);
  const sliders = makeSliders(pad), print = makePrint(pad);
  sliders.ontoggle(() => sliders.show(pad.place));

  const background = choice("What the map shows", [
    ["points", "Points", "The images of the data, at their place in latent space"],
    ["grid", "Digits", "What the decoder draws at each place"],
    ["both", "Both", "Points over decoded images"],
  ], act.setBackground);
  if (!bundle.n) background.node.hidden = true;
  const hand = iconButton("hand", "", "Drag to move the map instead of the point (or hold Shift)", () =>
    hand.setAttribute("aria-pressed", act.togglePan()));
  hand.setAttribute("aria-pressed", act.panning());
  const zoomed = (factor) => () => { act.zoom(factor); act.settle(); };
  const bar = element("div", { className: "bar" }, background.node, element("span", { className: "gap" }), hand,
    iconButton("minus", "", "Zoom out", zoomed(1 / 1.4)), iconButton("plus", "", "Zoom in", zoomed(1.4)),
    iconButton("fit", "", "Show everything", act.fit));

  const play = iconButton("play", "Play", "A smooth walk through latent space", act.togglePlay);
  const pace = element("input", { type: "range", min: -1.6, max: 1.6, step: 0.1, value: 0, className: "pace",
    title: "Speed of the walk", oninput: () => act.speed(2 ** pace.value) });
  pace.setAttribute("aria-label", "Speed of the walk");
  const buttons = element("div", { className: "buttons" }, play, pace,
    iconButton("random", "Random", "A place drawn from the prior, z ~ N(0, I)", act.random),
    iconButton("reset", "Reset", "Back to the start, and the whole map", act.reset));

  const stage = element("section", { className: "stage" }, image.figure, image.words);
  const column = element("div", { className: "column" }, buttons, sliders.node, print.node);
  const field = element("section", { className: "map" }, bar, map.node, legend(pad, act.legend), caption(bundle),
    image.every);
  root.replaceChildren(element("div", { className: "parts" }, stage, field, column));

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
    controls: {
      show(playing) {
        play.replaceChildren(icon(playing ? "pause" : "play"), element("span", { textContent: playing ? "Pause" : "Play" }));
        play.setAttribute("aria-pressed", playing);
      },
    },
    close() { clearTimeout(hinting); map.close(); image.close(); },
  };
}

// Class signs in their colours; pointing at one or choosing it brings its points forward.
function legend(pad, show) {
  const { bundle } = pad, node = element("div", { className: "legend", role: "group", "aria-label": "Classes on the map" });
  if (!bundle.n) return node;
  const present = new Set(bundle.labels);
  let kept = null;
  for (const [c, name] of bundle.classes.entries()) {
    if (!present.has(c)) continue;
    const chip = button(name, `Show where class ${name} lies`, () => {
      kept = kept === c ? null : c;
      for (const other of node.children) other.setAttribute("aria-pressed", other === chip && kept !== null);
      show(kept);
    }, { className: "chip" });
    colourChip(chip, c);
    chip.setAttribute("aria-pressed", false);
    chip.onpointerenter = (event) => { if (event.pointerType === "mouse") show(c); };
    chip.onpointerleave = () => show(kept);
    node.append(chip);
  }
  return node;
}

function caption({ about, d, n }) {
  const [first, second] = about.plane.explained.map((share) => Math.round(share * 100));
  const plane = d > 2 ? `The plane of the two widest directions (PCA): ${first + second} % of the spread of ${d} dimensions.`
    : d === 2 ? "The two latent dimensions themselves." : "One latent dimension, from left to right; up and down says nothing.";
  const images = n ? ` ${n.toLocaleString("en")} images; point at one to see it.` : "";
  return element("p", { className: "note", textContent: plane + images });
}
