// How does the writer live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mounted = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let writer = mounted.get(parentElement);
  if (!writer && !data) return undefined; // the place is kept
  if (!writer) {
    const root = document.createElement("div");
    parentElement.append(root);
    writer = mountWriter(root, {
      query: new URLSearchParams(window.location.search),
      onShown: () => parentElement.querySelector(".awaiting")?.remove(),
      onSee: (seen) => writer.told(seen),
    });
    writer.root = root;
    mounted.set(parentElement, writer);
  }
  writer.told = (seen) => setStateValue("seen", seen);
  if (data) writer.update(data);
  writer.retheme();
  return () => {
    writer.close();
    writer.root.remove();
    mounted.delete(parentElement);
  };
}
