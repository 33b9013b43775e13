// Which of the recipes is to be trained? A group of radio buttons, each as large as a card with a picture on it.
//
// data: {chosen, cards: [{name, title, about, time, code, picture: a PNG in base64, bright ink on black, wide, high}],
// first: how many are shown before "More"}. Cards stay when there is other data, so that whoever stands on one with the
// keyboard keeps standing there.

import { live } from "../adapter.js";
import { element } from "../base/dom.js";

const PATIENCE = 3000; // ms in which what was picked here counts more than what the page says

const made = (tag, className, ...children) => element(tag, { className }, ...children);

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

export default live((root, { tell: report }) => {
  const cards = new Map(), button = root.querySelector(".more"); // name -> card
  let asked = { name: "", at: 0 }, first = true;
  button.onclick = () => unfold(root, button.getAttribute("aria-expanded") !== "true");

  function onpick(name) {
    asked = { name, at: Date.now() };
    report("picked", asked);
  }

  return {
    update(data) {
      data.cards.forEach((one, place) => {
        if (!cards.has(one.name)) {
          const fresh = card(one.name, onpick);
          cards.set(one.name, fresh);
          root.querySelector(place < data.first ? ".some" : ".rest").append(fresh.label);
        }
        tell(cards.get(one.name), one);
      });
      button.hidden = data.cards.length <= data.first;
      const inRest = data.cards.findIndex((one) => one.name === data.chosen) >= data.first;
      if (first || inRest) unfold(root, inRest);
      first = false;
      const waiting = asked.name !== data.chosen && Date.now() - asked.at < PATIENCE;
      const chosen = waiting ? asked.name : data.chosen;
      for (const [name, shown] of cards) shown.input.checked = name === chosen;
    },
  };
}, { into: ".recipes" });
