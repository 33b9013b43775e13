// How is each latent dimension, and each class's share, moved by hand? One slider each, the most used dimension first.

const STEPS = 400; // of a slider: about one a pixel

// A range input in front of the histogram of where the data lies. act: {input(value), release()}.
function makeSlider(name, title, act) {
  const input = element("input", { type: "range", title });
  const output = element("output", {}), shape = svg("path", {}), mark = element("i", { className: "ghost", hidden: true });
  const picture = svg("svg", { viewBox: "0 0 32 10", preserveAspectRatio: "none", class: "histogram" });
  picture.setAttribute("aria-hidden", "true");
  picture.append(shape);
  input.oninput = () => act.input(Number(input.value));
  input.onchange = () => act.release();
  let shown = null, own = [0, 1], low = 0, span = 1;

  function spread(from, to) {
    [low, span] = [from, to - from];
    Object.assign(input, { min: from, max: to });
    picture.style.setProperty("--from", (own[0] - from) / span); // the hill stays over its numbers
    picture.style.setProperty("--share", (own[1] - own[0]) / span);
    shown = null;
  }

  // Nearly all images lie in the range, but not all, and the point may go where they are: then the range says so.
  function reach(value) {
    const [from, to] = own, part = (to - from) / 10, parts = (v) => Math.ceil(v / part - 1e-6) * part;
    if (value < low) spread(from - parts(from - value), low + span);
    if (value > low + span) spread(low, to + parts(value - to));
  }

  return {
    input, output, shape, track: element("div", { className: "track" }, picture, input, mark),
    range(from, to, label, step = (to - from) / STEPS) {
      own = [from, to];
      spread(from, to);
      Object.assign(input, { step });
      input.setAttribute("aria-label", label);
    },
    // Where an image lies that is only looked at; null for none.
    ghost(value) {
      mark.hidden = value === null;
      if (value !== null) mark.style.setProperty("--at", Math.min(1, Math.max(0, (value - low) / span)).toFixed(4));
    },
    show(value, text) {
      if (value < low - 1e-6 * span || value > low + (1 + 1e-6) * span) reach(value);
      // Only what can be seen to change is changed: a slider costs the browser more than a layer of the network.
      const step = Math.round(STEPS * Math.min(1, Math.max(0, (value - low) / span)));
      if (step !== shown) {
        shown = step;
        // Setting the value of the input under the hand would fight with it; it has that value already.
        if (Number(input.value) !== value) input.value = value;
        input.style.setProperty("--fill", `${(step / STEPS * 100).toFixed(2)}%`);
      }
      if (output.textContent === text) return;
      output.textContent = text;
      input.setAttribute("aria-valuetext", text);
    },
  };
}

function histogramPath(counts) {
  let path = "M0 10";
  for (let i = 0; i < counts.length; i++) path += `L${i + 0.5} ${(10 - counts[i] / 255 * 9.5).toFixed(1)}`;
  return `${path}L32 10Z`;
}

