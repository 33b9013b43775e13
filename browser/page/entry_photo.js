// What does a page hear of what is mended on a photograph?

import { live } from "../adapter.js";
import { mountPhoto } from "./photo.js";

export default live((root, { tell, shown }) => {
  shown();
  return mountPhoto(root, { tell: (ops) => tell("ops", ops) });
});
