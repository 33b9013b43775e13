// What does a page hear of a sheet?
//
// data: {label, kept}. What is drawn goes to Python when a stroke ends. It is kept in this browser tab, and told again when the
// sheet comes back: a tab of the page that is closed takes Python's copy with it.

import { live } from "../adapter.js";
import { mountSheet } from "./frame.js";

export default live((root, { tell }) => {
  let sheet = null;
  return {
    update(data) {
      if (sheet) return;
      sheet = mountSheet(root, { ...data, told: (strokes) => tell("drawn", strokes) });
      if (sheet.strokes.length) tell("drawn", sheet.strokes);
    },
    retheme() { sheet.retheme(); },
    close() { sheet.close(); },
  };
});
