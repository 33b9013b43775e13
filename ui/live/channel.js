// How does what changes beside a pad reach it? As bytes of their own, so that the pad's weights need not travel again.
//
// Streamlit calls the default export again for new data, with the same parentElement; see adapter.js.
const carried = new WeakMap(); // parentElement -> {data, abouts: channel and model of what came this way}

export default function ({ data, parentElement }) {
  let mine = carried.get(parentElement);
  if (!mine) {
    carried.set(parentElement, mine = { data: null, abouts: new Map() });
    // Nothing to see: it must not take a row of the page.
    const row = (parentElement.host ?? parentElement).closest("[data-testid=stElementContainer]");
    if (row) row.style.position = "absolute";
  }
  if (data && data !== mine.data) {
    mine.data = data;
    const sections = makeRuntime().unpack(data.slice()); // its own memory: typed arrays look into it
    const about = JSON.parse(new TextDecoder().decode(sections.about));
    mine.abouts.set(`${about.channel} ${about.model}`, about);
    deliver(about, sections);
  }
  return () => {
    for (const about of mine.abouts.values()) forget(about);
    carried.delete(parentElement);
  };
}
