// What does a VAE make of a drawing? Where its encoder puts it, how surely, what it draws from there, and what lies near.
//
// host: {theme, runtime, about: of the reader or null, reads(pixels) -> shares, asks(id): another VAE is chosen}.
// receive(sections): from core/blocks/read_vae.py. show(pixels, shares): what goes into the reader, or null where nothing is drawn.

import { element, setText } from "../base/dom.js";
import { makeNetwork } from "../base/network.js";
import { digits, gaussian, oneHot, openBundle } from "../base/place.js";
import { takenFor, takenWords } from "../base/reading.js";
import { nearestRows } from "../map/grid.js";
import { latentRows } from "../map/layout.js";
import { makeCutter, makeFigure } from "../map/thumbs.js";
import { makeVaePanel } from "./vae_panel.js";
import { makeLanding } from "./landing.js";
import { makeNumbers, zOf } from "./numbers.js";

const NEAR_SHOWN = 8;
const AS_READ = -1; // instead of a class that the model is told: the one that the reader reads

class Vae {
  bundle = null; about = null; panel = null; encoder = null; decoder = null; cutter = null; table = null; map = { atlas: null };
  eps = new Float32Array(0); told = AS_READ; pixels = null; shares = null; found = null; drawn = null; near = []; far = [];

  constructor(host) {
    this.host = host;
    this.node = element("section", { className: "vae", hidden: true });
    this.landing = makeLanding(host);
    this.squares = new Float64Array(NEAR_SHOWN);
    this.indices = new Int32Array(NEAR_SHOWN);
  }

  get theme() { return this.host.theme; }

  receive(sections) {
    const about = JSON.parse(new TextDecoder().decode(sections.about)), { runtime } = this.host;
    const another = about.id !== this.about?.id;
    this.close();
    this.about = about;
    this.bundle = openBundle(runtime, sections.bundle);
    this.encoder = makeNetwork(runtime, sections.encoder);
    this.decoder = makeNetwork(runtime, this.bundle.decoder);
    this.table = latentRows(this.bundle);
    this.cutter = makeCutter(this);
    if (another || this.eps.length !== this.bundle.d) {
      this.eps = gaussian(this.bundle.d);
      this.told = AS_READ;
    }
    this.landing.open(this.bundle);
    this.assemble();
    this.unpack(this.bundle.atlas);
    this.show(this.pixels, this.shares);
  }

  // The pictures of the kept images come a moment later.
  async unpack(atlas) {
    this.map = { atlas: null };
    if (!atlas) return;
    const { bundle } = this, picture = await createImageBitmap(new Blob([atlas], { type: "image/png" })).catch(() => null);
    if (bundle !== this.bundle) return;
    this.map = { atlas: picture };
    this.showNear();
  }

  assemble() {
    const { about, bundle } = this;
    this.numbers = makeNumbers(bundle.dims, about.code);
    this.given = makeFigure(this, "x, what goes in", "The picture that the encoder is given: the one that goes into the reader");
    this.again = makeFigure(this, "x̂, drawn from z", "What the decoder draws from z");
    this.cells = Array.from({ length: Math.min(NEAR_SHOWN, bundle.n) }, () => {
      const canvas = element("canvas", { width: this.cutter.tile, height: this.cutter.tile, role: "img" }), words = element("small", {});
      return { canvas, words, node: element("figure", { className: "near-one" }, canvas, words), image: -1 };
    });
    this.panel = makeVaePanel(this, {
      roll: () => this.setEps(gaussian(bundle.d)), zero: () => this.setEps(new Float32Array(bundle.d)),
      choose: (id) => this.host.asks(id), tell: (c) => { this.told = c; this.show(this.pixels, this.shares); },
    });
    this.node.replaceChildren(...this.panel.nodes);
    this.fits();
  }

  // Only what takes images of the reader's size is shown.
  fits() { this.node.hidden = !this.bundle || !this.host.about || this.bundle.size !== this.host.about.image_size; }

  setEps(eps) {
    this.eps = eps;
    this.sampled();
  }

