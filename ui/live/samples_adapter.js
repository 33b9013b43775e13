// How do columns of samples live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mounted = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let samples = mounted.get(parentElement);
  if (!samples && !data) return undefined; // the place is kept
  if (!samples) {
    const root = document.createElement("div");
    parentElement.append(root);
    samples = mountSamples(root, {
      onShown: () => parentElement.querySelector(".awaiting")?.remove(),
      onSee: (seen) => samples.told(seen),
    });
    samples.root = root;
    mounted.set(parentElement, samples);
    openRegistry().samples = samples;
  }
  samples.told = (seen) => setStateValue("seen", seen);
  if (data) samples.update(data);
  samples.retheme();
  return () => {
    samples.close();
    samples.root.remove();
    mounted.delete(parentElement);
  };
}
