// What does a page hear of models side by side, and what does its address say to them?

import { live } from "../adapter.js";
import { mountCompareModels } from "./compare_models.js";

export default live((root, { address, tell, shown }) => {
  shown();
  const saved = Object.fromEntries(["u", "patch", "noise", "ends", "y"].map((name) => [name, address().get(name)]));
  return mountCompareModels(root, { saved, onSee: (seen) => tell("seen", seen) });
});
