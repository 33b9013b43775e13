// What of a training is drawn beside its map? Losses, divergences, images drawn anew, and what the model draws at the point.

import { makeCurves, makeDivergences } from "./charts.js";
import { makePictures } from "./pictures.js";

// host: {theme}; most: images that are drawn anew. -> {curves, bars, anew, drawn, corner: of the map, originals: bytes}.
export function makeViews(host, plan, data, most) {
  const { image_size: size, pixels } = plan, shown = data.shown.subarray(0, most), originals = new Uint8Array(shown.length * pixels);
  for (const [i, place] of shown.entries()) originals.set(data.images.subarray(place * pixels, (place + 1) * pixels), i * pixels);
  const picture = (name) => {
    const made = makePictures(host, size, "What the model draws at the point");
    made.canvas.classList.add(name);
    return made;
  };
  const views = {
    curves: makeCurves(host), bars: makeDivergences(host),
    anew: makePictures(host, size, "Images, and below each what the model makes of it"),
    drawn: picture("digit"), corner: picture("corner"), originals, // the corner: where the map fills a telephone
  };
  views.corner.canvas.setAttribute("aria-hidden", "true");
  return views;
}
