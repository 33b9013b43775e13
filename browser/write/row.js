// How does a text stand on paper: what was asked, what the model wrote, and what that reads as?

import { element, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { oneHot } from "../base/place.js";
import { noneOf } from "../base/reading.js";
import { drawInk, lookOf, measureInk } from "./ink.js";
import { glideGlyph, inPercent, makeGlyph, readingOf } from "./press.js";

export const ADVANCE = 0.6; // of a picture's width, from one character to the next: pictures have a rim of paper
const WIDEST_CHARACTER = 216, NARROWEST_CHARACTER = 66; // CSS pixels, of a picture
const TIGHT = 56; // CSS pixels from character to character below which only the certainty is written

// host: {writer, state, theme}. on: again(i), a character is to be written anew.
export function makeWrittenRow(host, on) {
  const { writer } = host, cells = [];
  const words = element("div", { className: "rowwords", "aria-hidden": "true" }, element("span", { textContent: "asked" }),
    element("span", { textContent: "written" }), element("span", { textContent: "read as", hidden: !writer.reader }));
  const line = element("div", { className: "number", role: "group", "aria-label": "What was written" });
  const node = element("div", { className: "sheet" }, words, line);
  let letters = [], side = 0, ratio = 1;

  // Take over what was typed; characters that stay keep their ink.
  function take(typed, noise, now, still) {
    letters = typed;
    while (cells.length > letters.length) cells.pop().node.remove();
    while (cells.length < letters.length) { cells.push(makeCharacter(cells.length, on.again)); line.append(cells.at(-1).node); }
    for (const [i, asked] of letters.entries()) {
      const cell = cells[i], { label } = asked;
      askCharacter(cell, asked);
      if (label < 0) continue;
      const y = oneHot(writer.k, label);
      if (cell.glyph && cell.glyph.y[label] === 1) { glideGlyph(cell.glyph, noise(i), now, still); continue; }
      cell.glyph = makeGlyph(writer, y, noise(i));
      cell.glyph.cell = cell;
      cell.glyph.label = label;
      say(cell, i);
    }
    arrange();
  }

  function arrange() {
    const room = line.clientWidth, dpr = Math.min(2, window.devicePixelRatio || 1);
    if (!room || !letters.length) return;
    side = widthOf(letters, room);
    node.style.setProperty("--side", `${side}px`);
    node.style.setProperty("--advance", `${Math.floor(ADVANCE * side)}px`);
    const tight = ADVANCE * side < TIGHT;
    if (tight !== node.classList.contains("tight")) {
      node.classList.toggle("tight", tight);
      for (const [i, cell] of cells.entries()) if (cell.glyph) say(cell, i);
    }
    ratio = dpr;
    for (const cell of cells) {
      const wide = Math.round(side * ratio);
      if (cell.wide === wide) continue;
      cell.wide = cell.canvas.width = cell.canvas.height = wide;
      if (cell.glyph?.have >= 0) paint(cell);
    }
  }

  function paint(cell) {
    clearCharacter(cell);
    if (cell.glyph) drawInk(cell.context, cell.glyph.pixels, writer.size, cell.wide, lookOf(host, cell.glyph));
  }

  function say(cell, i) { sayCharacter(writer, cell, `Character ${i + 1} of ${cells.length}: `, node.classList.contains("tight")); }

  const written = () => cells.filter(({ glyph }) => glyph);

  return {
    node, take, arrange,
    get glyphs() { return written().map(({ glyph }) => glyph); },
    get side() { return side; },
    came(glyph) { paint(glyph.cell); },
    read(glyph) { say(glyph.cell, cells.indexOf(glyph.cell)); },
    repaint() { for (const cell of written()) if (cell.glyph.have >= 0) paint(cell); },
    // In reading order with the blanks, for what is saved: {glyph or null} each.
    get order() { return letters.map((_, i) => cells[i].glyph); },
    facts: () => factsOf(writer, written().map(({ glyph }) => glyph).filter(({ have }) => have >= 0)),
  };
}

function makeCharacter(i, again) {
  // Named by what stands on it, with words between that are only heard: who says what he sees reaches the button.
  const [before, between, after] = [0, 1, 2].map(() => element("span", { className: "spoken" }));
  const asked = element("span", { className: "asked" }), canvas = element("canvas", {});
  const reads = element("small", { className: "readas" });
  const node = element("button", { type: "button", className: "character", onclick: () => again(i) }, before, asked,
    element("span", { className: "paper" }, canvas), between, reads, after);
  return { node, before, asked, between, after, canvas, context: canvas.getContext("2d"), reads, glyph: null, wide: 0 };
}

// The width of a picture with which all characters fit into the room, a blank taking half of what others take.
function widthOf(letters, room) {
  const count = letters.reduce((sum, { blank }) => sum + (blank ? 0.5 : 1), 0);
  const fit = Math.floor(room / (ADVANCE * (count - 1) + 1));
  return Math.max(NARROWEST_CHARACTER, Math.min(WIDEST_CHARACTER, fit));
}

function clearCharacter({ context, canvas }) { context.clearRect(0, 0, canvas.width, canvas.height); }

// What was typed; a blank, and what the model does not know, has no ink.
function askCharacter(cell, { letter, label, blank }) {
  setText(cell.asked, blank ? "\u00a0" : letter);
  cell.node.classList.toggle("blank", blank);
  cell.node.classList.toggle("unknown", !blank && label < 0);
  cell.node.disabled = label < 0;
  if (label >= 0) return;
  cell.glyph = null;
  clearCharacter(cell);
  setText(cell.reads, blank ? "" : "?");
  setText(cell.before, blank ? "Blank" : "");
  setText(cell.between, blank ? "" : " is not known ");
  setText(cell.after, "");
}

// What a character reads as. which: "Character 2 of 4: ". tight: there is room for little.
function sayCharacter(writer, cell, which, tight) {
  const { glyph, node, before, between, after } = cell, own = writer.classes[glyph.label], asked = isolated(own);
  const readings = writer.reader ? readingOf(writer, glyph, 1) : null, found = readings?.[0], none = readings?.length === 0;
  const seen = found && isolated(found.name), noun = none ? noneOf(writer.about.reader) : "";
  const read = found ? `, reads as ${seen}, ${inPercent(found.share)}` : none ? `, reads as ${noun}` : "";
  node.title = `${asked}${read}: click to write it anew`;
  const misread = none || (Boolean(found) && found.name !== own);
  const short = found && (misread ? `as ${seen}` : inPercent(found.share));
  setText(before, which);
  setText(between, !found && !none ? "" : !tight ? ", reads as " : misread ? ", reads " : `, reads as ${seen}, `);
  setText(after, `${tight && misread && found ? `, ${inPercent(found.share)}` : ""}. Write it anew`);
  if (none) setText(cell.reads, tight ? "as none" : noun);
  else setText(cell.reads, found ? (tight ? short : `${seen}, ${inPercent(found.share)}`) : writer.reader ? "…" : "");
  node.classList.toggle("misread", misread);
}

// How much of it is read as asked, how surely, how far it leans beyond its classes' habit, how thick it is.
function factsOf(writer, glyphs) {
  const mean = (values) => {
    const good = values.filter(Number.isFinite);
    return good.reduce((a, b) => a + b, 0) / good.length;
  };
  for (const glyph of glyphs) glyph.measured ??= measureInk(glyph.pixels, writer.size);
  const usual = Object.fromEntries(writer.qualities.map((quality) => [quality.name, quality.usual]));
  const read = glyphs.filter(({ shares }) => shares), certainty = read.map((glyph) => readingOf(writer, glyph, 1)[0] ?? { name: null, share: 0 });
  return {
    count: read.length, right: certainty.filter(({ name }, i) => name === writer.classes[read[i].label]).length,
    sure: mean(certainty.map(({ share }) => share)),
    slant: mean(glyphs.map(({ measured, label }) => measured.slant - (usual.slant?.[label] ?? 0))),
    weight: mean(glyphs.map(({ measured }) => measured.weight)),
  };
}
