// How far is something that takes a while? A bar with a name, and what has become of it said aloud to who cannot see.
//
// data: {label, text, share: 0 to 1, or null where there is no bar any more, said: what is to be said when it changes}.
const heard = new WeakMap(); // parentElement -> what was said last

export default function ({ data, parentElement }) {
  const [bar, text, said] = [".bar", ".text", ".said"].map((name) => parentElement.querySelector(name));
  bar.hidden = data.share === null;
  bar.setAttribute("aria-label", data.label);
  bar.setAttribute("aria-valuenow", String(Math.round(100 * (data.share ?? 1))));
  bar.setAttribute("aria-valuetext", data.text);
  bar.firstElementChild.style.width = `${100 * (data.share ?? 1)}%`;
  if (text.textContent !== data.text) text.textContent = data.text;
  // Who comes to a training that has long ended is told so by the page itself; only what happens now is news.
  if (heard.has(parentElement) && heard.get(parentElement) !== data.said) said.textContent = data.said;
  heard.set(parentElement, data.said);
}
