// How do map, sliders and image stay one thing? One state, one loop: a frame decodes once, the newest place wins.
//
// mountPad(root, {saved, marked, invites, onRelease, onMark}) -> {update(bytes), retheme(), close(), state}. It knows nothing
// of what hosts it: saved is a place {z, y, view, t0, solver} to begin with, onRelease(place) is told where things were let go;
// invites: two classes between which the point goes until it is touched, see invite.js, or null;
// marked is the text of a selection to begin with, onMark({layout, polygon, classes, picked}) is told of another.

import { makeHost } from "../base/host.js";
import { makeNetwork } from "../base/network.js";
import {
  brief, latentsOf, movedTo, oneHot, openBundle, readPlace, readView, startAfter, withShare,
} from "../base/place.js";
import { makeRuntime } from "../base/runtime.js";
import { dress } from "../base/theme.js";
import { makeMaking } from "../map/making.js";
import { makeMap } from "../map/map.js";
import { makeTiles } from "../map/tiles.js";
import { actsOf } from "./acts.js";
import { makeArrangement } from "./arrangement.js";
import { makeChosen } from "./chosen.js";
import { makeDrawn } from "./drawn.js";
import { assemble } from "./frame.js";
import { PadFrames } from "./frames.js";
import { makeImage } from "./image.js";
import { makeInvitation } from "./invite.js";
import { makeJourney } from "./journey.js";
import { makePlayer } from "./player.js";
import { solverIn } from "./steps.js";
import { makeRefiner } from "./refiner.js";
import { makeTelling } from "./telling.js";

const equal = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);

// Whether newer weights are of the model that is shown: then the hand, the place that it chose and the view stay.
const sameModel = (before, bundle) => before && before.about.model === bundle.about.model && before.d === bundle.d && before.size === bundle.size
  && before.classes.join("\n") === bundle.classes.join("\n") && before.k === bundle.k && !before.reader === !bundle.reader;

// What all parts of a pad share, and what they ask of it.
class Pad {
  bundle = null; tiles = null; map = null; image = null; reader = null; place = null;
  chosen = null; background = "points"; only = null; highlight = null; ink = null; hovered = -1; trail = []; overlays = []; cloud = null;
  player = null; making = null; stamps = []; refiner = null;
  parts = null; network = null; invitation = null; tilesFrom = null;

  constructor(root, { saved, marked, invites, onRelease, onMark }) {
    this.root = root;
    this.given = { saved, marked, invites };
    this.runtime = makeRuntime();
    this.frames = new PadFrames(this);
    this.host = makeHost(root, {
      frame: (seconds, now) => this.frames.frame(seconds, now),
      resized: () => { this.frames.sized = false; if (this.parts) { this.host.retheme(); this.request(); } },
      rethemed: (theme) => this.rethemed(theme),
    });
    this.request = this.host.request;
    this.arrangement = makeArrangement(this);
    this.drawing = makeDrawn(this, this.runtime);
    this.journey = makeJourney(this, { onwalk: (walking) => this.parts.controls.show(walking) });
    this.telling = makeTelling(this, {
      viewText: () => this.viewText(), moves: () => this.journey.moving || this.parts.gestures.active, onRelease, onMark,
    });
  }

  get theme() { return this.host.theme; }

  get layout() { return this.arrangement.current; }

  get invites() { return this.invitation?.goes ?? false; }

  get taken() { return this.parts?.gestures.active ?? false; }

  // The place whose image is seen: of the image that is pointed at, or the pad's own.
  get shown() {
    if (this.hovered < 0) return this.place;
    const { bundle, hovered } = this;
    return { z: latentsOf(bundle, hovered), y: oneHot(bundle.k, bundle.labels[hovered]) };
  }

  moves() { return !this.host.calm; }

  tell(ofPlace, moving) { this.telling.tell(ofPlace, moving); }

  atlasCame() { this.chosen.atlasCame(); }

