// How does a training outlive its page and its worker? One tab has it at a time, this browser keeps its last moment, and where a
// worker answers no more, another one goes on from there.

import { makeRuntime } from "../../base/runtime.js";
import { openImages, openPlan, withDims } from "../block.js";
import { alone, makeShelf } from "../shelf.js";

export const MOMENTS = 800; // ms between two moments that are kept, so that a reload loses no more than a second
const BEAT = 5000, SILENT = 15000; // ms: a worker is asked whether it lives; it is given up

// shelved: whether this browser is to keep trainings.
export function makeKeeper(shelved) {
  const shelf = shelved ? makeShelf() : null;
  let letGo = null, ending = null, beating = 0;

  function rest() {
    clearInterval(beating);
    ending?.abort();
    letGo?.();
    letGo = ending = null;
  }

  return {
    // sections: of the block that came. waiting(): another tab has this training. Returns {begin, title, moment: what it is to go on
    // from, null for the first weights, kept: whether this browser keeps it}; null where there is nothing to begin with.
    async open(id, title, block, sections, waiting) {
      rest();
      if (!shelf) return { begin: openPlan(sections.plan, await openImages(sections.images)), title, moment: null, kept: false };
      ending = new AbortController();
      letGo = await alone(id, waiting, ending.signal);
      const found = await shelf.find(id);
      if (!found && !sections.plan) return null;
      const kept = found ? true : await shelf.begin({ id, title, block });
      const { plan, images } = found ? makeRuntime().unpack(found.block) : sections;
      let begin = openPlan(plan, await openImages(images));
      if (found?.dims && found.dims !== begin.plan.latent_dim) begin = withDims(begin, found.dims);
      return { begin, title: found?.title ?? title, moment: found?.moment ?? null, kept };
    },
    remember: (id, dims, moment) => { shelf?.remember({ id, dims, moment }); },
    // Tell when a training answers no more.
    watch(training, ondead) {
      let asked = 0; // ms, when it was asked what it has not answered yet
      clearInterval(beating);
      beating = setInterval(() => {
        if (asked && performance.now() - asked > SILENT) { clearInterval(beating); ondead(); return; }
        if (asked) return;
        asked = performance.now();
        training.ask({ ping: true }).then(() => { asked = 0; });
      }, BEAT);
    },
    close() { rest(); shelf?.close(); },
  };
}
