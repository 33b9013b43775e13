// What opens when a word that is explained is pointed at, reached by the keyboard, or tapped? What it means, beside it.
//
// The page writes such a word as a link to "#term" whose title is its meaning: so a screen reader says it, and without this
// program the browser does. Here it is shown at once, can be read as long as one likes, and goes by Escape.

import { element } from "../base/dom.js";

const TERM = 'a[href="#term"]', WAIT_MS = 120, GAP = 6;

// The browser's own hint would open over ours.
function meaningOf(link) {
  if (link.title) {
    link.setAttribute("aria-description", link.title);
    link.removeAttribute("title");
  }
  return link.getAttribute("aria-description");
}

export function watchTerms(root) {
  const bubble = element("div", { className: "term", popover: "manual", role: "tooltip" });
  root.append(bubble);
  let open = null, timer = 0;

  function put() {
    const at = open.getBoundingClientRect(), size = bubble.getBoundingClientRect();
    const left = Math.max(GAP, Math.min(at.left, innerWidth - size.width - GAP));
    const below = at.bottom + GAP + size.height < innerHeight;
    Object.assign(bubble.style, { left: `${left}px`, top: `${below ? at.bottom + GAP : at.top - GAP - size.height}px` });
  }

  function show(link) {
    clearTimeout(timer);
    if (open === link) return;
    open = link;
    bubble.textContent = meaningOf(link);
    bubble.showPopover();
    put();
  }

  function hide() {
    clearTimeout(timer);
    if (open) bubble.hidePopover();
    open = null;
  }

  const later = (what) => { clearTimeout(timer); timer = setTimeout(what, WAIT_MS); };
  const termOf = (event) => /** @type {Element} */ (event.target).closest?.(TERM);
  const heard = {
    pointerover(event) {
      const link = termOf(event);
      if (event.pointerType !== "mouse") return;
      if (link) {
        meaningOf(link);
        later(() => show(link));
      } else if (open && event.target !== open && document.activeElement !== open) later(hide);
    },
    focusin(event) { if (termOf(event)) show(termOf(event)); },
    focusout(event) { if (termOf(event)) hide(); },
    click(event) {
      const link = termOf(event);
      if (!link) { hide(); return; }
      event.preventDefault();
      event.stopPropagation(); // the address stays as it is
      show(link);
    },
    keydown(event) { if (event.key === "Escape") hide(); },
    scroll() { // the keyboard scrolls to the word that it reaches
      if (open && document.activeElement === open) put();
      else hide();
    },
  };
  for (const [name, hear] of Object.entries(heard)) document.addEventListener(name, hear, true);
  bubble.onpointerenter = () => clearTimeout(timer); // it may be read with the pointer on it
  bubble.onpointerleave = () => later(hide);

  return {
    close() {
      clearTimeout(timer);
      for (const [name, hear] of Object.entries(heard)) document.removeEventListener(name, hear, true);
      bubble.remove();
    },
  };
}
