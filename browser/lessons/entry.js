// What does the textbook do in the browser? It lights up what a step is about, and says to a screen reader what it is.

import { live } from "../adapter.js";
import { makeLight } from "./light.js";

// The panel is the page's own: only the browser can say that it is a region, that what comes of a step is to be read out, and
// which colour lies under it.
function dressPanel(root) {
  const host = root.getRootNode().host ?? root, panel = host.closest(".st-key-lesson");
  if (!panel) return;
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-label", "Lesson");
  panel.querySelector(".st-key-lesson-outcome")?.setAttribute("aria-live", "polite");
  panel.style.setProperty("--lesson-ground", getComputedStyle(host).getPropertyValue("--st-secondary-background-color"));
}

export default live((root) => {
  const button = root.querySelector("button");
  const light = makeLight((node) => { button.hidden = !node; });
  button.onclick = light.goTo;
  return {
    // where: a selector of the part, see core/lessons/parts.py, empty for none; words: what it is called.
    update({ where, words }) {
      dressPanel(root);
      button.textContent = `Lit up: ${words}. Go there`;
      light.show(where);
    },
    retheme() { dressPanel(root); },
    close: light.close,
  };
}, { into: ".light" });
