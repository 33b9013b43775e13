// How does a trained model leave the browser as the zip that the library gives and takes? Put together here, without a server.

const CODES = Uint32Array.from({ length: 256 }, (_, n) => {
  let code = n;
  for (let bit = 0; bit < 8; bit++) code = code & 1 ? 0xedb88320 ^ (code >>> 1) : code >>> 1;
  return code;
});

export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CODES[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const encoded = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

// Bytes of numbers, each `size` of them: values [[size, value], ..].
function record(values) {
  const out = new Uint8Array(values.reduce((sum, [size]) => sum + size, 0)), view = new DataView(out.buffer);
  let at = 0;
  for (const [size, value] of values) {
    if (size === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true);
    at += size;
  }
  return out;
}

// files: {name: bytes}. Stored as they are: weights hardly shrink. Source: PKWARE, APPNOTE.TXT 6.3.10, 4.3.
export function zipped(files) {
  const NEW_YEAR = 33, UTF8 = 0x800, parts = [], directory = []; // 33: the first day of 1980, as a zip has it
  let end = 0;
  const add = (bytes) => { parts.push(bytes); end += bytes.length; };
  for (const [name, bytes] of Object.entries(files)) {
    const title = encoded(name), at = end, what = [
      [2, 20], [2, UTF8], [2, 0], [2, 0], [2, NEW_YEAR], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, title.length], [2, 0]];
    add(record([[4, 0x04034b50], ...what]));
    add(title);
    add(bytes);
    directory.push(record([[4, 0x02014b50], [2, 0x314], ...what, [2, 0], [2, 0], [2, 0], [4, 0o100644 * 65536], [4, at]]), title);
  }
  const start = end, count = directory.length / 2;
  for (const bytes of directory) add(bytes);
  add(record([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, end - start], [4, start], [2, 0]]));
  return new Blob(parts, { type: "application/zip" });
}

// tensors: {name: {dtype: as safetensors calls it, shape, values: a typed array}}. Source: huggingface/safetensors, "Format".
export function safetensors(tensors, notes = {}) {
  const header = { __metadata__: notes };
  let end = 0;
  for (const [name, { dtype, shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, end += values.byteLength] };
  }
  const text = encoded(header), room = (text.length + 7) & ~7, out = new Uint8Array(8 + room + end).fill(32);
  out.set(record([[4, room], [4, 0]]));
  out.set(text, 8);
  for (const [name, { values }] of Object.entries(tensors)) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 8 + room + header[name].data_offsets[0]);
  }
  return out;
}

// The weights of all layers, one after the other, by the names that they have in the model.
function tensorsOf(plan, kept) {
  const tensors = {}, named = (name, dtype, shape, values) => { tensors[name] = { dtype, shape, values }; };
  let at = 0;
  for (const { name, inputs, outputs } of [...plan.encoder, ...plan.decoder]) {
    named(`${name}.weight`, "F32", [outputs, inputs], kept.weights.slice(at, at += inputs * outputs));
    named(`${name}.bias`, "F32", [outputs], kept.weights.slice(at, at += outputs));
  }
  if (plan.likelihood === "gaussian" && !plan.noise) {
    named("squared_noise", "F32", [], Float32Array.of(kept.squaredNoise));
    named("noise_steps", "F32", [], Float32Array.of(kept.noiseSteps));
  }
  return tensors;
}

// Images, bytes one after the other, bright ink on black, side by side as a PNG.
async function sheetOf(images, size, columns) {
  const n = images.length / (size * size), width = columns * size, height = Math.ceil(n / columns) * size;
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d"), sheet = context.createImageData(width, height);
  const out = new Uint32Array(sheet.data.buffer).fill(0xff000000);
  for (let p = 0; p < images.length; p++) {
    const i = Math.floor(p / (size * size)), inside = p % (size * size);
    const y = Math.floor(i / columns) * size + Math.floor(inside / size), x = (i % columns) * size + inside % size;
    out[y * width + x] = 0xff000000 | images[p] * 0x10101;
  }
  context.putImageData(sheet, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
}

// The first n of the images that are shown.
function shownOf({ plan: { pixels }, data }, n) {
  const images = new Uint8Array(n * pixels);
  for (const [i, place] of data.shown.subarray(0, n).entries()) images.set(data.images.subarray(place * pixels, (place + 1) * pixels), i * pixels);
  return images;
}

// Rows of ten images, bytes one after the other: originals over what the model makes of them, and below what it draws. What is no
// whole row is left out, as core/training/measured.py, preview_of does.
export function glanceOf(originals, again, samples, pixels) {
  const row = (images, r) => images.subarray(10 * r * pixels, 10 * (r + 1) * pixels);
  const rows = [row(originals, 0), row(again, 0), row(originals, 1), row(again, 1), row(samples, 0), row(samples, 1)].filter(({ length }) => length === 10 * pixels);
  const out = new Uint8Array(rows.length * 10 * pixels);
  for (const [r, images] of rows.entries()) out.set(images, 10 * r * pixels);
  return out;
}

async function latentsOf(begun, kept) {
  const { plan: { image_size: size, latent_dim: d }, data } = begun, n = data.shown.length, columns = Math.ceil(Math.sqrt(n));
  const atlas = await sheetOf(shownOf(begun, n), size, columns);
  return safetensors({
    mu: { dtype: "F32", shape: [n, d], values: kept.mu }, logvar: { dtype: "F32", shape: [n, d], values: kept.logvar },
    atlas: { dtype: "U8", shape: [atlas.length], values: atlas },
    ...(data.labels ? { labels: { dtype: "I64", shape: [n], values: BigInt64Array.from(data.shown, (place) => BigInt(data.labels[place])) } } : {}),
  }, { columns: String(columns), tile: String(size) });
}

// begun, kept: see resultOf. browser: how it was trained, as that tells it. -> a zip, a Blob.
export async function folderOf(begun, kept, { title, browser }) {
  const config = { ...JSON.parse(new TextDecoder().decode(begun.away)), browser }, { pixels, image_size: size } = begun.plan;
  const glance = glanceOf(shownOf(begun, kept.again.length / pixels), kept.again, kept.samples, pixels);
  return zipped({
    "about.json": encoded({ title }), "config.json": encoded(config),
    "history.jsonl": encoded(kept.rows.filter(({ step }) => step <= kept.step).map((row) => `${JSON.stringify(row)}\n`).join("")),
    "latents.safetensors": await latentsOf(begun, kept), "model.safetensors": safetensors(tensorsOf(begun.plan, kept)),
    "preview.png": await sheetOf(glance, size, 10),
  });
}
