// How do the strips live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mounted = new WeakMap();

export default function ({ data, parentElement }) {
  let strips = mounted.get(parentElement);
  if (!strips) {
    const root = document.createElement("div");
    parentElement.append(root);
    strips = mountStrips(root);
    strips.root = root;
    mounted.set(parentElement, strips);
  }
  if (data) strips.update(data);
  strips.retheme();
  return () => {
    strips.close();
    strips.root.remove();
    mounted.delete(parentElement);
  };
}
