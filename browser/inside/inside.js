// What happens inside a network, step by step, while its input is moved?
//
// mountInside(root, {saved, onRelease}) -> {update(bytes), retheme(), close(), state}. bytes: from core/blocks/inside.py.
// saved: {z, y, image, ink} of a link; ink as draw/text.js writes strokes.

import { makeHost } from "../base/host.js";
import { makeResampler } from "../base/resample.js";
import { makeNetwork } from "../base/network.js";
import { brief, oneHot } from "../base/place.js";
import { takenFor } from "../base/reading.js";
import { makeRuntime } from "../base/runtime.js";
import { dress } from "../base/theme.js";
import { makeInsideCard } from "./card.js";
import { insidePalette } from "./colours.js";
import { assembleInside, makeInsideAnswer } from "./frame.js";
import { INSIDE_SLOWLY, insideActs, insideHands } from "./hands.js";
import { makeInkInput } from "./ink.js";
import { makeLinkLines, openLinks } from "./links.js";
import { makeInsider } from "./network.js";
import { makeNoise } from "./noise.js";
import { makeStage } from "./stage.js";

const OPENING = 2.5; // steps a second that appear at first
const GROUND_MS = 5; // a frame, for the digits of the plane

// The numbers of a packed network, whatever they are kept in.
function numbersOf(runtime, packed) {
  const { graph, weights } = runtime.unpackNetwork(packed), { buffer, byteOffset, byteLength } = weights;
  const numbers = graph.dtype === "float16" ? runtime.fromHalf(new Uint16Array(buffer, byteOffset, byteLength / 2))
    : new Float32Array(buffer, byteOffset, byteLength / 4);
  return { graph, numbers };
}

function bundleOf(about, { images }) {
  return { about, d: about.latent_dim, k: about.conditional ? about.classes.length : 0, size: about.image_size, images };
}

// One network on the page.
class Inside {
  root; mount; runtime; sections; saved;
  values = null; dirty = true; reveal = 0; pace = OPENING; opened = false; pinned = null; touched = false; told = false; speaking = 0;

  constructor(root, mount, runtime, sections, { saved, again, onRelease }) {
    Object.assign(this, { root, mount, runtime, sections, saved });
    this.about = JSON.parse(new TextDecoder().decode(sections.about));
    this.kind = this.about.kind;
    this.drawing = this.kind === "decoder";
    this.last = this.about.stages.length - 1;
    this.bundle = bundleOf(this.about, sections);
    this.y = oneHot(this.bundle.k, 0);
    const { graph, numbers } = numbersOf(runtime, sections.network);
    this.graph = graph;
    this.links = openLinks(sections, this.about, numbers);
    this.host = insideHands(this, onRelease);
    this.segments = this.about.stages.map((step, i) => step.segments.map((segment) => this.dressed(segment, i)));
    this.makeParts();
    if (mount.calm || again) this.reveal = this.stages.length;
    this.rethemed(mount.theme);
    const ink = this.input?.ink ?? "";
    if (ink && ink !== saved?.ink) onRelease(this.report()); // drawn on another page: the address is to say it, too
  }

  makeParts() {
    const { root, mount, about, bundle, host, runtime, sections, saved } = this;
    const given = { ...host, say: (text) => this.page.say(text), get theme() { return mount.theme; } };
    this.stages = about.stages.map((step, i) => makeStage(host, step, i, this.segments[i]));
    this.card = makeInsideCard(host);
    this.answer = makeInsideAnswer(about, bundle);
    this.spare = this.drawing ? makeNetwork(runtime, sections.network) : null;
    this.noise = this.drawing ? makeNoise(host, bundle, saved) : null;
    this.input = this.drawing ? null : makeInkInput(given, bundle, saved);
    this.reader = this.openReader();
    this.redraw = sections.redraw ? this.openPlain(sections.redraw) : null;
    this.page = assembleInside(root, about, this, insideActs(this));
    this.lines = makeLinkLines(this.page.steps);
    this.insider = makeInsider(runtime, sections.network, this.wanted(), (made) => { this.values = made; this.arrived(); });
  }

  request() { this.mount.request(); }

