// How is a drawing canvas rid of the toolbar that lies over it?
//
// streamlit-drawable-canvas 0.13 shows it while something hovers over the canvas, which a finger never does: unseen it lies
// over the top right, and a tap there wipes the drawing. There is no setting for it, and its styles are shut in a shadow
// tree: they are reached from beside it. data: {place}, the key of the container that the canvas stands in.

import { live } from "../adapter.js";

const LOOK_MS = 100; // the canvas may come later, and anew

export default live((root) => {
  const rid = new WeakSet(), sheet = new CSSStyleSheet();
  sheet.replaceSync(".dc-toolbar { display: none !important; }");
  let looking = 0;

  function look(place) {
    for (const { shadowRoot } of place?.querySelectorAll("*") ?? []) {
      if (!shadowRoot || rid.has(shadowRoot) || !shadowRoot.querySelector(".dc-root")) continue;
      rid.add(shadowRoot);
      shadowRoot.adoptedStyleSheets.push(sheet);
    }
  }

  return {
    update({ place }) {
      const tree = root.getRootNode(), container = tree instanceof ShadowRoot ? tree.host.closest(`.st-key-${place}`) : null;
      clearInterval(looking);
      looking = window.setInterval(() => look(container), LOOK_MS);
    },
    close() { clearInterval(looking); },
  };
}, { unseen: true });
