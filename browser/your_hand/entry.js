// What does a page hear of what is written on the pad?

import { live } from "../adapter.js";
import { mountYourHand } from "./pad.js";

export default live((root, { tell, shown }) => {
  shown();
  return mountYourHand(root, { tell: (changes) => tell("written", changes) });
});
