// What is there of a hand, and what is missing? A tile for every character, with one of its letters and how many there are.
//
// mountBoard(root) -> {update(data), retheme(), close()}. data: {groups: [[title, [[character, how many, place of its picture or -1]]]],
// wanted, atlas: a PNG in base64, bright ink on black, tiles in one column; tile: their side; n: how many}.

import { element } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { isolated, named } from "../base/names.js";
import { dress } from "../base/theme.js";

function tileOf([text, count, place], { wanted, n }) {
  const picture = element("span", { className: place < 0 ? "none" : "ink" });
  if (place < 0) picture.append(named("span", text, { title: "" }));
  else {
    picture.style.setProperty("--at", n > 1 ? `${100 * place / (n - 1)}%` : "0%");
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", `A ${isolated(text)} of yours`);
  }
  const few = count < wanted, words = count === 0 ? "missing" : few ? `${count} of ${wanted}` : count.toLocaleString("en");
  return element("li", { className: count === 0 ? "missing" : few ? "few" : "" }, picture,
    element("span", { className: "said" }, named("b", text, { title: "" }), " ", element("small", { textContent: words })));
}

function groupOf([title, tiles], data) {
  const enough = tiles.filter(([, count]) => count >= data.wanted).length, none = tiles.filter(([, count]) => count === 0).length;
  const words = `${enough} of ${tiles.length} with ${data.wanted} or more${none ? `, ${none} missing` : ""}`;
  const list = element("ul", { className: "board-tiles" }, ...tiles.map((tile) => tileOf(tile, data)));
  list.setAttribute("aria-label", title);
  return element("section", {}, element("h3", { textContent: title }, element("small", { textContent: words })), list);
}

export function mountBoard(root) {
  root.classList.add("pad", "letters-board");
  const mount = makeHost(root, { rethemed: (theme) => dress(root, theme) });
  dress(root, mount.theme);
  return {
    update(data) {
      root.style.setProperty("--atlas", `url("data:image/png;base64,${data.atlas}")`);
      root.style.setProperty("--tiles", String(data.n));
      root.replaceChildren(...data.groups.map((group) => groupOf(group, data)));
    },
    retheme: mount.rethemeTwice,
    close() { mount.close(); root.replaceChildren(); },
  };
}
