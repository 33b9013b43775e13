// What does a teacher's link do in the browser? It hides and locks parts of the page that it leads to.

import { live } from "../adapter.js";
import { makeLocks } from "./locks.js";

export default live(() => {
  const locks = makeLocks();
  return { update: ({ style, lock }) => locks.show(style, lock), close: locks.close };
}, { unseen: true });
