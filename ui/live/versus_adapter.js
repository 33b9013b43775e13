// How do models side by side live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mounted = new WeakMap();

function versusInLink() {
  const query = new URLSearchParams(window.location.search);
  return Object.fromEntries(["u", "patch", "noise", "ends", "y"].map((name) => [name, query.get(name)]));
}

export default function ({ data, parentElement, setStateValue }) {
  let versus = mounted.get(parentElement);
  if (!versus && !data) return undefined; // the place is kept, see await.css
  if (!versus) {
    parentElement.querySelector(".awaiting")?.remove();
    const root = document.createElement("div");
    parentElement.append(root);
    versus = mountVersus(root, { saved: versusInLink(), onSee: (seen) => versus.told(seen) });
    versus.root = root;
    mounted.set(parentElement, versus);
  }
  versus.told = (seen) => setStateValue("seen", seen);
  if (data) versus.update(data);
  versus.retheme();
  return () => {
    versus.close();
    versus.root.remove();
    mounted.delete(parentElement);
  };
}
