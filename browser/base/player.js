// With what is anything played? A button that starts and pauses it, a scale of its moments, and its speed.

import { element, icon, iconButton } from "./dom.js";

const FRACTIONS = new Map([[0.25, "¼"], [0.5, "½"]]);

// what: what is played, as ears are told: "the films". show(playing) after any change.
export function playButton(what, toggle) {
  const node = iconButton("play", "", `Play ${what}`, toggle);
  return {
    node,
    show(playing) {
      if (node.dataset.moving === String(playing)) return;
      node.dataset.moving = playing;
      node.replaceChildren(icon(playing ? "pause" : "play"));
      node.setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${what}`);
    },
  };
}

// label: what a moment is one of. properties: of the input. show(at, most, words): where it stands, and what that means.
export function makeTrack(label, properties) {
  const node = element("input", { type: "range", min: 0, "aria-label": label, ...properties });
  return {
    node,
    show(at, most, words) {
      if (Number(node.max) !== most) node.max = most;
      if (Number(node.value) !== at) node.value = at;
      node.style.setProperty("--fill", `${(100 * at / most).toFixed(1)}%`);
      node.setAttribute("aria-valuetext", words);
    },
  };
}

// speeds: times the usual one, which is chosen. pace(speed) is told of another.
export function speedMenu(label, speeds, pace) {
  const node = element("select", { title: "Speed", "aria-label": label, onchange: () => pace(Number(node.value)) },
    ...speeds.map((value) => element("option", { value, textContent: `${FRACTIONS.get(value) ?? value} ×`, selected: value === 1 })));
  return node;
}
