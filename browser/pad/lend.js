// How does a component beside the pad use the pad's model? It borrows: the weights have come once and are not sent again.
//
// borrow(model, {came(lent), left()}) -> {lent, close()}. came is told of the pad that shows the model, at once if there
// is one, and again with a new `lent` whenever the pad has other weights or other images; left when the pad is gone.
// Before came, and after left, lent is null. close() takes everything back that was put onto the map.
//
// lent: {
//   bundle: as base/place.js opens it, to be read only: d, k, n, size, classes, labels, about (about.reader: {classes,
//     image_size} of the classifier or undefined), decoder and reader (packed bytes, reader undefined without one), solver ({steps, guidance} of a flow, else null)
//   rows: latents of the n images as rows, Float32Array (n * d)
//   map, theme, layout, cutter: the pad's own; cutter.ink(i) -> the i-th image in [0, 1], null until its atlas has come
//   network() -> a network of one's own of the decoder, see makeNetwork in base/network.js; close() it
//   reader() -> one of the classifier, in a worker; null without one
//   reading(pixels) -> the classifier's input for a decoded image
//   inputFor({z, y}) -> what the decoder takes: z and, if the model is told its class, y (k)
//   toMap(z) -> [x, y] on the map as it is now, points that are on their way included
//   placed: a value that is another one when the map is laid out otherwise: places worked out before are void
//   forming: whether a film of a map runs: nothing lies still
//   glideTo({z, y}): the pad's point goes there; without y in the class it has
//   overlay(draw) -> () => void: draw(context, map) on the map as in map/map.js, until the returned function is called
//   redraw(), request(): the map's points and what rests on them again; a frame
// }

import { makeResampler } from "../base/resample.js";
import { makeNetwork } from "../base/network.js";
import { makeRuntime } from "../base/runtime.js";
import { latentRows } from "../map/layout.js";
import { makeCutter } from "../map/thumbs.js";
import { openRegistry } from "./registry.js";

export function borrow(model, { came, left = () => {} }) {
  const { pads, watchers } = openRegistry();
  let lent = null, bundle = null;

  function look() {
    const pad = pads.get(model)?.pad ?? null;
    if (pad?.bundle && lent?.pad === pad && bundle === pad.bundle) return;
    const had = lent !== null;
    lent?.takeBack();
    lent = pad?.bundle ? lend(pad) : null;
    bundle = pad?.bundle ?? null;
    if (lent) came(lent);
    else if (had) left();
  }

  const watcher = (changed) => { if (changed === model) look(); };
  watchers.add(watcher);
  look();
  return {
    get lent() { return lent; },
    close() {
      watchers.delete(watcher);
      lent?.takeBack();
      lent = null;
    },
  };
}

function lend(pad) {
  const runtime = makeRuntime(), { bundle } = pad, ours = new Set();
  const resample = bundle.reader ? makeResampler(bundle.size, bundle.about.reader.image_size) : null;
  let rows = null;

  function remove(draw) {
    ours.delete(draw);
    pad.overlays = pad.overlays.filter((other) => other !== draw);
    pad.redraw();
  }

  return {
    pad, bundle, cutter: makeCutter(pad),
    get rows() { return rows ??= latentRows(bundle); },
    get map() { return pad.map; },
    get theme() { return pad.theme; },
    get layout() { return pad.layout; },
    get placed() { return pad.layout; },
    get forming() { return pad.player?.showing ?? false; },
    network: () => makeNetwork(runtime, bundle.decoder, { solver: bundle.solver }),
    reader: () => (bundle.reader ? makeNetwork(runtime, bundle.reader, { background: true }) : null),
    reading: (pixels) => resample(pixels),
    inputFor: (place) => pad.inputFor(place),
    toMap: (z) => pad.landing(z),
    glideTo: ({ z, y }) => pad.glideTo({ z: Float32Array.from(z), y: y?.length === bundle.k ? y : pad.place.y }),
    overlay(draw) {
      ours.add(draw);
      if (!pad.overlays.includes(draw)) pad.overlays = [...pad.overlays, draw];
      pad.redraw();
      return () => remove(draw);
    },
    redraw: () => pad.redraw(),
    request: () => pad.request(),
    takeBack() { for (const draw of [...ours]) remove(draw); },
  };
}
