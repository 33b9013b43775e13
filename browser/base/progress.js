// How far is something that takes a while? A bar with a name, and what has become of it said aloud to who cannot see.
//
// data: {label, text, share: 0 to 1, or null where there is no bar any more, said: what is to be said when it changes}.

import { live } from "../adapter.js";

export default live((root) => {
  const [bar, text, said] = [".bar", ".text", ".said"].map((name) => root.querySelector(name));
  let heard = null; // what was said last

  function update(data) {
    bar.hidden = data.share === null;
    bar.setAttribute("aria-label", data.label);
    bar.setAttribute("aria-valuenow", String(Math.round(100 * (data.share ?? 1))));
    bar.setAttribute("aria-valuetext", data.text);
    bar.firstElementChild.style.width = `${100 * (data.share ?? 1)}%`;
    if (text.textContent !== data.text) text.textContent = data.text;
    // Who comes to a training that has long ended is told so by the page itself; only what happens now is news.
    if (heard !== null && heard !== data.said) said.textContent = data.said;
    heard = data.said;
  }

  return { update };
}, { into: ".standing" });
