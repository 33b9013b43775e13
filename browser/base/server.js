// Where does the server lie that this page came from? Below a path of its own perhaps, which only the browser knows.

// Streamlit's program stands in the page by an address next to which everything else of the server lies.
export function fromServer(path) {
  const program = /** @type {HTMLScriptElement} */ (document.querySelector("script[src*='static/js/']"));
  const root = (program ?? { src: "./" }).src.replace(/static\/js\/[^/]*$/, "");
  return new URL(path, new URL(root, window.location.href)).href;
}

// Says in a place of the page, one sentence once, that something has not come; "" takes it away again.
export function sayUnfetched(place, text) {
  let line = [...place.children].find((child) => child.className === "unfetched");
  if (!text) { line?.remove(); return; }
  if (!line) {
    line = document.createElement("p");
    line.className = "unfetched";
    line.setAttribute("role", "status");
    place.append(line);
  }
  line.textContent = text;
}

export const UNFETCHED = "This part has not come from the server yet. It is tried again by itself.";
export const BROKEN = "This part cannot be shown. Reload the page to try again.";
