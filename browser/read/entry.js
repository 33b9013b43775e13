// What does a page hear of a drawing that is read, and what does its address say to it?

import { live } from "../adapter.js";
import { mountRead } from "./read.js";

export default live((root, { address, tell, shown }) => {
  shown();
  return mountRead(root, { query: address(), onSeen: (seen) => tell("seen", seen), onVae: (id) => tell("vae", id),
    onCorrected: (changes) => tell("corrected", changes), onAnother: (t1) => tell("another", t1) });
});
