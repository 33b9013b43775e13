// What lies between two characters? One noise written as every class, on a wheel; any mix of them, in its middle.

const RING_MOST = 16; // classes that are drawn on the ring; more are only named
const SHARES_MOST = 12; // sliders that stand there at once
const ROUND_SECONDS = 1.1; // from one class to the next

// host: {writer, state, theme}. on: mix(y, held), round().
function makeWriterMix(host, on) {
  const { writer } = host, { k, classes } = writer, drawn = k <= RING_MOST;
  const centre = element("canvas", { className: "mixed" }), knob = element("span", { className: "knob" });
  const ring = element("div", { className: "ring" }), wheel = element("div", { className: "wheel", tabIndex: 0, role: "slider",
    "aria-label": "Wheel through all classes", "aria-valuemin": 0, "aria-valuemax": k }, ring, centre, knob);
  const title = element("p", { className: "mixtitle" }), reads = element("p", { className: "note mixreads" });
  const middle = makeGlyph(writer, host.state.mix, new Float32Array(writer.d));
  const spokes = classes.map((name, c) => spoke(name, c));
  ring.append(...spokes.map(({ node }) => node));

  function spoke(name, c) {
    const angle = 2 * Math.PI * c / k, canvas = element("canvas", {}), label = element("span", { textContent: name });
    const glyph = makeGlyph(writer, oneHot(k, c), middle.to);
    const node = element("span", { className: "spoke", "aria-hidden": "true" }, ...(drawn ? [canvas] : []), label);
    node.style.left = `${50 + 41 * Math.sin(angle)}%`;
    node.style.top = `${50 - 41 * Math.cos(angle)}%`;
    return { node, canvas, glyph: Object.assign(glyph, { canvas }) };
  }

  const rows = element("div", { className: "rows shares" }), sliders = new Map();
  const added = () => {
    if (add.value !== "") ask(Number(add.value), 0.3);
    add.value = "";
  };
  const add = element("select", { title: "Add a class to the mix", hidden: k <= SHARES_MOST, onchange: added },
    element("option", { value: "", textContent: "Add a class…" }),
    ...classes.map((name, c) => element("option", { value: c, textContent: name })));
  function rowFor(c) {
    const input = element("input", { type: "range", min: 0, max: 1, step: 0.01 }), output = element("output", {});
    input.setAttribute("aria-label", `Share of ${classes[c]}`);
    input.oninput = () => ask(c, Number(input.value), true);
    input.onchange = () => on.mix(host.state.mix, false);
    const node = element("div", { className: "row" }, element("b", { textContent: classes[c] }), input, output);
    sliders.set(c, { node, input, output });
    return node;
  }
  function ask(c, share, held = false) { on.mix(withShare(host.state.mix, c, share), held); }

  const play = iconButton("play", "Go round", "Go round the wheel, class after class, with the same noise", () => on.round());
  const node = element("section", { className: "mix", "aria-label": "Mixed" },
    element("div", { className: "head" }, element("h2", { textContent: "Mixed" }), element("span", { className: "quiet",
      textContent: "Drag round the wheel, or share the class out by the sliders: what is told always sums to 1." })),
    element("div", { className: "mixparts" }, wheel, element("div", { className: "mixside" }, title, reads,
      element("div", { className: "buttons" }, play, iconButton("random", "Random mix", "Shares drawn at random", random),
        button("Half and half", "Two classes at random, half each", halves)), rows, add)));

  function random() {
    const y = Float32Array.from({ length: k }, () => (-Math.log(1 - Math.random())) ** 3), sum = y.reduce((a, b) => a + b, 0);
    on.mix(y.map((v) => v / sum), false);
  }
  function halves() {
    const a = Math.floor(Math.random() * k), b = (a + 1 + Math.floor(Math.random() * Math.max(1, k - 1))) % k, y = new Float32Array(k);
    y[a] += 0.5;
    y[b] += 0.5;
    on.mix(y, false);
  }

  // A place on the wheel, 0 to k: between two classes that stand next to each other.
  function mixAt(place) {
    const y = new Float32Array(k), at = ((place % k) + k) % k, c = Math.floor(at) % k, share = at - Math.floor(at);
    y[c] += 1 - share;
    y[(c + 1) % k] += share;
    return y;
  }
  function placeOf(y) {
    const inked = [...y.keys()].filter((c) => y[c] > 0.0005);
    if (inked.length === 1) return inked[0];
    if (inked.length !== 2) return null;
    const [a, b] = inked;
    return b - a === 1 ? a + y[b] : a === 0 && b === k - 1 ? b + y[a] : null;
  }

  const placeUnder = (event) => {
    const box = wheel.getBoundingClientRect(), x = event.clientX - box.left - box.width / 2;
    const y = event.clientY - box.top - box.height / 2;
    return (Math.atan2(x, -y) / (2 * Math.PI) * k + k) % k;
  };
  let dragging = false;
  wheel.onpointerdown = (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    wheel.focus({ preventScroll: true });
    wheel.setPointerCapture(event.pointerId);
    dragging = true;
    on.mix(mixAt(snapped(placeUnder(event))), true);
  };
  wheel.onpointermove = (event) => { if (dragging) on.mix(mixAt(snapped(placeUnder(event))), true); };
  wheel.onpointerup = wheel.onpointercancel = () => { if (dragging) { dragging = false; on.mix(host.state.mix, false); } };
  wheel.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    on.mix(mixAt((placeOf(host.state.mix) ?? 0) + step * (event.shiftKey ? 1 : 0.1)), false);
    event.preventDefault();
  };
  // A class itself is hit more easily than a thousandth beside it.
  function snapped(place) { return Math.abs(place - Math.round(place)) < 0.06 ? Math.round(place) : place; }

  const inWords = (y) => {
    const parts = [...y.keys()].filter((c) => y[c] >= 0.005).sort((a, b) => y[b] - y[a]);
    const shown = parts.slice(0, 4).map((c) => `${inPercent(y[c])} ${classes[c]}`);
    return parts.length === 1 ? classes[parts[0]] : `${shown.join(" + ")}${parts.length > 4 ? " + …" : ""}`;
  };

  function show() {
    const y = host.state.mix, place = placeOf(y);
    for (const c of [...y.keys()].filter((at) => k <= SHARES_MOST || y[at] >= 0.1)) if (!sliders.has(c)) rows.append(rowFor(c));
    for (const [c, { input, output }] of sliders) {
      if (Number(input.value) !== y[c]) input.value = y[c];
      input.style.setProperty("--fill", `${(100 * y[c]).toFixed(1)}%`);
      setText(output, inPercent(y[c]));
    }
    for (const [c, { node: one }] of spokes.entries()) one.style.setProperty("--share", Math.sqrt(y[c]).toFixed(3));
    knob.hidden = place === null;
    if (place !== null) {
      const angle = 2 * Math.PI * place / k;
      knob.style.left = `${50 + 27 * Math.sin(angle)}%`;
      knob.style.top = `${50 - 27 * Math.cos(angle)}%`;
      wheel.setAttribute("aria-valuenow", place.toFixed(2));
    }
    const words = inWords(y);
    wheel.setAttribute("aria-valuetext", words);
    setText(title, words);
  }

  function size(canvas) {
    const wide = Math.round(canvas.clientWidth * Math.min(2, window.devicePixelRatio || 1));
    if (wide && canvas.width !== wide) canvas.width = canvas.height = wide;
  }
  function paint(glyph) {
    const canvas = glyph === middle ? centre : glyph.canvas;
    if (glyph.have < 0 || (glyph !== middle && !drawn)) return;
    size(canvas);
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    drawInk(context, glyph.pixels, writer.size, canvas.width, lookOf(host, glyph));
  }

  return {
    node, show, mixAt, placeOf, middle,
    // The middle first, then the ring.
    get glyphs() { return drawn ? [middle, ...spokes.map(({ glyph }) => glyph)] : [middle]; },
    came: paint,
    read(glyph) {
      if (glyph !== middle) return;
      const found = readingOf(writer, glyph).filter(({ share }) => share >= 0.02);
      if (!found.length) setText(reads, `Reads as ${noneOf(writer.about.reader)}.`);
      else setText(reads, `Reads as ${found.map(({ name, share }) => `${name}, ${inPercent(share)}`).join("; ")}.`);
    },
    playing(on_) {
      play.replaceChildren(icon(on_ ? "pause" : "play"), element("span", { textContent: on_ ? "Pause" : "Go round" }));
      play.setAttribute("aria-pressed", on_);
    },
    repaint() { for (const glyph of this.glyphs) paint(glyph); },
  };
}
