// Which colour has each point when a column of numbers, or groups, is looked at instead of the classes?

import { parseColour } from "./theme.js";

// Viridis, which grows evenly lighter and reads the same to colour-blind eyes; sixteen of its 256 steps.
// Source: van der Walt & Smith 2015, bids.github.io/colormap, released as CC0.
const SCALE = ["#440154", "#481a6c", "#472f7d", "#414487", "#39568c", "#31688e", "#2a788e", "#23888e", "#1f988b", "#22a884",
  "#35b779", "#54c568", "#7ad151", "#a5db36", "#d2e21b", "#fde725"];

export const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

// The colour at t in [0, 1]. On paper its lightest end would vanish, on a dark page its darkest: each leaves one out.
export function scaleColour(theme, t) {
  const [low, high] = luminance(theme.paper) > 128 ? [0, 0.92] : [0.14, 1], at = (low + t * (high - low)) * (SCALE.length - 1);
  const i = Math.min(SCALE.length - 2, Math.floor(at));
  const [a, b] = [SCALE[i], SCALE[i + 1]].map((hex) => [1, 3, 5].map((c) => parseInt(hex.slice(c, c + 2), 16)));
  return a.map((v, c) => Math.round(v + (b[c] - v) * (at - i)));
}

const pixelOf = ([r, g, b]) => (b << 16 | g << 8 | r) >>> 0;

// colour: as in core/blocks/layout.py, with its section. Returns what map/map.js calls ink, or null.
export function makeInk(colour, section, stamped) {
  if (!colour) return null;
  const values = new Uint16Array(section.buffer, section.byteOffset, section.byteLength / 2);
  const number = colour.kind === "number", index = number ? Uint8Array.from(values, (v) => v >> 8) : values;
  let made = null, of = null; // made anew only for another theme
  function table(theme) {
    if (of === theme) return made;
    of = theme;
    const grey = parseColour(theme.faint);
    const colours = number ? Array.from({ length: 256 }, (_, i) => scaleColour(theme, i / 255))
      : [grey, ...colour.names.map((_, c) => theme.rgb[c % theme.rgb.length])];
    return made = { table: Uint32Array.from(colours, pixelOf), fold: false, faint: !number };
  }
  return { ...colour, index, table, only: null, stamped };
}

// A number with as many digits as its scale deserves.
export function onScale(value, { low, high }) {
  const step = Math.abs(high - low) / 100 || Math.abs(value) / 100 || 1;
  return value.toLocaleString("en", { maximumFractionDigits: Math.max(0, Math.min(6, Math.ceil(-Math.log10(step)))) })
    .replace("-", "−");
}
