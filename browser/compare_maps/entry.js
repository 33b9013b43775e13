// What does a page hear of two maps, and what does its address say to them?

import { live } from "../adapter.js";
import { mountCompareMaps } from "./compare_maps.js";

export default live((root, { address, tell, shown }) => {
  shown();
  const saved = { view: address().get("view"), sel: address().get("sel") };
  return mountCompareMaps(root, { saved, shows: true, onSettle: (seen) => tell("seen", seen) });
});
