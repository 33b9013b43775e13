// Which of an exhibit's images is looked at? A row of small pictures, of which one is pressed.

import { element } from "../base/dom.js";
import { paintInk } from "../base/theme.js";

export function paintInto(canvas, pixels, theme, side) {
  const context = canvas.getContext("2d");
  context.putImageData(paintInk(pixels, theme.shades, context.createImageData(side, side)), 0, 0);
}

// images: [{x, label}]. -> {node, show(i), paint(theme)}
export function makePicker(images, side, onpick) {
  const cells = images.map(({ label }, i) => {
    const canvas = element("canvas", { width: side, height: side });
    const node = element("button", { type: "button", className: "pick", title: `This ${label}`, onclick: () => onpick(i) }, canvas);
    node.setAttribute("aria-label", `The image of a ${label}`);
    return { node, canvas };
  });
  return {
    node: element("div", { className: "picks", role: "group", "aria-label": "Image" }, ...cells.map(({ node }) => node)),
    show(i) { for (const [j, { node }] of cells.entries()) node.setAttribute("aria-pressed", i === j); },
    paint(theme) { for (const [i, { canvas }] of cells.entries()) paintInto(canvas, images[i].x, theme, side); },
  };
}
