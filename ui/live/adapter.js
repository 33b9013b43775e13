// How does the pad live in a Streamlit page? This is the only file that knows.
//
// Set by pad.py: REPORTS says whether the page wants to hear where the pad is let go, INVITES is as mountPad takes it.
//
// Streamlit calls the default export again for new data and for a new theme, with the same parentElement and without
// cleaning up: what is kept, is kept by that element.
const mounted = new WeakMap();

function placeInLink() {
  const query = new URLSearchParams(window.location.search);
  const numbers = (name) => query.get(name)?.split(",").map(Number) ?? null;
  return query.has("z") || query.has("view") ? { z: numbers("z"), y: numbers("y"), view: query.get("view") } : null;
}

export default function ({ data, parentElement, setStateValue }) {
  let pad = mounted.get(parentElement);
  if (!pad && !data) return undefined; // the place is kept, see await.css
  if (!pad) {
    parentElement.querySelector(".awaiting")?.remove();
    const root = document.createElement("div");
    root.style.setProperty("--pad-top", "3.75rem"); // Streamlit's header lies over what sticks to the top
    parentElement.append(root);
    pad = mountPad(root, {
      saved: placeInLink(),
      invites: INVITES,
      marked: new URLSearchParams(window.location.search).get("sel") ?? "",
      onRelease: (place) => pad.told("place", place),
      onMark: (selection) => pad.told("selection", selection),
    });
    pad.root = root;
    mounted.set(parentElement, pad);
  }
  pad.told = (what, state) => { if (REPORTS) setStateValue(what, state); };
  if (data) {
    pad.update(data);
    join(pad.model, pad);
  }
  pad.retheme();
  return () => {
    leave(pad);
    pad.close();
    pad.root.remove();
    mounted.delete(parentElement);
  };
}
