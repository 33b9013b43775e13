// How does a map look at the size of a stamp? Points that look as their classes do, in the page's colours.
//
// bytes: from ui/shared/map_stamp.py, with xy and categories, the number of a class each, and alt, what is said of them.

import { live } from "../adapter.js";
import { CLASS_COLOURS, fillMark, markOf, needMarks } from "../base/class_marks.js";
import { makeRuntime } from "../base/runtime.js";

const SIDE = 260, EDGE = 8, MARK = 11; // pixels of the square, which is often shown at half its size; around; of a mark
const NONE = 65535, FAR = 65535; // of no class; the largest place

function drawDots(canvas, { xy, categories }) {
  const style = getComputedStyle(canvas), grey = style.getPropertyValue("--st-gray-color") || "gray";
  const colours = style.getPropertyValue("--st-chart-categorical-colors").split(/,(?![^(]*\))/).map((c) => c.trim());
  const ratio = Math.min(2, window.devicePixelRatio || 1), side = Math.round(SIDE * ratio), edge = EDGE * ratio;
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d"), dot = Math.max(1.6, Math.min(4, 90 / Math.sqrt(categories.length))) * ratio;
  const kinds = categories.reduce((most, c) => (c === NONE ? most : Math.max(most, c + 1)), 0);
  const marked = needMarks(kinds), wide = Math.max(dot, MARK * ratio), at = (v) => edge + v / FAR * (side - 2 * edge);
  context.globalAlpha = 0.8;
  for (const [i, category] of categories.entries()) {
    const none = category === NONE, x = at(xy[2 * i]), y = side - at(xy[2 * i + 1]);
    context.fillStyle = none ? grey : colours[category % CLASS_COLOURS];
    if (marked && !none) fillMark(context, markOf(category), [x, y], wide);
    else context.fillRect(x - dot / 2, y - dot / 2, dot, dot);
  }
}

export default live((canvas) => {
  let shown = null;
  const retheme = () => { if (shown) drawDots(canvas, shown); };
  return {
    update(bytes) {
      const { xy, categories, alt } = makeRuntime().unpack(bytes.slice()); // its own memory: typed arrays look into it
      const numbers = (section) => new Uint16Array(section.buffer, section.byteOffset, section.byteLength / 2);
      shown = { xy: numbers(xy), categories: numbers(categories) };
      canvas.setAttribute("aria-label", new TextDecoder().decode(alt));
    },
    retheme,
  };
}, { into: ".dots" });
