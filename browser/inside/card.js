// What is one tile, enlarged? Its picture, its numbers, what feeds it and what it feeds, each with the weights between.

import { element, iconButton, setText } from "../base/dom.js";
import { digits } from "../base/place.js";
import { paintInk } from "../base/theme.js";
import { insidePicture } from "./colours.js";

const INSIDE_LARGE = 168; // CSS pixels

// host: {palette, theme, name(stage, tile), unpin(), pin(stage, tile)}.
export function makeInsideCard(host) {
  const canvas = element("canvas", { width: INSIDE_LARGE, height: INSIDE_LARGE, role: "img" });
  const title = element("h3", {}), numbers = element("p", { className: "numbers" });
  const close = iconButton("minus", "", "Let go of this part", () => host.unpin());
  const fed = element("div", { className: "list" }), feeds = element("div", { className: "list" });
  const hint = element("p", { className: "note", textContent: "Click to hold it." });
  const node = element("aside", { className: "inspect", "aria-label": "One part, enlarged" },
    element("div", { className: "head" }, title, close), element("div", { className: "both" }, canvas, element("div", {}, numbers, hint)), fed, feeds);
  node.hidden = true;
  let shown = "";

  function list(into, words, links) {
    into.hidden = !links.length;
    into.replaceChildren(element("p", { className: "note", textContent: words }), ...links.map((link) => {
      const picture = link.picture(), small = element("canvas", { width: 36, height: 36 });
      if (picture) insidePicture(small, picture.values, picture.w, picture.h, host.palette);
      const item = element("button", { type: "button", className: "link", onclick: () => host.pin(link.stage, link.tile) },
        ...(picture && picture.values.length > 1 ? [small] : []), element("span", { textContent: host.name(link.stage, link.tile, true) }),
        element("small", { textContent: `${Math.round(100 * link.share)}\u00a0%` }));
      item.title = `${host.name(link.stage, link.tile)}: ${(100 * link.share).toFixed(1)} % of the squared weights`;
      return item;
    }));
  }

  return {
    node,
    hide() { node.hidden = true; shown = ""; },
    // tile: as a stage gives it. links: {fed, feeds}. pinned: whether it is held.
    show({ stage, index }, tile, links, pinned) {
      node.hidden = false;
      close.hidden = !pinned;
      hint.hidden = pinned;
      setText(title, host.name(stage, index));
      const low = tile.values.reduce((a, b) => Math.min(a, b)), high = tile.values.reduce((a, b) => Math.max(a, b));
      setText(numbers, tile.values.length > 1 ? `From ${digits(low)} to ${digits(high)} just now.` : `${digits(high)} just now.`);
      canvas.setAttribute("aria-label", `${title.textContent}, enlarged`);
      const context = canvas.getContext("2d");
      context.imageSmoothingEnabled = false;
      if (tile.segment.ink) paintLarge(tile);
      else insidePicture(canvas, tile.values, tile.w, tile.h, host.palette, tile.top);
      const key = `${stage}.${index}.${host.theme.key}`;
      if (key === shown) return;
      shown = key;
      list(fed, "Fed most by (step.part), with the weights between:", links.fed);
      list(feeds, "Feeds most (step.part), with the weights between:", links.feeds);
    },
  };

  function paintLarge({ values, w, h }) {
    const small = new OffscreenCanvas(w, h), pen = small.getContext("2d");
    pen.putImageData(paintInk(values, host.theme.shades, pen.createImageData(w, h)), 0, 0);
    canvas.getContext("2d").drawImage(small, 0, 0, canvas.width, canvas.height);
  }
}
