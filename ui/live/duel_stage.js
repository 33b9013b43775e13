// What stands where in a duel? Real images, the discriminator and its axis, what the generator draws, and its noise.

const DUEL_SEED = [7, 3, 9, 1, 5, 8, 2, 6, 4, 0]; // widths of a network's lines: a picture of weights, not the weights

// A network as it is drawn in lectures: layers of dots, widening or narrowing from left to right.
function duelNetwork(layers) {
  const node = svg("svg", { viewBox: "0 0 92 60", class: "network" }), dots = [], wires = svg("g", { class: "weights" });
  node.setAttribute("aria-hidden", "true");
  const columns = layers.map((count, l) => Array.from({ length: count }, (_, k) =>
    [10 + l * 72 / (layers.length - 1), 30 + (k - (count - 1) / 2) * 13]));
  for (let l = 0; l + 1 < columns.length; l++) {
    for (const [a, from] of columns[l].entries()) {
      for (const [b, to] of columns[l + 1].entries()) {
        const line = svg("path", { d: `M${from.join(" ")}L${to.join(" ")}`, "stroke-width": 0.5 + DUEL_SEED[(3 * a + 5 * b + 2 * l) % 10] / 5 });
        line.style.animationDelay = `${-((a * 7 + b * 3 + l * 5) % 11) / 10}s`;
        wires.append(line);
      }
    }
    dots.push(...columns[l]);
  }
  node.append(wires);
  for (const [x, y] of [...dots, ...columns.at(-1)]) node.append(svg("circle", { cx: x, cy: y, r: 3.6 }));
  return node;
}

