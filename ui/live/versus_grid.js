// What does a model draw from one noise after another? Thirty-six samples, with what each reads as, and how certainly.

const SAMPLES_ACROSS = 6, VERSUS_SAMPLES = SAMPLES_ACROSS ** 2;
const BAR_SHARE = 0.07, NAMED_FROM = 48; // of a cell: the bar below; pixels from which the class stands beside it

// host: {theme, reader, noise, classOf(c, i) -> y}. on: pick(i).
function makeVersusGrid(host, model, on) {
  const { size, c } = model, area = size * size, n = SAMPLES_ACROSS;
  const canvas = element("canvas", {}), context = canvas.getContext("2d");
  const stamp = new OffscreenCanvas(size, size), ink = stamp.getContext("2d", { willReadFrequently: true }), image = new ImageData(size, size);
  const frames = element("div", { className: "frames", role: "listbox", tabIndex: 0, "aria-label": `Samples of ${model.title}` });
  for (let i = 0; i < VERSUS_SAMPLES; i++) {
    frames.append(element("div", { className: "frame", role: "option", id: `versus-${c}-${i}`, "aria-label": `Sample ${i + 1}` }));
  }
  const node = element("div", { className: "versus-grid" }, canvas, frames);
  node.style.setProperty("--mark", `var(--mark-${model.mark})`);
  const pixels = new Float32Array(VERSUS_SAMPLES * area), best = new Int16Array(VERSUS_SAMPLES).fill(-1), certainty = new Float32Array(VERSUS_SAMPLES);
  const asked = new Uint32Array(VERSUS_SAMPLES), have = new Uint32Array(VERSUS_SAMPLES);
  const reading = new Uint32Array(VERSUS_SAMPLES), read = new Uint32Array(VERSUS_SAMPLES);
  let version = 1, side = 0, active = -1, at = -1;
  const stale = new Set();

  const picture = (i) => pixels.subarray(i * area, (i + 1) * area);

  function arrange() {
    const wide = node.clientWidth, dpr = window.devicePixelRatio || 1;
    if (!wide || Math.round(wide * dpr) === canvas.width) return;
    canvas.width = Math.round(wide * dpr);
    side = canvas.width / n;
    canvas.height = Math.round(n * side * (1 + 2 * BAR_SHARE));
    for (let i = 0; i < VERSUS_SAMPLES; i++) stale.add(i);
  }

  // A cell: the image, and below it how certainly it is read, as a bar, and as what.
  function paint(i) {
    const gap = 2 * (window.devicePixelRatio || 1), high = side * (1 + 2 * BAR_SHARE), { theme } = host;
    const x = (i % n) * side, y = Math.floor(i / n) * high, wide = side - gap, named = side / (window.devicePixelRatio || 1) >= NAMED_FROM;
    context.clearRect(x, y, side, high);
    if (!have[i]) return;
    ink.putImageData(paintInk(picture(i), theme.shades, image), 0, 0);
    context.imageSmoothingEnabled = wide < 2 * size;
    context.imageSmoothingQuality = "high";
    context.drawImage(stamp, x, y, wide, wide);
    if (best[i] === -1 || read[i] !== version) return;
    const thick = side * BAR_SHARE, top = y + wide + thick * 0.5, sure = certainty[i] >= CLEARLY, label = named ? side * 0.2 : 0;
    context.fillStyle = theme.line;
    context.fillRect(x + label, top, wide - label, thick);
    context.fillStyle = sure ? markInks(theme)[model.mark] : theme.muted;
    context.fillRect(x + label, top, (wide - label) * certainty[i], thick);
    if (!named) return;
    context.font = `${sure ? 600 : 400} ${Math.round(side * 0.19)}px ${theme.font}`;
    context.textBaseline = "middle";
    context.fillStyle = sure ? theme.text : theme.muted;
    context.fillText((host.reader.classes[best[i]] ?? "–").slice(0, 2), x + side * 0.03, top + thick * 0.55, label);
  }

  function words(i) {
    const told = best[i] === -1 ? "" : `, ${takenWords({ best: best[i], share: certainty[i] }, host.reader)}`;
    return `Sample ${i + 1}${told}. Take the walk there.`;
  }

  const cells = () => [...frames.children];
  function mark() {
    for (const [i, cell] of cells().entries()) {
      cell.setAttribute("aria-selected", i === at);
      cell.classList.toggle("active", i === active);
    }
    if (active >= 0) frames.setAttribute("aria-activedescendant", `versus-${c}-${active}`);
    else frames.removeAttribute("aria-activedescendant");
  }
  function activate(i) {
    active = Math.max(0, Math.min(VERSUS_SAMPLES - 1, i));
    frames.children[active].setAttribute("aria-label", words(active));
    mark();
  }
  frames.onpointerover = (event) => {
    const i = cells().indexOf(event.target);
    if (i >= 0) event.target.title = words(i);
  };
  frames.onclick = (event) => {
    const i = cells().indexOf(event.target);
    if (i >= 0) on.pick(i);
  };
  frames.onblur = () => { active = -1; mark(); };
  frames.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -n, ArrowDown: n };
    const from = active < 0 ? at : active;
    if (event.key in steps) activate(from < 0 ? 0 : from + steps[event.key]);
    else if (event.key === "Home") activate(0);
    else if (event.key === "End") activate(VERSUS_SAMPLES - 1);
    else if ((event.key === "Enter" || event.key === " ") && active >= 0) on.pick(active);
    else return;
    event.preventDefault();
  };

  return {
    node, arrange, picture, best, certainty,
    get ready() { return have.every((v) => v === version); },
    get known() { return model.read && read.every((v) => v === version); },
    get version() { return version; },
    stale() { version++; }, // the images of before stay until their successors have come
    at(i) { at = i; mark(); },
    next() {
      const i = asked.findIndex((v) => v !== version);
      if (i < 0) return null;
      const of = version;
      asked[i] = of;
      return { x: model.inputFor(noiseOf(host.noise, i, 0, model.d), host.classOf(c, i)), done(out) {
        picture(i).set(out);
        have[i] = of;
        stale.add(i);
      } };
    },
    nextReading() {
      if (!model.read) return null;
      for (let i = 0; i < VERSUS_SAMPLES; i++) {
        if (have[i] !== version || read[i] === version || reading[i] === version) continue;
        const of = version;
        reading[i] = of;
        return { pixels: picture(i), size, done(shares) {
          const taken = takenFor(shares, host.reader.classes);
          best[i] = taken.best;
          certainty[i] = taken.share;
          read[i] = of;
          stale.add(i);
        } };
      }
      return null;
    },
    // Paint what has come; returns whether anything had.
    refresh() {
      if (!side || !stale.size) return false;
      for (const i of stale) paint(i);
      stale.clear();
      return true;
    },
    repaint() { for (let i = 0; i < VERSUS_SAMPLES; i++) stale.add(i); },
    // The images as one picture, a pixel for a pixel, with a paper rim between them.
    sheet() {
      const sheet = element("canvas", { width: n * (size + 2), height: n * (size + 2) }), out = sheet.getContext("2d");
      out.fillStyle = css(host.theme.paper);
      out.fillRect(0, 0, sheet.width, sheet.height);
      for (let i = 0; i < VERSUS_SAMPLES; i++) {
        ink.putImageData(paintInk(picture(i), host.theme.shades, image), 0, 0);
        out.drawImage(stamp, (i % n) * (size + 2) + 1, Math.floor(i / n) * (size + 2) + 1);
      }
      return sheet;
    },
  };
}
