// What is marked on the map, which image is looked at closely, and what do the panels below the map say about it?

import { button, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { makeSelect, readSelection } from "../map/select.js";
import { makeCutter } from "../map/thumbs.js";
import { makeGallery } from "./gallery.js";
import { makeCard } from "./neighbours.js";
import { makeTails } from "./tails.js";

// pad: see pad.js. act: visit(i), goes to an image's latents; point(i), looks at one; redraw(), of the points; tell(ofPlace), that
// something was marked or let go; false: the marks alone may have changed.
class Chosen {
  tool = "drag"; target = null;

  constructor(pad, act) {
    this.pad = pad;
    this.act = act;
    pad.overlays = [makeTails(pad)];
    const panels = { point: act.point, open: (i) => this.open(i), close: () => this.close(), name: (i) => this.name(i), clear: () => this.clear(true) };
    const cutter = makeCutter(pad);
    this.listing = makeGallery(pad, cutter, panels);
    this.closer = makeCard(pad, cutter, panels);
    this.gallery = this.listing.node;
    this.card = this.closer.node;
    this.select = makeSelect({
      get map() { return pad.map; },
      get bundle() { return pad.bundle; },
      places: () => pad.map.target,
      layout: () => this.layout(),
      changed: () => this.changed(),
    });

    // On a small screen the panels lie below the map: a button on the map leads to the one that has something new.
    this.below = button("", "", () => this.target.scrollIntoView({ behavior: pad.moves() ? "smooth" : "auto", block: "nearest" }),
      { className: "below", hidden: true });
    this.seen = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.target === this.target) this.below.hidden = entry.isIntersecting || this.target.hidden;
    }, { rootMargin: "0px 0px -140px 0px" }); // a title at the very edge of the screen is easily missed
    pad.map.node.append(this.below);
    this.outline = Object.assign((context, map) => this.select.outline(context, map.toScreen, pad.theme), { rests: () => !this.select.drawing });
  }

  name(i) {
    const named = this.pad.bundle.classes[this.pad.bundle.labels[i]];
    return `Image ${i.toLocaleString("en")}${named === undefined ? "" : `, class ${isolated(named)}`}`;
  }

  // A shape drawn while a film runs belongs to that moment of it.
  layout() {
    const { player } = this.pad;
    if (player?.showing) return `${player.film.id}@${player.position.toFixed(2)}`;
    return this.pad.layout.kind === "plane" ? "plane" : this.pad.layout.id;
  }

  lead(panel, text) {
    if (this.target) this.seen.unobserve(this.target);
    this.target = panel.hidden ? null : panel;
    this.below.hidden = true;
    setText(this.below, `${text} ↓`);
    this.below.title = `${text}: see below`;
    if (this.target) this.seen.observe(this.target); // which says at once whether it is in sight
  }

  // A layer with nothing on it is hidden, which makes every frame cheaper.
  overlay(draw, wanted) {
    if (this.pad.overlays.includes(draw) === wanted) return;
    this.pad.overlays = wanted ? [draw, ...this.pad.overlays] : this.pad.overlays.filter((other) => other !== draw);
  }

  show() {
    this.overlay(this.outline, this.select.drawn);
    this.overlay(this.closer.overlay, this.closer.picked >= 0);
    this.pad.request();
  }

  changed() {
    this.pad.highlight = this.select.marks ? this.select.members : null;
    this.listing.show(this.select.members, this.select.marks);
    this.lead(this.listing.node, `${this.select.members.length.toLocaleString("en")} marked`);
    this.onclasses();
    this.show();
    this.act.redraw();
  }

  open(i) {
    this.closer.show(i);
    this.lead(this.closer.node, this.name(i));
    this.show();
    this.act.visit(i); // told once the point is there
  }

  close() {
    this.closer.show(-1);
    this.act.redraw();
    this.lead(this.listing.node, `${this.select.members.length.toLocaleString("en")} marked`);
    this.show();
    this.act.tell();
  }

  // One step back: first the card, then what is marked. At once what is marked if `all`.
  clear(all = false) {
    if (!all && this.closer.picked >= 0) { this.close(); return; }
    if (this.select.marks) this.select.clear();
    this.act.tell();
  }

  onclasses() {} // the legend's chips follow

  get picked() { return this.closer.picked; }

  get nearest() { return this.closer.nearest; }

  get state() { return { ...this.select.state, picked: this.closer.picked < 0 ? null : this.closer.picked }; }

  trace(phase, x, y) {
    this.select.trace(phase, x, y, this.tool);
    this.show();
    if (phase !== "move") this.act.redraw(); // the outline before goes, the new one stays
    if (phase === "end") this.act.tell();
  }

  grow(place, dx, dy, ended) {
    if (ended) this.act.tell(); else this.select.grow(place, dx, dy);
  }

  toggleClass(c) {
    this.select.toggleClass(c);
    this.act.tell();
  }

  // A click on no image: whoever holds a tool for marking unmarks with it.
  miss() {
    if (this.tool !== "drag" && this.tool !== "pan" && this.select.marks) this.select.clear();
    if (this.closer.picked >= 0) this.close(); else this.show();
  }

  // text: `sel` of a link.
  restore(text) {
    const saved = readSelection(text);
    if (!saved || !this.pad.bundle.n) return;
    this.select.restore(saved);
    if (saved.picked !== null && saved.picked < this.pad.bundle.n) this.closer.show(saved.picked);
    this.show();
    this.act.tell(false);
  }

  // The points have other places.
  placed() {
    this.select.placed();
    this.act.tell(false); // a link's selection may have waited for this map
  }

  // The model has learned: the same images have other latents.
  relearned() {
    this.listing.relearned();
    this.closer.relearned();
    this.select.placed();
  }

  atlasCame() { this.listing.atlas(); this.closer.atlas(); }

  repaint() { this.listing.repaint(); this.closer.repaint(); }

  next() { return this.closer.next() ?? this.listing.next(); }

  closeAll() { this.listing.close(); this.closer.close(); this.seen.disconnect(); }
}

export const makeChosen = (pad, act) => new Chosen(pad, act);
