// How do two maps live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mounted = new WeakMap();

function duoInLink() {
  const query = new URLSearchParams(window.location.search);
  return { view: query.get("view"), sel: query.get("sel") };
}

export default function ({ data, parentElement, setStateValue }) {
  let duo = mounted.get(parentElement);
  if (!duo && !data) return undefined; // the place is kept, see await.css
  if (!duo) {
    parentElement.querySelector(".awaiting")?.remove();
    const root = document.createElement("div");
    parentElement.append(root);
    duo = mountDuo(root, { saved: duoInLink(), shows: true, onSettle: (seen) => duo.told(seen) });
    duo.root = root;
    mounted.set(parentElement, duo);
  }
  duo.told = (seen) => setStateValue("seen", seen);
  if (data) duo.update(data);
  duo.retheme();
  return () => {
    duo.close();
    duo.root.remove();
    mounted.delete(parentElement);
  };
}
