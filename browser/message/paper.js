// What does a message look like on its paper? Curves are filled by the canvas itself, sharp at any size.

import { curveOfJoin, heavierCurves, pathOfCurves, traceCurve } from "./outline.js";

export const GAP_OF_PAGES = 14, EDGE_OF_PAGES = 16; // CSS pixels between pages, and around them
const MOST_PATHS = 4000; // of letters that are kept: hands that blend make new ones
const SHEET = "#ffffff", FAR_UP = 3.4, FAR_DOWN = 2; // x-heights that ink may reach above and below its base line
const MISSING_INK = "#c2410c"; // of the box that stands for a character which the hand lacks

// The curves of letters as paths, each made once for a weight of the strokes.
export class Shapes {
  paths = new Map();
  weight = 0;

  of(hand, number, seam, weight) {
    const glyph = hand.glyphs[number], key = seam ? glyph.seam : glyph.curves;
    if (weight !== this.weight || this.paths.size > MOST_PATHS) this.paths = new Map();
    this.weight = weight;
    let path = this.paths.get(key);
    if (!path) this.paths.set(key, path = pathOfCurves(glyph.missing ? key : heavierCurves(key, weight)));
    return path;
  }
}

// Where the pages lie in CSS pixels, for a window as wide as `wide`: {scale, width, height, pages: [{left, top}]}.
export function placedPages(paper, count, scale, wide) {
  const w = paper[0] * scale, h = paper[1] * scale, width = Math.max(wide, w + 2 * EDGE_OF_PAGES), left = (width - w) / 2;
  const pages = Array.from({ length: count }, (_, k) => ({ left, top: EDGE_OF_PAGES + k * (h + GAP_OF_PAGES) }));
  return { scale, width, height: EDGE_OF_PAGES + count * (h + GAP_OF_PAGES) - GAP_OF_PAGES + EDGE_OF_PAGES, w, h, pages };
}

/** Draw what of a message is seen. seen: {left, top, width, height, ratio}, in CSS pixels, of which the canvas has `ratio` each.
 * shows: which of the marks of a line, {placed, joins}, are drawn. bare: without the paper. */
export function drawPages(context, message, placed, seen, shapes, shows = (line) => line, bare = false) {
  const { ratio } = seen;
  for (const [n, page] of message.pages.entries()) {
    const { left, top } = placed.pages[n], x = left - seen.left, y = top - seen.top;
    if (y > seen.height || y + placed.h < 0) continue;
    context.setTransform(ratio, 0, 0, ratio, x * ratio, y * ratio);
    if (!bare) drawSheetOf(context, message, page, placed);
    const scale = placed.scale * ratio, first = -y / placed.scale, last = (seen.height - y) / placed.scale, { size } = message.config;
    for (const line of page.lines) {
      const reach = Math.abs(line.placed.at(-1).matrix[5] - line.base[1]) + size;
      if (line.base[1] + FAR_DOWN * size + reach < first || line.base[1] - FAR_UP * size - reach > last) continue;
      drawLine(context, message, shows(line), [scale, x * ratio, y * ratio], shapes);
    }
  }
}

/** A photographed paper, of the bytes of a JPEG: an image that `came` is called for once it can be drawn.
 * @param {Uint8Array<ArrayBuffer>} bytes */
export function sheetOf(bytes, came) {
  const image = new Image(), address = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  image.onload = () => { URL.revokeObjectURL(address); came(); };
  image.src = address;
  return image;
}

// The middle of an image, as much of it as fills a page.
function cover(context, image, w, h) {
  const { naturalWidth: wide, naturalHeight: high } = image, scale = Math.max(w / wide, h / high), sw = w / scale, sh = h / scale;
  context.drawImage(image, (wide - sw) / 2, (high - sh) / 2, sw, sh, 0, 0, w, h);
}

function drawSheetOf(context, { hand: { rules: { ground: { SQUARE, WIDTH, COLOUR } } }, config, paper: [w, h], sheet }, page, { scale }) {
  context.fillStyle = SHEET;
  context.fillRect(0, 0, w * scale, h * scale);
  if (config.ground === "own" && sheet?.naturalWidth) cover(context, sheet, w * scale, h * scale);
  context.strokeStyle = COLOUR;
  context.lineWidth = WIDTH * scale;
  context.beginPath();
  const across = (y) => { context.moveTo(0, y * scale); context.lineTo(w * scale, y * scale); };
  if (config.ground === "ruled") page.ruling.forEach(across);
  if (config.ground === "squared") {
    for (let y = SQUARE; y < h; y += SQUARE) across(y);
    for (let x = SQUARE; x < w; x += SQUARE) { context.moveTo(x * scale, 0); context.lineTo(x * scale, h * scale); }
  }
  context.stroke();
}

function drawLine(context, { hand, config }, { placed, joins }, [scale, left, top], shapes) {
  context.fillStyle = config.ink;
  for (const { number, seam, matrix: [a, b, c, d, e, f] } of placed) {
    const { missing } = hand.glyphs[number];
    context.setTransform(scale * a, scale * b, scale * c, scale * d, scale * e + left, scale * f + top);
    if (missing) context.fillStyle = MISSING_INK;
    context.fill(shapes.of(hand, number, seam, config.weight));
    if (missing) context.fillStyle = config.ink;
  }
  if (!joins.length) return;
  context.setTransform(scale, 0, 0, scale, left, top);
  context.beginPath();
  for (const join of joins) traceCurve(context, curveOfJoin(join, hand.rules.message.STEPS));
  context.fill();
}
