// How do the images of one strategy stand side by side? One picture for all, and a frame for each that can be pointed at.

const FIRST_IMAGES = 36, GRID_GAP = 4, TILE_TARGET = 34, TILE_LEAST = 30, TILE_MOST = 72; // CSS pixels, of a tile's side

// host: {theme, size of an image, far()}. draws: see draws.js. on: point(i) or point(-1), pick(i), name(i) -> text.
function makeSamplesGrid(host, draws, c, on) {
  const canvas = element("canvas", {}), context = canvas.getContext("2d");
  const cells = element("div", { className: "frames" });
  const node = element("div", { className: "grid", tabIndex: 0, role: "listbox", "aria-label": `Samples: ${draws.column.title}` },
    canvas, cells);
  const stamp = new OffscreenCanvas(host.size, host.size), ink = stamp.getContext("2d", { willReadFrequently: true });
  const image = new ImageData(host.size, host.size);
  let across = 0, side = 0, count = 0, all = false, ratio = 1, active = -1, picked = -1, resting = false;

  const placeOf = (i) => [(i % across) * (side + GRID_GAP), Math.floor(i / across) * (side + GRID_GAP)];

  function arrange() {
    const width = node.clientWidth, dpr = Math.min(2, window.devicePixelRatio || 1);
    if (!width) return;
    // In a narrow column six small ones rather than four: all 36 in a square that is seen at once.
    const tight = Math.min(6, Math.floor((width + GRID_GAP) / (TILE_LEAST + GRID_GAP)));
    const fit = Math.max(4, tight, Math.round(width / (TILE_TARGET + GRID_GAP)));
    const wide = Math.max(1, Math.min(fit, all ? draws.n : Math.min(draws.n, FIRST_IMAGES)));
    const room = Math.min(TILE_MOST, Math.floor((width - (fit - 1) * GRID_GAP) / fit));
    const wanted = all ? draws.n : Math.min(draws.n, Math.ceil(FIRST_IMAGES / wide) * wide);
    if (wide === across && room === side && wanted === count && dpr === ratio) return;
    [across, side, count, ratio] = [wide, room, wanted, dpr];
    const rows = Math.ceil(count / across), high = rows * (side + GRID_GAP) - GRID_GAP, broad = across * (side + GRID_GAP) - GRID_GAP;
    canvas.width = Math.round(broad * dpr);
    canvas.height = Math.round(high * dpr);
    canvas.style.width = `${broad}px`;
    canvas.style.height = node.style.height = `${high}px`;
    cells.style.gridTemplateColumns = `repeat(${across}, ${side}px)`;
    cells.style.gridAutoRows = `${side}px`;
    while (cells.children.length > count) cells.lastChild.remove();
    while (cells.children.length < count) cells.append(frameOf(cells.children.length));
    for (let i = 0; i < count; i++) if (draws.shown[i]) paint(i);
    mark();
  }

  const frameOf = (i) => element("div", { className: "frame", role: "option", id: `sample-${c}-${i}`, "aria-posinset": i + 1,
    "aria-setsize": draws.n, "aria-label": `Sample ${i + 1}` }); // what it reads as is said when a key comes to it

  function stampOf(i) {
    ink.putImageData(paintInk(draws.picture(i), host.theme.shades, image), 0, 0);
    return stamp;
  }

  function paint(i) {
    if (i >= count || !draws.shown[i]) return;
    const [x, y] = placeOf(i).map((v) => v * ratio), wide = side * ratio, far = host.far();
    context.imageSmoothingQuality = "high";
    context.drawImage(stampOf(i), x, y, wide, wide);
    if (far === null || !draws.made.measured[i]) return;
    const r = 3.2 * ratio;
    drawSign(context, SIGNS[c], x + wide - 2 * r, y + wide - 2 * r, r, markInks(host.theme)[c], css(host.theme.paper),
      draws.distance[i] > far);
  }

  function mark() {
    for (const [i, cell] of [...cells.children].entries()) {
      cell.setAttribute("aria-selected", i === active || i === picked);
      cell.classList.toggle("picked", i === picked);
      cell.classList.toggle("active", i === active);
    }
    if (active >= 0) node.setAttribute("aria-activedescendant", `sample-${c}-${active}`);
    else node.removeAttribute("aria-activedescendant");
  }

  function activate(i) {
    active = Math.max(0, Math.min(count - 1, i));
    cells.children[active].setAttribute("aria-label", on.name(active));
    cells.children[active].scrollIntoView({ block: "nearest" });
    mark();
    on.point(active);
  }

  const indexOf = (event) => {
    const cell = event.target.closest?.(".frame");
    return cell ? [...cells.children].indexOf(cell) : -1;
  };
  // Keys scroll the page under a mouse that rests: it points at nothing until it moves.
  node.onpointermove = (event) => { if (event.movementX || event.movementY) resting = false; };
  node.onpointerover = (event) => { if (!resting && event.pointerType !== "touch") on.point(indexOf(event)); };
  node.onpointerleave = () => { if (!resting) on.point(-1); };
  node.onblur = () => { active = -1; mark(); on.point(-1); };
  node.onclick = (event) => { if (indexOf(event) >= 0) on.pick(indexOf(event)); };
  node.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !count) return;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across };
    const from = active < 0 ? picked : active;
    if (event.key in steps) activate(from < 0 ? 0 : from + steps[event.key]);
    else if (event.key === "Home") activate(0);
    else if (event.key === "End") activate(count - 1);
    else if ((event.key === "Enter" || event.key === " ") && active >= 0) on.pick(active);
    else return;
    resting = true;
    event.preventDefault();
  };

  return {
    node, arrange, paint, stampOf,
    get count() { return count; },
    get all() { return all; },
    set all(wanted) { all = wanted; arrange(); },
    point(i) { for (const [at, cell] of [...cells.children].entries()) cell.classList.toggle("pointed", at === i); },
    pick(i) { picked = i; if (i >= count) all = true; arrange(); mark(); },
    // How many images, from the first, must be made before those that cannot be seen: all down to the screen's lower edge.
    inSight() {
      const { top } = node.getBoundingClientRect(), rows = Math.ceil((window.innerHeight - top) / (side + GRID_GAP));
      return Math.max(0, Math.min(count, rows * across));
    },
    // All of them as one picture, in the order they stand in.
    sheet() {
      const n = draws.n, wide = Math.ceil(Math.sqrt(n)), sheet = element("canvas", { width: wide * host.size,
        height: Math.ceil(n / wide) * host.size });
      const out = sheet.getContext("2d");
      out.fillStyle = css(host.theme.paper);
      out.fillRect(0, 0, sheet.width, sheet.height);
      for (let i = 0; i < n; i++) out.drawImage(stampOf(i), (i % wide) * host.size, Math.floor(i / wide) * host.size);
      return sheet;
    },
  };
}
