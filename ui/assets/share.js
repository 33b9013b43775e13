// How does a link get from the page to the clipboard, also where the page did not come by https?

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

export default function ({ data, parentElement }) {
  const part = (name) => parentElement.querySelector(name);
  const input = part(".link"), button = part("button"), status = part("[role=status]");
  if (input.value !== data.link) status.textContent = ""; // what was copied is another link than this one
  input.value = data.link;
  input.onfocus = () => input.select();
  part(".code").innerHTML = data.code; // an SVG of core's making: squares, no text
  part(".code").hidden = !data.code;
  button.onclick = async () => {
    status.textContent = (await copied(data.link, input)) ? "Copied." : "Press Ctrl+C to copy what is marked.";
  };
}
