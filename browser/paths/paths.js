// How do paths look as images? A strip for each, one above the other, and all of them as films that keep the same time.
//
// mountPaths(root) -> {update(bytes), retheme(), close(), state}. bytes: from core/blocks/paths.py. The pad of that model,
// on the same page, lends its decoder, and shows the paths as lines on its map.

import { element, enlarged, save, setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { digits } from "../base/place.js";
import { makeRuntime } from "../base/runtime.js";
import { css, dress } from "../base/theme.js";
import { borrow } from "../pad/lend.js";
import { PathLines } from "./lines.js";
import { inPercent, makePlayer } from "./player.js";
import { PathRow } from "./row.js";

const LEG_SECONDS = 4; // of a film, from stop to stop
const PATHS_MS = 6; // decoding a frame
const PAD_LATE_MS = 200; // in which the pad hears of another theme

// What rows and lines share: {lent, about, strips, t, again(), seek(t), go(row), letGo()}.
class Paths {
  runtime = makeRuntime();
  about = null;
  strips = []; // a PathRow for each
  lent = null;
  borrowed = null;
  network = null;
  reader = null;
  lines = null;
  t = 0;
  direction = 1;
  playing = false;
  held = false; // a hand looks through the films
  speed = 1;
  theme = null; // the pad's, with which the strips were painted
  said = element("p", { className: "spoken", role: "status" });
  list = element("div", { className: "list" });
  law = element("p", { className: "note" });
  waits = element("p", { className: "note", hidden: true });

  constructor(root) {
    this.root = root;
    this.page = makeHost(root, { frame: (seconds) => this.frame(seconds) });
    this.player = makePlayer({
      toggle: () => this.toggle(), seek: (t) => this.seek(t), letGo: () => this.letGo(), pace: (speed) => { this.speed = speed; },
      save: () => this.savePicture(),
    });
    root.append(this.player.node, this.waits, this.list, this.law, this.said);
  }

  again() { this.page.request(); }
  seek(t) { this.playing = false; this.t = t; this.held = true; this.show(); this.again(); }
  letGo() { this.held = false; this.show(); }

  // The hand is off: the pad goes where it was, and the dots leave its map.
  go(row) {
    this.letGo();
    this.lent?.glideTo(row.placeAt(this.t));
    setText(this.said, `The pad's point goes to ${inPercent(this.t)} of the way, ${row.title.toLowerCase()}.`);
  }

  toggle() {
    this.playing = !this.playing;
    if (this.playing && this.t >= 1) this.restart();
    this.show();
    this.again();
  }

  restart() { this.t = 0; this.direction = 1; }

  // Returns whether to come back.
  frame(seconds) {
    if (!this.lent || !this.about) return false;
    if (this.theme !== this.lent.theme) this.paint();
    if (this.playing) this.advance(seconds);
    const more = this.network.spare(this.next, performance.now() + PATHS_MS);
    const reads = this.reader?.spare(this.nextReading, performance.now() + 2) ?? false;
    const places = this.lines.place();
    return more || reads || places || this.playing;
  }

  // An open path goes there and back, a closed one around.
  advance(seconds) {
    const legs = Math.max(1, ...this.strips.map((row) => row.stops.length - 1));
    const t = this.t + this.direction * seconds * this.speed / (LEG_SECONDS * legs);
    if (this.about.closed) this.t = t >= 1 ? t - 1 : t;
    else {
      if (t >= 1 || t <= 0) this.direction = t >= 1 ? -1 : 1;
      this.t = Math.min(1, Math.max(0, t));
    }
    this.show();
  }

  // The films first, then the images of the strips from left to right.
  next = () => {
    for (const pick of ["nextFilm", "nextCell"]) {
      for (const row of this.strips) {
        const job = row[pick]();
        if (job) return { x: this.lent.inputFor(job.place), done: (pixels) => { job.done(pixels); if (this.network.remote) this.again(); } };
      }
    }
    return null;
  };

  nextReading = () => {
    for (const row of this.strips) {
      const job = row.nextReading();
      if (job) return { x: this.lent.reading(job.pixels), done: job.done };
    }
    return null;
  };

  show() {
    this.player.show(this.t, this.playing);
    for (const row of this.strips) row.show(this.t);
    this.lines?.show(this.playing || this.held);
  }

  savePicture() {
    const pictures = this.strips.map((row) => row.picture()).filter(Boolean), gap = 8;
    if (!pictures.length) return;
    const width = Math.max(...pictures.map((p) => p.width)), height = pictures.reduce((sum, p) => sum + p.height + gap, -gap);
    const sheet = element("canvas", { width, height }), context = sheet.getContext("2d");
    context.fillStyle = css(this.lent.theme.paper);
    context.fillRect(0, 0, width, height);
    let top = 0;
    for (const picture of pictures) { context.drawImage(picture, 0, top); top += picture.height + gap; }
    save("paths.png", enlarged(sheet, 1600));
  }

  came(lent) {
    for (const part of [this.network, this.reader, this.lines]) part?.close();
    this.lent = lent;
    this.network = lent.network();
    this.reader = lent.reader();
    for (const row of this.strips) row.renew(lent);
    this.lines = new PathLines(this);
    this.waits.hidden = true;
    this.show();
    this.again();
  }

  left() {
    this.network?.close();
    this.reader?.close();
    this.lent = this.network = this.reader = this.lines = null;
    this.playing = false;
    this.waits.hidden = false;
    setText(this.waits, "The images come as soon as the pad shows the model.");
  }

  build(sections) {
    for (const row of this.strips) row.close();
    const { law, usual, strips } = this.about, rows = strips.map((strip, i) => new PathRow(this, strip, sections, i));
    const densities = rows.flatMap((row) => row.extremes()), low = Math.min(...densities), high = Math.max(...densities);
    this.strips = rows;
    for (const row of rows) row.scale(low, high);
    this.list.replaceChildren(...rows.map((row) => row.node));
    setText(this.law, law ? `Curves: how likely each place is by ${law}, as log-density in nats; all on one scale.`
      + (usual === null ? "" : ` The thin line is where half of the real images lie higher: ${digits(usual, 1)} nats.`) : "");
    this.law.hidden = !law;
  }

  update(bytes) {
    const block = this.page.take(bytes);
    if (!block) return;
    const sections = this.runtime.unpack(block), model = this.about?.model;
    this.about = JSON.parse(new TextDecoder().decode(sections.about));
    const other = model !== this.about.model;
    if (other) { this.borrowed?.close(); this.lent = this.lines = null; }
    this.build(sections);
    this.restart();
    this.playing = false;
    if (other) {
      this.left();
      this.borrowed = borrow(this.about.model, { came: (lent) => this.came(lent), left: () => this.left() });
    } else if (this.lent) this.came(this.lent);
    this.show();
  }

  paint() {
    this.theme = this.lent.theme;
    dress(this.root, this.theme);
    for (const row of this.strips) row.repaint();
  }

  // The pad hears of another theme a moment before or after.
  retheme() {
    this.again();
    setTimeout(() => this.again(), PAD_LATE_MS);
  }

  close() {
    this.page.close();
    for (const row of this.strips) row.close();
    for (const part of [this.lines, this.borrowed, this.network, this.reader]) part?.close();
    this.root.replaceChildren();
  }
}

export function mountPaths(root) {
  root.classList.add("pad", "strips");
  const paths = new Paths(root);
  return {
    update: (bytes) => paths.update(bytes), retheme: () => paths.retheme(), close: () => paths.close(),
    get state() {
      const { t, playing, strips, about, lent, lines } = paths;
      return { t, playing, rows: strips, about, lent, lines, waiting: strips.some((row) => row.waiting) };
    },
  };
}
