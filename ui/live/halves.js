// What stands where about two maps? The elements around them, and what their buttons do.

// act, verbs: what can be done, see duo.js. pictures: where thumbnails are cut from.
function assembleDuo(root, { pair, theme, maps, pictures, verbs, act }) {
  dress(root, theme);
  const tools = choice("What the hand does", [
    ["drag", "Move", "Drag to move the map, click to pick an image"],
    ["lasso", "Lasso", "Draw around images to select them on both maps"],
    ["box", "Box", "Draw a box around images to select them on both maps"],
  ], act.tool);
  const link = button("Link zoom", "The other map shows the images that are in sight on the one you zoom", act.link, {
    className: "wide" });
  const bar = element("div", { className: "bar" }, tools.node, link, element("span", { className: "gap" }),
    iconButton("minus", "", "Zoom out", () => act.zoom(1 / 1.4)), iconButton("plus", "", "Zoom in", () => act.zoom(1.4)),
    iconButton("fit", "", "Show everything", act.fit));

  const heads = maps.map(() => element("p", { className: "which" }));
  const halves = maps.map((map, s) => element("section", { className: "half" }, heads[s], map.node));
  const play = element("button", { type: "button", className: "travel", onclick: act.travel });
  const ends = maps.map(() => element("span", { className: "end" }));
  const slider = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0,
    oninput: () => act.slide(Number(slider.value), false), onchange: () => act.slide(Number(slider.value), true) });
  slider.setAttribute("aria-label", "How far the points of the left map have travelled to the right one");
  const journey = element("div", { className: "journey" }, play, ends[0], slider, ends[1]);

  const words = element("p", { className: "said", role: "status" });
  const chips = legendOf(pair, act.legend);
  const count = element("span", { className: "count" });
  const frameThem = button("Zoom to them", "Both maps show the images selected", act.frameSelected);
  const clear = button("Clear", "Select nothing", act.clear);
  const selection = element("div", { className: "selection", hidden: true }, count, frameThem, clear);
  let members = null;
  const movers = makeMovers(pictures, { point: act.point, pick: act.pick, way: () => showMovers() });
  root.replaceChildren(element("div", { className: "duo-parts" }, journey, bar,
    element("div", { className: "halves" }, ...halves), chips.node, words, selection, movers.node));
  const watched = maps.map((map, s) => watchGestures(map.front, verbs(s)));
  maps[0].front.setAttribute("aria-label", "Left map. Arrow keys move it, plus and minus zoom, 0 shows everything.");
  maps[1].front.setAttribute("aria-label", "Right map. Arrow keys move it, plus and minus zoom, 0 shows everything.");

  // Pictures are cut out of the atlas, which is opened a moment after the block has come.
  function showMovers() {
    if (pictures.map.atlas) movers.show(members);
  }

  const hinting = new Map();
  return {
    tools,
    get text() { return words.textContent; },
    get busy() { return watched.some((gestures) => gestures.active); },
    anew(next) {
      pair = next;
      for (const [s, { title, method }] of pair.about.sides.entries()) {
        heads[s].replaceChildren(element("b", { textContent: method }), ` ${title}`);
        setText(ends[s], method);
      }
      this.stands(0, false);
      showMovers();
    },
    pictured: showMovers,
    linked(on) { link.setAttribute("aria-pressed", on); },
    stands(t, moving) {
      slider.value = t;
      setText(heads[0].firstChild, t === 0 ? ends[0].textContent : `${ends[0].textContent} → ${ends[1].textContent}`);
      slider.style.setProperty("--fill", `${100 * t}%`);
      const back = t > 0.5 !== moving;
      const sign = moving ? "pause" : "play";
      if (play.dataset.sign !== `${sign}${back}`) {
        play.dataset.sign = `${sign}${back}`;
        play.replaceChildren(icon(sign), element("span", { textContent: moving ? "Turn back" : back ? "Travel back" : "Travel" }));
        play.title = "The points of the left map travel to where they lie on the right one, in two seconds, and back";
      }
    },
    points(i) { setText(words, i < 0 ? "" : describeMover(pair, i)); },
    selected(select) {
      members = select.mask ? select.members : null;
      selection.hidden = members === null;
      chips.show(select.classes);
      if (members) setText(count, counted(pair, members));
      showMovers();
    },
    hint(map) {
      map.hint.classList.add("seen");
      clearTimeout(hinting.get(map));
      hinting.set(map, setTimeout(() => map.hint.classList.remove("seen"), 1600));
    },
    repaint: () => movers.repaint(),
    close() {
      for (const timer of hinting.values()) clearTimeout(timer);
      movers.close();
    },
  };
}

// "213 images selected: 120 × 8, 80 × 3, 13 × 5"
function counted({ clouds: [{ labels, classes }] }, members) {
  const counts = new Map();
  for (const i of members) counts.set(labels[i], (counts.get(labels[i]) ?? 0) + 1);
  const named = [...counts].filter(([c]) => classes[c] !== undefined).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const shown = named.slice(0, 6).map(([c, many]) => `${many.toLocaleString("en")} × ${classes[c]}`).join(", ");
  const many = members.length === 1 ? "1 image selected" : `${members.length.toLocaleString("en")} images selected`;
  return many + (shown ? `: ${shown}${named.length > 6 ? ", …" : ""}` : "");
}

// Class signs shared by both maps: pointing at one brings its points forward, choosing it selects them.
function legendOf({ clouds: [{ labels, classes }] }, on) {
  const node = element("div", { className: "legend", role: "group", "aria-label": "Classes on the maps" });
  const present = new Set(labels), chips = new Map();
  for (const [c, name] of classes.entries()) {
    if (!present.has(c)) continue;
    const chip = button(name, `Select class ${name}`, () => on.toggle(c), { className: "chip" });
    colourChip(chip, c);
    chip.onpointerenter = (event) => { if (event.pointerType === "mouse") on.show(c); };
    chip.onpointerleave = () => on.show(null);
    chips.set(c, chip);
    node.append(chip);
  }
  return { node, show(chosen) { for (const [c, chip] of chips) chip.setAttribute("aria-pressed", chosen.has(c)); } };
}
