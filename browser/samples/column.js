// What stands in one column? A strategy's name and sign, its images, and what they come to, beside what real images come to.

import { button, element, enlarged, iconButton, save, setText } from "../base/dom.js";
import { digits } from "../base/place.js";
import { takenWords } from "../base/reading.js";
import { signIcon } from "../map/marks.js";
import { makeSampleCard, nats } from "./card.js";
import { CERTAIN } from "./draws.js";
import { FIRST_IMAGES, SamplesGrid } from "./grid.js";
import { makeRuler } from "./ruler.js";

// host: {lent, theme, size, pixels, yardstick, far, real}. on: loud(c or -1), point({c, i} or null), pick({c, i} or null),
// see(), all(bool).
export function makeSamplesColumn(host, column, draws, on) {
  const { c, title } = column;
  const name = element("h2", {}, signIcon(c), element("span", { textContent: title }));
  const keep = iconButton("save", "", `Save these images as a PNG`, () => save(fileName(), enlarged(grid.sheet(), 900)));
  const head = element("div", { className: "head" }, name, element("span", { className: "gap" }), keep);
  const verdict = element("p", { className: "verdict", role: "status" });
  const about = element("p", { className: "about", textContent: column.about, hidden: !column.about });
  const node = element("section", { className: "strategy", "aria-label": title }, head);
  node.style.setProperty("--mark", `var(--mark-${c})`);
  node.onpointerenter = (event) => { if (event.pointerType === "mouse") on.loud(c); };
  node.onpointerleave = () => on.loud(-1);
  if (!draws) {
    keep.hidden = true;
    node.append(element("p", { className: "nothing", textContent: column.note || "Nothing was drawn." }), about);
    return { c, node, grid: null, arrange() {}, show() {}, repaint() {} };
  }

  const grid = new SamplesGrid({
    get theme() { return host.theme; }, size: host.size, far: () => host.far,
  }, draws, c, {
    point: (i) => on.point(i < 0 ? null : { c, i }), pick: (i) => on.pick({ c, i }), name: nameOf,
  });
  const more = button("", "", () => on.all(!grid.all), { className: "more", hidden: draws.n <= FIRST_IMAGES });
  const card = makeSampleCard(host, draws, c, { close: () => on.pick(null), see: on.see });
  const ruler = makeRuler(c, on.resized), facts = makeFacts(host, column);
  const alone = host.yardstick === null; // a model that keeps no images: there is nothing to be near to
  const far = element("div", { hidden: alone }, element("h3", { textContent: "Distance to the nearest image" }), ruler.node);
  node.append(verdict, grid.node, more, card.node, far, facts.node, about); // whole, and where it pushes no image down
  verdict.hidden = alone;

  function nameOf(i) {
    if (draws.best[i] === -1) return `Sample ${i + 1}`;
    return `Sample ${i + 1}, ${takenWords({ best: draws.best[i], share: draws.certainty[i] }, host.lent.bundle.about.reader)}`;
  }

  const fileName = () => `${host.lent.bundle.about.title.replace(/[^\w-]+/g, "-") || "latent-ink"}-${column.name}-${draws.n}.png`;

  // end: the distance at the right edge of every column's ruler.
  function show(end) {
    const sums = draws.summary(host.far);
    ruler.draw(draws, host.yardstick, end, host.theme);
    card.refresh();
    if (!sums) return;
    facts.show(sums);
    if (host.far === null) return;
    const words = verdictOf(sums, host.yardstick);
    setText(verdict, words);
    ruler.say(`${words} Median distance ${digits(sums.median)}, of images to each other ${digits(host.yardstick.median)}.`);
  }

  return {
    c, node, grid, card, show,
    arrange() {
      grid.arrange();
      setText(more, grid.all ? "Show fewer" : `Show all ${draws.n.toLocaleString("en")}`);
      more.hidden = !grid.all && grid.count >= draws.n;
    },
    pick(i) { grid.pick(i); card.show(i); },
    repaint() { for (let i = 0; i < grid.count; i++) if (draws.shown[i]) grid.paint(i); },
  };
}

