// What do the colours on the map mean when it is not coloured by class? A bar for numbers, a chip for each group.

import { onScale, scaleColour } from "../base/colour.js";
import { element, nameChip, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";

// Buttons of which at most one stays pressed. entries: [{value, name, title, c, k}]: the c-th of k groups; value 0 is none.
function chips(node, entries, show) {
  let kept = null;
  node.replaceChildren(...entries.map(({ value, name, title, c, k }) => {
    const chip = nameChip(name, c, k, title, () => {
      kept = kept === value ? null : value;
      for (const other of node.children) other.setAttribute("aria-pressed", other === chip && kept !== null);
      show(kept);
    });
    chip.classList.toggle("noise", value === 0);
    chip.setAttribute("aria-pressed", false);
    chip.onpointerenter = (event) => { if (event.pointerType === "mouse") show(value); };
    chip.onpointerleave = () => show(kept);
    return chip;
  }));
}

// What a column means. show(category or null) brings a group forward; index 0 is none of the groups.
export function makeColourLegend(show) {
  const title = element("span", { className: "title" }), low = element("span", {}), high = element("span", {});
  const bar = element("canvas", { width: 128, height: 1 }), groups = element("div", { className: "legend", role: "group" });
  const scale = element("div", { className: "scale" }, low, bar, high);
  const node = element("div", { className: "colours", hidden: true }, title, scale, groups);
  bar.setAttribute("aria-hidden", "true");

  function paintBar(theme) {
    const context = bar.getContext("2d"), image = context.createImageData(128, 1);
    for (let i = 0; i < 128; i++) image.data.set([...scaleColour(theme, i / 127), 255], 4 * i);
    context.putImageData(image, 0, 0);
  }

  return {
    node,
    show(ink, theme) {
      node.hidden = !ink;
      if (!ink) return;
      setText(title, ink.unit ? `${ink.title} (${ink.unit})` : ink.title);
      const number = ink.kind === "number";
      scale.hidden = !number;
      groups.hidden = number;
      if (number) {
        paintBar(theme);
        setText(low, `${ink.cut?.[0] ? "≤ " : ""}${onScale(ink.low, ink)}`);
        setText(high, `${ink.cut?.[1] ? "≥ " : ""}${onScale(ink.high, ink)}`);
        return;
      }
      groups.setAttribute("aria-label", ink.title);
      const present = new Set(ink.index), noise = { value: 0, name: ink.rest ?? "noise", title: "Show the images in none of them" };
      chips(groups, [
        ...ink.names.map((name, c) => ({
          value: c + 1, name, title: `Show where ${isolated(name)} lies`, c, k: ink.names.length,
        })),
        { ...noise, c: 0, k: 0 },
      ].filter(({ value }) => present.has(value)), show);
    },
  };
}
