// How do strategies and their numbers stand in a table that explains itself?
//
// data: {columns: [{title, unit, arrow, about}], rows: [{name, kind, cells: [{text, spread, best}]}], hint}. All text is
// put in as text.

import { live } from "../adapter.js";
import { element } from "./dom.js";

export default live((root) => {
  const about = root.querySelector(".about"), table = root.querySelector("table");

  function head({ title, unit, arrow, about: text }) {
    const say = () => { about.textContent = text; };
    const name = element("button", { type: "button", title: text, textContent: title, onclick: say, onfocus: say });
    return element("th", { scope: "col" }, name, element("small", { textContent: [" ", unit, arrow].join(" ").trimEnd() }));
  }

  const cell = ({ text, spread, best }) => element("td", best ? { title: "Best, or as good as the best" } : {},
    element(best ? "b" : "span", { textContent: text }), element("small", { textContent: spread ? ` ± ${spread}` : "" }));

  const row = ({ name, kind, cells }) => element("tr", { className: kind ? "limit" : "" },
    element("th", { scope: "row" }, name, element("small", { className: "kind", textContent: kind })), ...cells.map(cell));

  return {
    update({ columns, rows, hint }) {
      about.textContent = hint;
      table.replaceChildren(element("caption", { textContent: "Scores", hidden: true }),
        element("thead", {}, element("tr", {}, element("th", { scope: "col", textContent: "" }), ...columns.map(head))),
        element("tbody", {}, ...rows.map(row)));
    },
  };
}, { into: ".board" });
