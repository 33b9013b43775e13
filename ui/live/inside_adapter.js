// How does the inside of a network live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mountedInside = new WeakMap();

function givenInLink() {
  const query = new URLSearchParams(window.location.search), numbers = (name) => query.get(name)?.split(",").map(Number) ?? null;
  if (!["z", "y", "image"].some((name) => query.has(name))) return null;
  return { z: numbers("z"), y: numbers("y"), image: query.has("image") ? Number(query.get("image")) : null };
}

export default function ({ data, parentElement, setStateValue }) {
  let inside = mountedInside.get(parentElement);
  if (!inside && !data) return undefined;
  if (!inside) {
    parentElement.querySelector(".awaiting")?.remove();
    const root = document.createElement("div");
    root.style.setProperty("--pad-top", "3.75rem"); // Streamlit's header lies over what sticks to the top
    parentElement.append(root);
    inside = mountInside(root, { saved: givenInLink(), onRelease: (given) => inside.told(given) });
    inside.root = root;
    mountedInside.set(parentElement, inside);
  }
  inside.told = (given) => setStateValue("given", given);
  if (data) inside.update(data);
  inside.retheme();
  return () => {
    inside.close();
    inside.root.remove();
    mountedInside.delete(parentElement);
  };
}
