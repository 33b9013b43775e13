// What stands where in a duel? Real images, the discriminator and its axis, what the generator draws, and its noise.

import { element, setText, svg } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { isolated } from "../base/names.js";
import { DuelScale, duelEase, duelProbability, duelVerdict } from "./scale.js";
import { makeDuelTile, paintDuelNoise } from "./tiles.js";

const DUEL_SEED = [7, 3, 9, 1, 5, 8, 2, 6, 4, 0]; // widths of a network's lines: a picture of weights, not the weights

// A network as it is drawn in lectures: layers of dots, widening or narrowing from left to right.
function duelNetwork(layers) {
  const node = svg("svg", { viewBox: "0 0 92 60", class: "network" }), dots = [], wires = svg("g", { class: "weights" });
  node.setAttribute("aria-hidden", "true");
  const columns = layers.map((count, l) => Array.from({ length: count }, (_, k) =>
    [10 + l * 72 / (layers.length - 1), 30 + (k - (count - 1) / 2) * 13]));
  for (let l = 0; l + 1 < columns.length; l++) {
    for (const [a, from] of columns[l].entries()) {
      for (const [b, to] of columns[l + 1].entries()) {
        const line = svg("path", { d: `M${from.join(" ")}L${to.join(" ")}`, "stroke-width": 0.5 + DUEL_SEED[(3 * a + 5 * b + 2 * l) % 10] / 5 });
        line.style.animationDelay = `${-((a * 7 + b * 3 + l * 5) % 11) / 10}s`;
        wires.append(line);
      }
    }
    dots.push(...columns[l]);
  }
  node.append(wires);
  for (const [x, y] of [...dots, ...columns.at(-1)]) node.append(svg("circle", { cx: x, cy: y, r: 3.6 }));
  return node;
}

function makeNet(side, title, layers) {
  const state = element("span", { className: "state" });
  const node = element("section", { className: `net ${side}`, "aria-label": title }, duelNetwork(layers), element("h3", { textContent: title }), state);
  return { node, state };
}

// Shows the step it is given at the moments it is told.
export class DuelStage {
  step = null;
  theme = null;
  tiles = { real: [], drawn: [] };
  noise = []; // a canvas for each drawn image
  flow = []; // lines from the noise to the generator, and from there to the image
  last = null; // what was shown last
  shownAt = ""; // the moment that the drawn images show
  judge = makeNet("D", "Discriminator", [4, 3, 1]);
  forger = makeNet("G", "Generator", [4, 3, 2]);
  rows = Object.fromEntries(["real", "drawn", "noise"].map((name) => [name, element("div", { className: "tiles" })]));
  room = element("div", { className: "axis-room" });
  overlay = svg("svg", { class: "overlay" });
  flows = svg("g", { class: "flows" });

  // on: pick(name), point(name): "real 2", "" for none.
  constructor(on) {
    this.on = on;
    this.overlay.setAttribute("aria-hidden", "true");
    this.overlay.append(this.flows);
    const side = (name, title) => element("section", { className: `side ${name}` }, element("h3", { textContent: title }), this.rows[name]);
    this.node = element("div", { className: "stage-of-duel", tabIndex: 0, role: "group" }, this.overlay, side("real", "Real images"),
      element("section", { className: "verdict" }, this.judge.node, this.room), side("drawn", "Drawn images"), this.forger.node,
      side("noise", "Noise"));
    this.scale = new DuelScale(this.overlay);
    this.size = makeHost(this.node, { resized: () => this.measure() });
  }

  load(step) {
    const { about } = this.step = step;
    if (this.tiles.real.length !== about.m) this.build(about.m);
    delete this.node.dataset.phase;
    this.scale.load(step);
    for (const kind of ["real", "drawn"]) {
      for (const [i, tile] of this.tiles[kind].entries()) {
        const asked = kind === "drawn" && about.asked.length ? `, asked for ${isolated(about.asked[i])}` : "";
        tile.node.setAttribute("aria-label", `${kind === "real" ? "Real" : "Drawn"} image ${i + 1}${asked}: look closely`);
      }
    }
    this.paint();
    this.measure();
  }

  build(m) {
    for (const kind of ["real", "drawn"]) {
      this.tiles[kind] = Array.from({ length: m }, (_, i) => this.makeTile(kind, i));
      this.rows[kind].replaceChildren(...this.tiles[kind].map((tile) => tile.node));
    }
    this.noise = Array.from({ length: m }, () => element("canvas", { className: "noise-tile" }));
    this.rows.noise.replaceChildren(...this.noise.map((canvas) => element("figure", {}, canvas, element("figcaption", {}))));
    this.flow = this.noise.map(() => ["in", "out"].map((end) => svg("path", { class: `flow ${end}`, pathLength: 1 })));
    this.flows.replaceChildren(...this.flow.flat());
  }

  makeTile(kind, i) {
    const tile = makeDuelTile(kind, i), name = `${kind} ${i}`;
    tile.node.onclick = () => this.on.pick(name);
    tile.node.onpointerenter = () => this.on.point(name);
    tile.node.onpointerleave = () => this.on.point("");
    return tile;
  }

