// How has the duel gone so far? The losses of both sides over all moves, and who moved.

import { element, setText, svg } from "../base/dom.js";

export function makeDuelPast() {
  const chart = svg("svg", { class: "past-lines", viewBox: "0 0 600 90", preserveAspectRatio: "none" });
  const words = element("p", { className: "note" }), ends = element("div", { className: "past-ends" });
  const node = element("section", { className: "past", "aria-label": "The moves so far" },
    element("h3", { textContent: "So far" }), element("div", { className: "past-row" }, chart, ends), words);

  return {
    node,
    load({ about, history }) {
      const { moves, unit } = about, n = moves.length;
      node.hidden = n < 2;
      if (n < 2) return;
      const lines = [["D", 0, "Discriminator"], ["G", 1, "Generator"]], value = (t, column) => history[4 * t + column];
      const all = lines.flatMap(([, column]) => moves.split("").map((_, t) => value(t, column))).filter(Number.isFinite);
      const low = Math.min(0, ...all), high = Math.max(...all, low + 1e-6);
      const up = (v) => 84 - 78 * (v - low) / (high - low), along = (t) => 4 + 592 * t / Math.max(1, n - 1);
      chart.replaceChildren(svg("path", { class: "past-zero", d: `M0 ${up(0)}H600` }));
      ends.replaceChildren();
      for (const [side, column, name] of lines) {
        const points = moves.split("").flatMap((_, t) => (Number.isFinite(value(t, column)) ? [[t, value(t, column)]] : []));
        if (!points.length) continue;
        chart.append(svg("path", { class: `past-line ${side}`, d: `M${points.map(([t, v]) => `${along(t).toFixed(1)} ${up(v).toFixed(1)}`).join("L")}` }));
        ends.append(element("span", { className: `past-end ${side}`, textContent: `${name} ${points.at(-1)[1].toFixed(2)}${unit ? ` ${unit}` : ""}` }));
      }
      const count = (letter) => moves.split("").filter((m) => m === letter).length;
      const told = [["B", "of both"], ["D", "of the discriminator alone"], ["G", "of the generator alone"]]
        .filter(([letter]) => count(letter)).map(([letter, who]) => `${count(letter).toLocaleString("en")} ${who}`);
      setText(words, `Losses over ${n.toLocaleString("en")} steps: ${told.join(", ")}.`);
    },
  };
}
