// How does a duel live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mounted = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let bout = mounted.get(parentElement);
  if (!bout && !data) return undefined; // the place is kept, see await.css
  if (!bout) {
    parentElement.querySelector(".awaiting")?.remove();
    const root = document.createElement("div");
    parentElement.append(root);
    bout = mountBout(root, { onSeen: (id) => bout.told(id) });
    bout.root = root;
    mounted.set(parentElement, bout);
  }
  bout.told = (id) => setStateValue("seen", `${id} ${Date.now()}`); // the same step may be seen twice
  if (data) bout.update(data);
  bout.retheme();
  return () => {
    bout.close();
    bout.root.remove();
    mounted.delete(parentElement);
  };
}