  // Measured after a change of size only: to ask makes the browser lay out.
  measure() {
    const origin = this.node.getBoundingClientRect(), { tiles } = this;
    if (!this.step || !origin.width) return;
    this.overlay.setAttribute("viewBox", `0 0 ${origin.width} ${origin.height}`);
    const box = boxIn(this.room, origin), wide = box.right - box.left, slim = wide < 180, gap = slim ? 10 : Math.min(58, wide * 0.24);
    const at = (kind, edge) => tiles[kind].map((tile) => { const c = boxIn(tile.canvas, origin); return [c[edge], c.y]; });
    this.scale.place({ left: box.left + gap, right: box.right - gap, top: box.top + 34, bottom: box.bottom - 30, slim },
      { real: at("real", "right"), drawn: at("drawn", "left") });
    const forge = boxIn(this.forger.node, origin);
    for (const [i, [into, out]] of this.flow.entries()) {
      into.setAttribute("d", bow(boxIn(this.noise[i], origin), forge));
      out.setAttribute("d", bow(forge, boxIn(tiles.drawn[i].canvas, origin)));
    }
    if (this.last) this.show(...this.last);
  }

  // moment: how far each part of the step is, see duel.js. phase: the one that goes on. picked: the image in focus.
  show(moment, phase, picked) {
    this.last = [moment, phase, picked];
    if (!this.step || !this.theme) return;
    const { made } = moment, key = [made, moment.pushed, moment.done, moment.settled, this.theme.key, this.step.about.id].join();
    if (key !== this.shownAt) { // of most moments only marks move: images are painted where they change
      this.shownAt = key;
      this.draw(moment);
    }
    for (const [i, [into, out]] of this.flow.entries()) {
      into.style.strokeDashoffset = 1 - duelEase(made * 3 - 0.06 * i);
      out.style.strokeDashoffset = 1 - duelEase(made * 3 - 0.8 - 0.06 * i);
    }
    for (const kind of ["real", "drawn"]) {
      for (const [i, tile] of this.tiles[kind].entries()) {
        const says = moment.judged > 0.55 ? this.verdict(this.scale.scoreAt(kind, i, moment)) : "";
        setText(tile.says, says || "\u00a0");
        tile.node.classList.toggle("picked", picked === `${kind} ${i}`);
      }
    }
    this.scale.show(moment, picked);
    this.act(phase);
  }

  draw(moment) {
    const { step, theme } = this, { size } = step.about, pixels = size * size;
    const cut = (name, i) => step[name].subarray(i * pixels, (i + 1) * pixels);
    for (const [i, tile] of this.tiles.drawn.entries()) {
      tile.drawn({ before: cut("before", i), after: cut("after", i), push: cut("push", i), change: cut("change", i) }, size, theme,
        { ...moment, made: duelEase(moment.made * 1.8 - 0.8 - 0.03 * i) });
      tile.canvas.style.opacity = Math.min(1, 0.08 + moment.made * 2.2);
    }
  }

  verdict(score) { return this.step.about.probability ? duelVerdict(duelProbability(score), true) : duelVerdict(score, false); }

  // What both networks do in a phase.
  act(phase) {
    const { node, judge, forger } = this;
    if (node.dataset.phase === phase.name) return;
    node.dataset.phase = phase.name;
    node.dataset.active = phase.active;
    const judges = phase.name === "push" ? "passes" : phase.active !== "D" ? "waits" : phase.learns ? "learns" : "works";
    const forges = phase.active !== "G" ? "waits" : phase.learns ? "learns" : phase.name === "draw" ? "works" : "still";
    judge.node.dataset.does = judges;
    forger.node.dataset.does = forges;
    setText(judge.state, { waits: "waits", passes: "stands still", learns: "its weights move", works: "judges" }[judges]);
    setText(forger.state, { waits: "waits", still: phase.name === "push" ? "listens" : "is given noise", learns: "its weights move",
      works: "draws" }[forges]);
  }

  paint() {
    const { step, theme } = this;
    if (!step || !theme) return;
    const { size, d, asked } = step.about, pixels = size * size;
    for (const [i, tile] of this.tiles.real.entries()) tile.real(step.real.subarray(i * pixels, (i + 1) * pixels), size, theme, 1);
    for (const [i, canvas] of this.noise.entries()) {
      paintDuelNoise(canvas, step.z.subarray(i * d, (i + 1) * d), theme);
      setText(canvas.nextSibling, asked.length ? `“${isolated(asked[i])}”` : "");
    }
    this.shownAt = "";
  }

  dressed(theme) { this.theme = theme; this.paint(); if (this.last) this.show(...this.last); }

  close() { this.size.close(); }
}

// Where a node is, in pixels of the stage: its centre and its edges.
function boxIn(node, origin) {
  const box = node.getBoundingClientRect();
  return { x: box.x + box.width / 2 - origin.x, y: box.y + box.height / 2 - origin.y, left: box.left - origin.x,
    right: box.right - origin.x, top: box.top - origin.y, bottom: box.bottom - origin.y };
}

// A line from one box to another that sets out along the longer way.
function bow(a, b) {
  return Math.abs(a.x - b.x) > Math.abs(a.y - b.y)
    ? `M${a.x} ${a.y}C${(a.x + b.x) / 2} ${a.y} ${(a.x + b.x) / 2} ${b.y} ${b.x} ${b.y}`
    : `M${a.x} ${a.y}C${a.x} ${(a.y + b.y) / 2} ${b.x} ${(a.y + b.y) / 2} ${b.x} ${b.y}`;
}
