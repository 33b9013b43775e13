// Which colours does the pad draw with? Those of the page it stands in, read from its CSS variables.

import { CLASS_COLOURS } from "./class_marks.js";

let brush = null; // a context of one pixel, made at the first colour

/** Any CSS colour -> [r, g, b].
 * @param {string} text
 * @returns {[number, number, number]} */
export function parseColour(text) {
  const context = brush ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = "#000";
  context.fillStyle = text.trim();
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

export function readTheme(root) {
  const css = getComputedStyle(root), value = (name) => css.getPropertyValue(name).trim();
  const paper = parseColour(value("--pad-paper")), ink = parseColour(value("--pad-ink"));
  // Ten, so that ten digits differ; further classes start again and are told apart by their mark, see class_marks.js.
  const given = value("--st-chart-categorical-colors").split(/,(?![^(]*\))/).filter(Boolean);
  const classes = (given.length >= CLASS_COLOURS ? given : value("--pad-classes").split(",")).slice(0, CLASS_COLOURS).map((c) => c.trim());
  const shades = new Uint32Array(256); // ink amount -> a pixel, little-endian ABGR
  for (let i = 0; i < 256; i++) {
    const [r, g, b] = paper.map((p, c) => Math.round(p + (ink[c] - p) * (i / 255)));
    shades[i] = (255 << 24 | b << 16 | g << 8 | r) >>> 0;
  }
  // How large the page's type is, against 16 pixels: signs and marks on a canvas grow with it.
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
  return {
    scale, paper, ink, shades, classes, rgb: classes.map(parseColour), font: value("font-family") || "sans-serif",
    text: value("--pad-text"), muted: value("--pad-muted"), line: value("--pad-line"), accent: value("--pad-accent"),
    faint: `rgb(${paper.map((p, c) => Math.round(0.45 * p + 0.55 * ink[c])).join(" ")})`, // for what is none of the groups
    surface: value("--pad-surface"), key: [value("--pad-paper"), value("--pad-ink"), scale, ...classes].join(),
  };
}

// What can be read on a colour: black or white, by relative luminance (WCAG 2).
export function readableOn(rgb) {
  const [r, g, b] = rgb.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.22 ? "#0d0f14" : "#ffffff";
}

// Give the style sheet what only a script can work out.
export function dress(root, theme) {
  root.style.setProperty("--on-accent", readableOn(parseColour(theme.accent)));
  for (const [c, colour] of theme.classes.entries()) {
    root.style.setProperty(`--class-${c}`, colour);
    root.style.setProperty(`--on-class-${c}`, readableOn(theme.rgb[c]));
  }
}

export const css = ([r, g, b], alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

// One square of the atlas as ink on paper, drawn at (x, y) with the given side.
export function paintThumb(context, atlas, left, top, tile, shades, x, y, side) {
  const canvas = new OffscreenCanvas(tile, tile), small = canvas.getContext("2d", { willReadFrequently: true });
  small.drawImage(atlas, left, top, tile, tile, 0, 0, tile, tile);
  const image = small.getImageData(0, 0, tile, tile), grey = new Float32Array(tile * tile);
  for (let i = 0; i < grey.length; i++) grey[i] = image.data[4 * i] / 255;
  small.putImageData(paintInk(grey, shades, image), 0, 0);
  context.drawImage(canvas, x, y, side, side);
}

// Write pixels in [0, 1] as ink on paper.
export function paintInk(pixels, shades, image) {
  const out = new Uint32Array(image.data.buffer);
  for (let i = 0; i < out.length; i++) out[i] = shades[(pixels[i] * 255 + 0.5) | 0];
  return image;
}
