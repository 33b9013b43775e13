// How long would a training take in this browser? A few of its steps, on images made up for it, tell.
//
// data: from core/blocks/browser_training.py, trial_of. Reported as "measured": {of: what was tried, seconds: 0 where the
// browser could not}.

import { live } from "../adapter.js";
import { makeTraining } from "./worker.js";

const TRIAL_MS = 50, MADE_UP = 64; // images

export default live((_root, { tell }) => {
  const found = new Map(); // what was tried -> seconds
  let training = null, wanted = "";

  function told(of, seconds) {
    found.set(of, seconds);
    training?.close();
    training = null;
    if (of === wanted) tell("measured", { of, seconds });
  }

  function begin({ of, plan, learned, held_out: heldOut }) {
    const images = Uint8Array.from({ length: MADE_UP * plan.pixels }, (_, i) => (i * 2654435761) >>> 24);
    const places = (n) => Int32Array.from({ length: n }, (_, i) => i % MADE_UP);
    const labels = plan.classes.length ? Uint8Array.from({ length: MADE_UP }, (_, i) => i % plan.classes.length) : null;
    const data = { images, labels, learned: places(learned), heldOut: places(heldOut), shown: places(1) };
    training?.close();
    training = makeTraining({ plan, data }, { onended: () => told(of, 0) });
    const mine = training;
    mine.ask({ trial: TRIAL_MS }).then(({ estimate }) => { if (mine === training) told(of, estimate); });
  }

  return {
    update(data) {
      if (data.of === wanted) return;
      wanted = data.of;
      if (found.has(wanted)) tell("measured", { of: wanted, seconds: found.get(wanted) });
      else begin(data);
    },
    close() { training?.close(); },
  };
}, { unseen: true });
