// Where does a model go that was trained here? To the server, into the library, if one wants that; or away, as a zip.

import { button, download, element, iconButton } from "../../base/dom.js";
import { folderOf } from "../folder.js";
import { browserOf, resultOf } from "../result.js";

const PATIENCE_MS = 4000; // ms after which what was sent may be sent again, the server having said what became of it

export function inBase64(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 24576) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 24576)))); // thirds
  return parts.join("");
}

export const fileName = (title) => `${title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "") || "model"}.zip`;

// taken() -> a promise of {begin, kept: what the training answered to {keep: true}, title}. onkeep({title, block}): it is to go to
// the server; null where there is none.
export function makeTake(taken, onkeep) {
  let sent = null; // the step at which it was sent
  const keep = button("Keep it in the Library", "Send what was learned to the server, where it becomes a model of yours", async () => {
    const { begin, kept, title } = await taken();
    sent = kept.step;
    keep.disabled = true;
    setTimeout(() => { sent = null; keep.disabled = false; }, PATIENCE_MS);
    onkeep({ title, block: inBase64(resultOf(begin, kept)) });
  });
  const away = iconButton("save", "Download", "Take the model along as a zip, put together in this browser", async () => {
    const { begin, kept, title } = await taken();
    download(fileName(title), await folderOf(begin, kept, { title, browser: browserOf(kept) }));
  });
  const node = element("div", { className: "take", role: "group", "aria-label": "The model" }, ...(onkeep ? [keep] : []), away);
  return {
    node,
    // step: that it stands at; ended: whether that is the last.
    show(step, ended) {
      keep.disabled = !step || step === sent;
      away.disabled = !step;
      keep.classList.toggle("first", ended);
    },
  };
}
