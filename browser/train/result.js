// How does what was learned leave the browser? As one block, which core/transfer/browser_trained.py reads.

// As core/packed.py packs: the length of the header, the header {name: [offset, length]}, sections at multiples of 16.
export function packed(sections) {
  const aligned = (offset) => (offset + 15) & ~15, entries = Object.entries(sections), header = {};
  const start = aligned(6 + entries.reduce((room, [name]) => room + JSON.stringify(name).length + 32, 0));
  let end = start;
  for (const [name, bytes] of entries) {
    header[name] = [end, bytes.length];
    end = aligned(end + bytes.length);
  }
  const block = new Uint8Array(end), text = new TextEncoder().encode(JSON.stringify(header).padEnd(start - 4));
  new DataView(block.buffer).setUint32(0, text.length, true);
  block.set(text, 4);
  for (const [name, bytes] of entries) block.set(bytes, header[name][0]);
  return block;
}

// How a training went, as the model's settings tell it: see BrowserConfig in core/training/run.py.
export function browserOf({ dials, ...kept }) {
  return {
    kernels: kept.kernels, steps: kept.step, turned: kept.turned.length, beta: dials.beta, learning_rate: dials.rate,
    images: kept.images, classes: dials.classes ?? [],
  };
}

// begun: what openPlan gave. kept: what the training answered to {keep: true}. withImages: also the images whose places the model
// keeps, for a model of images that are not on the server.
export function resultOf(begun, kept, { withImages = false } = {}) {
  const { plan, data, config } = begun, text = (value) => new TextEncoder().encode(value);
  const told = { browser: browserOf(kept), squared_noise: kept.squaredNoise, noise_steps: kept.noiseSteps };
  const sections = {
    config, told: text(JSON.stringify(told)), weights: new Uint8Array(kept.weights.buffer, kept.weights.byteOffset, kept.weights.byteLength),
    history: text(kept.rows.filter(({ step }) => step <= kept.step).map((row) => `${JSON.stringify(row)}\n`).join("")),
  };
  if (withImages) {
    const images = new Uint8Array(data.shown.length * plan.pixels);
    for (const [i, place] of data.shown.entries()) {
      images.set(data.images.subarray(place * plan.pixels, (place + 1) * plan.pixels), i * plan.pixels);
    }
    sections.images = images;
    if (data.labels) sections.labels = Uint8Array.from(data.shown, (place) => data.labels[place]);
  }
  return packed(sections);
}
