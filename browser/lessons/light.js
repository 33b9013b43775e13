// How is a part of the page lit up, gently: a ring around it, that fades in where motion is welcome, and goes with the step?

const LOOK_MS = 400; // a page draws its parts one after the other, and some anew
const PULSE = { duration: 1100, iterations: 3, easing: "ease-in-out" };

// The first element that is seen and matches, also in shadow trees.
export function findSeen(selector, root = /** @type {Document | ShadowRoot} */ (document)) {
  for (const node of root.querySelectorAll(selector)) if (node.getClientRects().length) return node;
  for (const node of root.querySelectorAll("*")) {
    const found = node.shadowRoot && findSeen(selector, node.shadowRoot);
    if (found) return found;
  }
  return null;
}

// found(node) hears of what is lit, null for nothing.
export function makeLight(found) {
  let selector = "", lit = null, was = null, timer = 0;

  function put(node) {
    if (lit === node) return;
    if (lit) Object.assign(lit.style, was);
    lit = node;
    if (node) {
      was = { outline: node.style.outline, outlineOffset: node.style.outlineOffset };
      const colour = getComputedStyle(document.documentElement).colorScheme === "dark" ? "#f1a21a" : "#a62068";
      Object.assign(node.style, { outline: `3px solid ${colour}`, outlineOffset: "3px" });
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (!calm) node.animate([{ outlineColor: "transparent" }, { outlineColor: colour }, { outlineColor: "transparent" }], PULSE);
    }
    found(node);
  }

  function look() {
    if (lit?.isConnected && lit.getClientRects().length) return;
    put(findSeen(selector));
  }

  return {
    show(next) {
      if (next === selector) return;
      selector = next;
      clearInterval(timer);
      put(null);
      if (!selector) return;
      look();
      timer = setInterval(look, LOOK_MS);
    },
    // For who cannot see where the ring is: scroll there, and take the keyboard along.
    goTo() {
      if (!lit) return;
      lit.style.scrollMarginTop = "5rem"; // Streamlit's header lies over the top, on a phone the lesson over the lower half
      lit.scrollIntoView({ block: "start", behavior: "instant" });
      const at = lit.tabIndex >= 0 ? lit : lit.querySelector("[tabindex='0'], button, input");
      at?.focus({ preventScroll: true });
    },
    close() { clearInterval(timer); put(null); },
  };
}
