// How are images of the data looked through, one by one: which is it, what is wrong with it, is it to go?
//
// data: {id, model, columns, side, sheet: a PNG in base64, bright ink on black, tiles: [{index, name, note, says}]}. A tray
// of the same id stays as it is, with what was ticked on it.

import { live } from "../adapter.js";
import { openRegistry } from "../pad/registry.js";
import { element } from "./dom.js";

// The pad of that model opens the image's card, if it stands on this page.
function look(model, index) {
  const chosen = openRegistry().pads.get(model)?.pad?.chosen;
  if (!chosen) return;
  chosen.open(index);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  chosen.card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
}

function tile({ model, columns }, { index, name, note, says }, place, ontick) {
  const rows = `calc(var(--side) * ${Math.floor(place / columns)} * -1)`;
  const ink = element("span", { className: "ink" });
  // The text colour shows through the picture as through a stencil, so that it follows the theme.
  ink.style.maskPosition = ink.style.webkitMaskPosition = `calc(var(--side) * ${place % columns} * -1) ${rows}`;
  const looked = `${says} Look at it on the pad.`;
  const image = element("button", {
    type: "button", className: "image", title: looked, "aria-label": looked, onclick: () => look(model, index),
  }, ink);
  const tick = element("input", {
    type: "checkbox", "aria-label": `Tick image ${index}`, onchange: () => ontick(index, tick.checked),
  });
  return element("figure", {}, image,
    element("figcaption", {}, element("b", { textContent: name, dir: "auto" }), element("small", { textContent: note })),
    element("label", {}, tick, element("span", { textContent: `${index}` })));
}

export default live((root, { tell }) => {
  let shown = null; // id of the tray that stands there

  return {
    update(data) {
      if (shown === data.id) return;
      shown = data.id;
      const ticked = new Set();
      const ontick = (index, on) => {
        if (on) ticked.add(index); else ticked.delete(index);
        tell("ticked", { id: data.id, images: [...ticked] });
      };
      const rows = Math.ceil(data.tiles.length / data.columns);
      root.style.setProperty("--sheet", `url("data:image/png;base64,${data.sheet}")`);
      root.style.setProperty("--size", `calc(var(--side) * ${data.columns}) calc(var(--side) * ${rows})`);
      root.replaceChildren(...data.tiles.map((one, place) => tile(data, one, place, ontick)));
    },
  };
}, { into: ".tray" });
