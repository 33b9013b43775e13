// What does a page hear of columns of samples?

import { live } from "../adapter.js";
import { openRegistry } from "../pad/registry.js";
import { mountSamples } from "./samples.js";

export default live((root, { tell, shown }) => {
  const samples = mountSamples(root, { onShown: shown, onSee: (seen) => tell("seen", seen) });
  openRegistry().samples = samples;
  return samples;
});
