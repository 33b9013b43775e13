// How does a plain page of the pack come to life? It says of itself what is on it; what is chosen and dragged stands in its address.

import { button } from "../base/dom.js";
import { makeMenus, sceneFor } from "./scenes.js";
import { makeStage } from "./stage.js";

const OF_PLACE = { z: (place) => place.z?.join(), y: (place) => place.y?.join(), view: (place) => place.view };

// A browser may forbid it for a page from a disk: then the address stays as it was.
export function writeAddress(changes) {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  try {
    window.history.replaceState(null, "", `?${query}`);
  } catch {
    // as it was
  }
}

// node: what the stage stands in. Runs what is to come; says in one sentence what went wrong.
export async function waiting(node, work) {
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    document.getElementById("trouble").textContent = error.message;
    throw error;
  } finally {
    node.removeAttribute("aria-busy");
  }
}

const roundedPlace = (place) => ({ ...place, z: place.z?.map((v) => Number(v.toFixed(4))), y: place.y?.map((v) => Number(v.toFixed(3))) });

// told: what the page says of itself, {stage, parts}. Shows the scene that the address asks for, or the first.
export async function openPage(told, shelf) {
  const node = document.getElementById("stage"), stage = JSON.parse(new TextDecoder().decode(await shelf.block(told.stage)));
  const written = stage.choices.length > 0 || told.address;
  let scene = sceneFor(stage, Object.fromEntries(new URLSearchParams(window.location.search)));
  const shown = makeStage(node, {
    shelf, parts: told.parts,
    heard(_part, name, value) {
      const choice = stage.choices.find((one) => one.heard && one.name === name);
      if (choice) go(sceneFor(stage, { ...scene.at, [name]: value }, name));
      if (name === "place" && written) writeAddress(Object.fromEntries(Object.entries(OF_PLACE).map(([key, of]) => [key, of(roundedPlace(value))])));
    },
  });
  const menus = makeMenus(document.getElementById("choices"), go);

  function go(next) {
    const elsewhere = next.at.model !== scene.at.model;
    scene = next;
    writeAddress({ ...scene.at, ...(elsewhere ? { z: "", y: "", view: "" } : {}) });
    show();
  }

  async function show() {
    menus.show(stage, scene);
    await waiting(node, () => shown.show(scene, stage.blocks));
  }

  if (!stage.begins) { await show(); return; }
  const start = button(stage.begins, stage.begins, () => { start.remove(); show(); }, { className: "primary begins" });
  node.before(start);
}
