// Where do characters stand on a sheet that is taken home? In lines, on white paper, as pixels or as outlines.

import { css } from "../base/theme.js";
import { drawInk, outlinesOf, pathText } from "./ink.js";
import { ADVANCE } from "./row.js";

export const KEPT_LINE = 16; // characters in a line

// {width, height, side, at(i) -> [left, top]}.
export function makePaper(count, side) {
  const across = Math.min(KEPT_LINE, count), advance = Math.round(ADVANCE * side), rim = Math.round(side * 0.08);
  const rows = Math.ceil(count / KEPT_LINE), drop = Math.round(side * 1.02);
  return { side, width: advance * (across - 1) + side + 2 * rim, height: drop * (rows - 1) + side + 2 * rim,
    at: (i) => [rim + advance * (i % KEPT_LINE), rim + drop * Math.floor(i / KEPT_LINE)] };
}

export const lookOnPaper = (state) => ({ ink: [22, 24, 29], paper: [255, 255, 255], smooth: state.ink === "smooth", scratch: {} });

// pixels: of each character, null for a blank. alphas: how strong each is.
export function drawPaper(context, paper, pixels, size, look, alphas = null) {
  context.fillStyle = css(look.paper);
  context.fillRect(0, 0, paper.width, paper.height);
  for (const [i, ink] of pixels.entries()) {
    if (!ink) continue;
    context.save();
    context.translate(...paper.at(i));
    context.globalAlpha = alphas?.[i] ?? 1;
    drawInk(context, ink, size, paper.side, look);
    context.restore();
  }
}

export function svgOfPaper(paper, pixels, size, title) {
  const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const drawn = (ink, i) => `<path d="${pathText(outlinesOf(ink, size), ...paper.at(i), paper.side / size)}"/>`;
  const paths = pixels.map((ink, i) => (ink ? drawn(ink, i) : "")), { width, height } = paper;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" `
    + `fill="#16181d" fill-rule="evenodd"><title>${escaped(title)}</title>${paths.filter(Boolean).join("\n")}</svg>\n`;
}
