// How does somebody take what was written home? As a picture, as outlines that any size keeps sharp, or as a film.

import { download, element, icon, iconButton, save } from "../base/dom.js";
import { filmsOf, makeFilm } from "./film.js";
import { drawPaper, lookOnPaper, makePaper, svgOfPaper } from "./paper.js";
import { inPercent } from "./press.js";

const KEPT_SIDE = 256; // pixels of a character in a picture

// host: {writer, runtime, state, theme, row, mix, say(text)}.
export function makeKeep(host) {
  const { writer } = host, kind = element("select", { title: "What the film shows" });
  kind.setAttribute("aria-label", "What the film shows");
  kind.append(...filmsOf(writer).map(([value, textContent]) => element("option", { value, textContent })));
  const pressed = () => { if (making) making.stop = true; else make(kind.value); };
  const film = iconButton("save", "Film", "A GIF, made here in the browser", pressed);
  const node = element("div", { className: "keep" }, iconButton("save", "PNG", "What is written, as a picture", png),
    iconButton("save", "SVG", "What is written as outlines, traced round the ink: sharp at any size", outlines),
    element("span", { className: "pair" }, film, kind));
  let making = null;

  const pixelsNow = () => host.row.order.map((glyph) => (glyph && glyph.have >= 0 ? glyph.pixels : null));
  const nameOf = (ending) => `${host.state.text.trim().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) || "written"}.${ending}`;

  function png() {
    const paper = makePaper(host.row.order.length, KEPT_SIDE), { width, height } = paper;
    const canvas = element("canvas", { width, height });
    drawPaper(canvas.getContext("2d"), paper, pixelsNow(), writer.size, lookOnPaper(host.state));
    save(nameOf("png"), canvas);
  }

  function outlines() {
    const paper = makePaper(host.row.order.length, KEPT_SIDE);
    download(nameOf("svg"), new Blob([svgOfPaper(paper, pixelsNow(), writer.size, host.state.text)], { type: "image/svg+xml" }));
  }

  async function make(wanted) {
    making = { stop: false };
    const gif = await makeFilm(host, wanted, making, (share) => show(`Making the film, ${inPercent(share)}`));
    making = null;
    show("");
    if (gif) download(nameOf("gif"), new Blob([gif], { type: "image/gif" }));
  }

  function show(text) {
    film.replaceChildren(icon("save"), element("span", { textContent: making ? "Stop" : "Film" }));
    host.say(text);
  }

  return { node, close() { if (making) making.stop = true; } };
}
