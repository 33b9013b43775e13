// Which layout does the pad show, and what becomes of place, view and colours when another one comes?
//
// pad: see pad.js. Blocks arrive by receive(), in any order; a layout or a film of another number of images waits until
// the model comes with as many.

import { makeInk } from "../base/colour.js";
import { between, cloudOf } from "../base/place.js";
import { NEAREST, anchorOf, latentRows, planeLayout, scatteredLayout, settled } from "../map/layout.js";

class Arrangement {
  laid = null; given = null; tint = null; drift = null; linked = null; frozen = null; anchors = new WeakMap();

  constructor(pad) {
    this.pad = pad;
    // By the channel that a block comes through.
    this.received = {
      layout: (about, sections) => this.layoutCame(about, sections),
      colour: (about, sections) => {
        this.tint = about.colour || about.marks.length ? { about, sections } : null;
        this.dress();
        pad.redraw();
      },
      frames: (about, sections) => {
        if (about.n === pad.bundle.n || !about.iterations.length) pad.player.receive(about, sections);
        pad.making.show();
      },
      drawing: (about, sections) => pad.drawn(about, sections),
      making: (about) => pad.making.receive(about),
      refiner: (about, sections) => pad.refiner.receive(about, sections),
    };
  }

  layoutCame(about, sections) {
    const { pad, laid: before } = this, { showing } = pad.player;
    this.given = { about, sections };
    this.laid = this.choose();
    const changed = before.id !== this.laid.id || before.kind !== this.laid.kind;
    pad.player.laid(about.id, changed);
    pad.making.arrived(about.id);
    if (!showing && changed) this.lay(true);
    else if (!showing) { this.dress(); pad.redraw(); }
  }

  // What the last layout that came says, if it speaks of the images that are there.
  fits(block) { return block !== null && block.about.n === this.pad.bundle.n && this.pad.bundle.n > 0; }

  fitting() { return this.fits(this.given) ? this.given : null; }

  choose() {
    const about = this.fitting()?.about, { xy } = this.fitting()?.sections ?? {};
    if (about?.kind !== "scattered") return planeLayout(this.pad.bundle, about);
    return scatteredLayout(this.pad.bundle, about, new Float32Array(xy.buffer, xy.byteOffset, xy.byteLength / 4));
  }

  // Everything about the layout that is not its places.
  dress() {
    const { about, sections } = (this.fits(this.tint) ? this.tint : this.fitting()) ?? {}, cloud = cloudOf(this.pad.bundle);
    const film = this.pad.player.showing, plane = this.laid.kind === "plane" && !film;
    this.pad.cloud = { ...cloud, flat: cloud.flat && plane, prior: cloud.prior && plane };
    this.pad.stamps = film ? [] : about?.marks ?? [];
    this.pad.ink = makeInk(about?.colour, sections?.colour, this.pad.stamps.length > 0 && about.colour?.kind === "category");
    const images = `${this.pad.bundle.n.toLocaleString("en")} images; point at one to see it.`;
    this.pad.dressed((film ? "" : this.laid.note) || (plane ? "" : images));
  }

  lay(fit) {
    const [x, y] = this.pad.map.toScreen(...this.placeXY());
    if (this.pad.place.at) this.pad.place = { z: this.pad.place.z, y: this.pad.place.y };
    this.dress();
    this.pad.newTiles();
    this.pad.map.setPoints(this.laid.xy, { fit: this.linked?.tag === this.laid.tag ? this.linked.view : fit });
    if (this.laid.tag && this.linked?.tag === this.laid.tag) { this.linked = null; this.pad.map.held = true; }
    this.drift = this.pad.map.toWorld(x, y);
    this.pad.chosen?.placed();
    this.pad.changed();
    this.pad.redraw();
  }

  showFilm(entering) {
    const { player } = this.pad, whole = this.pad.map.framed(player.extent());
    if (this.pad.place.at) {
      this.pad.place = { z: this.pad.place.z, y: this.pad.place.y };
      this.pad.changed();
    }
    if (entering) {
      const [x, y] = this.pad.map.toScreen(...this.placeXY());
      this.dress();
      this.pad.map.setPoints(player.places().slice(), { fit: whole });
      this.drift = this.pad.map.toWorld(x, y);
    } else {
      this.pad.map.follow(player.places(), whole);
    }
    this.pad.redraw(); // the image stays what it is
  }

  // Where the point is among the points as they are drawn now: they may be on their way.
  amongPoints(z) {
    if (!this.anchors.has(z)) this.anchors.set(z, anchorOf(latentRows(this.pad.bundle), this.pad.bundle.d, z));
    // What the layout calls its reach, as if the points lay evenly: to work it out takes longer than a frame.
    const [, , w, h] = this.pad.player.extent(), reach = Math.sqrt(NEAREST * w * h / (Math.PI * this.pad.bundle.n));
    return settled(this.anchors.get(z), this.pad.map.points, reach);
  }

  landing(z) { return this.pad.player.showing ? this.amongPoints(z) : this.laid.toMap(z); }

  resting() { return this.pad.place.at ?? this.landing(this.pad.place.z); }

  // Where the point is: while the points glide to another layout, it does too.
  placeXY() {
    if (this.pad.place.at || !this.drift || !this.pad.map.gliding) return this.resting();
    return between(this.drift, this.resting(), this.pad.map.progress);
  }

  // What a hand that takes the point goes by.
  get current() {
    const { player } = this.pad;
    if (!player.showing) return this.laid;
    if (this.frozen?.film !== player.film || this.frozen.position !== player.position) {
      const { film, position } = player, xy = player.places().slice();
      this.frozen = { film, position, layout: scatteredLayout(this.pad.bundle, { id: film.id, reach: null }, xy) };
    }
    return this.frozen.layout;
  }

  // Of a place that a hand has chosen, or on a map that stands still: on one that forms, the images are still on their
  // way to the point.
  nearness() { return this.pad.bundle.n && (this.pad.place.at || !this.pad.player.showing) ? this.current.nearness(this.resting()) : 1; }

  showLayout() { this.lay(this.pad.player.film?.id === this.laid.id ? "keep" : true); }

  receive(about, sections) { this.received[about.channel]?.(about, sections); }

  get tag() { return this.laid.tag; }

  belongs(id) { return this.laid.id === id; }

  // Another model: its own plane, unless a layout for it has come already. link: {tag, view} or null.
  begin(link) {
    this.linked = link;
    [this.given, this.tint] = [this.given, this.tint].map((block) => (block?.about.model === this.pad.bundle.about.model ? block : null));
    this.laid = this.choose();
    this.drift = this.frozen = null;
    this.anchors = new WeakMap();
    this.dress();
    this.pad.newTiles();
    this.pad.map.resize();
    this.pad.map.setPoints(this.laid.xy, { glides: false });
    if (this.linked && this.linked.tag === this.laid.tag) { this.pad.map.view = this.linked.view; this.linked = null; } else this.pad.map.home();
  }

  // The same model has learned: its points go where they are now.
  relearned() {
    const { id } = this.laid, { n } = this.pad.cloud;
    this.laid = this.choose();
    this.anchors = new WeakMap();
    if (n !== this.pad.bundle.n) this.pad.player.clear();
    if (this.pad.player.showing) return;
    if (id !== this.laid.id || n !== this.pad.bundle.n) { this.lay(true); return; }
    this.dress();
    this.drift = null;
    this.pad.map.setPoints(this.laid.xy);
    if (!this.pad.taken) this.pad.map.refit(); // under the hand the map stands still until it lets go
  }
}

export const makeArrangement = (pad) => new Arrangement(pad);
