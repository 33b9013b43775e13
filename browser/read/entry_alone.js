// A drawing that is read in a page without a server: nobody can be told what a drawing is.

import { live } from "../adapter.js";
import { mountRead } from "./read.js";

export default live((root, { address, tell, shown }) => {
  shown();
  return mountRead(root, { query: address(), onVae: (id) => tell("vae", id), onCorrected: null, onAnother: (t1) => tell("another", t1) });
});
