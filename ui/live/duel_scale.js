// Where do the scores stand, and how do they move? An axis with a mark for each shown image, drawn over the whole stage.

const DUEL_ARROW = 58; // pixels of a pull of 1
const duelEase = (t) => (t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t));

// overlay: an <svg> over the stage, in CSS pixels.
function makeDuelScale(overlay) {
  const lines = svg("g", { class: "wires" }), ticks = svg("g", { class: "ticks" }), marks = svg("g", { class: "marks" });
  const averages = svg("g", { class: "averages" });
  overlay.append(lines, ticks, averages, marks);
  let step = null, box = null, places = null, parts = [];

  const up = (score) => {
    const { low, high } = step.about.axis, at = (Math.min(high, Math.max(low, score)) - low) / (high - low);
    return box.bottom - at * (box.bottom - box.top);
  };
  const text = (x, y, words, className, anchor = "middle") => {
    const node = svg("text", { x, y, class: className, "text-anchor": anchor });
    node.textContent = words;
    return node;
  };

  function mark(kind, i) {
    const near = box.slim ? 21 : 26, room = (box.right - box.left) / 2 - near - 2, lane = (kind === "real" ? -1 : 1) * (near + room * ((3 * i) % 8) / 8);
    const wire = svg("path", { class: `wire ${kind}` }), arrow = svg("path", { class: `arrow ${kind}` });
    const dot = kind === "real" ? svg("circle", { r: 5, class: "dot real" })
      : svg("rect", { x: -4.5, y: -4.5, width: 9, height: 9, rx: 1.5, class: "dot drawn" });
    lines.append(wire);
    marks.append(arrow, dot);
    return { kind, i, wire, arrow, dot, x: (box.left + box.right) / 2 + lane, from: places[kind][i] };
  }

  function average(kind, side) {
    const line = svg("path", { class: `average ${kind}` }), words = text(0, 0, "", `average-says ${kind}`, side < 0 ? "end" : "start");
    averages.append(line, words);
    return { kind, side, line, words };
  }

  function build() {
    for (const group of [lines, ticks, marks, averages]) group.replaceChildren();
    if (!step || !box) return;
    const middle = (box.left + box.right) / 2;
    ticks.append(svg("path", { class: "axis", d: `M${middle} ${box.top - 8}V${box.bottom + 8}` }));
    for (const [value, words] of step.about.axis.ticks) {
      const y = up(value), none = step.about.axis.ticks.length === 5 ? words.startsWith("50") : words === "0";
      ticks.append(svg("path", { class: none ? "tick zero" : "tick", d: `M${box.left} ${y}H${box.right}` }),
        text(middle, y + 4, words, "tick-says"));
    }
    ticks.append(text(middle, box.top - 14, "real", "end real"), text(middle, box.bottom + 22, "drawn", "end drawn"));
    const { m } = step.about;
    parts = ["real", "drawn"].flatMap((kind) => Array.from({ length: m }, (_, i) => mark(kind, i)));
    parts.averages = [average("real", -1), average("drawn", 1)];
  }

  function curve(x0, y0, x1, y1) {
    const bend = (x0 + x1) / 2;
    return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${bend.toFixed(1)} ${y0.toFixed(1)} ${bend.toFixed(1)} ${y1.toFixed(1)} `
      + `${x1.toFixed(1)} ${y1.toFixed(1)}`;
  }

  return {
    load(given) { step = given; build(); },
    // where: the axis' box and the points of all tiles that face it, in pixels of the overlay.
    place(given, points) { box = given; places = points; build(); },
    scoreAt: (kind, i, at) => duelScore(step.about.scores, kind, i, at),
    // at: {judged, pulled, learned, redrawn} from 0 to 1. picked: index of the tile in focus, -1 for none.
    show(at, picked) {
      if (!step || !box) return;
      for (const part of parts) {
        const { kind, i, x, from } = part, score = duelScore(step.about.scores, kind, i, at);
        const flown = duelEase(at.judged * 1.7 - 0.1 * i), y = up(score);
        const now = [duelBetween(from[0], x, flown), duelBetween(from[1], y, flown)];
        part.dot.setAttribute("transform", `translate(${now[0].toFixed(1)} ${now[1].toFixed(1)})`);
        part.dot.style.opacity = flown > 0 ? 1 : 0;
        part.wire.setAttribute("d", flown > 0 ? curve(from[0], from[1], now[0], now[1]) : "");
        const focused = picked === `${kind} ${i}`;
        part.dot.classList.toggle("picked", focused);
        part.wire.classList.toggle("picked", focused);
        const pull = step.about.pulls[kind === "real" ? 0 : 1][i], most = Math.max(1, ...step.about.pulls.flat().map(Math.abs));
        const away = -Math.sign(pull) * 6; // from the mark's rim
        const length = -Math.sign(pull) * Math.max(Math.abs(pull) / most * DUEL_ARROW * at.pulled, 0);
        const head = Math.sign(length) * Math.min(5, Math.abs(length));
        part.arrow.setAttribute("d", Math.abs(length) < 1.5 ? ""
          : `M${x} ${y + away}v${length.toFixed(1)}m-4 ${(-head).toFixed(1)}l4 ${head.toFixed(1)}l4 ${(-head).toFixed(1)}`);
      }
      const { means, probability } = step.about;
      for (const { kind, side, line, words } of parts.averages) {
        const which = kind === "real" ? 0 : 1, [a, b, c] = means.map((row) => row[which]);
        const value = duelBetween(duelBetween(a, b, at.learned), c, at.redrawn), share = Math.min(0.9975, Math.max(0.0025, value));
        const y = up(probability ? Math.log(share / (1 - share)) : value), edge = side < 0 ? box.left : box.right;
        line.setAttribute("d", `M${edge} ${y}l${side * 9} -6v12z`);
        // Where there is no room beside it, it stands on top.
        words.setAttribute("x", edge + side * (box.slim ? 8 : 12));
        words.setAttribute("y", y + (box.slim ? -9 : 4.5));
        words.setAttribute("text-anchor", box.slim ? "middle" : side < 0 ? "end" : "start");
        setText(words, `${duelVerdict(value, probability)}`);
        line.style.opacity = words.style.opacity = duelEase(at.judged * 3 - 2);
      }
    },
  };
}

function duelScore(scores, kind, i, at) {
  const [a, b, c] = scores.map((stage) => stage[kind === "real" ? 0 : 1][i]);
  return duelBetween(duelBetween(a, b, at.learned), c, at.redrawn);
}

const duelProbability = (score) => 1 / (1 + Math.exp(-score));

// A probability as "74 %", never a plain 0 or 100; a score as it is.
function duelVerdict(value, probability) {
  if (!probability) return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
  return value < 0.005 ? "<1 %" : value > 0.995 ? ">99 %" : `${Math.round(100 * value)} %`;
}
