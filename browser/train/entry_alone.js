// A training in a page without a server: it begins at once, nobody keeps it, and a lesson hears what it has come to.

import { live } from "../adapter.js";
import { measuresOf } from "./ending.js";
import { mountTraining } from "./live/live.js";

export default live((root, { tell, shown }) => {
  shown();
  const training = mountTraining(root, {
    async onend(how) {
      if (how !== "done") return;
      const { plan, kept } = await training.kept();
      tell("ended", measuresOf(kept, plan.latent_dim));
    },
  });
  return training;
});
