// Where does a drawing land? The encoder says which latents it has, and the map where they lie.

// pad: {bundle, place, theme, overlays, map, landing(z) -> [x, y], glideTo(place)}.
function makeDrawn(pad, runtime) {
  let drawing = null, encoder = null, block = null, reader = null, read = null;

  const same = (bytes) => block?.length === bytes.length && bytes.every((v, i) => v === block[i]);

  function overlay(context, map) {
    const [x, y] = map.toScreen(...pad.landing(drawing.z)), { theme } = pad, side = 44;
    map.ring(context, x, y, 10, theme.accent, 2);
    const [width] = map.size, left = x + side + 22 > width ? x - side - 14 : x + 14, top = Math.max(4, y - side - 14);
    context.fillStyle = css(theme.paper);
    context.strokeStyle = theme.accent;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(left, top, side, side, 6);
    context.fill();
    if (drawing.shades !== theme.shades) paint();
    context.drawImage(drawing.canvas, left + 3, top + 3, side - 6, side - 6);
    context.stroke();
    context.font = `700 ${12 * theme.scale}px ${theme.font}`;
    context.fillStyle = theme.accent;
    context.textAlign = "center";
    context.fillText("drawn", left + side / 2, top + side + 13);
  }

  // What class a model is told that wants to know: what its reader reads in the drawing, else (also
  // where that reads nothing it knows) the one that is chosen.
  function classesOf(ink, size) {
    const { bundle } = pad;
    if (!bundle.k || !bundle.reader) return pad.place.y;
    if (read !== bundle.reader) {
      read = bundle.reader;
      const { graph, weights } = runtime.unpackNetwork(read);
      reader = runtime.build(graph, weights);
    }
    const shares = reader.run(makeResampler(size, bundle.about.reader.image_size)(ink));
    const { best } = takenFor(shares, bundle.about.reader.classes);
    return best === NO_CLASS ? pad.place.y : oneHot(bundle.k, best);
  }

  function paint() {
    const { size, pixels, canvas } = drawing, image = new ImageData(size, size);
    drawing.shades = pad.theme.shades;
    canvas.getContext("2d").putImageData(paintInk(pixels, drawing.shades, image), 0, 0);
  }

  return {
    get drawing() { return drawing; },
    clear() {
      pad.overlays = pad.overlays.filter((other) => other !== overlay);
      drawing = null;
    },
    // about, sections: as core/export/encoder.py packs them; pixels are ink, 0 to 255.
    receive({ size }, { pixels, encoder: bytes }) {
      this.clear();
      if (size !== pad.bundle.size) return;
      if (!same(bytes)) {
        block = bytes;
        const { graph, weights } = runtime.unpackNetwork(bytes.slice());
        encoder = runtime.build(graph, weights);
      }
      const ink = Float32Array.from(pixels, (v) => v / 255), y = classesOf(ink, size);
      const x = new Float32Array(ink.length + y.length);
      x.set(ink);
      x.set(y, ink.length);
      const z = Float32Array.from(encoder.run(x).subarray(0, pad.bundle.d));
      drawing = { z, size, pixels: ink, canvas: new OffscreenCanvas(size, size), shades: null };
      pad.overlays = [...pad.overlays, overlay];
      pad.glideTo({ z, y });
    },
  };
}
