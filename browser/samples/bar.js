// What stands above the columns? What the marks mean, the temperature of all, and whose density the map is shaded with.

import { button, element, setText } from "../base/dom.js";
import { dressSigns, signIcon } from "../map/marks.js";
import { makeSamplesColumn } from "./column.js";

const HOTTEST = 2, HEAT_STEP = 0.02; // of the slider; at more than twice its noise nothing of a strategy is left

// host: see samples.js. act: temperature(value), hold(bool), shade(c), loud(c), and those of the columns.
export function assembleSamples(root, host, block, act) {
  dressSigns(root, host.theme);
  const key = element("p", { className: "key", hidden: host.yardstick === null }, "The decoder has learned to draw where images lie. A sample farther from every image "
    + "than nine in ten images are from their nearest lies in a ", element("b", { textContent: "gap" }), " between them (a hollow mark, ",
  element("i", { className: "hollow" }), "): there the decoder may have to guess, and what comes out may be mush.");

  const slider = element("input", { type: "range", min: 0, max: HOTTEST, step: HEAT_STEP, className: "heat" });
  slider.setAttribute("aria-label", "Temperature of all samples");
  slider.oninput = () => act.temperature(Number(slider.value));
  slider.onchange = () => act.hold(false);
  slider.onpointerdown = () => act.hold(true);
  slider.onpointerup = slider.onpointercancel = () => act.hold(false);
  const value = element("output", {});
  const one = button("As fitted", "Back to a temperature of 1: as fitted", () => { act.temperature(1); act.hold(false); }, { className: "one" });
  const heat = element("div", { className: "heating", title: "How far each sample is from where it was drawn around: 0 is the centres "
    + "themselves, 1 what was fitted, more is wilder" }, element("span", { className: "title", textContent: "Temperature" }),
  slider, value, one);

  const chips = new Map(), shades = element("div", { className: "shades", role: "group",
    "aria-label": "Whose density the map is shaded with" }, element("span", { className: "title", textContent: "Density on the map" }));
  for (const [c, column] of block.columns.entries()) {
    const chip = element("button", { type: "button", className: "shade", title: `Shade the map where ${column.title} draws; the inner line `
      + "holds half of its samples, the outer one nine in ten", onclick: () => act.shade(c) }, signIcon(c),
    element("span", { textContent: column.title }));
    chip.style.setProperty("--mark", `var(--mark-${c})`);
    chip.onpointerenter = (event) => { if (event.pointerType === "mouse") act.loud(c); };
    chip.onpointerleave = () => act.loud(-1);
    chips.set(c, chip);
    shades.append(chip);
  }
  const columns = block.columns.map((column) => makeSamplesColumn(host, column, host.draws[column.c], act));
  const strategies = element("div", { className: `strategies of-${columns.length}` }, ...columns.map(({ node }) => node));
  // What explains the marks stands below the images, and what shades the map beside the map: images come first.
  root.replaceChildren(element("div", { className: "samples-parts" }, element("div", { className: "desk" }, heat), strategies, key,
    element("div", { className: "desk" }, shades)));

  const parts = {
    columns, all: false,
    temperature(t) {
      if (Number(slider.value) !== t) slider.value = t;
      slider.style.setProperty("--fill", `${Math.min(100, 100 * t / HOTTEST)}%`);
      setText(value, t.toFixed(2));
      one.disabled = t === 1;
    },
    shaded() {
      shades.hidden = !host.shadings.some(Boolean);
      for (const [c, chip] of chips) {
        chip.hidden = !host.shadings[c];
        chip.setAttribute("aria-pressed", c === host.shaded);
      }
    },
  };
  parts.shaded();
  return parts;
}
