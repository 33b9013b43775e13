// How does a component live in a Streamlit page? This is the only file that knows.
//
// Streamlit calls the default export of a component for new data and for a new theme, with the same parentElement and
// without cleaning up; what it returns is called when the component goes. What is kept, is kept by that element.
// A large block of bytes is not sent but named, as {shelf: its address}, and fetched: see ui/shelf.py.

import { fetchBlock } from "./base/blocks.js";
import { BROKEN, UNFETCHED, sayUnfetched } from "./base/server.js";

const streamlitHost = (here) => ({
  address: () => new URLSearchParams(window.location.search),
  tell: (name, state) => here.streamlit.setStateValue(name, state),
  ask: (name) => here.streamlit.setTriggerValue(name, true),
  send: (name, value) => here.streamlit.setTriggerValue(name, value),
  shown: () => here.place.querySelector(".awaiting")?.remove(),
});

function broken(here, error) {
  reportError(error);
  sayUnfetched(here.place, BROKEN);
}

// make(root, host) -> {update(data), retheme(), close()}: the last two are left out by what needs neither.
// root: an element of its own; with `into` the one that this selector finds in the HTML that the component came with.
// host: {address() -> what stands in the page's address, tell(name, state) -> Python, ask(name) has the page run,
// send(name, value) -> Python, once and no more, shown() takes away what kept the place}. unseen: it takes no row of the page.
export function live(make, { into = null, unseen = false } = {}) {
  const mounted = new WeakMap(); // parentElement -> see mount

  function mount(parentElement) {
    const here = { place: parentElement, part: null, streamlit: null, root: null, address: "", block: null, close: null, turn: 0, seen: 0 };
    here.close = () => {
      here.part?.close?.();
      if (!into) here.root?.remove();
      mounted.delete(parentElement);
    };
    mounted.set(parentElement, here);
    return here;
  }

  function begin(here) {
    here.root = into ? here.place.querySelector(into) : document.createElement("div");
    if (!into) here.place.append(here.root);
    here.root.style.setProperty("--pad-top", "3.75rem"); // Streamlit's header lies over what sticks to the top
    if (unseen) {
      const row = (here.place.host ?? here.place).closest("[data-testid=stElementContainer]");
      if (row) Object.assign(row.style, { position: "absolute", left: "0" }); // else it stands out by what is left of it
    }
    here.part = make(here.root, streamlitHost(here));
  }

  function show(here, data) {
    if (!here.part) begin(here);
    here.part.update(data);
  }

  // Of blocks that follow one another, as of a model that learns, each is shown that is newer than what is there: on a
  // slow line the newest alone would never come.
  async function fetchInto(here, address) {
    if (address === here.address) {
      if (here.block) show(here, here.block);
      return;
    }
    here.address = address;
    const turn = ++here.turn;
    const newer = () => mounted.get(here.place) === here && turn > here.seen;
    const block = await fetchBlock(address, () => newer() && turn === here.turn, () => sayUnfetched(here.place, UNFETCHED));
    if (!block || !newer()) return;
    here.seen = turn;
    here.block = block;
    sayUnfetched(here.place, "");
    show(here, block);
    here.part.retheme?.();
  }

  return (streamlit) => {
    const { data, parentElement } = streamlit;
    if (!mounted.has(parentElement) && !data) return undefined; // the place is kept, see base/await.css
    const here = mounted.get(parentElement) ?? mount(parentElement);
    here.streamlit = streamlit;
    if (data?.shelf) {
      fetchInto(here, data.shelf).catch((error) => broken(here, error));
    } else if (data) {
      if (here.address) sayUnfetched(here.place, ""); // it came in another way
      here.address = "";
      here.seen = ++here.turn; // what is under way is older
      show(here, data);
    }
    here.part?.retheme?.();
    return here.close;
  };
}
