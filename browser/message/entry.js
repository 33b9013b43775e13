// What does a page hear of a message in somebody's hand, what does its address say, and what does this tab remember?

import { live } from "../adapter.js";
import { linkOf, saysMessage } from "./link.js";
import { mountMessage } from "./message.js";

const KEPT_MESSAGE = "latent_ink_message"; // in this tab: who comes back with nothing in the address finds the message again

export default live((root, { address, tell, shown }) => {
  const remembered = new URLSearchParams(window.sessionStorage.getItem(KEPT_MESSAGE) ?? "");
  let names = {}, begun = false;
  const told = (seen) => {
    window.sessionStorage.setItem(KEPT_MESSAGE, new URLSearchParams(linkOf(seen, names)).toString());
    tell("seen", seen);
  };
  const query = (dials) => {
    names = dials;
    return saysMessage(address(), dials) ? address() : remembered;
  };
  const desk = mountMessage(root, { query, onShown: shown, onSee: told });
  return {
    update(bytes) {
      desk.update(bytes);
      if (!begun) desk.tell(); // what is written before anybody has touched it can be taken along, too
      begun = true;
    },
    retheme: desk.retheme, close: desk.close,
  };
});
