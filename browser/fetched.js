// How does a component come whose code is fetched by its address, once, and not sent with every page? `CODE`, which is
// put before this, is that address. Until it is there, what Streamlit says last of each place is kept.
/* global CODE */
import { BROKEN, UNFETCHED, fromServer, sayUnfetched } from "./base/server.js";

const waiting = new Map(), closers = new WeakMap(); // by parentElement: the last call; what takes it away again
let live = null;

function fetchCode(tries) {
  // A browser remembers that a module did not come, by its address.
  import(fromServer(tries ? `${CODE}?${tries}` : CODE)).then(arrived, () => {
    for (const place of waiting.keys()) sayUnfetched(place, UNFETCHED);
    setTimeout(fetchCode, Math.min(500 * 2 ** tries, 8000), tries + 1);
  });
}

function arrived(code) {
  live = code.default;
  for (const [place, streamlit] of [...waiting]) {
    waiting.delete(place);
    sayUnfetched(place, "");
    try {
      closers.set(place, live(streamlit));
    } catch (error) { // of one place, which is not to take the others along
      reportError(error);
      sayUnfetched(place, BROKEN);
    }
  }
}

fetchCode(0);

export default (streamlit) => {
  if (live) return live(streamlit);
  const place = streamlit.parentElement;
  waiting.set(place, streamlit);
  return () => {
    waiting.delete(place);
    closers.get(place)?.();
  };
};
