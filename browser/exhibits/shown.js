// How does an exhibit live in a page of the app? It tells what was done on it, all so far, in the order of doing.

import { live } from "../adapter.js";

const TOLD_AT_MOST = 40; // acts that are told: what came before has been heard

// mount(root, {onact(name)}): of an exhibit. An act that was the last one is not told again.
export const shown = (mount) => live((root, host) => {
  const acts = [];
  host.shown();
  return mount(root, {
    onact(name) {
      if (acts.at(-1) === name) return;
      acts.push(name);
      host.tell("acts", acts.slice(-TOLD_AT_MOST));
    },
  });
});
