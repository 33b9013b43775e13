// Which pad on the page shows which model, and what was last said to it? Shared by pads and channels, which arrive in any
// order: whoever comes first makes it.

// pads: model -> pad, anything with receive(about, sections). kept: model -> {channel: [[about, sections], ..]}, for a
// pad that mounts later. watchers: told of a model whose pad came, changed or went, see lend.js.
export function openRegistry() {
  const registry = (window.latentInk ??= /** @type {Registry} */ ({}));
  registry.pads ??= new Map();
  registry.kept ??= new Map();
  registry.watchers ??= new Set();
  return registry;
}

// Hand a block on to the pad that shows its model. Frames are parts of a film: all of it is kept, of the rest the last.
export function deliver(about, sections) {
  const { pads, kept } = openRegistry(), { model, channel } = about;
  if (!kept.has(model)) kept.set(model, {});
  const channels = kept.get(model), before = channels[channel] ?? [];
  const goesOn = channel === "frames" && about.first > 0 && before[0]?.[0].id === about.id;
  channels[channel] = [...(goesOn ? before : []), [about, sections]];
  pads.get(model)?.receive(about, sections);
}

// A channel is gone: a pad that mounts later hears nothing of it.
export function forget({ model, channel }) {
  const channels = openRegistry().kept.get(model);
  if (channels) delete channels[channel];
}

// The pad shows this model from now on, or has new weights of it.
export function join(model, pad) {
  const { pads, kept } = openRegistry();
  if (pads.get(model) !== pad) {
    leave(pad);
    pads.set(model, pad);
    for (const channel of ["layout", "colour", "frames", "drawing", "making", "refiner", "another", "vae", "brought", "page", "mends"]) {
      for (const [about, sections] of kept.get(model)?.[channel] ?? []) pad.receive(about, sections);
    }
  }
  tellWatchers(model);
}

export function leave(pad) {
  const { pads } = openRegistry();
  for (const [model, other] of pads) {
    if (other !== pad) continue;
    pads.delete(model);
    tellWatchers(model);
  }
}

function tellWatchers(model) {
  for (const watcher of openRegistry().watchers) watcher(model);
}