  // The class that a model is told which wants to know: as chosen, else what the reader takes the drawing for.
  classes() {
    const { bundle, shares, host: { about } } = this;
    if (!bundle.k || this.told !== AS_READ) return oneHot(bundle.k, Math.max(0, this.told));
    return oneHot(bundle.k, this.readsSame && shares ? takenFor(shares, about.classes).likeliest : 0);
  }

  get readsSame() {
    const { bundle, host: { about } } = this;
    return Boolean(about) && about.classes.length === bundle.classes.length && about.classes.every((name, c) => name === bundle.classes[c]);
  }

  show(pixels, shares) {
    this.pixels = pixels;
    this.shares = shares;
    if (!this.bundle) return;
    this.fits();
    if (this.node.hidden) return;
    this.panel.works(Boolean(pixels), this.eps.every((v) => v === 0), this.told);
    this.given.paint(pixels, this.bundle.size);
    if (!pixels) {
      this.found = null;
      this.empty();
      return;
    }
    const y = this.classes(), x = new Float32Array(pixels.length + y.length), { bundle } = this;
    x.set(pixels);
    x.set(y, pixels.length);
    this.encoder.latest(x, (out) => {
      if (bundle !== this.bundle || !this.pixels) return;
      const mu = out.slice(0, bundle.d), sigma = out.slice(bundle.d).map((v) => Math.exp(v / 2));
      this.found = { mu, sigma, y };
      this.find();
      this.sampled();
    });
  }

  empty() {
    this.near = [];
    this.drawn = null;
    this.numbers.show(null);
    this.landing.show(null);
    this.again.paint(null, this.bundle.size);
    for (const figure of [this.given, this.again]) setText(figure.words, "");
    this.showNear();
  }

  // The kept images whose means are nearest to mu.
  find() {
    const { bundle, found } = this;
    if (!bundle.n) return;
    const count = nearestRows(this.table, bundle.d, found.mu, NEAR_SHOWN, this.indices, this.squares);
    this.near = Array.from(this.indices.subarray(0, count));
    this.far = Array.from(this.squares.subarray(0, count), Math.sqrt);
    this.showNear();
  }

  showNear() {
    const { bundle } = this;
    for (const [place, cell] of this.cells.entries()) {
      const i = this.near[place];
      cell.node.classList.toggle("none", i === undefined);
      if (i === undefined) { cell.image = -1; setText(cell.words, ""); cell.canvas.getContext("2d").clearRect(0, 0, cell.canvas.width, cell.canvas.height); continue; }
      const name = bundle.classes[bundle.labels[i]];
      setText(cell.words, `${name === undefined ? "" : `${name} · `}${digits(this.far[place])}`);
      cell.canvas.setAttribute("aria-label", `${name === undefined ? "An image" : `A ${name}`}, ${digits(this.far[place])} away`);
      if (cell.image === i || !this.map.atlas) continue;
      this.cutter.paint(cell.canvas.getContext("2d"), i);
      cell.image = i;
    }
  }

  // z from mu, sigma and eps, and what the decoder draws there.
  sampled() {
    const { found, bundle } = this;
    this.panel?.works(Boolean(this.pixels), this.eps.every((v) => v === 0), this.told);
    if (!found) return;
    found.z = zOf(found.mu, found.sigma, this.eps);
    this.numbers.show({ ...found, eps: this.eps });
    this.landing.show({ ...found, near: this.near });
    const x = new Float32Array(bundle.d + bundle.k);
    x.set(found.z);
    x.set(found.y, bundle.d);
    this.decoder.latest(x, (pixels) => {
      if (bundle !== this.bundle || !this.found) return;
      this.drawn = pixels.slice(0, bundle.size ** 2);
      this.again.paint(this.drawn, bundle.size);
      const { about } = this.host;
      for (const [figure, shares] of [[this.given, this.shares], [this.again, this.host.reads(this.drawn)]]) {
        setText(figure.words, takenWords(takenFor(shares, about.classes), about));
      }
    });
  }

  repaint() {
    if (!this.bundle) return;
    for (const cell of this.cells) cell.image = -1;
    this.landing.repaint();
    this.show(this.pixels, this.shares);
  }

  close() {
    this.encoder?.close();
    this.decoder?.close();
  }
}

export const makeVae = (host) => new Vae(host);
