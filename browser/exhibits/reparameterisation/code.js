// Which line of the program does what is seen? Its pieces are parts like any other, and it is lit while it runs.

import { element } from "../../base/dom.js";

const GLOW_MS = 350;
export const PIECES = [["self.mu", "mu"], ["(0.5 * self.logvar).exp()", "sigma"], ["eps", "eps"]];

// Cut a line into [text, part or ""] at the pieces that are parts.
export function cutLine(line, pieces = PIECES) {
  let rest = line;
  const found = [];
  for (const [text, part] of pieces) {
    const at = rest.indexOf(text);
    if (at < 0) continue;
    if (at) found.push([rest.slice(0, at), ""]);
    found.push([text, part]);
    rest = rest.slice(at + text.length);
  }
  return rest ? [...found, [rest, ""]] : found;
}

// lines: [{name, line, place}]. -> {node, ran(name), show(name): which are of use now, close()}
export function makeCode(lines) {
  const rows = lines.map(({ name, line, place, pieces }) => {
    const code = element("code", {}, ...cutLine(line, pieces).map(([text, part]) => {
      const node = element("span", { textContent: text });
      if (part) node.dataset.mark = part;
      return node;
    }));
    return { name, node: element("p", { className: "code" }, code, element("small", { textContent: place })), glow: 0 };
  });
  return {
    node: element("div", { className: "codes" }, ...rows.map(({ node }) => node)),
    ran(name) {
      const row = rows.find((one) => one.name === name);
      row.node.classList.add("ran");
      clearTimeout(row.glow);
      row.glow = window.setTimeout(() => row.node.classList.remove("ran"), GLOW_MS);
    },
    show(names) { for (const { name, node } of rows) node.hidden = !names.includes(name); },
    close() { for (const { glow } of rows) clearTimeout(glow); },
  };
}