  // What is handed on by name is a value of its own.
  release = () => {
    this.journey.letGo();
    this.map.refit();
    this.settleTiles();
    this.tell();
    this.request();
  };

  changed = () => { this.frames.moved = true; this.request(); };

  redraw = () => { this.frames.stale = true; this.request(); };

  inputFor({ z, y }) {
    const x = new Float32Array(z.length + y.length);
    x.set(z);
    x.set(y, z.length);
    return x;
  }

  tileInput(x, y) { return this.inputFor({ z: this.layout.moved(this.tilesFrom.z, [x, y]), y: this.tilesFrom.y }); }

  nearness(x, y) { return this.layout.nearness([x, y]); }

  placeXY() { return this.arrangement.placeXY(); }

  landing(z) { return this.arrangement.landing(z); }

  showFilm(entering) { this.arrangement.showFilm(entering); }

  showLayout() { this.arrangement.showLayout(); }

  belongs(id) { return this.arrangement.belongs(id); }

  drawn(about, sections) { this.drawing.receive(about, sections); }

  glideTo(place) { this.journey.glideTo(place, 450); }

  newTiles() {
    this.tiles = makeTiles({ size: this.bundle.size, flat: this.cloud.flat }, (x, y) => this.tileInput(x, y), (x, y) => this.nearness(x, y));
    const { xy } = this.layout;
    this.tiles.floor = xy.reduce((low, v, i) => (i % 2 ? Math.min(low, v) : low), 0) - 0.2;
  }

  dressed(note) { this.parts?.show(note); }

  setLatent(i, value) {
    const z = this.place.z.slice();
    z[i] = value;
    this.journey.go({ z, y: this.place.y });
  }

  setShare(c, value) { this.journey.go({ ...this.place, y: withShare(this.place.y, c, value) }); }

  onlyClass(c) { this.journey.glideTo({ ...this.place, y: oneHot(this.bundle.k, c) }, 220); }

  // A view is one of its layout: on a plane "points,x,y,span", elsewhere with the layout's tag behind.
  viewText() {
    const { x, y, span } = this.map.aim, { tag } = this.arrangement;
    return [this.background, ...brief([x, y, span]), ...(tag ? [tag] : [])].join(",");
  }

  // Tiles show what dragging the point would: they follow its place off the plane, and its class.
  settleTiles() {
    const { bundle, place, tilesFrom: from } = this;
    const home = this.layout.kind === "plane" ? movedTo(bundle, from.z, this.placeXY()) : place.z;
    const away = home.some((v, i) => Math.abs(v - place.z[i]) > 1e-3) || place.y.some((w, c) => Math.abs(w - from.y[c]) > 1e-3);
    if (!away) return;
    this.tilesHere();
    this.tiles.stale(this.placeXY());
    this.redraw();
  }

  tilesHere() { this.tilesFrom = { z: this.place.z.slice(), y: this.place.y.slice() }; }

  setBackground(value) {
    this.background = value;
    this.parts.background.show(value);
    this.tell();
    this.redraw();
  }

  hover(i) {
    if (i === this.hovered || this.journey.moving || this.player.moving) return;
    this.hovered = i;
    this.changed();
  }

  // A click on a point goes to its own latents, off the plane too.
  pick(x, y) {
    if (this.overlays.some((draw) => draw.pick?.(x, y))) return;
    const i = this.map.pointAt(x, y);
    if (i >= 0) { this.chosen.open(i); return; }
    this.chosen.miss();
    this.release();
  }

  update(bytes) {
    const block = this.host.take(bytes, { byContent: true });
    if (!block) return;
    const before = this.bundle, bundle = openBundle(this.runtime, block), old = this.network;
    if (bundle.solver) bundle.solver = sameModel(before, bundle) ? before.solver : solverIn(this.given.saved, bundle.solver); // as a hand has set it
    this.bundle = bundle;
    this.network = makeNetwork(this.runtime, bundle.decoder, { solver: bundle.solver });
    old?.close();
    if (sameModel(before, bundle)) this.relearned(before); else this.begin();
    this.changed();
    this.redraw();
  }

