// What lies between two draws? For one model, the straight way and the way round the centre, as images.

import { element, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { paintInk } from "../base/theme.js";
import { modelName } from "./column.js";
import { lengthOf, nearerThan, noiseOf, wayBetween } from "./space.js";

const STRIP_SIDE = 46, SHORTEST = 5, LONGEST = 11; // CSS pixels an image takes at least; images of a strip
const WAYS = [
  { round: false, title: "Straight" },
  { round: true, title: "Round the centre" },
];

// How many draws lie nearer to the centre than the middle of a way.
const nearerSaid = (share) => `${share < 0.001 ? "fewer than 0.1" : share < 0.1 ? (100 * share).toFixed(1) : share > 0.995 ? "over 99" : Math.round(100 * share)} % `
  + "of draws lie nearer";

// host: {theme, ends, asked(model) -> class weights}.
export function makeStrips(host, model) {
  const { size, d } = model, image = new ImageData(size, size);
  const ways = WAYS.map(({ round, title }) => {
    const images = element("div", { className: "images" }), told = element("span", { className: "numbers" });
    images.setAttribute("role", "img");
    images.setAttribute("aria-label", `${title}: images on the way from one draw to another`);
    const node = element("div", { className: "way" }, element("p", {}, element("b", { textContent: title }), told), images);
    return { round, title, images, told, node, cells: [] };
  });
  const node = element("section", { className: "ways", "aria-label": `Between two draws, ${isolated(model.title)}` }, modelName(model, "h3"), ...ways.map((way) => way.node));
  let version = 1, ends = null, of = 0;

  function arrange() {
    const wide = ways[0].images.clientWidth;
    if (!wide) return;
    const room = Math.max(SHORTEST, Math.min(LONGEST, Math.floor(wide / STRIP_SIDE))), n = room - (room % 2 ? 0 : 1); // one in the middle
    for (const way of ways) {
      if (way.cells.length === n) continue;
      way.cells = Array.from({ length: n }, (_, i) => {
        const canvas = element("canvas", { width: size, height: size });
        return { t: i / (n - 1), canvas, context: canvas.getContext("2d", { willReadFrequently: true }), asked: 0, pixels: null };
      });
      way.images.replaceChildren(...way.cells.map((cell) => cell.canvas));
    }
  }

  function begin() {
    ends = [0, 1].map((i) => noiseOf(host.ends, i, 4, d));
    of = version;
    for (const { round, title, told, images } of ways) {
      const far = lengthOf(wayBetween(...ends, 0.5, round)), middle = far.toFixed(1);
      setText(told, `|z| ${lengthOf(ends[0]).toFixed(1)} → ${middle} → ${lengthOf(ends[1]).toFixed(1)}; ${nearerSaid(nearerThan(far, d))}`);
      images.setAttribute("aria-label", `${title}: images on the way from one draw to another; the distance from the centre is ${middle} in the middle`);
    }
  }

  const paint = (cell) => cell.context.putImageData(paintInk(cell.pixels, host.theme.shades, image), 0, 0);

  return {
    node, arrange,
    stale() { version++; },
    next() {
      if (of !== version) begin();
      for (const { round, cells } of ways) {
        const cell = cells.find(({ asked }) => asked !== version);
        if (!cell) continue;
        cell.asked = version;
        return { x: model.inputFor(wayBetween(...ends, cell.t, round), host.asked(model)), done(pixels) {
          cell.pixels = Float32Array.from(pixels);
          paint(cell);
        } };
      }
      return null;
    },
    get ready() { return ways.every(({ cells }) => cells.length && cells.every(({ asked, pixels }) => asked === version && pixels)); },
    get cells() { return ways.map(({ cells }) => cells); },
    repaint() { for (const { cells } of ways) for (const cell of cells) if (cell.pixels) paint(cell); },
  };
}
