// Which scene is meant, and what can be chosen beside it? Scenes and choices: see core/class_pack/stage.py.

import { button, element } from "../base/dom.js";

// The scene that says of the choice `first` what is wanted, and of the others as much as can be, from left to right.
export function sceneFor({ choices, scenes }, wanted, first = "") {
  let found = scenes;
  const names = choices.map(({ name }) => name);
  for (const name of [...names.filter((one) => one === first), ...names]) {
    const fits = found.filter(({ at }) => at[name] === wanted[name]);
    if (fits.length) found = fits;
  }
  return found[0];
}

// What can be chosen for each choice, given those on its left: [[value, title], ...].
export function offered({ choices, scenes }, at, name) {
  const left = choices.slice(0, choices.findIndex((choice) => choice.name === name)).map((choice) => choice.name);
  const found = new Map();
  for (const scene of scenes) {
    if (left.every((one) => scene.at[one] === at[one]) && name in scene.at) found.set(scene.at[name], scene.titles[name] ?? scene.at[name]);
  }
  return [...found];
}

// root: where they stand. choose(at): another scene is wanted.
export function makeMenus(root, choose) {
  let before = "";

  function menu(stage, at, { name, label }) {
    const options = offered(stage, at, name);
    if (options.length < 2) return [];
    const select = element("select", {}, ...options.map(([value, title]) => element("option", { value, textContent: title, selected: value === at[name] })));
    select.onchange = () => choose(sceneFor(stage, { ...at, [name]: select.value }, name));
    return [element("label", {}, element("span", { textContent: label }), select)];
  }

  function again(stage, at, { name, label }) {
    const options = offered(stage, at, name), here = options.findIndex(([value]) => value === at[name]);
    const next = options[(here + 1) % options.length];
    if (options.length < 2) return [];
    const node = button(label, `Draw ${here + 1} of ${options.length}: the next one`, () => choose(sceneFor(stage, { ...at, [name]: next[0] }, name)));
    node.dataset.again = name;
    return [node];
  }

  return {
    show(stage, { at }) {
      const now = JSON.stringify(at);
      if (now === before) return;
      before = now;
      const focused = document.activeElement?.closest("#choices label, #choices button");
      const place = focused ? [...root.children].indexOf(focused) : -1;
      root.replaceChildren(...stage.choices.flatMap((choice) => (choice.heard ? [] : (choice.again ? again : menu)(stage, at, choice))));
      const node = root.children[place];
      if (node instanceof HTMLElement) (node.querySelector("select") ?? node).focus();
    },
  };
}
