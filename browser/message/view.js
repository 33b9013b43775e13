// How is one page of several looked at, near or far? A window that scrolls as everything does, over a canvas that stays in it and is drawn anew.

import { element } from "../base/dom.js";
import { EDGE_OF_PAGES, placedPages } from "./paper.js";

const PHONE = 560, LARGEST_TEXT = 16, BESIDE_TEXT = 10; // CSS pixels: a narrow window, an x-height at first, and paper beside the text
const LEAST_ZOOM = 0.4, MOST_ZOOM_OF_PAPER = 16, STEP_OF_ZOOM = 1.25, AIR = 40; // CSS pixels around a line that is brought into sight

export class PaperView {
  nearText = false; // as it began in a narrow window, before anybody has zoomed
  zoom = 1; // times as large as where a page is just as wide as the window
  paper = [210, 297];
  count = 1;
  placed = null;
  pointers = new Map();
  spread = 0;

  // moved(): something else is seen.
  constructor({ moved }) {
    this.moved = moved;
    this.canvas = element("canvas", { className: "paper-canvas", role: "img" });
    this.context = this.canvas.getContext("2d");
    this.extent = element("div", { className: "extent" });
    this.node = element("div", { className: "paper-window", tabIndex: 0, role: "region", "aria-label": "The message on its paper" },
      element("div", { className: "paper-stays" }, this.canvas), this.extent);
    this.node.onscroll = () => moved();
    this.node.onkeydown = (event) => this.key(event);
    this.node.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.node.onpointerdown = (event) => this.point(event, true);
    this.node.onpointermove = (event) => this.pinch(event);
    for (const name of ["onpointerup", "onpointercancel", "onpointerleave"]) this.node[name] = (event) => this.point(event, false);
  }

  // For another paper, more pages, or another window.
  arrange(paper, count) {
    const { clientWidth: width, clientHeight: height } = this.node, ratio = window.devicePixelRatio || 1;
    if (!width || !height) return;
    if (this.nearText && width > PHONE) [this.zoom, this.nearText] = [1, false]; // turned, or in a wider window
    [this.paper, this.count] = [paper, count];
    this.scale = this.zoom * (width - 2 * EDGE_OF_PAGES) / paper[0];
    this.placed = placedPages(paper, count, this.scale, width);
    const sizes = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== sizes[0] || this.canvas.height !== sizes[1]) [this.canvas.width, this.canvas.height] = sizes;
    this.canvas.style.cssText = `width: ${width}px; height: ${height}px`;
    const { style } = this.extent;
    [style.width, style.height] = [`${this.placed.width}px`, `${this.placed.height}px`];
    this.moved();
  }

  get seen() {
    const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = this.node;
    return { left, top, width, height, ratio: this.canvas.width / Math.max(1, width) };
  }

  // The number of the page that most is seen of.
  get page() {
    const middle = this.node.scrollTop + this.node.clientHeight / 3, { pages, h } = this.placed ?? { pages: [], h: 0 };
    return Math.max(0, pages.findIndex(({ top }) => middle < top + h + EDGE_OF_PAGES));
  }

  // What lies under `at`, in CSS pixels of the window, stays there.
  zoomBy(factor, at = [this.node.clientWidth / 2, this.node.clientHeight / 2]) {
    if (!this.placed) return;
    this.nearText = false;
    const before = this.scale, [x, y] = [this.node.scrollLeft + at[0], this.node.scrollTop + at[1]], { left } = this.placed.pages[0];
    this.zoom = Math.min(MOST_ZOOM_OF_PAPER, Math.max(LEAST_ZOOM, this.zoom * factor));
    this.arrange(this.paper, this.count);
    const grown = this.scale / before, page = this.placed.pages[0];
    this.node.scrollTo(page.left + (x - left) * grown - at[0], page.top + (y - EDGE_OF_PAGES) * grown - at[1]);
  }

  larger() { this.zoomBy(STEP_OF_ZOOM); }
  smaller() { this.zoomBy(1 / STEP_OF_ZOOM); }

  fit() {
    [this.zoom, this.nearText] = [1, false];
    this.arrange(this.paper, this.count);
  }

  // A narrow window begins near the text, which would be tiny on a page as wide as that. box: left, right, top of the text in mm.
  begin([left, right, top], size) {
    const { clientWidth: width } = this.node;
    if (!this.placed || !width || width > PHONE) return;
    const scale = Math.min(LARGEST_TEXT / size, (width - 2 * BESIDE_TEXT) / (right - left));
    if (scale <= this.scale) return;
    this.zoomBy(scale / this.scale, [0, 0]);
    this.nearText = true;
    const page = this.placed.pages[0];
    this.node.scrollTo(page.left + left * this.scale - BESIDE_TEXT, page.top + top * this.scale - AIR);
  }

  // Bring what lies between two heights of a page, mm, into sight; and the place `at` from its left, if there is one.
  show(page, from, to, at = null) {
    const { top, left } = this.placed?.pages[page] ?? {}, { node } = this;
    if (top === undefined) return;
    const across = at === null ? null : left + at * this.scale;
    if (across !== null && (across < node.scrollLeft || across + AIR > node.scrollLeft + node.clientWidth)) node.scrollLeft = across - node.clientWidth / 2;
    const [high, low] = [top + from * this.scale - AIR, top + to * this.scale + AIR];
    if (high < node.scrollTop) node.scrollTop = high;
    else if (low > node.scrollTop + node.clientHeight) node.scrollTop = low - node.clientHeight;
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== this.node) return;
    if (event.key === "+" || event.key === "=") this.larger();
    else if (event.key === "-" || event.key === "_") this.smaller();
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    this.zoomBy(Math.exp(-pixels * 0.008), this.at(event));
  }

  at({ clientX, clientY }) {
    const box = this.node.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  }

  point(event, down) {
    if (event.pointerType !== "touch") return;
    if (down) this.pointers.set(event.pointerId, this.at(event));
    else this.pointers.delete(event.pointerId);
    this.spread = 0;
  }

  // Two fingers; one scrolls, which the browser does.
  pinch(event) {
    if (!this.pointers.has(event.pointerId)) return;
    this.pointers.set(event.pointerId, this.at(event));
    if (this.pointers.size !== 2) return;
    const [[ax, ay], [bx, by]] = [...this.pointers.values()], spread = Math.hypot(ax - bx, ay - by) || 1;
    if (this.spread) this.zoomBy(spread / this.spread, [(ax + bx) / 2, (ay + by) / 2]);
    this.spread = spread;
  }
}