// pad: {bundle, setLatent(i, value), setShare(c, value), only(c), release()}.
function makeSliders(pad) {
  const used = element("div", { className: "rows" }), unused = element("div", { className: "rows" });
  const summary = element("summary", {}), dead = element("details", { className: "dead" }, summary,
    element("p", { className: "note", textContent: "Their means hardly differ from image to "
      + "image: through these the encoder says nothing, and to the decoder they are noise." }), unused);
  const skip = button("Skip the sliders", "To what follows them", () => {
    node.nextElementSibling?.querySelector("button, select, input, summary")?.focus();
  }, { className: "skip" });
  const title = element("h2", { className: "part" }), rows = new Map(), shares = [];
  const node = element("section", { className: "sliders", "aria-label": "Latent dimensions" }, title, skip, used, dead);
  let held = false, waiting = false;

  node.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel"]) {
    node.addEventListener(end, () => { held = false; if (waiting) arrange(); });
  }

  function rowFor(index) {
    const slider = makeSlider(`z${index + 1}`, "", {
      input: (value) => pad.setLatent(index, value), release: pad.release,
    });
    const sign = element("span", { className: "sign" }, "z", element("sub", { textContent: index + 1 }));
    const nats = element("small", { className: "nats" });
    const row = element("div", { className: "row" }, sign, slider.track, slider.output, nats);
    return { ...slider, row, nats };
  }

  // Rows are moved only when no slider is held: moving an input in the document ends its drag.
  function arrange() {
    if (held) { waiting = true; return; }
    waiting = false;
    const { dims } = pad.bundle, dying = dims.filter((dim) => dim.dead), focused = node.getRootNode().activeElement;
    for (const [place, list] of [[used, dims.filter((dim) => !dim.dead)], [unused, dying]]) {
      const wanted = list.map((dim) => rows.get(dim.index).row);
      if (wanted.length !== place.children.length || wanted.some((row, i) => place.children[i] !== row)) {
        place.replaceChildren(...wanted);
        if (node.contains(focused)) focused.focus({ preventScroll: true });
      }
    }
    used.classList.toggle("many", dims.length - dying.length > 8);
    dead.hidden = dying.length === 0;
    setText(summary, `${dying.length} dead ${dying.length === 1 ? "dimension" : "dimensions"}`);
  }

  function update() {
    const { dims, histograms, d } = pad.bundle;
    const sorted = d > 2 && pad.bundle.n > 0; // by what they tell of images
    setText(title, d === 1 ? "Latent dimension" : sorted ? "Latent dimensions, the most used first" : "Latent dimensions");
    for (const [place, dim] of dims.entries()) {
      if (!rows.has(dim.index)) rows.set(dim.index, rowFor(dim.index));
      const row = rows.get(dim.index);
      const use = dim.kl === null ? "" : `${dim.kl.toFixed(dim.kl < 0.01 ? 3 : dim.kl < 0.1 ? 2 : 1)} nats`;
      row.range(dim.low, dim.high, `z${dim.index + 1}${dim.dead ? ", dead" : use && `, tells at most ${use}`}`);
      row.input.title = dim.kl === null ? "" : `KL divergence: tells at most ${use} of an image, on average; the hill shows where images lie`;
      setText(row.nats, use);
      row.shape.setAttribute("d", histograms.length ? histogramPath(histograms.subarray(place * 32, place * 32 + 32)) : "");
    }
    arrange();
  }

  if (pad.bundle.k) {
    const list = element("div", { className: `rows classes${pad.bundle.k > 5 ? " paired" : ""}` });
    for (const [c, name] of pad.bundle.classes.entries()) {
      const slider = makeSlider(name, `share of class ${name}`, {
        input: (value) => pad.setShare(c, value), release: pad.release,
      });
      slider.range(0, 1, `share of class ${name}`, 0.01);
      const chip = button(name, `only class ${name}`, () => pad.onlyClass(c), { className: "chip" });
      colourChip(chip, c);
      list.append(element("div", { className: "row" }, chip, slider.track, slider.output));
      shares.push({ ...slider, chip });
    }
    node.append(element("h2", { className: "part", textContent: "Class, or a mix of several" }), list);
  }
  update();

  return {
    node, update,
    get held() { return held; },
    show({ z, y }) {
      const folded = !dead.open;
      for (const dim of pad.bundle.dims) {
        if (dim.dead && folded) continue;
        rows.get(dim.index).show(z[dim.index], digits(z[dim.index]));
      }
      for (const [c, share] of shares.entries()) {
        share.show(y[c], `${Math.round(y[c] * 100)} %`);
        share.chip.setAttribute("aria-pressed", y[c] > 0.995);
      }
    },
    ghost(z) { for (const [index, row] of rows) row.ghost(z === null ? null : z[index]); },
    ontoggle(act) { dead.ontoggle = act; },
  };
}
