// What does a page hear of letters that are looked through?

import { live } from "../adapter.js";
import { mountLetters } from "./letters.js";

export default live((root, { tell, shown }) => {
  shown();
  return mountLetters(root, { tell: (mends) => tell("mends", mends) });
});
