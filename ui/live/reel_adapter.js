// How do films of training live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mounted = new WeakMap();

export default function ({ data, parentElement }) {
  let reels = mounted.get(parentElement);
  if (!reels) {
    const root = document.createElement("div");
    parentElement.append(root);
    reels = mountReels(root);
    reels.root = root;
    mounted.set(parentElement, reels);
  }
  if (data) reels.update(data);
  reels.retheme();
  return () => {
    reels.close();
    reels.root.remove();
    mounted.delete(parentElement);
  };
}