  // What is shown, and what comes out last: of a reader also how unlike all it knows the image is.
  wanted() {
    const shown = this.about.stages.flatMap(({ before, segments }) => [before, ...segments.map(({ value }) => value)]);
    return [...new Set([...shown, this.graph.ops.length])];
  }

  // A walk begins or ends.
  playing(on) {
    this.noise.playing = on;
    this.page.playing(on);
  }

  // An encoder that wants to know is told the class.
  tellClass(c) {
    [this.y, this.told] = [oneHot(this.bundle.k, c), true];
    this.host.changed();
  }

  // What a segment is to be drawn like, beside what the block says of it.
  dressed(segment, i) {
    const more = { tall: i === 0 || i === this.last ? 56 : 36 }, op = segment.value ? this.graph.ops[segment.value - 1].op : "";
    if (segment.name === "z") Object.assign(more, { limit: 3, editable: this.drawing });
    if (segment.name === "class") Object.assign(more, { label: "class", names: this.about.classes, limit: 1, positive: true, editable: true });
    if (segment.name === "class" && this.drawing) more.label = "class weights";
    if (segment.name === "mu") more.label = "μ, where the image lies";
    if (segment.name === "sigma") Object.assign(more, { label: "σ, how unsure", positive: true, limit: 1 });
    if (segment.name === "z" && this.bundle.k) more.label = this.about.generator ? "noise" : "latents";
    if (segment.name === "image" || (this.drawing && i === this.last && segment.height > 1)) more.ink = true;
    if (op === "relu" || op === "softmax" || op === "sigmoid") more.positive = true;
    // What a reader says are the classes; a generator sorts its noise into kinds, which have no names.
    if (op === "softmax") Object.assign(more, { limit: 1, tall: this.drawing ? 56 : 96 }, this.drawing ? {} : { names: this.about.classes });
    return { ...segment, ...more };
  }

  openPlain(bytes) {
    const { graph: other, weights: own } = this.runtime.unpackNetwork(bytes);
    return this.runtime.build(other, own);
  }

  openReader() {
    if (!this.sections.reader) return null;
    const network = this.openPlain(this.sections.reader), resample = makeResampler(this.bundle.size, this.about.reader.image_size);
    return (pixels) => network.run(resample(pixels));
  }

  given() { return this.drawing ? { z: this.noise.z, y: this.noise.y } : { z: [], y: this.y }; }

  ask() {
    this.dirty = false;
    if (this.drawing) { this.insider.ask(this.noise.input); return; }
    const { pixels } = this.input;
    if (this.bundle.k && !this.told) this.y = oneHot(this.bundle.k, this.reader ? takenFor(this.reader(pixels), this.about.reader.classes).likeliest : 0);
    const x = new Float32Array(pixels.length + this.bundle.k);
    x.set(pixels);
    x.set(this.y, pixels.length);
    this.insider.ask(x);
  }

