// How are images of the data looked through, one by one: which is it, what is wrong with it, is it to go?
//
// data: {id, model, columns, side, sheet: a PNG in base64, bright ink on black, tiles: [{index, name, note, says}]}.
// Streamlit calls the default export again for new data, with the same parentElement; a tray of the same id stays as it
// is, with what was ticked on it.
const trays = new WeakMap(); // parentElement -> {id, ticked: indices of the images that are ticked}

// The pad of that model opens the image's card, if it stands on this page.
function look(model, index) {
  const chosen = window.latentInk?.pads?.get(model)?.pad?.chosen;
  if (!chosen) return;
  chosen.open(index);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  chosen.card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
}

function made(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function tile({ model, columns, side }, { index, name, note, says }, place, ontick) {
  const rows = `calc(var(--side) * ${Math.floor(place / columns)} * -1)`;
  const ink = made("span", { className: "ink" });
  // The text colour shows through the picture as through a stencil, so that it follows the theme.
  ink.style.maskPosition = ink.style.webkitMaskPosition = `calc(var(--side) * ${place % columns} * -1) ${rows}`;
  const image = made("button", { type: "button", className: "image", title: `${says} Look at it on the pad.`,
    onclick: () => look(model, index) }, ink);
  image.setAttribute("aria-label", `${says} Look at it on the pad.`);
  const tick = made("input", { type: "checkbox", onchange: () => ontick(index, tick.checked) });
  tick.setAttribute("aria-label", `Tick image ${index}`);
  return made("figure", {}, image,
    made("figcaption", {}, made("b", { textContent: name }), made("small", { textContent: note })),
    made("label", {}, tick, made("span", { textContent: `${index}` })));
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".tray");
  if (trays.get(parentElement)?.id === data.id) return;
  const mine = { id: data.id, ticked: new Set() };
  trays.set(parentElement, mine);
  const ontick = (index, on) => {
    if (on) mine.ticked.add(index); else mine.ticked.delete(index);
    setStateValue("ticked", { id: mine.id, images: [...mine.ticked] });
  };
  const rows = Math.ceil(data.tiles.length / data.columns);
  root.style.setProperty("--sheet", `url("data:image/png;base64,${data.sheet}")`);
  root.style.setProperty("--size", `calc(var(--side) * ${data.columns}) calc(var(--side) * ${rows})`);
  root.replaceChildren(...data.tiles.map((one, place) => tile(data, one, place, ontick)));
}
