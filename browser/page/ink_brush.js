// How is ink or paper put on a page with a brush, by hand or by keys?
//
// host: {layer() an ink layer, kind() "ink", "paper" or null while no brush is in hand, place() how the page is placed in the window, port() its size,
// told(kind, values), dropped(), request(), say(text)}. Places are CSS pixels of the window onto the page, see camera.js.

import { element } from "../base/dom.js";
import { toPage } from "./camera.js";

const FINE_STROKE = 1.5; // CSS pixels between two points of a stroke
const tenth = (v) => Math.round(10 * v) / 10;

class InkBrush {
  width = 14; stroke = null; nib = null; down = false;

  constructor(host) {
    this.host = host;
    this.ring = element("i", { className: "ring", hidden: true });
  }

  draw(phase, at) {
    const { host, stroke } = this;
    if (!host.layer()) return;
    if (phase === "begin") this.stroke = { kind: host.kind(), points: [], width: tenth(this.width / host.place().scale) };
    if (phase === "begin" || phase === "go") this.add(at);
    else {
      this.stroke = null;
      if (phase === "end" && stroke?.points.length) host.told(stroke.kind, { points: stroke.points, width: stroke.width });
      else host.dropped();
    }
    host.request();
  }

  add(at) {
    const { host, stroke } = this, place = host.place();
    if (!stroke) return;
    const point = toPage(place, at), last = stroke.points.slice(-2);
    if (last.length && Math.hypot(point[0] - last[0], point[1] - last[1]) * place.scale < FINE_STROKE) return;
    stroke.points.push(...point.map(tenth));
    host.layer().stroke(stroke.points.slice(-4), stroke.width, stroke.kind);
    this.hover(at);
  }

  hover(at) {
    this.nib = at;
    this.show();
  }

  move(dx, dy) {
    const port = this.host.port(), from = this.nib ?? port.map((side) => side / 2), way = [dx, dy];
    this.nib = from.map((v, c) => Math.max(0, Math.min(port[c], v + way[c])));
    if (this.down) this.draw("go", this.nib);
    this.show();
  }

  // Down and up again, by keys.
  press() {
    if (this.down) { this.lift(); return; }
    this.nib ??= this.host.port().map((side) => side / 2);
    this.down = true;
    this.draw("begin", this.nib);
    this.host.say(`The brush of ${this.host.kind()} is down.`);
  }

  lift() {
    if (!this.down) return;
    this.down = false;
    this.draw("end");
    this.host.say("The brush is up.");
  }

  show() {
    const { ring, nib, width } = this, seen = nib !== null && this.host.kind() !== null;
    ring.hidden = !seen;
    if (seen) ring.style.cssText = `width: ${width}px; height: ${width}px; transform: translate(${nib[0] - width / 2}px, ${nib[1] - width / 2}px)`;
  }
}

export const makeBrush = (host) => new InkBrush(host);