  arrived() {
    const out = this.values[this.segments[this.last][0].value];
    if (this.drawing) this.answer.show(out, this.reader?.(out), this.mount.theme);
    else if (this.kind === "classifier") this.answer.show(null, this.values[this.graph.ops.length], this.mount.theme);
    else if (this.redraw) {
      const x = new Float32Array(this.bundle.d + this.bundle.k);
      x.set(out.subarray(0, this.bundle.d));
      x.set(this.y, this.bundle.d);
      this.answer.show(this.redraw.run(x), null, this.mount.theme);
    }
    if (this.host.focus) this.showCard();
    this.page.chosen(this.bundle.k ? this.given().y : null);
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.page.say(this.answer.text), 400);
    this.request();
  }

  draw() {
    for (const [i, stage] of this.stages.entries()) stage.draw(this.values, Math.max(0, Math.min(1, this.reveal - i)));
  }

  // The first seconds: the steps appear one after the other, then z goes once round.
  advance(seconds) {
    if (this.reveal >= this.stages.length) return false;
    const before = Math.floor(this.reveal);
    this.reveal = Math.min(this.stages.length, this.reveal + seconds * this.pace);
    this.answer.node.classList.toggle("ahead", this.reveal < this.stages.length);
    const { calm } = this.mount;
    if (this.pace === INSIDE_SLOWLY && Math.floor(this.reveal) > before) {
      this.stages[Math.floor(this.reveal)]?.node.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    }
    if (this.reveal === this.stages.length && !this.opened) {
      this.opened = true;
      if (this.noise && !calm && !this.touched && !this.saved) this.playing(true);
    }
    return true;
  }

  focusOn(focus) {
    this.host.focus = focus;
    this.host.linked = new Map();
    this.lines.clear();
    if (!focus || !this.values) { this.card.hide(); this.request(); return; }
    const fed = this.links.fed(focus.stage, focus.tile), feeds = this.links.feeds(focus.stage, focus.tile);
    focus.links = { fed, feeds };
    for (const { stage, tile, share } of [...fed, ...feeds]) {
      if (!this.host.linked.has(stage)) this.host.linked.set(stage, new Map());
      this.host.linked.get(stage).set(tile, share);
    }
    this.showCard();
    this.showLines();
    this.request();
  }

  showLines() {
    const { stage, tile, links: { fed, feeds } } = this.host.focus, mine = this.stages[stage].place(tile);
    if (!mine) return;
    const most = (list) => Math.max(1e-6, ...list.map(({ share }) => share));
    const pairs = [...fed.map((link) => ({ from: this.stages[link.stage].place(link.tile), to: mine, strength: link.share / most(fed) })),
      ...feeds.map((link) => ({ from: mine, to: this.stages[link.stage].place(link.tile), strength: link.share / most(feeds) }))];
    this.lines.show(pairs.filter(({ from, to }) => from && to), this.mount.theme.text);
  }

  showCard() {
    const { stage, tile, links: found } = this.host.focus;
    this.card.show({ stage, index: tile }, this.stages[stage].tile(this.values, tile), found, this.pinned !== null);
  }

  report() {
    return this.drawing ? { z: brief(this.noise.z), y: brief(this.noise.y), image: -1, ink: "" } : { z: [], y: [], image: this.input.chosen, ink: this.input.ink };
  }

  rethemed(theme) {
    this.host.palette = insidePalette(theme);
    dress(this.root, theme);
    this.page.legend(this.host.palette);
    this.noise?.repaint();
    this.input?.repaint();
    this.dirty = true;
  }

  resized() { this.noise?.place(); if (this.host.focus) this.showLines(); }

  frame(seconds) {
    let more = this.noise?.advance(Math.min(0.05, seconds)) ?? false;
    if (this.noise?.playing && !this.touched && this.noise.turned >= 1) this.playing(false);
    if (this.noise && !this.noise.playing) this.page.playing(false);
    if (this.dirty) this.ask();
    if (this.values) more = this.advance(seconds) || more;
    if (this.values) this.draw();
    if (this.noise && !this.spare.remote && this.reveal >= this.stages.length) more = this.noise.ground(this.spare, performance.now() + GROUND_MS) || more;
    return more;
  }

  close() {
    clearTimeout(this.speaking);
    for (const stage of this.stages) stage.close();
    this.input?.close();
    this.insider.close();
    this.spare?.close();
  }

  get state() {
    const { about, values, reveal, pinned, host: { focus, linked } } = this;
    return { about, values, reveal, pinned, focus, linked, given: this.given(), playing: this.noise?.playing ?? false, text: this.answer.text,
      input: this.drawing ? this.noise.input : this.input.pixels, remote: this.insider.remote };
  }
}

export function mountInside(root, { saved = null, onRelease = (_) => {} } = {}) {
  const runtime = makeRuntime();
  root.classList.add("pad", "inside");
  let view = null;
  const mount = makeHost(root, {
    longest: 0.25, // after a rest, or where a frame takes long
    frame: (seconds) => view?.frame(seconds) ?? false,
    resized() { view?.resized(); mount.request(); },
    rethemed(theme) { view?.rethemed(theme); mount.request(); },
  });

  function update(bytes) {
    const block = mount.take(bytes);
    if (!block) return;
    const before = view?.report(); // newer weights of the same network: they are given what the older ones were
    view?.close();
    view = new Inside(root, mount, runtime, runtime.unpack(block), { saved: before ?? saved, again: Boolean(before), onRelease });
    mount.request();
  }

  return {
    update,
    retheme: mount.rethemeTwice,
    close() { mount.close(); view?.close(); root.replaceChildren(); view = null; },
    get state() { return view?.state; },
  };
}
