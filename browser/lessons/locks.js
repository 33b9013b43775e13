// How are parts of a page hidden, or locked so that neither a hand nor the keyboard gets at them, within components, too?
//
// The page itself has a style sheet for it from the first moment on; here every component gets it, and so what it draws anew is
// hidden at once. What is locked is made inert besides, as no style keeps the keyboard away: that, for all that is drawn anew.

const LOOK_MS = 400, FRAMES = 30; // a component's own tree appears some frames after its place in the page
const COMPONENTS = "[data-testid=stBidiComponentIsolated]"; // Streamlit gives each a tree of its own

const trees = () => [...document.querySelectorAll(COMPONENTS)].flatMap((node) => node.shadowRoot ?? []);

export function makeLocks() {
  const sheet = new CSSStyleSheet(), watched = new Map(), held = new Set(), timer = setInterval(look, LOOK_MS);
  let locked = "", raf = 0, left = 0;

  function look() {
    for (const tree of [document, ...trees()]) {
      if (!watched.has(tree)) {
        if (tree !== document) tree.adoptedStyleSheets.push(sheet);
        const watch = new MutationObserver(lookOn);
        watch.observe(tree, { childList: true, subtree: true });
        watched.set(tree, watch);
      }
      if (locked) for (const node of tree.querySelectorAll(locked)) hold(node);
    }
    for (const [tree, watch] of watched) {
      if (tree === document || tree.host.isConnected) continue;
      watch.disconnect();
      watched.delete(tree);
    }
  }

  function hold(node) {
    node.inert = true;
    held.add(node);
  }

  // In each of the next frames: once a frame, however much changes.
  function lookOn() {
    left = FRAMES;
    raf ||= requestAnimationFrame(frame);
  }

  function frame() {
    look();
    raf = left-- > 0 ? requestAnimationFrame(frame) : 0;
  }

  function free() {
    for (const node of held) node.inert = false;
    held.clear();
  }

  return {
    // style: of what is hidden and what is locked; lock: a selector of what is locked, empty for nothing.
    show(style, lock) {
      free();
      locked = lock;
      sheet.replaceSync(style);
      look();
    },
    close() {
      clearInterval(timer);
      cancelAnimationFrame(raf);
      free();
      for (const [tree, watch] of watched) {
        watch.disconnect();
        tree.adoptedStyleSheets = tree.adoptedStyleSheets.filter((one) => one !== sheet);
      }
    },
  };
}
