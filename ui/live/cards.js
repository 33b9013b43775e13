// Which of the recipes is to be trained? A group of radio buttons, each as large as a card with a picture on it.
//
// data: {chosen, cards: [{name, title, about, time, code, picture: a PNG in base64, bright ink on black, wide, high}],
// first: how many are shown before "More"}. Streamlit calls the default export again for new data, with the same
// parentElement: cards stay, so that whoever stands on one with the keyboard keeps standing there.
const groups = new WeakMap(); // parentElement -> {cards: Map of name -> card, asked: {name, at}}
const PATIENCE = 3000; // ms in which what was picked here counts more than what the page says

function made(tag, className, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...children);
  return node;
}

function card(name, onpick) {
  const input = Object.assign(made("input", ""), { type: "radio", name: "recipe", value: name });
  const parts = { ink: made("span", "ink"), title: made("b", ""), time: made("span", "time"),
    about: made("span", "about"), code: made("code", "") };
  const id = (part) => `card-${name}-${part}`;
  for (const part of ["title", "time", "about"]) parts[part].id = id(part);
  input.setAttribute("aria-labelledby", id("title"));
  input.setAttribute("aria-describedby", `${id("time")} ${id("about")}`);
  input.onchange = () => onpick(name);
  const words = made("span", "words", parts.title, parts.time);
  const label = made("label", "card", input, made("span", "picture", parts.ink), words, parts.about, parts.code);
  return { label, input, ...parts };
}

function tell(shown, { title, about, time, code, picture, wide, high }) {
  for (const [part, text] of Object.entries({ title, about, time, code })) {
    if (shown[part].textContent !== text) shown[part].textContent = text;
  }
  shown.label.classList.toggle("bare", !picture);
  if (!picture) return;
  // The text colour shows through the picture as through a stencil, so that it follows the theme.
  shown.ink.style.setProperty("--png", `url("data:image/png;base64,${picture}")`);
  shown.ink.style.setProperty("--ratio", `${wide} / ${high}`);
}

function unfold(root, open) {
  root.querySelector(".rest").hidden = !open;
  const button = root.querySelector(".more");
  button.setAttribute("aria-expanded", String(open));
  button.textContent = open ? "Fewer recipes" : "More recipes";
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".recipes");
  const mine = groups.get(parentElement) ?? { cards: new Map(), asked: { name: "", at: 0 } };
  const known = groups.has(parentElement);
  groups.set(parentElement, mine);
  const onpick = (name) => {
    mine.asked = { name, at: Date.now() };
    setStateValue("picked", mine.asked);
  };
  data.cards.forEach((one, place) => {
    if (!mine.cards.has(one.name)) {
      const fresh = card(one.name, onpick);
      mine.cards.set(one.name, fresh);
      root.querySelector(place < data.first ? ".some" : ".rest").append(fresh.label);
    }
    tell(mine.cards.get(one.name), one);
  });
  const button = root.querySelector(".more");
  button.onclick = () => unfold(root, button.getAttribute("aria-expanded") !== "true");
  button.hidden = data.cards.length <= data.first;
  const inRest = data.cards.findIndex((one) => one.name === data.chosen) >= data.first;
  if (!known || inRest) unfold(root, inRest);
  const waiting = mine.asked.name !== data.chosen && Date.now() - mine.asked.at < PATIENCE;
  const chosen = waiting ? mine.asked.name : data.chosen;
  for (const [name, shown] of mine.cards) shown.input.checked = name === chosen;
}
