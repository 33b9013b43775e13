// How does a picture come onto the sheet? Dropped, pasted or chosen, it is read on the server, and comes back as strokes.

const PICTURE_PLACE = "[class*=st-key-read-picture]"; // of the button that opens the place for a file, see ui/read/picture.py
const WAIT_MS = 3000, LOOK_EVERY_MS = 50;
const taken = new Set(); // pictures whose strokes are or were on a sheet: what is sent again is not drawn again

// reading: see read.js. sections: from core/blocks/read.py, brought_block.
export function takeBrought(reading, { id }, { strokes }) {
  if (taken.has(id)) return;
  taken.add(id);
  const drawn = JSON.parse(new TextDecoder().decode(strokes));
  reading.example = null;
  reading.sheet.put(drawn);
  reading.page?.say(`The ink of the picture is on the sheet, traced as strokes: ${drawn.length}.`);
}

// Hand pictures that are pasted on the page, or dropped on a node, to the page's own place for files. -> {close()}
export function watchPictures(node, say) {
  const offered = (event, files) => {
    const [file] = [...(files ?? [])].filter(({ type }) => type.startsWith("image/"));
    if (!file || !document.querySelector(PICTURE_PLACE)) return;
    event.preventDefault();
    hand(file).catch(() => say("Choose the picture by the button Picture, please."));
  };
  const pasted = (event) => offered(event, event.clipboardData?.files);
  node.ondragover = (event) => { if ([...event.dataTransfer.types].includes("Files")) event.preventDefault(); };
  node.ondrop = (event) => offered(event, event.dataTransfer.files);
  document.addEventListener("paste", pasted);
  return { close() { document.removeEventListener("paste", pasted); } };
}

async function hand(file) {
  const input = await opened(), given = new DataTransfer();
  given.items.add(file);
  input.files = given.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// The page's input for files; it is there once its place is open.
async function opened() {
  /** @returns {HTMLInputElement | null} */
  const input = () => document.querySelector("[class*=st-key-read-file] input[type=file]");
  if (!input()) /** @type {HTMLElement} */ (document.querySelector(`${PICTURE_PLACE} button`)).click();
  for (let waited = 0; waited < WAIT_MS; waited += LOOK_EVERY_MS) {
    const found = input();
    if (found) return found;
    await new Promise((done) => { setTimeout(done, LOOK_EVERY_MS); });
  }
  throw new Error("There is no place for files.");
}
