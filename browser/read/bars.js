// What does a reader say of a drawing? The share of every class as a bar, and in words.

import { element, setText } from "../base/dom.js";
import { isolated, named, wordy } from "../base/names.js";
import { NO_CLASS, noneOf, takenFor } from "../base/reading.js";

const MOST_BARS = 62; // classes that have a bar each; of more, the likeliest are shown
const LIKELIEST = 24;

const NEARLY = 1.15; // times as far from all that was learned as is allowed: so little farther, it is said with a question mark

const nearly = (shares, { classes }) => shares.length > classes.length && shares[classes.length] < NEARLY;
const percent = (share) => (share > 0 && share < 0.005 ? "< 1 %" : `${Math.round(100 * share)} %`);

// reader: {classes, noun}. -> {node, show(shares), text}
export function makeBars(reader) {
  const { classes } = reader, few = classes.length <= MOST_BARS;
  const cells = Array.from({ length: few ? classes.length : LIKELIEST }, (_, c) => {
    const name = named("b", classes[c]), fill = element("i"), share = element("em");
    return { node: element("span", {}, name, element("u", {}, fill), share), name, fill, share };
  });
  const node = element("div", { className: `scores${classes.some(wordy) ? " wordy" : ""}${classes.length > 12 ? " many" : ""}`, "aria-hidden": true },
    ...cells.map((cell) => cell.node));
  return {
    node,
    // shares: what the network gives, null where nothing is drawn.
    show(shares) {
      const taken = shares ? takenFor(shares, classes) : null;
      const order = few || !shares ? null : classes.map((_, c) => c).sort((a, b) => shares[b] - shares[a]).slice(0, LIKELIEST);
      node.classList.toggle("unread", taken?.best === NO_CLASS);
      for (const [i, cell] of cells.entries()) {
        const c = order ? order[i] : i, share = shares ? shares[c] : 0;
        if (order) setText(cell.name, classes[c]);
        cell.fill.style.setProperty("--share", share.toFixed(4));
        setText(cell.share, shares ? percent(share) : "");
        cell.node.classList.toggle("best", taken?.likeliest === c);
      }
    },
  };
}

// "Reads as 7, 93 %; or 1, 5 %." In one sentence or two, without a claim that the shares do not make.
export function verdictWords(shares, reader) {
  if (!shares) return "Nothing is drawn yet.";
  const { classes } = reader, taken = takenFor(shares, classes), name = (c) => isolated(classes[c]);
  if (taken.best === NO_CLASS && nearly(shares, reader)) {
    return `Perhaps ${name(taken.likeliest)}, or ${noneOf(reader)}: it is a little less like all that this reader has learned than it allows.`;
  }
  if (taken.best === NO_CLASS) {
    return `Reads as ${noneOf(reader)}: it is like nothing that this reader has learned. Of what it knows, ${name(taken.likeliest)} comes nearest.`;
  }
  const others = classes.map((_, c) => c).filter((c) => c !== taken.best && shares[c] >= 0.02).sort((a, b) => shares[b] - shares[a]).slice(0, 2);
  const rest = others.map((c) => `${name(c)}, ${percent(shares[c])}`).join("; or ");
  const sure = taken.share >= 0.9 ? "Reads as" : taken.share >= 0.5 ? "Probably" : "Undecided: perhaps";
  return `${sure} ${name(taken.best)}, ${percent(taken.share)}${rest ? `; or ${rest}` : ""}.`;
}

// What is written large: the class, or a dash for none.
export function verdictSign(shares, reader) {
  if (!shares) return "";
  const { best, likeliest } = takenFor(shares, reader.classes);
  return best !== NO_CLASS ? reader.classes[best] : nearly(shares, reader) ? `${reader.classes[likeliest]}?` : "–";
}

// Several characters beside one another: what each reads as, and which of them the bars are about.
export function numberWords(all, shown, reader) {
  const each = all.map((shares) => {
    const taken = shares ? takenFor(shares, reader.classes) : { best: NO_CLASS, share: 0 };
    return taken.best === NO_CLASS ? noneOf(reader) : `${isolated(reader.classes[taken.best])} (${percent(taken.share)})`;
  });
  return `${all.length} characters side by side, each read by itself: ${each.slice(0, -1).join(", ")} and ${each.at(-1)}. `
    + `The bars and pictures are about number ${shown + 1} from the left, drawn last.`;
}
