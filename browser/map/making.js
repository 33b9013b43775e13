// What does the map say while another one is being made? What it still shows, what comes, and for how long that has taken.
//
// pad: {bundle, layout, player: {showing}}. Returns {node, receive(about), arrived(id), show(), close()}. about: see
// making_block in core/blocks/layout.py; with an empty title nothing is being made.

import { element, setText } from "../base/dom.js";

export function makeMaking(pad) {
  const node = element("p", { className: "making", hidden: true });
  let about = null, began = 0, ticking = 0;

  function words() {
    const { bundle, layout, player } = pad, seconds = Math.round((performance.now() - began) / 1000);
    const how = about.waits || `being made, ${seconds} s`;
    if (player.showing) return `${about.title} as it forms: ${how}`;
    const still = layout.kind === "scattered" ? "the map before" : bundle.d > 2 ? "PCA" : "latent space itself";
    return `Still ${still}. ${about.title}: ${how}`;
  }

  function show() {
    node.hidden = about === null;
    if (about) setText(node, words());
  }

  function stop() {
    clearInterval(ticking);
    ticking = 0;
    about = null;
    show();
  }

  return {
    node, show, close: () => clearInterval(ticking),
    receive(now) {
      if (!now.title) { stop(); return; }
      about = now;
      began = performance.now() - 1000 * now.seconds;
      ticking ||= setInterval(show, 1000);
      show();
    },
    // A layout has come: if it is the one that was being made, there is nothing more to say.
    arrived(id) { if (about?.id === id) stop(); else show(); },
  };
}
