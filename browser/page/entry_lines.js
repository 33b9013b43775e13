// What does a page hear of what is typed and mended on the lines of a page?

import { live } from "../adapter.js";
import { mountLines } from "./lines.js";

export default live((root, { tell, shown }) => {
  shown();
  return mountLines(root, { ops: (ops) => tell("ops", ops), texts: (texts) => tell("texts", texts) });
});
