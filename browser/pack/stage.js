// What stands on a page of the pack? The components of a scene, mounted as in the app: each in a root of its own, with its own style.
//
// makeStage(root, {shelf, parts, heard}) -> {show(scene, blocks), retheme(), parts}. parts: name of a component -> {entry: its module, code:
// scripts, styles: sheets}. heard(part, name, value): what a component tells. scene, blocks: see core/class_pack/stage.py.

import { element } from "../base/dom.js";

const asked = (name, value) => (name === "place" ? value.t0 < 1 : Boolean(value)); // whether a hand has touched what takes more bytes

// A root of its own, when its style has come: what is measured before would be wrong.
async function rootWith(styles) {
  const node = element("div", { className: "part" }), root = node.attachShadow({ mode: "open" });
  const sheets = styles.map((href) => element("link", { rel: "stylesheet", href }));
  const came = sheets.map((sheet) => new Promise((done) => { sheet.onload = sheet.onerror = done; }));
  return { node, root, sheets, came: () => Promise.all(came) };
}

class Stage {
  mounted = new Map(); // key -> {node, root, run, close, given, part}
  turn = 0; // of scenes that were asked for

  constructor(root, { shelf, parts, heard }) {
    this.root = root;
    this.shelf = shelf;
    this.parts = parts;
    this.heard = heard;
  }

  async component(part) {
    const { entry, code } = this.parts[part];
    for (const src of code) await this.shelf.script(src);
    return window.latentInkCode.need(entry).default;
  }

  // Returns whether it is shown: another scene may have been asked for meanwhile.
  async show({ parts }, blocks) {
    const turn = ++this.turn;
    const ready = await Promise.all(parts.map(async (part) => ({
      part, run: await this.component(part.part), bytes: await this.shelf.block(blocks[part.block]),
    })));
    if (turn !== this.turn) return false;
    this.blocks = blocks;
    const keys = new Set(parts.map(({ key }) => key));
    for (const [key, { close, node }] of this.mounted) {
      if (keys.has(key)) continue;
      close?.();
      node.remove();
      this.mounted.delete(key);
    }
    for (const one of ready) {
      if (!this.mounted.has(one.part.key)) await this.mount(one);
      if (turn !== this.turn) return false;
      this.give(this.mounted.get(one.part.key), one);
    }
    const nodes = parts.map(({ key }) => this.mounted.get(key).node);
    if (nodes.some((node, i) => this.root.children[i] !== node)) this.root.append(...nodes);
    return true;
  }

  async mount({ part, run }) {
    const { styles } = this.parts[part.part], { node, root, sheets, came } = await rootWith(styles);
    root.append(...sheets);
    node.hidden = part.part === "channel"; // what is not seen takes no row
    this.root.append(node);
    await came();
    this.mounted.set(part.key, { node, root, run, close: null, given: null, first: null, more: false, part });
  }

  // The same bytes are not given twice, nor the first ones in place of more.
  give(mounted, { part, bytes }) {
    mounted.part = part;
    if (mounted.first === bytes) return;
    Object.assign(mounted, { given: bytes, first: bytes, more: false });
    this.run(mounted);
  }

  run(mounted) {
    const told = (name, value) => this.told(mounted, name, value);
    mounted.close = mounted.run({ data: mounted.given, parentElement: mounted.root, setStateValue: told, setTriggerValue: told });
  }

  told(mounted, name, value) {
    for (const other of this.mounted.values()) {
      const { part } = other;
      if (part.wanted === name && !other.more && asked(name, value)) {
        other.more = true;
        this.shelf.block(this.blocks[part.later]).then((bytes) => { other.given = bytes; this.run(other); });
      }
    }
    this.heard(mounted.part.part, name, value);
  }

  close() {
    this.turn++;
    for (const { close, node } of this.mounted.values()) { close?.(); node.remove(); }
    this.mounted.clear();
  }
}

export const makeStage = (root, host) => new Stage(root, host);
