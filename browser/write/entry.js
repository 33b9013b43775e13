// What does a page hear of what is written, what does its address say, and what does this tab remember?

import { live } from "../adapter.js";
import { mountWrite } from "./write.js";

const KEPT = "latent_ink_writer"; // in this tab: who comes back by the sidebar, with nothing in the address, finds the number again

const isIn = (address) => ["text", "seed", "heat", "mix"].some((name) => address.has(name));

function keep({ text, hand, seed, rolls, slant, weight, roundness, size, heat, mix, ink }) {
  const shares = Array.from(mix, (share, c) => `${c}:${share}`).filter((part) => !part.endsWith(":0")).join(",");
  const address = new URLSearchParams({ text, hand, seed, rolls: rolls.join(","), slant, weight, roundness, size, heat, mix: shares, ink });
  window.sessionStorage.setItem(KEPT, address.toString());
}

export default live((root, { address, tell, shown }) => {
  const remembered = window.sessionStorage.getItem(KEPT);
  const told = (seen) => { keep(seen); tell("seen", seen); };
  const query = isIn(address()) ? address() : new URLSearchParams(remembered ?? "");
  const writer = mountWrite(root, { query, onShown: shown, onSee: told });
  let begun = false;
  return {
    update(bytes) {
      writer.update(bytes);
      if (!begun && !isIn(address()) && remembered) told(writer.seen()); // the address says it again
      begun = true;
    },
    retheme: writer.retheme,
    close: writer.close,
  };
});
