// What does a page's glossary do in the browser? It says what a word means where the page first says it.

import { live } from "../adapter.js";
import { watchTerms } from "./terms.js";

export default live((root) => {
  const terms = watchTerms(root);
  return { update() {}, close: terms.close };
}, { unseen: true });
