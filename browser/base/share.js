// How does a link get from the page to the clipboard, also where the page did not come by https?

import { live } from "../adapter.js";

async function copied(text, input) {
  try {
    await navigator.clipboard.writeText(text); // only there for https and for localhost
    return true;
  } catch {
    input.focus();
    input.select();
    return document.execCommand("copy");
  }
}

export default live((root) => {
  const part = (name) => root.querySelector(name);
  const input = part(".link"), button = part("button"), status = part("[role=status]"), code = part(".code");
  input.onfocus = () => input.select();
  button.onclick = async () => {
    status.textContent = (await copied(input.value, input)) ? "Copied." : "Press Ctrl+C to copy what is marked.";
  };
  return {
    update(data) {
      if (input.value !== data.link) status.textContent = ""; // what was copied is another link than this one
      input.value = data.link;
      // eslint-disable-next-line no-restricted-properties -- an SVG of the app's own making: squares, no text
      code.innerHTML = data.code;
      code.hidden = !data.code;
    },
  };
}, { into: ".share" });
