// Which trainings does this browser keep, that may go on? A line each, to go on with or to forget.
//
// Reported as "picked": {id, at}. It shows nothing where there are none.

import { live } from "../adapter.js";
import { button, element } from "../base/dom.js";
import { makeShelf } from "./shelf.js";

export default live((root, { tell }) => {
  const shelf = makeShelf();
  root.classList.add("pad", "kept-here");

  function row({ id, title, step, steps }) {
    const how = step >= steps ? "trained to its end" : `rests at step ${step.toLocaleString("en")} of ${steps.toLocaleString("en")}`;
    const name = element("b", { textContent: title });
    const node = element("li", {},
      element("span", {}, name, ` ${how}, in this browser alone`),
      button(step >= steps ? "Show" : "Go on", `Go on with ${title}`, () => tell("picked", { id, at: Date.now() })),
      button("Forget", `Forget ${title}: nothing of it is left in this browser`, async () => {
        await shelf.forget(id);
        node.remove();
        root.hidden = !root.querySelector("li");
      }));
    return node;
  }

  return {
    async update() {
      const found = await shelf.list();
      root.hidden = !found.length;
      root.replaceChildren(element("ul", { "aria-label": "Trainings in this browser" }, ...found.map(row)));
    },
    close: () => shelf.close(),
  };
});
