// How do the bytes of a page come from the scripts that lie beside it? From a disk a browser reads scripts and nothing else: so
// bytes are in scripts, each once for all pages, squeezed and written as text of 15 bits a sign.

const FIRST = 0x3400, BITS = 15; // the first of the signs, see core/class_pack/shelf.py
const ALIGNED = 16; // see core/packed.py
const PATIENCE = "This page could not read its files. Is the folder whole, and the browser not older than 2023?";

// Text -> its bytes, so many.
export function bytesOfText(text, length) {
  const bytes = new Uint8Array(length);
  let held = 0, bits = 0, at = 0;
  for (let i = 0; i < text.length; i++) {
    held = held << BITS | text.charCodeAt(i) - FIRST;
    bits += BITS;
    for (; bits >= 8 && at < length; bits -= 8) bytes[at++] = held >> bits - 8 & 255;
    held &= (1 << bits) - 1;
  }
  return bytes;
}

// Numbers of so many bytes, all first bytes before all second ones -> as they were.
export function together(bytes, stride) {
  if (stride === 1) return bytes;
  const found = new Uint8Array(bytes.length), count = bytes.length / stride;
  for (let b = 0, at = 0; b < stride; b++) for (let i = 0; i < count; i++) found[i * stride + b] = bytes[at++];
  return found;
}

async function unsqueezed(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Sections by name -> one block, as core/packed.py lays it out.
export function packed(sections) {
  const names = Object.keys(sections), header = {}, up = (offset) => Math.ceil(offset / ALIGNED) * ALIGNED;
  const start = up(6 + names.reduce((sum, name) => sum + JSON.stringify(name).length + 32, 0));
  let offset = start;
  for (const name of names) {
    header[name] = [offset, sections[name].length];
    offset = up(offset + sections[name].length);
  }
  const block = new Uint8Array(offset), text = new TextEncoder().encode(JSON.stringify(header).padEnd(start - 4));
  new DataView(block.buffer).setUint32(0, text.length, true);
  block.set(text, 4);
  for (const name of names) block.set(sections[name], header[name][0]);
  return block;
}

// folder: where the scripts lie. Returns {script(src) -> when it has run, block(recipe) -> bytes}. A recipe is a name of the shelf, a
// text behind "~", bytes in base64 behind "=", or an object of recipes, that is a block of sections.
export function makeShelf(folder) {
  const scripts = new Map(), kept = new Map(), came = new Map();
  window.latentInkShelf = (name, length, stride, text) => { came.set(name, [text, length, stride]); };

  function script(src) {
    if (!scripts.has(src)) {
      scripts.set(src, new Promise((/** @type {(value?: any) => void} */ done, failed) => {
        const node = document.createElement("script");
        node.onload = done;
        node.onerror = () => failed(new Error(PATIENCE));
        node.src = src;
        document.head.append(node);
      }));
    }
    return scripts.get(src);
  }

  async function taken(name) {
    await script(`${folder}/${name}.js`);
    const [text, length, stride] = came.get(name);
    came.delete(name);
    return together(await unsqueezed(bytesOfText(text, length)), stride);
  }

  async function made(recipe) {
    if (typeof recipe !== "string") {
      const names = Object.keys(recipe), parts = await Promise.all(names.map((name) => block(recipe[name])));
      return packed(Object.fromEntries(names.map((name, i) => [name, parts[i]])));
    }
    if (recipe.startsWith("~")) return new TextEncoder().encode(recipe.slice(1));
    if (recipe.startsWith("=")) return Uint8Array.from(atob(recipe.slice(1)), (sign) => sign.charCodeAt(0));
    return taken(recipe);
  }

  // The same recipe gives the same bytes: what is given the same again need not begin anew.
  function block(recipe) {
    if (!kept.has(recipe)) kept.set(recipe, made(recipe));
    return kept.get(recipe);
  }

  return { script, block };
}
