// Where do the scores stand, and how do they move? An axis with a mark for each shown image, drawn over the whole stage.

import { setText, svg } from "../base/dom.js";
import { duelBetween } from "./tiles.js";

const DUEL_ARROW = 58; // pixels of a pull of 1
export const duelEase = (t) => (t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t));

const makeWords = (x, y, words, className, anchor = "middle") => {
  const node = svg("text", { x, y, class: className, "text-anchor": anchor });
  node.textContent = words;
  return node;
};

function curveTo(x0, y0, x1, y1) {
  const bend = (x0 + x1) / 2;
  return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${bend.toFixed(1)} ${y0.toFixed(1)} ${bend.toFixed(1)} ${y1.toFixed(1)} `
    + `${x1.toFixed(1)} ${y1.toFixed(1)}`;
}

export class DuelScale {
  step = null;
  box = null; // of the axis, in pixels of the overlay
  places = null; // of the tiles that face it
  marks = []; // one for each shown image
  averages = []; // of the real images and of those drawn
  groups = {};

  // overlay: an <svg> over the stage, in CSS pixels.
  constructor(overlay) {
    for (const name of ["wires", "ticks", "averages", "marks"]) this.groups[name] = svg("g", { class: name });
    overlay.append(...Object.values(this.groups));
  }

  load(step) { this.step = step; this.build(); }

  // box: of the axis; places: the points of all tiles that face it, both in pixels of the overlay.
  place(box, places) { this.box = box; this.places = places; this.build(); }

  up(score) {
    const { low, high } = this.step.about.axis, at = (Math.min(high, Math.max(low, score)) - low) / (high - low);
    return this.box.bottom - at * (this.box.bottom - this.box.top);
  }

  scoreAt(kind, i, at) {
    const [a, b, c] = this.step.about.scores.map((stage) => stage[kind === "real" ? 0 : 1][i]);
    return duelBetween(duelBetween(a, b, at.learned), c, at.redrawn);
  }

  build() {
    for (const group of Object.values(this.groups)) group.replaceChildren();
    const { step, box, groups: { ticks } } = this;
    if (!step || !box) return;
    const middle = (box.left + box.right) / 2, { m, axis } = step.about;
    ticks.append(svg("path", { class: "axis", d: `M${middle} ${box.top - 8}V${box.bottom + 8}` }));
    for (const [value, words] of axis.ticks) {
      const y = this.up(value), none = axis.ticks.length === 5 ? words.startsWith("50") : words === "0";
      ticks.append(svg("path", { class: none ? "tick zero" : "tick", d: `M${box.left} ${y}H${box.right}` }),
        makeWords(middle, y + 4, words, "tick-says"));
    }
    ticks.append(makeWords(middle, box.top - 14, "real", "end real"), makeWords(middle, box.bottom + 22, "drawn", "end drawn"));
    this.marks = ["real", "drawn"].flatMap((kind) => Array.from({ length: m }, (_, i) => this.makeMark(kind, i)));
    this.averages = [this.makeAverage("real", -1), this.makeAverage("drawn", 1)];
  }

  makeMark(kind, i) {
    const { box, groups } = this, near = box.slim ? 21 : 26, room = (box.right - box.left) / 2 - near - 2;
    const lane = (kind === "real" ? -1 : 1) * (near + room * ((3 * i) % 8) / 8);
    const wire = svg("path", { class: `wire ${kind}` }), arrow = svg("path", { class: `arrow ${kind}` });
    const dot = kind === "real" ? svg("circle", { r: 5, class: "dot real" })
      : svg("rect", { x: -4.5, y: -4.5, width: 9, height: 9, rx: 1.5, class: "dot drawn" });
    groups.wires.append(wire);
    groups.marks.append(arrow, dot);
    return { kind, i, wire, arrow, dot, x: (box.left + box.right) / 2 + lane, from: this.places[kind][i] };
  }

  makeAverage(kind, side) {
    const line = svg("path", { class: `average ${kind}` });
    const words = makeWords(0, 0, "", `average-says ${kind}`, side < 0 ? "end" : "start");
    this.groups.averages.append(line, words);
    return { kind, side, line, words };
  }

  // at: {judged, pulled, learned, redrawn} from 0 to 1. picked: "drawn 3", the tile in focus.
  show(at, picked) {
    if (!this.step || !this.box) return;
    const most = Math.max(1, ...this.step.about.pulls.flat().map(Math.abs));
    for (const mark of this.marks) this.showMark(mark, at, picked, most);
    for (const average of this.averages) this.showAverage(average, at);
  }

  // most: the strongest of all pulls, or 1.
  showMark({ kind, i, x, from, wire, arrow, dot }, at, picked, most) {
    const flown = duelEase(at.judged * 1.7 - 0.1 * i), y = this.up(this.scoreAt(kind, i, at));
    const now = [duelBetween(from[0], x, flown), duelBetween(from[1], y, flown)];
    dot.setAttribute("transform", `translate(${now[0].toFixed(1)} ${now[1].toFixed(1)})`);
    dot.style.opacity = flown > 0 ? 1 : 0;
    wire.setAttribute("d", flown > 0 ? curveTo(from[0], from[1], now[0], now[1]) : "");
    const focused = picked === `${kind} ${i}`;
    dot.classList.toggle("picked", focused);
    wire.classList.toggle("picked", focused);
    const pull = this.step.about.pulls[kind === "real" ? 0 : 1][i];
    const away = -Math.sign(pull) * 6; // from the mark's rim
    const length = -Math.sign(pull) * Math.max(Math.abs(pull) / most * DUEL_ARROW * at.pulled, 0);
    const head = Math.sign(length) * Math.min(5, Math.abs(length));
    arrow.setAttribute("d", Math.abs(length) < 1.5 ? ""
      : `M${x} ${y + away}v${length.toFixed(1)}m-4 ${(-head).toFixed(1)}l4 ${head.toFixed(1)}l4 ${(-head).toFixed(1)}`);
  }

  showAverage({ kind, side, line, words }, at) {
    const { box, step: { about: { means, probability } } } = this;
    const which = kind === "real" ? 0 : 1, [a, b, c] = means.map((row) => row[which]);
    const value = duelBetween(duelBetween(a, b, at.learned), c, at.redrawn), share = Math.min(0.9975, Math.max(0.0025, value));
    const y = this.up(probability ? Math.log(share / (1 - share)) : value), edge = side < 0 ? box.left : box.right;
    line.setAttribute("d", `M${edge} ${y}l${side * 9} -6v12z`);
    // Where there is no room beside it, it stands on top.
    words.setAttribute("x", edge + side * (box.slim ? 8 : 12));
    words.setAttribute("y", y + (box.slim ? -9 : 4.5));
    words.setAttribute("text-anchor", box.slim ? "middle" : side < 0 ? "end" : "start");
    setText(words, `${duelVerdict(value, probability)}`);
    line.style.opacity = words.style.opacity = duelEase(at.judged * 3 - 2);
  }
}

export const duelProbability = (score) => 1 / (1 + Math.exp(-score));

// A probability as "74 %", never a plain 0 or 100; a score as it is.
export function duelVerdict(value, probability) {
  if (!probability) return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
  return value < 0.005 ? "<1 %" : value > 0.995 ? ">99 %" : `${Math.round(100 * value)} %`;
}
