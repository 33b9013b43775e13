// How are thousands of letters scrolled without a stutter? Of all rows only those in sight, and some around them, are there.
//
// host: {ledger, letters: with pictures or null, inks, chosen: a Set, current: letter or null, open: letter whose bar is open,
// words(i): what a letter is called}. The keyboard stays with the grid itself, which says which of its letters is meant.

import { element, setText } from "../base/dom.js";
import { isolated, named } from "../base/names.js";
import { layRows, touched } from "./rows.js";
import { paintRow } from "./pictures.js";

const AROUND = 400; // pixels of rows above and below the window that are there, too
const HEADING = 40, TILE = 84, LEAST = 84, GAP = 6; // pixels: heights of rows, the least width of a tile, what lies between
const SHARP = 2; // pixels of a picture for one of the sheet at most

function makeTile() {
  const badge = element("b", { className: "badge" }), node = element("div", { className: "letter", role: "gridcell" }, badge);
  return { node, badge, i: -1 };
}

export class Grid {
  sections = []; laid = layRows([], { columns: 1, heading: HEADING, tile: TILE }); rows = new Map(); tiles = new Map(); spare = []; canvases = []; tileWidth = LEAST;

  constructor(host, { label }) {
    this.host = host;
    this.room = element("div", { className: "room", role: "presentation" });
    this.node = element("div", { className: "letters-grid", role: "grid", tabIndex: 0, "aria-label": label, "aria-multiselectable": "true" }, this.room);
  }

  // What stands where, anew: other letters, or another width.
  lay(sections = this.sections) {
    this.sections = sections;
    const width = this.node.clientWidth || LEAST, columns = Math.max(1, Math.floor((width - 2 * GAP) / (LEAST + GAP)));
    this.laid = layRows(sections, { columns, heading: HEADING, tile: TILE });
    this.tileWidth = (width - (columns + 1) * GAP) / columns;
    this.node.style.setProperty("--columns", String(columns));
    this.node.setAttribute("aria-rowcount", String(this.laid.rows.length));
    this.node.setAttribute("aria-colcount", String(columns));
    this.room.style.height = `${this.laid.height}px`;
    for (const n of [...this.rows.keys()]) this.drop(n);
    this.fill();
  }

  fill() {
    const { scrollTop, clientHeight } = this.node, { rows, place } = this.laid;
    const [from, to] = touched(this.laid, scrollTop - AROUND, scrollTop + clientHeight + AROUND), wanted = new Set();
    for (let n = from; n <= to; n++) wanted.add(n);
    const pinned = place.get(this.host.current)?.[0]; // the one that the grid says is meant stays there
    if (pinned !== undefined) wanted.add(pinned);
    for (const n of [...this.rows.keys()]) if (!wanted.has(n)) this.drop(n);
    for (const n of wanted) if (!this.rows.has(n) && rows[n]) this.add(n);
  }

  add(n) {
    const row = this.laid.rows[n], node = element("div", { role: "row", className: row.items ? "letters-row" : "letters-row heading" });
    node.setAttribute("aria-rowindex", String(n + 1));
    node.style.transform = `translateY(${row.top}px)`;
    node.style.height = `${row.height}px`;
    if (row.items) node.append(this.canvasOf(row.items), ...row.items.map((i, c) => this.tileOf(i, c)));
    else node.append(this.headingOf(row.section));
    this.rows.set(n, node);
    this.room.append(node);
  }

  drop(n) {
    const node = this.rows.get(n);
    node.remove();
    this.rows.delete(n);
    const canvas = node.querySelector("canvas");
    if (canvas) this.canvases.push(canvas);
    for (const child of node.querySelectorAll(".letter")) {
      const tile = this.tiles.get(Number(child.dataset.letter));
      if (tile?.node === child) { this.tiles.delete(tile.i); this.spare.push(tile); }
    }
  }

