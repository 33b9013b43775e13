// What stands where about two maps? The elements around them, and what their buttons do.

import { button, choice, element, icon, iconButton, nameChip, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";
import { dress } from "../base/theme.js";
import { watchGestures } from "../map/gestures.js";
import { describeMover, makeMovers } from "./movers.js";

// What the hand does, and how much of the maps is seen.
function makeBar(act) {
  const tools = choice("What the hand does", [
    ["drag", "Move", "Drag to move the map, click to pick an image"],
    ["lasso", "Lasso", "Draw around images to select them on both maps"],
    ["box", "Box", "Draw a box around images to select them on both maps"],
  ], act.tool);
  const link = button("Link zoom", "The other map shows the images that are in sight on the one you zoom", act.link, {
    className: "wide" });
  const node = element("div", { className: "bar" }, tools.node, link, element("span", { className: "gap" }),
    iconButton("minus", "", "Zoom out", () => act.zoom(1 / 1.4)), iconButton("plus", "", "Zoom in", () => act.zoom(1.4)),
    iconButton("fit", "", "Show everything", act.fit));
  return { node, tools, linked(on) { link.setAttribute("aria-pressed", on); } };
}

// How far the points have travelled. methods(names): what the two maps are called.
function makeJourney(act) {
  const play = element("button", { type: "button", className: "travel", onclick: act.travel });
  const ends = [0, 1].map(() => element("span", { className: "end" }));
  const slider = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0,
    oninput: () => act.slide(Number(slider.value), false), onchange: () => act.slide(Number(slider.value), true) });
  slider.setAttribute("aria-label", "How far the points of the left map have travelled to the right one");
  return {
    node: element("div", { className: "journey" }, play, ends[0], slider, ends[1]),
    methods(names) { for (const [s, name] of names.entries()) setText(ends[s], name); },
    // What the left map shows.
    words: (t) => (t === 0 ? ends[0].textContent : `${ends[0].textContent} → ${ends[1].textContent}`),
    show(t, moving) {
      slider.value = t;
      slider.style.setProperty("--fill", `${100 * t}%`);
      const back = t > 0.5 !== moving, sign = moving ? "pause" : "play";
      if (play.dataset.sign === `${sign}${back}`) return;
      play.dataset.sign = `${sign}${back}`;
      play.replaceChildren(icon(sign), element("span", { textContent: moving ? "Turn back" : back ? "Travel back" : "Travel" }));
      play.title = "The points of the left map travel to where they lie on the right one, in two seconds, and back";
    },
  };
}

// How many images are selected, and what to do with them.
function makeSelectionBar(act) {
  const count = element("span", { className: "count" });
  const node = element("div", { className: "selection", hidden: true }, count,
    button("Zoom to them", "Both maps show the images selected", act.frameSelected), button("Clear", "Select nothing", act.clear));
  return {
    node,
    show(pair, members) {
      node.hidden = members === null;
      if (members) setText(count, counted(pair, members));
    },
  };
}

// What a map says to whoever turns the wheel over it, for a moment.
function makeHints() {
  const hinting = new Map();
  return {
    show(map) {
      map.hint.classList.add("seen");
      clearTimeout(hinting.get(map));
      hinting.set(map, setTimeout(() => map.hint.classList.remove("seen"), 1600));
    },
    close() { for (const timer of hinting.values()) clearTimeout(timer); },
  };
}

// act, verbs: what can be done, see compare_maps.js. pictures: where thumbnails are cut from.
export function assembleCompareMaps(root, { pair, theme, maps, pictures, verbs, act }) {
  dress(root, theme);
  const bar = makeBar(act), journey = makeJourney(act), selection = makeSelectionBar(act), hints = makeHints();
  const heads = maps.map(() => element("p", { className: "which" }));
  const halves = maps.map((map, s) => element("section", { className: "half" }, heads[s], map.node));
  const words = element("p", { className: "said", role: "status" }), chips = legendOf(pair, act.legend);
  let members = null;
  const movers = makeMovers(pictures, { point: act.point, pick: act.pick, way: () => showMovers() });
  root.replaceChildren(element("div", { className: "duo-parts" }, journey.node, bar.node,
    element("div", { className: "halves" }, ...halves), chips.node, words, selection.node, movers.node));
  for (const [s, map] of maps.entries()) watchGestures(map.front, verbs(s));
  maps[0].front.setAttribute("aria-label", "Left map. Arrow keys move it, plus and minus zoom, 0 shows everything.");
  maps[1].front.setAttribute("aria-label", "Right map. Arrow keys move it, plus and minus zoom, 0 shows everything.");

  // Pictures are cut out of the atlas, which is opened a moment after the block has come.
  function showMovers() {
    if (pictures.map.atlas) movers.show(members);
  }

  function stands(t, moving) {
    setText(heads[0].firstChild, journey.words(t));
    journey.show(t, moving);
  }

  return {
    tools: bar.tools, linked: bar.linked, hint: hints.show, pictured: showMovers, stands,
    get text() { return words.textContent; },
    anew(next) {
      pair = next;
      const { sides } = pair.about;
      for (const [s, { title, method }] of sides.entries()) {
        heads[s].replaceChildren(element("b", { textContent: method }), " ", named("bdi", title));
      }
      journey.methods(sides.map(({ method }) => method));
      stands(0, false);
      showMovers();
    },
    points(i) { setText(words, i < 0 ? "" : describeMover(pair, i)); },
    selected(select) {
      members = select.mask ? select.members : null;
      chips.show(select.classes);
      selection.show(pair, members);
      showMovers();
    },
    repaint: () => movers.repaint(),
    close() {
      hints.close();
      movers.close();
    },
  };
}

// "213 images selected: 120 × 8, 80 × 3, 13 × 5"
function counted({ clouds: [{ labels, classes }] }, members) {
  const counts = new Map();
  for (const i of members) counts.set(labels[i], (counts.get(labels[i]) ?? 0) + 1);
  const known = [...counts].filter(([c]) => classes[c] !== undefined).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const shown = known.slice(0, 6).map(([c, many]) => `${many.toLocaleString("en")} × ${isolated(classes[c])}`).join(", ");
  const many = members.length === 1 ? "1 image selected" : `${members.length.toLocaleString("en")} images selected`;
  return many + (shown ? `: ${shown}${known.length > 6 ? ", …" : ""}` : "");
}

// Class signs shared by both maps: pointing at one brings its points forward, choosing it selects them.
function legendOf({ clouds: [{ labels, classes }] }, on) {
  const node = element("div", { className: "legend", role: "group", "aria-label": "Classes on the maps" });
  const present = new Set(labels), chips = new Map();
  for (const [c, name] of classes.entries()) {
    if (!present.has(c)) continue;
    const chip = nameChip(name, c, classes.length, `Select class ${isolated(name)}`, () => on.toggle(c));
    chip.onpointerenter = (event) => { if (event.pointerType === "mouse") on.show(c); };
    chip.onpointerleave = () => on.show(null);
    chips.set(c, chip);
    node.append(chip);
  }
  return { node, show(chosen) { for (const [c, chip] of chips) chip.setAttribute("aria-pressed", chosen.has(c)); } };
}
