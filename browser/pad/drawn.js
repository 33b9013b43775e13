// Where does a drawing land? The encoder says which latents it has, and the map where they lie.

import { makeResampler } from "../base/resample.js";
import { oneHot } from "../base/place.js";
import { NO_CLASS, takenFor } from "../base/reading.js";
import { css, paintInk } from "../base/theme.js";

// pad: {bundle, place, theme, overlays, map, landing(z) -> [x, y], glideTo(place)}.
class Drawn {
  drawing = null; encoder = null; block = null; reader = null; read = null;

  constructor(pad, runtime) {
    this.pad = pad;
    this.runtime = runtime;
  }

  same(bytes) { return this.block?.length === bytes.length && bytes.every((v, i) => v === this.block[i]); }

  overlay = (context, map) => {
    const [x, y] = map.toScreen(...this.pad.landing(this.drawing.z)), { theme } = this.pad, side = 44;
    map.ring(context, x, y, 10, theme.accent, 2);
    const [width] = map.size, left = x + side + 22 > width ? x - side - 14 : x + 14, top = Math.max(4, y - side - 14);
    context.fillStyle = css(theme.paper);
    context.strokeStyle = theme.accent;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(left, top, side, side, 6);
    context.fill();
    if (this.drawing.shades !== theme.shades) this.paint();
    context.drawImage(this.drawing.canvas, left + 3, top + 3, side - 6, side - 6);
    context.stroke();
    context.font = `700 ${12 * theme.scale}px ${theme.font}`;
    context.fillStyle = theme.accent;
    context.textAlign = "center";
    context.fillText("drawn", left + side / 2, top + side + 13);
  };

  // What class a model is told that wants to know: what its reader reads in the drawing, else (also
  // where that reads nothing it knows) the one that is chosen.
  classesOf(ink, size) {
    const { bundle } = this.pad;
    if (!bundle.k || !bundle.reader) return this.pad.place.y;
    if (this.read !== bundle.reader) {
      this.read = bundle.reader;
      const { graph, weights } = this.runtime.unpackNetwork(this.read);
      this.reader = this.runtime.build(graph, weights);
    }
    const shares = this.reader.run(makeResampler(size, bundle.about.reader.image_size)(ink));
    const { best } = takenFor(shares, bundle.about.reader.classes);
    return best === NO_CLASS ? this.pad.place.y : oneHot(bundle.k, best);
  }

  paint() {
    const { size, pixels, canvas } = this.drawing, image = new ImageData(size, size);
    this.drawing.shades = this.pad.theme.shades;
    canvas.getContext("2d").putImageData(paintInk(pixels, this.drawing.shades, image), 0, 0);
  }

  clear() {
    this.pad.overlays = this.pad.overlays.filter((other) => other !== this.overlay);
    this.drawing = null;
  }

  // about, sections: as core/networks/encoder.py packs them; pixels are ink, 0 to 255.
  receive({ size }, { pixels, encoder: bytes }) {
    this.clear();
    if (size !== this.pad.bundle.size) return;
    if (!this.same(bytes)) {
      this.block = bytes;
      const { graph, weights } = this.runtime.unpackNetwork(bytes.slice());
      this.encoder = this.runtime.build(graph, weights);
    }
    const ink = Float32Array.from(pixels, (v) => v / 255), y = this.classesOf(ink, size);
    const x = new Float32Array(ink.length + y.length);
    x.set(ink);
    x.set(y, ink.length);
    const z = Float32Array.from(this.encoder.run(x).subarray(0, this.pad.bundle.d));
    this.drawing = { z, size, pixels: ink, canvas: new OffscreenCanvas(size, size), shades: null };
    this.pad.overlays = [...this.pad.overlays, this.overlay];
    this.pad.glideTo({ z, y });
  }
}

export const makeDrawn = (pad, runtime) => new Drawn(pad, runtime);