// host: {pick(name)}. Shows the step it is given at the moments it is told.
function makeDuelStage(host) {
  const state = { D: element("span", { className: "state" }), G: element("span", { className: "state" }) };
  const judge = element("section", { className: "net D", "aria-label": "Discriminator" }, duelNetwork([4, 3, 1]),
    element("h3", { textContent: "Discriminator" }), state.D);
  const forger = element("section", { className: "net G", "aria-label": "Generator" }, duelNetwork([4, 3, 2]),
    element("h3", { textContent: "Generator" }), state.G);
  const rows = Object.fromEntries(["real", "drawn", "noise"].map((name) => [name, element("div", { className: "tiles" })]));
  const side = (name, title) => element("section", { className: `side ${name}` }, element("h3", { textContent: title }), rows[name]);
  const room = element("div", { className: "axis-room" });
  const overlay = svg("svg", { class: "overlay" }), flows = svg("g", { class: "flows" });
  overlay.setAttribute("aria-hidden", "true");
  overlay.append(flows);
  const node = element("div", { className: "stage-of-duel", tabIndex: 0, role: "group" }, overlay, side("real", "Real images"),
    element("section", { className: "verdict" }, judge, room), side("drawn", "Drawn images"), forger, side("noise", "Noise"));
  const scale = makeDuelScale(overlay);
  let step = null, tiles = { real: [], drawn: [] }, noise = [], flow = [], theme = null, last = null, shownAt = "";

  function build() {
    const { m } = step.about;
    if (tiles.real.length !== m) {
      for (const kind of ["real", "drawn"]) {
        tiles[kind] = Array.from({ length: m }, (_, i) => {
          const tile = makeDuelTile(kind, i), name = `${kind} ${i}`;
          tile.node.onclick = () => host.pick(name);
          tile.node.onpointerenter = () => host.point(name);
          tile.node.onpointerleave = () => host.point("");
          return tile;
        });
        rows[kind].replaceChildren(...tiles[kind].map((tile) => tile.node));
      }
      noise = Array.from({ length: m }, () => element("canvas", { className: "noise-tile" }));
      rows.noise.replaceChildren(...noise.map((canvas) => element("figure", {}, canvas, element("figcaption", {}))));
      flows.replaceChildren();
      flow = noise.map(() => ["in", "out"].map((end) => { const path = svg("path", { class: `flow ${end}`, pathLength: 1 }); flows.append(path); return path; }));
    }
  }

  const centre = (element, origin) => {
    const box = element.getBoundingClientRect();
    return { x: box.x + box.width / 2 - origin.x, y: box.y + box.height / 2 - origin.y, left: box.left - origin.x,
      right: box.right - origin.x, top: box.top - origin.y, bottom: box.bottom - origin.y };
  };

  // Measured after a change of size only: to ask makes the browser lay out.
  function measure() {
    const origin = node.getBoundingClientRect();
    if (!step || !origin.width) return;
    overlay.setAttribute("viewBox", `0 0 ${origin.width} ${origin.height}`);
    const box = centre(room, origin), wide = box.right - box.left, slim = wide < 180, gap = slim ? 10 : Math.min(58, wide * 0.24);
    const at = (kind, edge) => tiles[kind].map((tile) => { const c = centre(tile.canvas, origin); return [c[edge], c.y]; });
    scale.place({ left: box.left + gap, right: box.right - gap, top: box.top + 34, bottom: box.bottom - 30, slim },
      { real: at("real", "right"), drawn: at("drawn", "left") });
    const forge = centre(forger, origin);
    for (const [i, [into, out]] of flow.entries()) {
      const from = centre(noise[i], origin), to = centre(tiles.drawn[i].canvas, origin);
      const bow = (a, b) => (Math.abs(a.x - b.x) > Math.abs(a.y - b.y)
        ? `M${a.x} ${a.y}C${(a.x + b.x) / 2} ${a.y} ${(a.x + b.x) / 2} ${b.y} ${b.x} ${b.y}`
        : `M${a.x} ${a.y}C${a.x} ${(a.y + b.y) / 2} ${b.x} ${(a.y + b.y) / 2} ${b.x} ${b.y}`);
      into.setAttribute("d", bow(from, forge));
      out.setAttribute("d", bow(forge, to));
    }
    if (last) show(...last);
  }

  const watched = new ResizeObserver(measure);
  watched.observe(node);

  // moment: how far each part of the step is, see duel.js. phase: the one that goes on. picked: the image in focus.
  function show(moment, phase, picked) {
    last = [moment, phase, picked];
    if (!step || !theme) return;
    const { size } = step.about, pixels = size * size;
    const made = moment.made, key = [made, moment.pushed, moment.done, moment.settled, theme.key, step.about.id].join();
    if (key !== shownAt) { // of most moments only marks move: images are painted where they change
      shownAt = key;
      const cut = (name, i) => step[name].subarray(i * pixels, (i + 1) * pixels);
      for (const [i, tile] of tiles.drawn.entries()) {
        tile.drawn({ before: cut("before", i), after: cut("after", i), push: cut("push", i), change: cut("change", i) }, size, theme,
          { ...moment, made: duelEase(made * 1.8 - 0.8 - 0.03 * i) });
        tile.canvas.style.opacity = Math.min(1, 0.08 + made * 2.2);
      }
    }
    for (const [i, [into, out]] of flow.entries()) {
      into.style.strokeDashoffset = 1 - duelEase(made * 3 - 0.06 * i);
      out.style.strokeDashoffset = 1 - duelEase(made * 3 - 0.8 - 0.06 * i);
    }
    for (const kind of ["real", "drawn"]) {
      for (const [i, tile] of tiles[kind].entries()) {
        const says = moment.judged > 0.55 ? duelVerdict(...verdict(scale.scoreAt(kind, i, moment))) : "";
        setText(tile.says, says || "\u00a0");
        tile.node.classList.toggle("picked", picked === `${kind} ${i}`);
      }
    }
    scale.show(moment, picked);
    act(phase);
  }

  const verdict = (score) => (step.about.probability ? [duelProbability(score), true] : [score, false]);

  function act(phase) {
    if (node.dataset.phase === phase.name) return;
    node.dataset.phase = phase.name;
    node.dataset.active = phase.active;
    judge.dataset.does = phase.name === "push" ? "passes" : phase.active !== "D" ? "waits" : phase.learns ? "learns" : "works";
    forger.dataset.does = phase.active !== "G" ? "waits" : phase.learns ? "learns" : phase.name === "draw" ? "works" : "still";
    setText(state.D, { waits: "waits", passes: "stands still", learns: "its weights move", works: "judges" }[judge.dataset.does]);
    setText(state.G, { waits: "waits", still: phase.name === "push" ? "listens" : "is given noise", learns: "its weights move", works: "draws" }[forger.dataset.does]);
  }

  function paint() {
    if (!step || !theme) return;
    const { size, d } = step.about, pixels = size * size;
    for (const [i, tile] of tiles.real.entries()) tile.real(step.real.subarray(i * pixels, (i + 1) * pixels), size, theme, 1);
    for (const [i, canvas] of noise.entries()) {
      paintDuelNoise(canvas, step.z.subarray(i * d, (i + 1) * d), theme);
      setText(canvas.nextSibling, step.about.asked.length ? `“${step.about.asked[i]}”` : "");
    }
    shownAt = "";
  }

  return {
    node, show, tiles,
    load(given) {
      step = given;
      build();
      delete node.dataset.phase;
      scale.load(step);
      for (const kind of ["real", "drawn"]) {
        for (const [i, tile] of tiles[kind].entries()) {
          const asked = kind === "drawn" && step.about.asked.length ? `, asked for ${step.about.asked[i]}` : "";
          tile.node.setAttribute("aria-label", `${kind === "real" ? "Real" : "Drawn"} image ${i + 1}${asked}: look closely`);
        }
      }
      paint();
      measure();
    },
    dressed(given) { theme = given; paint(); if (last) show(...last); },
    close() { watched.disconnect(); },
  };
}
