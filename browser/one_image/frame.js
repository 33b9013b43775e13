// What stands where beside the canvas that is judged?

import { button, element, iconButton, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { percent } from "./words.js";

const TITLES = { hand: "The hand, which has learned from other people only", network: "The network that has learned from your image" };

// Three bars with their names and shares; a line on the first from where it counts. -> {node, show(shares)}
function makeBars(character, least) {
  const rows = ["Mine", `Somebody's ${isolated(character)}`, "Another"].map((name, i) => {
    const fill = element("i"), share = element("em"), track = element("u", {}, fill);
    if (i === 0) {
      const line = element("s");
      line.style.setProperty("--at", least.toFixed(4));
      track.append(line);
    }
    return { node: element("span", {}, element("b", { textContent: name }), track, share), fill, share };
  });
  return {
    node: element("div", { className: "shares", "aria-hidden": true }, ...rows.map(({ node }) => node)),
    show(shares) {
      const best = shares ? shares.indexOf(Math.max(...shares)) : -1;
      for (const [i, { node, fill, share }] of rows.entries()) {
        fill.style.setProperty("--share", (shares ? shares[i] : 0).toFixed(4));
        setText(share, shares ? percent(shares[i]) : "");
        node.classList.toggle("best", i === best);
      }
    },
  };
}

function makeVerdict(kind, about) {
  const bars = makeBars(about.character, (kind === "hand" ? about.judge : about.network).least);
  const sign = element("p", { className: "sign", "aria-hidden": true }), text = element("p", { className: "said" });
  const node = element("section", { className: `verdict ${kind}` }, element("h3", { className: "part", textContent: TITLES[kind] }), sign, text, bars.node,
    element("p", { className: "note", textContent: about.words[kind] ?? "" }));
  return {
    node,
    show(shares, words) {
      bars.show(shares);
      setText(sign, words?.sign ?? "");
      setText(text, words?.text ?? "");
    },
  };
}

// act: {undo(), clear(), keep()}. -> {hand, network: null before it has learned, say(text), heard(text), works(undoable, clearable), close()}
export function assembleVerdicts(root, sheet, about, act) {
  const undo = iconButton("undo", "Undo", "Take the last stroke back", act.undo), clear = iconButton("clear", "Clear", "An empty sheet", act.clear);
  const keep = button("Keep it as a test", "You wrote this one: the networks never learn from it, they are only tested on it", act.keep);
  const hand = makeVerdict("hand", about), network = about.network ? makeVerdict("network", about) : null;
  const spoken = element("p", { className: "spoken", role: "status" });
  const waiting = element("p", { className: "note", textContent: about.words.waiting ?? "" });
  const verdicts = network ? [hand.node, network.node] : [hand.node, waiting];
  if (network && about.first === "network") verdicts.reverse();
  root.replaceChildren(element("div", { className: "judged" },
    element("div", { className: "write" }, sheet.node, element("div", { className: "buttons" }, undo, clear, keep)),
    element("div", { className: "verdicts" }, ...verdicts)), spoken);
  let speaking = 0;
  const say = (text, ms) => {
    clearTimeout(speaking);
    speaking = window.setTimeout(() => setText(spoken, text), ms);
  };
  return {
    hand, network,
    say: (text) => say(text, 0),
    heard: (text) => say(text, 500), // what moves while somebody draws is said when it rests
    works(undoable, clearable) { // not `disabled`: the keyboard would lose its place
      undo.setAttribute("aria-disabled", !undoable);
      for (const node of [clear, keep]) node.setAttribute("aria-disabled", !clearable);
    },
    close() { clearTimeout(speaking); },
  };
}
