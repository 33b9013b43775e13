// What does a page hear of a drawing whose hand is judged?

import { live } from "../adapter.js";
import { mountOneImage } from "./one_image.js";

export default live((root, { tell, shown }) => {
  shown();
  return mountOneImage(root, { onKept: (strokes) => tell("kept", { id: `${Date.now()}-${Math.random()}`, strokes }) });
});
