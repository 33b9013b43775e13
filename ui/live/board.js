// How do strategies and their numbers stand in a table that explains itself?
//
// data: {columns: [{title, unit, arrow, about}], rows: [{name, kind, cells: [{text, spread, best}]}], hint}. All text is
// put in as text. Streamlit calls the default export again for new data, with the same parentElement.
const made = (tag, properties, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
export default function ({ data, parentElement }) {
  const about = parentElement.querySelector(".about"), table = parentElement.querySelector("table");
  const head = ({ title, unit, arrow, about: text }) => {
    const say = () => { about.textContent = text; };
    const name = made("button", { type: "button", title: text, textContent: title, onclick: say, onfocus: say });
    return made("th", { scope: "col" }, name, made("small", { textContent: [" ", unit, arrow].join(" ").trimEnd() }));
  };
  const cell = ({ text, spread, best }) => made("td", best ? { title: "Best, or as good as the best" } : {},
    made(best ? "b" : "span", { textContent: text }), made("small", { textContent: spread ? ` ± ${spread}` : "" }));
  const row = ({ name, kind, cells }) => made("tr", { className: kind ? "limit" : "" },
    made("th", { scope: "row" }, name, made("small", { className: "kind", textContent: kind })), ...cells.map(cell));
  about.textContent = data.hint;
  table.replaceChildren(made("caption", { textContent: "Scores", hidden: true }),
    made("thead", {}, made("tr", {}, made("th", { scope: "col", textContent: "" }), ...data.columns.map(head))),
    made("tbody", {}, ...data.rows.map(row)));
}
