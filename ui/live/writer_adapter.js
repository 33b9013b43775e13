// How does the writer live in a Streamlit page? This file knows, as adapter.js does for the pad.
const mounted = new WeakMap();
const KEPT = "latent_ink_writer"; // in this tab: who comes back by the sidebar, with nothing in the address, finds the number again

const query = () => new URLSearchParams(window.location.search);
const inAddress = () => ["text", "seed", "heat", "mix"].some((name) => query().has(name));
const toFollow = () => (inAddress() ? query() : new URLSearchParams(window.sessionStorage.getItem(KEPT) ?? ""));

function keep({ text, hand, seed, rolls, slant, weight, heat, mix, ink }) {
  const shares = Array.from(mix, (share, c) => `${c}:${share}`).filter((part) => !part.endsWith(":0")).join(",");
  window.sessionStorage.setItem(KEPT, new URLSearchParams({ text, hand, seed, rolls: rolls.join(","), slant, weight, heat, mix: shares, ink }));
}

export default function ({ data, parentElement, setStateValue }) {
  let writer = mounted.get(parentElement);
  if (!writer && !data) return undefined; // the place is kept
  if (!writer) {
    const root = document.createElement("div");
    parentElement.append(root);
    writer = mountWriter(root, {
      query: toFollow(),
      onShown: () => parentElement.querySelector(".awaiting")?.remove(),
      onSee: (seen) => writer.told(seen),
    });
    writer.root = root;
    mounted.set(parentElement, writer);
  }
  writer.told = (seen) => { keep(seen); setStateValue("seen", seen); };
  if (data) {
    const begins = !writer.begun;
    writer.begun = true;
    writer.update(data);
    if (begins && !inAddress() && window.sessionStorage.getItem(KEPT)) writer.told(writer.seen()); // the address says it again
  }
  writer.retheme();
  return () => {
    writer.close();
    writer.root.remove();
    mounted.delete(parentElement);
  };
}
