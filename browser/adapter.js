// How does a component live in a Streamlit page? This is the only file that knows.
//
// Streamlit calls the default export of a component for new data and for a new theme, with the same parentElement and
// without cleaning up; what it returns is called when the component goes. What is kept, is kept by that element.

// make(root, host) -> {update(data), retheme(), close()}: the last two are left out by what needs neither.
// root: an element of its own; with `into` the one that this selector finds in the HTML that the component came with.
// host: {address() -> what stands in the page's address, tell(name, state) -> Python, ask(name) has the page run,
// send(name, value) -> Python, once and no more, shown() takes away what kept the place}. unseen: it takes no row of the page.
export function live(make, { into = null, unseen = false } = {}) {
  const mounted = new WeakMap(); // parentElement -> {part, streamlit}

  function mount(parentElement) {
    const root = into ? parentElement.querySelector(into) : document.createElement("div");
    if (!into) parentElement.append(root);
    root.style.setProperty("--pad-top", "3.75rem"); // Streamlit's header lies over what sticks to the top
    if (unseen) {
      const row = (parentElement.host ?? parentElement).closest("[data-testid=stElementContainer]");
      if (row) row.style.position = "absolute";
    }
    const here = { root, part: null, streamlit: null, close: null };
    here.part = make(root, {
      address: () => new URLSearchParams(window.location.search),
      tell: (name, state) => here.streamlit.setStateValue(name, state),
      ask: (name) => here.streamlit.setTriggerValue(name, true),
      send: (name, value) => here.streamlit.setTriggerValue(name, value),
      shown: () => parentElement.querySelector(".awaiting")?.remove(),
    });
    here.close = () => {
      here.part.close?.();
      if (!into) root.remove();
      mounted.delete(parentElement);
    };
    mounted.set(parentElement, here);
    return here;
  }

  return (streamlit) => {
    const { data, parentElement } = streamlit;
    if (!mounted.has(parentElement) && !data) return undefined; // the place is kept, see base/await.css
    const here = mounted.get(parentElement) ?? mount(parentElement);
    here.streamlit = streamlit;
    if (data) here.part.update(data);
    here.part.retheme?.();
    return here.close;
  };
}