  canvasOf(items) {
    const canvas = this.canvases.pop() ?? element("canvas", { "aria-hidden": "true" });
    canvas.style.width = `${items.length * (this.tileWidth + GAP) - GAP}px`;
    this.paint(canvas, items);
    return canvas;
  }

  paint(canvas, items) {
    const { letters, inks } = this.host, scale = Math.min(SHARP, window.devicePixelRatio || 1);
    if (letters) paintRow(canvas, letters, items, inks, { tile: [this.tileWidth, TILE - GAP], gap: GAP, scale });
    else canvas.width = 1;
  }

  // Other colours, or pictures that have come.
  repaint() {
    for (const [n, node] of this.rows) {
      const { items } = this.laid.rows[n];
      if (items) this.paint(node.firstChild, items);
    }
  }

  tileOf(i, c) {
    const tile = this.spare.pop() ?? makeTile();
    tile.i = i;
    tile.node.dataset.letter = String(i);
    tile.node.id = `letter-${i}`;
    tile.node.setAttribute("aria-colindex", String(c + 1));
    this.tiles.set(i, tile);
    this.dressTile(tile);
    return tile.node;
  }

  // Everything about a tile that an act may change.
  dressTile({ node, badge, i }) {
    const { host } = this, { text, sure, out } = host.ledger.stateOf(i), doubtful = host.ledger.isDoubtful(i);
    const other = text !== host.ledger.texts[i];
    node.classList.toggle("doubtful", doubtful);
    node.classList.toggle("out", out);
    node.classList.toggle("other", other && !out);
    node.classList.toggle("current", i === host.current);
    setText(badge, out ? "✕" : doubtful ? "?" : other ? `→ ${isolated(text)}` : sure ? "✓" : "");
    node.setAttribute("aria-selected", String(host.chosen.has(i)));
    node.setAttribute("aria-label", host.words(i));
  }

  headingOf(s) {
    const { text, items } = this.sections[s], { ledger } = this.host, doubtful = items.filter((i) => ledger.isDoubtful(i)).length;
    const words = `${items.length.toLocaleString("en")}${doubtful ? `, ${doubtful} doubtful` : ""}`;
    return element("div", { role: "rowheader", className: "class" }, named("b", text), element("span", { textContent: words }));
  }

  // What was done shows at once; headings count anew.
  refresh() {
    for (const tile of this.tiles.values()) this.dressTile(tile);
    for (const [n, node] of this.rows) {
      const row = this.laid.rows[n];
      if (!row.items) node.replaceChildren(this.headingOf(row.section));
    }
    const { current } = this.host;
    if (this.tiles.has(current)) this.node.setAttribute("aria-activedescendant", `letter-${current}`);
    else this.node.removeAttribute("aria-activedescendant");
  }

  // Bring a letter into sight, with as little moving as may be.
  reveal(i) {
    const at = this.laid.place.get(i);
    if (!at) return;
    const { top, height } = this.laid.rows[at[0]], { scrollTop, clientHeight } = this.node, above = at[0] > 0 && !this.laid.rows[at[0] - 1].items ? HEADING : 0;
    if (top - above < scrollTop) this.node.scrollTop = top - above;
    else if (top + height > scrollTop + clientHeight) this.node.scrollTop = top + height - clientHeight + GAP;
    this.fill();
  }

  goTo(section) {
    const row = this.laid.rows.find((one) => one.section === section);
    if (row) this.node.scrollTop = row.top;
    this.fill();
  }

  // Which class is at the top of the window.
  get at() {
    const [n] = touched(this.laid, this.node.scrollTop + 1, this.node.scrollTop + 1);
    return this.laid.rows[n]?.section ?? 0;
  }

  tileAt(event) {
    const node = /** @type {HTMLElement | null} */ (event.target?.closest?.(".letter"));
    return node ? Number(node.dataset.letter) : null;
  }

  boxOf(i) { return this.tiles.get(i)?.node.getBoundingClientRect() ?? null; }
}
