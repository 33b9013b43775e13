// What stands around one film of training? Its title, its images and when they were drawn.

import { element, setText } from "../base/dom.js";
import { paintFrame } from "./frames.js";

export const inTime = (value) => (value < 100 ? `${value.toFixed(1)} s` : value < 5400 ? `${(value / 60).toFixed(1)} min` : `${(value / 3600).toFixed(1)} h`);

// titled: also where the film has no title of its own. host: {columns(m) -> how many of m images stand in a row, theme()}.
export function makePane(film, titled, host) {
  const canvas = element("canvas", { className: "sheet", role: "img" }), words = element("figcaption", {});
  const title = element("h3", { textContent: film.title });
  let shown = -1;
  return {
    film, canvas, node: element("figure", { className: "film" }, titled || film.title ? title : "", canvas, words),
    get frame() { return shown; },
    show(i, again = false) {
      if (i === shown && !again) return;
      shown = i;
      paintFrame(canvas, film, i, host.columns(film.m), host.theme());
      const text = film.images[i] === 0 ? "before the first step: untrained"
        : `after ${Math.round(film.images[i]).toLocaleString("en")} images, ${inTime(film.seconds[i])}`;
      setText(words, text);
      canvas.setAttribute("aria-label", `${film.m} images that ${film.title || "the model"} draws ${text}`);
    },
  };
}
