// What does a page hear of a duel?

import { live } from "../adapter.js";
import { mountDuel } from "./duel.js";

export default live((root, { tell, shown }) => {
  shown();
  return mountDuel(root, { onSeen: (id) => tell("seen", `${id} ${Date.now()}`) }); // the same step may be seen twice
});
