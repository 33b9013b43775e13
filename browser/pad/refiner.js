// How does a picture get strokes that its model did not know? A flow goes on from it: t0 of the picture, the rest one noise.
//
// As core.models.flow_travel.refine does. What is told of the flow, and its network once the dial was touched, comes as a block of
// core/blocks/refiner.py; before that, and where no flow fits, there is no dial.

import { button, element, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { makeNetwork } from "../base/network.js";
import { gaussian, latentsOf, oneHot } from "../base/place.js";
import { takenFor } from "../base/reading.js";
import { makeResampler } from "../base/resample.js";

const LEAST = 0.2; // t0 where little of the picture is left
const AT_HAND = 8; // pictures that wait for the flow: what comes later is decoded later
const COUNTED = 100; // pictures by which it is said how many still read the same
const STOPS = [[1, "", "As the model draws it"], [0.8, "Sharp", "In one step: edges of ink, and what it was"],
  [0.5, "Changed", "In four steps: other strokes here and there"], [0.3, "Invented", "In four steps: little of the picture is left"]];

// Places of a hundred pictures of a model: its images', or drawn by lot where it has none.
function placesOf(bundle) {
  const { n, d, k, labels } = bundle;
  return Array.from({ length: COUNTED }, (_, i) => {
    const image = Math.floor(i * n / COUNTED);
    return n ? { z: latentsOf(bundle, image), y: oneHot(k, labels[image]) } : { z: gaussian(d), y: oneHot(k, k ? i % k : 0) };
  });
}

// How many pictures read the same afterwards, of how many that were looked at.
class Count {
  at = 0; done = 0; same = 0; bundle = null; places = [];

  anew() { this.at = this.done = this.same = 0; }

  of(bundle) {
    if (bundle === this.bundle) return;
    this.bundle = bundle;
    this.places = placesOf(bundle);
    this.anew();
  }
}

// pad: see pad.js. t0: what a link says.
class Refiner {
  about = null; network = null; noise = null; queue = []; readings = []; broken = false; turn = 0; count = new Count();
  resample = null;

  constructor(pad, t0) {
    this.pad = pad;
    this.t0 = t0 >= LEAST && t0 < 1 ? t0 : 1;
    this.next = () => this.queue.shift() ?? null;
    this.nextReading = () => this.readings.shift() ?? null;
    this.input = element("input", { type: "range", min: 0, max: 1 - LEAST, step: 0.05,
      title: "How much the flow adds. t0 is the share of the picture in what it begins with; the rest is noise", onchange: () => pad.tell() });
    this.input.setAttribute("aria-label", "Strokes that a flow adds");
    this.input.oninput = () => this.set(1 - Number(this.input.value));
    this.output = element("output", {});
    this.stops = STOPS.map(([t, name, help]) => button(name, help, () => { this.set(t); pad.tell(); }));
    this.words = element("p", { className: "note" });
    this.node = element("section", { className: "refiner", "aria-label": "Strokes of a flow", hidden: true },
      element("h2", { className: "part", textContent: "Strokes of a flow" }), element("div", { className: "row" }, element("span", { textContent: "Strokes" }),
        element("div", { className: "track" }, this.input), this.output), element("div", { className: "stops" }, ...this.stops), this.words);
  }

  get on() { return this.t0 < 1 && this.network !== null && !this.broken; }

  get full() { return this.queue.length >= AT_HAND; }

  get way() {
    const { t0, about } = this;
    return { start: t0, guidance: 0, steps: about.steps.find(([least]) => t0 >= least)[1] };
  }

  receive(about, { flow, noise }) {
    if (about.size !== this.pad.bundle.size) return; // of another size it can make nothing
    const known = this.about?.id === about.id;
    this.about = about;
    this.node.hidden = false;
    setText(this.stops[0], about.kind);
    if (flow && !(known && this.network)) {
      this.network?.close();
      this.broken = false;
      this.network = makeNetwork(this.pad.runtime, flow, { background: true });
      this.noise = new Float32Array(noise.buffer, noise.byteOffset, noise.byteLength / 4);
      if (this.t0 < 1) this.anew();
    }
    this.show();
  }

  set(t0) {
    this.t0 = Math.round(100 * t0) / 100;
    if (this.about && !this.network && this.t0 < 1) this.pad.tell(true, true); // now its network is needed
    this.anew();
    this.show();
  }

  // All that is seen is drawn by what is set now.
  anew() {
    const { pad } = this;
    this.turn++;
    this.count.anew();
    pad.tiles.stale(pad.placeXY());
    pad.changed();
    pad.redraw();
  }

  mixed(pixels) {
    const { t0, noise } = this, x = new Float32Array(this.network.inputs); // the classes behind it stay 0: none is told
    for (let i = 0; i < pixels.length; i++) x[i] = t0 * (2 * pixels[i] - 1) + (1 - t0) * noise[i];
    return x;
  }

  // The pad's own picture: the newest wins.
  picture(pixels, done) {
    if (!this.on) { done(pixels); return; }
    const { turn } = this;
    this.network.latest(this.mixed(pixels), (refined) => {
      if (turn !== this.turn) return;
      if (Number.isNaN(refined[0])) this.fail(); else done(refined);
    }, this.way);
  }

  fail() {
    this.broken = true;
    this.anew();
    this.show();
  }

  // A job of the model's network whose picture the flow goes on from before it is done.
  through(job) {
    if (!job || !this.on) return job;
    return { x: job.x, done: (pixels) => this.enqueue(pixels, job.done) };
  }

  enqueue(pixels, done) {
    if (!this.on) { done(pixels); return; } // touched meanwhile
    const finish = (refined) => { done(refined); if (this.queue.length < AT_HAND / 2) this.pad.request(); };
    this.queue.push({ x: this.mixed(pixels), done: finish, solver: this.way });
    this.network.spare(this.next, performance.now());
  }

  // Where there are no workers, what waits is done in the page's frames.
  work(deadline) {
    const { pad, network } = this;
    const reading = this.readings.length > 0 && pad.reader.spare(this.nextReading, deadline);
    return (this.on && this.queue.length > 0 && network.spare(this.next, deadline)) || reading;
  }

  read(pixels, done) {
    const { pad } = this, { reader } = pad.bundle.about;
    this.resample ??= makeResampler(pad.bundle.size, reader.image_size);
    const x = Float32Array.from(this.resample(pixels));
    this.readings.push({ x, done: (shares) => done(takenFor(shares, reader.classes).best) });
    pad.reader.spare(this.nextReading, performance.now());
  }

  // A picture of the model, by which it is counted how many read the same with the flow's strokes.
  nextCounted() {
    const { pad, count, turn } = this;
    if (!this.on || !pad.reader) return null;
    count.of(pad.bundle);
    if (count.at >= COUNTED) return null;
    const i = count.at++;
    return { x: pad.inputFor(count.places[i]), done: (decoded) => {
      const pixels = Float32Array.from(decoded);
      this.read(pixels, (before) => this.enqueue(pixels, (refined) => this.read(refined, (after) => {
        if (turn !== this.turn) return;
        count.done++;
        count.same += Number(before === after);
        this.show();
      })));
    } };
  }

  show() {
    const { t0, about, input, output } = this, at = 1 - t0;
    if (!about) return;
    if (Math.abs(Number(input.value) - at) > 1e-6) input.value = String(at);
    input.style.setProperty("--fill", `${(100 * at / (1 - LEAST)).toFixed(1)}%`);
    const said = t0 === 1 ? "none" : `t0 = ${t0.toFixed(2)}`;
    setText(output, said);
    input.setAttribute("aria-valuetext", said);
    for (const [i, stop] of this.stops.entries()) stop.setAttribute("aria-pressed", STOPS[i][0] === t0);
    setText(this.words, this.sentence());
  }

  sentence() {
    const { about, count, pad } = this, { kind } = about;
    if (this.broken) return `The flow “${isolated(about.title)}” gives numbers that are not finite, so it adds nothing.`;
    if (this.t0 === 1) return `Each picture is as the ${kind} draws it.`;
    if (!this.network) return "The flow is on its way …";
    const adds = `A flow, “${isolated(about.title)}”, adds strokes that this ${kind} did not know.`;
    const other = about.alike ? "" : " It has learned other classes than this model.";
    if (!pad.reader) return `${adds}${other} Nothing here reads this model's classes, so nobody counts how many pictures stay what they were.`;
    if (!count.done) return adds + other;
    return `${adds}${other} Of ${count.done} pictures of this model, ${count.same} still read the same.`;
  }

  close() {
    this.turn++;
    this.network?.close();
  }
}

export const makeRefiner = (pad, t0 = 1) => new Refiner(pad, t0);
