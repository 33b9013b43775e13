// What can be done about characters that the hand has never written? Each is said, with what would write it if that is allowed.

import { button, element } from "../base/dom.js";
import { isolated } from "../base/names.js";

const SHOWN = 8; // characters at a time

// allow(names): those of one character that may be written from now on, at most one of them.
export function makeCures({ allow }) {
  const node = element("ul", { className: "cures", hidden: true, "aria-label": "Characters that this hand has not written" });
  let told = "";
  return {
    node,
    show(missing, allowed) {
      const now = JSON.stringify([missing.map(({ sign, count }) => [sign, count]), allowed]);
      if (now === told) return;
      told = now;
      const held = node.contains(document.activeElement) || node.getRootNode().activeElement?.closest?.(".cures") ? node.getRootNode().activeElement?.dataset?.cure : null;
      node.replaceChildren(...missing.slice(0, SHOWN).map((one) => rowOf(one, allowed, allow)));
      if (missing.length > SHOWN) node.append(element("li", { className: "note", textContent: `And ${missing.length - SHOWN} more.` }));
      node.hidden = !missing.length;
      if (held) [...node.querySelectorAll("button")].find(({ dataset }) => dataset.cure === held)?.focus();
    },
  };
}

function rowOf({ sign, count, cures }, allowed, allow) {
  const taken = cures.find(({ name }) => allowed.includes(name));
  const buttons = cures.map(({ name }) => {
    const on = taken?.name === name, rest = allowed.filter((other) => !cures.some((cure) => cure.name === other));
    const node = button(name, on ? "Do not write it like this" : "Allow it to be written like this", () => allow(on ? rest : [...rest, name]));
    node.setAttribute("aria-pressed", String(on));
    node.dataset.cure = name;
    return node;
  });
  const often = count > 1 ? `, ${count} times` : "";
  const says = element("span", { className: "cure-says", textContent: taken ? "is written:" : "is not there, allow:" });
  return element("li", {}, element("b", { textContent: isolated(sign), className: taken ? "cured" : "lacking" }), element("span", { className: "spoken", textContent: often }), says, ...buttons);
}
