// What does the browser do when a page arrives? It keeps its history short, goes to the heading and puts the menu away.

import { live } from "../adapter.js";

const NARROW = 768; // px: there the menu lies over the page
const BURST = 500; // ms in which the address may be told of a page before the page itself
const PATIENCE = 5000; // ms in which a link that was followed may bring its page

// Moving about on a page replaces its entry in the history, so that Back leaves the page at the first press: Streamlit
// pushes an entry for every change of the address and can be told nothing else.
function keepHistory() {
  if (window.history.latentInk) return;
  window.history.latentInk = true;
  const push = window.history.pushState.bind(window.history);
  let before = "", since = -Infinity; // the address before the last changes in quick succession, and when they were
  let left = "", leaving = -Infinity; // the address of a page when a link to another was followed, and when it was
  document.addEventListener("click", (event) => {
    const link = /** @type {any} */ (event.composedPath().find((node) => "href" in node));
    if (link && new URL(link.href, window.location.href).pathname !== window.location.pathname) {
      left = window.location.href;
      leaving = performance.now();
    }
  }, true);
  window.history.pushState = (state, unused, url) => {
    const there = new URL(url ?? "", window.location.href), now = performance.now();
    if (there.pathname === window.location.pathname) {
      if (now - since > BURST) before = window.location.href;
      since = now;
      window.history.replaceState(state, unused, url);
      return;
    }
    // What a page is to show may be told before the page is: the entry of the page that is left gets its own back.
    const early = now - since < BURST && there.search === window.location.search;
    if (early) window.history.replaceState(state, unused, now - leaving < PATIENCE ? left : before);
    leaving = -Infinity;
    since = -Infinity;
    push(state, unused, url);
  };
}

// A keyboard's next Tab and a screen reader go on from the page's heading, not from the top of the window.
function goToHeading(tries = 60) {
  const heading = /** @type {HTMLElement} */ (document.querySelector("[data-testid=stMain] h1"));
  if (!heading) {
    if (tries) setTimeout(goToHeading, 50, tries - 1);
    return;
  }
  const at = document.activeElement, free = !at || at === document.body || at.closest("[data-testid=stSidebar], [data-testid=stPageLink]");
  if (!free) return; // somebody is typing already
  heading.tabIndex = -1;
  heading.focus(); // a link from a page to itself leaves the page scrolled
}

// On a phone Streamlit does it of its own accord; not so in a narrow window, nor where a page is shown large.
function putMenuAway(large) {
  if (!large && window.innerWidth > NARROW) return;
  const button = /** @type {HTMLElement} */ (document.querySelector("[data-testid=stSidebarCollapseButton] button"));
  button?.click();
}

export default live((root, { ask }) => {
  const unfetched = () => ask("unfetched"); // a block that the page named did not come, see base/blocks.js
  window.addEventListener("latent-ink-unfetched", unfetched);
  return {
    update({ page, large, waiting }) {
      keepHistory();
      if (waiting) { ask("here"); return; }
      const seen = window.history.latentInkSeen, comes = seen && page !== seen.page; // nobody goes to a first page
      window.history.latentInkSeen = { page, large };
      if (comes) goToHeading();
      if (comes || (large && !seen?.large)) putMenuAway(large);
    },
    close() { window.removeEventListener("latent-ink-unfetched", unfetched); },
  };
}, { into: "span" });