// What the samples come to, beside what real images come to. show(sums): see draws.js.
function makeFacts(host, column) {
  const [gaps, certain, median, likely] = [
    fact("in the gaps", "Samples that lie farther from every image than nine in ten images do from their nearest"),
    fact("read clearly", `Images that the classifier reads with at least ${100 * CERTAIN} % certainty; beside it, real images, `
      + "redrawn by the decoder"),
    fact("nearest image", "Median distance in latent space; beside it, of images to each other"),
    fact("real latents", "Mean log-density, in nats, of the latents of real images under this strategy at T = 1: images that it was "
      + "not fitted to, a draw from the posterior of each. The better it knows where images lie, the higher"),
  ];
  const alone = host.yardstick === null; // a model that keeps no images: there is nothing to be near to
  certain.node.hidden = !host.lent.bundle.reader;
  for (const { node: part } of [gaps, median]) part.hidden = alone;
  likely.show(...foretold(column));
  likely.node.hidden = alone;
  return {
    node: element("dl", { className: "facts" }, gaps.node, certain.node, median.node, likely.node),
    show(sums) {
      const percent = (share) => `${Math.round(100 * share)} %`;
      if (sums.certain !== null) {
        certain.show(percent(sums.certain), host.real === null ? "" : `images: ${percent(host.real)}`, sums.certain);
      }
      if (host.far === null) return;
      const m = host.yardstick.sorted.length, beyond = host.yardstick.sorted.filter((r) => r > host.far).length;
      gaps.show(percent(sums.gaps), m < FEW_IMAGES ? `images: ${beyond} of ${m}` : "images: 10 %", sums.gaps);
      median.show(digits(sums.median), `images: ${digits(host.yardstick.median)}`);
    },
  };
}

// How likely real images are that it does not know, and how many those are.
function foretold({ density, heldOut, ofOne }) {
  if (!heldOut) return ["none", !density ? "it has no density" : ofOne ? "its density is about one image" : "no image was held out"];
  const { n, outside, fitted } = heldOut, many = (count) => count.toLocaleString("en");
  if (outside) return ["−∞ nats", `${many(outside)} of ${many(n)} images cannot be drawn`];
  return [nats(heldOut.nats), `${many(n)} images; ${fitted ? `fitted to ${many(fitted)} others` : "fitted to none"}`];
}

// A number with a name, and what the same comes to for real images. A share is drawn as a bar, too.
function fact(name, about) {
  const value = element("dd", {}), beside = element("small", {}), bar = element("i", {});
  const track = element("u", { hidden: true }, bar);
  return {
    node: element("div", { title: about }, element("dt", { textContent: name }), value,
      element("dd", { className: "beside" }, track, beside)),
    show(text, reference, share = null) {
      setText(value, text);
      setText(beside, reference);
      track.hidden = share === null;
      if (share !== null) bar.style.transform = `scaleX(${share.toFixed(3)})`;
    },
  };
}

const FEW_IMAGES = 20; // of fewer, one or none lies beyond the distance that nine in ten keep

// In a sentence, how many of a strategy's samples lie in the gaps, beside the tenth of real images that does: by so few
// samples no more than a 95 % interval tells (Agresti & Coull 1998, doi:10.1080/00031305.1998.10480550).
function verdictOf({ median, gaps, n }, yardstick) {
  const m = yardstick.sorted.length;
  if (m < FEW_IMAGES) return `${m} images are too few to tell what a gap between them is.`;
  if (median / yardstick.median < 0.6) return "Hugs the images: nearer to them than they are to each other.";
  const share = (gaps * n + 2) / (n + 4), half = 1.96 * Math.sqrt(share * (1 - share) / (n + 4));
  if (share - half > 0.5) return "Draws mostly in the gaps between images.";
  if (share - half > 0.1) return "Strays into the gaps more often than real images lie there.";
  return `Draws about as near to images as they lie to each other, as far as ${n} samples tell.`;
}
