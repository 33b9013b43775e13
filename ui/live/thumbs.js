// How do images of the data stand in a list? Cut out of the atlas; only those in sight are made.

const CELL = 46, CELL_GAP = 5, NOTE = 17; // CSS pixels: side of a thumbnail, room between two, a line of text below one

// pad: {bundle, theme, map}. The atlas comes a moment after the model: until then there is nothing to cut.
function makeCutter(pad) {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  let stamp = new ImageData(1, 1);
  const tile = () => pad.bundle.about.tile || 1;
  const place = (i) => [(i % pad.bundle.about.columns) * tile(), Math.floor(i / pad.bundle.about.columns) * tile()];

  // RGBA bytes of the i-th image, in which red is the ink; null without an atlas.
  function read(i) {
    const { atlas } = pad.map, side = tile();
    if (!atlas) return null;
    if (stamp.width !== side) {
      stamp = new ImageData(side, side);
      context.canvas.width = context.canvas.height = side;
    }
    context.drawImage(atlas, ...place(i), side, side, 0, 0, side, side);
    return context.getImageData(0, 0, side, side).data;
  }

  return {
    place,
    get tile() { return tile(); },
    ink(i) {
      const data = read(i);
      return data && Float32Array.from({ length: data.length / 4 }, (_, p) => data[4 * p] / 255);
    },
    paint(target, i) {
      const data = read(i), { shades } = pad.theme;
      if (!data) return;
      const out = new Uint32Array(stamp.data.buffer);
      for (let p = 0; p < out.length; p++) out[p] = shades[data[4 * p]];
      target.putImageData(stamp, 0, 0);
    },
  };
}

// A picture with a line below it. paint(ink, side): in [0, 1], or null to leave it blank.
function makeFigure(pad, text, about) {
  const canvas = element("canvas", { width: 1, height: 1, role: "img", title: about, "aria-label": about });
  const words = element("small", {}), context = canvas.getContext("2d");
  return {
    words,
    node: element("figure", {}, canvas, element("figcaption", {}, element("span", { textContent: text }), words)),
    paint(ink, side) {
      canvas.width = canvas.height = side; // this clears it, too
      if (ink) context.putImageData(paintInk(ink, pad.theme.shades, context.createImageData(side, side)), 0, 0);
    },
  };
}

// A list of images that is one stop for Tab: arrows go through it, Enter opens.
// on: point(i) or point(-1), open(i), name(i) -> text read aloud, note(i) -> text below (optional).
function makeShelf(pad, cutter, label, on) {
  const sizer = element("div", { className: "cells" });
  const node = element("div", { className: "shelf", tabIndex: 0, role: "listbox", "aria-label": label }, sizer);
  const prefix = label.replace(/\W+/g, "-").toLowerCase(), cells = new Map(), height = CELL + CELL_GAP + (on.note ? NOTE : 0);
  let items = [], active = -1, columns = 1, resting = false;

  function cellFor(place) {
    const i = items[place], canvas = element("canvas", { width: cutter.tile, height: cutter.tile });
    const cell = element("div", { className: "cell", role: "option", id: `${prefix}-${place}`, title: on.name(i),
      "aria-label": on.name(i), "aria-posinset": place + 1, "aria-setsize": items.length }, canvas);
    if (on.note) cell.append(element("small", { textContent: on.note(i) }));
    const c = pad.bundle.labels[i];
    if (pad.bundle.classes[c] !== undefined) cell.style.setProperty("--class", `var(--class-${c % 10})`);
    cutter.paint(canvas.getContext("2d"), i);
    return Object.assign(cell, { place, image: i });
  }

  // Those that show the same as before stay: a slider that asks for one more makes one.
  function drop(wanted) {
    for (const [place, cell] of cells) {
      if (cell.image === wanted[place] && (!on.note || on.note(cell.image) === cell.lastChild.textContent)) {
        cell.setAttribute("aria-setsize", wanted.length);
      } else {
        cell.remove();
        cells.delete(place);
      }
    }
  }

  function arrange() {
    if (!node.clientWidth) return; // not in sight
    const room = node.clientWidth - 4;
    columns = Math.max(1, Math.floor((room + CELL_GAP) / (CELL + CELL_GAP)));
    const step = columns > 1 ? Math.min(CELL + 3 * CELL_GAP, (room - CELL) / (columns - 1)) : 0; // out to the right edge
    sizer.style.height = `${Math.ceil(items.length / columns) * height}px`;
    const first = Math.max(0, Math.floor(node.scrollTop / height) - 1) * columns;
    const end = Math.min(items.length, (Math.ceil((node.scrollTop + node.clientHeight) / height) + 1) * columns);
    for (const [place, cell] of cells) if (place < first || place >= end) { cell.remove(); cells.delete(place); }
    for (let place = first, made = false; place < end; place++) {
      if (!cells.has(place)) {
        cells.set(place, cellFor(place));
        made = true;
      }
      if (made) sizer.append(cells.get(place)); // in the list's order, for those who hear it
      const x = (place % columns) * step + 2, y = Math.floor(place / columns) * height + 2;
      cells.get(place).style.transform = `translate(${x}px, ${y}px)`;
    }
    mark();
  }

  function mark() {
    for (const [place, cell] of cells) cell.setAttribute("aria-selected", place === active);
    if (active >= 0) node.setAttribute("aria-activedescendant", `${prefix}-${active}`);
    else node.removeAttribute("aria-activedescendant");
  }

  function activate(place) {
    active = Math.max(0, Math.min(items.length - 1, place));
    const top = Math.floor(active / columns) * height;
    if (top < node.scrollTop) node.scrollTop = top;
    if (top + height > node.scrollTop + node.clientHeight) node.scrollTop = top + height - node.clientHeight;
    arrange();
    on.point(items[active]);
  }

  const placeOf = (event) => event.target.closest?.(".cell")?.place ?? -1;
  node.onscroll = arrange;
  // Keys scroll the list under a mouse that rests: it points at nothing until it moves.
  node.onpointermove = (event) => { if (event.movementX || event.movementY) resting = false; };
  node.onpointerover = (event) => {
    if (resting || event.pointerType === "touch") return;
    on.point(placeOf(event) < 0 ? -1 : items[placeOf(event)]);
  };
  node.onpointerleave = () => { if (!resting) on.point(-1); };
  node.onblur = () => { active = -1; mark(); on.point(-1); };
  node.onclick = (event) => { if (placeOf(event) >= 0) on.open(items[placeOf(event)]); };
  node.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !items.length) return;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (event.key in steps) activate(active < 0 ? 0 : active + steps[event.key]);
    else if (event.key === "Home") activate(0);
    else if (event.key === "End") activate(items.length - 1);
    else if ((event.key === "Enter" || event.key === " ") && active >= 0) on.open(items[active]);
    else return;
    resting = true;
    event.preventDefault();
  };
  const resized = new ResizeObserver(arrange);
  resized.observe(node);

  function empty() {
    cells.clear();
    sizer.replaceChildren();
  }

  return {
    node,
    get columns() {
      arrange();
      return columns;
    },
    show(list) {
      drop(list);
      items = list;
      active = -1;
      node.scrollTop = 0;
      arrange();
    },
    repaint() { empty(); arrange(); },
    close() { resized.disconnect(); },
  };
}