  // The model has learned: the hand, the place that it chose and the view stay.
  relearned(before) {
    const { bundle, place, parts } = this;
    if (!this.taken && !this.journey.moving && equal(place.z, before.start.z) && equal(place.y, before.start.y)) {
      bundle.start = startAfter(before, bundle);
      this.place = readPlace(bundle, null);
    }
    parts.sliders.update();
    this.hovered = -1;
    this.arrangement.relearned();
    this.chosen.relearned();
    this.tilesHere();
    this.tiles.stale(this.placeXY());
  }

  // Another model has come.
  begin() {
    this.parts?.close();
    this.reader?.close();
    this.reader = this.bundle.reader ? makeNetwork(this.runtime, this.bundle.reader, { background: true }) : null;
    this.journey.forget();
    this.build();
  }

  // Build everything anew.
  build() {
    const { given, frames } = this, link = readView(given.saved?.view);
    this.place = readPlace(this.bundle, given.saved);
    this.tilesHere();
    Object.assign(this, { hovered: -1, only: null, highlight: null, ink: null, trail: [], background: link ? link.background : this.bundle.n ? "points" : "grid" });
    this.refiner?.close();
    this.refiner = makeRefiner(this, given.saved?.t0);
    frames.arriving = given.saved !== null;
    given.saved = null; // a link speaks of the model it was made with
    this.drawing.clear();
    this.player?.clear();
    this.parts = null;
    this.makeParts();
    this.telling.marksKnown(); // nothing is marked: nobody needs to be told
    this.parts = assemble(this.root, this, actsOf(this));
    this.parts.background.show(this.background);
    frames.sized = false;
    this.arrangement.begin(link);
    this.invitation?.end();
    this.invitation = given.invites && !frames.arriving && !this.host.calm ? makeInvitation(this, this.root, given.invites) : null;
    this.chosen.restore(given.marked);
    given.marked = "";
  }

  makeParts() {
    this.player = makePlayer(this);
    this.making?.close();
    this.making = makeMaking(this);
    this.map = makeMap(this);
    this.map.node.append(this.making.node);
    this.image = makeImage(this);
    this.chosen = makeChosen(this, {
      visit: (i) => this.journey.toPoint(i, 180),
      point: (i) => this.hover(i), redraw: this.redraw, tell: (ofPlace) => this.tell(ofPlace),
    });
  }

  rethemed(theme) {
    dress(this.root, theme);
    this.image.repaint();
    this.chosen.repaint();
    this.changed();
    this.redraw();
  }

  close() {
    this.host.close();
    this.telling.close();
    this.parts?.close();
    this.invitation?.end();
    this.making?.close();
    for (const network of [this.network, this.reader, this.refiner]) network?.close();
  }
}

export function mountPad(root, { saved = null, marked = "", invites = null, onRelease = (_) => {}, onMark = (_) => {} } = {}) {
  const pad = new Pad(root, { saved, marked, invites, onRelease, onMark });
  const receive = (about, sections) => pad.arrangement.receive(about, sections); // what comes beside the weights, see registry.js
  root.classList.add("pad");
  root.onkeydown = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) pad.chosen?.clear();
  };
  return {
    update: (bytes) => pad.update(bytes), retheme: pad.host.retheme, receive,
    receiveBytes(bytes) {
      const sections = pad.runtime.unpack(bytes.slice());
      receive(JSON.parse(new TextDecoder().decode(sections.about)), sections);
    },
    get model() { return pad.bundle?.about.model; },
    get pad() { return pad; }, // see lend.js
    close() {
      pad.close();
      root.onkeydown = null;
      root.replaceChildren();
    },
    get state() {
      return { place: pad.place, shown: pad.shown, view: pad.viewText(), text: pad.image.text, decoding: pad.frames.decoding, pad };
    },
  };
}
