// What image is looked at? One that was kept, or one drawn here, stroke by stroke, brought to the manner of the model's own.

const SHEET = 140; // pixels of the drawing, each side: five for one of MNIST's
const NIB = 11; // of them, the pen's width

// Bring ink (side x side, 0 to 1) to `size` pixels: the box around it fills `share` of the side, its centre of mass is in
// the middle. Null if there is none. Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
function centredInk(ink, side, size, share) {
  let [left, right, top, bottom] = [side, -1, side, -1];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] < 0.12) continue;
    const x = i % side, y = (i / side) | 0;
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  if (right < 0) return null;
  const w = right - left + 1, h = bottom - top + 1, scale = Math.max(1, Math.round(size * share)) / Math.max(w, h);
  const [wide, high] = [w, h].map((length) => Math.max(1, Math.round(length * scale)));
  const across = resampleWeights(w, wide), down = resampleWeights(h, high), small = new Float32Array(wide * high);
  let mass = 0, middleX = 0, middleY = 0;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      let sum = 0;
      for (const [sy, wy] of down[y]) for (const [sx, wx] of across[x]) sum += wy * wx * ink[(top + sy) * side + left + sx];
      small[y * wide + x] = sum;
      mass += sum; middleX += x * sum; middleY += y * sum;
    }
  }
  // A line shrunk below one pixel turns grey: its peak is brought back.
  const peak = small.reduce((a, b) => Math.max(a, b), 1e-6), out = new Float32Array(size * size);
  const offset = (middle, length) => Math.max(0, Math.min(size - length, Math.round(size / 2 - middle / mass)));
  const ox = offset(middleX, wide), oy = offset(middleY, high);
  for (let y = 0; y < high; y++) for (let x = 0; x < wide; x++) out[(oy + y) * size + ox + x] = Math.min(1, small[y * wide + x] / peak);
  return out;
}

// bundle: {about, size, images: Uint8Array or null}. host: {theme, changed(), released()}.
function makeInkInput(host, bundle, saved) {
  const { about, size } = bundle, count = about.images ?? 0;
  const canvas = element("canvas", { className: "sheet", width: SHEET, height: SHEET, tabIndex: -1 }), pen = canvas.getContext("2d", { willReadFrequently: true });
  const hint = element("p", { className: "invite", textContent: "Draw here" });
  const paper = element("div", { className: "paper" }, canvas, hint);
  canvas.setAttribute("aria-label", "Draw here with mouse, pen or finger");
  const kept = element("div", { className: "kept", role: "group", "aria-label": "Images to look at instead" });
  let pixels = new Float32Array(size * size), chosen = -1, last = null, drawn = false;
  pen.lineCap = pen.lineJoin = "round";
  pen.lineWidth = NIB;

  const small = about.images ? makeResampler(about.side, size) : null;
  const imageAt = (i) => small(Float32Array.from(bundle.images.subarray(i * about.side ** 2, (i + 1) * about.side ** 2), (v) => v / 255));
  const buttons = Array.from({ length: count }, (_, i) => {
    const stamp = element("canvas", { width: size, height: size }), label = about.labels[i];
    const name = label === undefined ? `image ${i + 1}` : `a kept ${about.classes[label]}`;
    const node = element("button", { type: "button", title: `Look at ${name}`, "aria-label": `Look at ${name}`, onclick: () => { take(i); host.released(); } }, stamp);
    kept.append(node);
    return { node, stamp };
  });

  function take(i) {
    chosen = i;
    drawn = false;
    pixels = imageAt(i);
    pen.clearRect(0, 0, SHEET, SHEET);
    press();
    host.changed();
  }

  function press() {
    for (const [i, { node }] of buttons.entries()) node.setAttribute("aria-pressed", i === chosen);
    hint.hidden = drawn;
  }

  function read() {
    const { data } = pen.getImageData(0, 0, SHEET, SHEET), ink = new Float32Array(SHEET * SHEET);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3] / 255;
    pixels = centredInk(ink, SHEET, size, about.share) ?? new Float32Array(size * size);
    host.changed();
  }

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * SHEET, (event.clientY - box.top) / box.height * SHEET];
  };
  function line(event) {
    pen.strokeStyle = css(host.theme.ink);
    pen.beginPath();
    pen.moveTo(...last);
    for (const one of event.getCoalescedEvents?.() ?? []) pen.lineTo(...at(one));
    last = at(event);
    pen.lineTo(...last);
    pen.stroke();
    read();
  }
  canvas.onpointerdown = (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    [last, drawn, chosen] = [at(event), true, -1];
    press();
    line(event);
    canvas.onpointermove = line;
  };
  canvas.onpointerup = canvas.onpointercancel = () => { if (canvas.onpointermove) { canvas.onpointermove = null; host.released(); } };

  const input = {
    node: paper, kept,
    get pixels() { return pixels; }, get chosen() { return chosen; }, get drawn() { return drawn; },
    clear() {
      pen.clearRect(0, 0, SHEET, SHEET);
      [drawn, chosen, pixels] = [false, -1, new Float32Array(size * size)];
      press();
      host.changed();
    },
    repaint() {
      for (const [i, { stamp }] of buttons.entries()) {
        const context = stamp.getContext("2d");
        context.putImageData(paintInk(imageAt(i), host.theme.shades, context.createImageData(size, size)), 0, 0);
      }
      if (!drawn) return;
      pen.globalCompositeOperation = "source-in"; // what is drawn, in the new ink
      pen.fillStyle = css(host.theme.ink);
      pen.fillRect(0, 0, SHEET, SHEET);
      pen.globalCompositeOperation = "source-over";
    },
  };
  if (count) {
    chosen = Number.isInteger(saved?.image) && saved.image >= 0 && saved.image < count ? saved.image : Math.min(3, count - 1); // of digits, a 3
    pixels = imageAt(chosen);
  }
  press();
  return input;
}
