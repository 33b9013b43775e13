// Which images moved most from one map to the other? All of them in a row, or those selected, the farthest first.

import { choice, element, setText } from "../base/dom.js";
import { isolated } from "../base/names.js";
import { makeCutter, makeShelf } from "../map/thumbs.js";

// Indices by how far they moved ("far") or how many neighbours they lost ("lost"), most first. members: of these.
function byMovement({ distance, lost }, way, members) {
  const far = (a, b) => distance[b] - distance[a] || a - b;
  return Array.from(members).sort(way === "lost" ? (a, b) => lost[b] - lost[a] || far(a, b) : far);
}

// "Image 412, class 8: moved 1.32 spreads, lost 9 of its 12 neighbours"
export function describeMover({ clouds: [{ labels, classes }], distance, lost, about: { k } }, i) {
  const named = classes[labels[i]];
  const moved = `moved ${distance[i].toFixed(2)} spreads, lost ${lost[i]} of its ${k} neighbours`;
  return `Image ${i}${named === undefined ? "" : `, class ${isolated(named)}`}: ${moved}`;
}

// host: {bundle, theme, map} for the pictures, pair(): the opened block. on: pick(i), point(i) (-1: at none), way(text).
export function makeMovers(host, on) {
  let way = "far";
  const shelf = makeShelf(host, makeCutter(host), "Images by how much they moved", {
    point: on.point, open: on.pick, name: (i) => describeMover(host.pair(), i),
    note: (i) => (way === "lost" ? `${host.pair().lost[i]} of ${host.pair().about.k}` : host.pair().distance[i].toFixed(2)),
  });
  const ways = choice("What moved means", [
    ["far", "Moved farthest", "How far an image lies from its place on the other map, once one map is laid on the other"],
    ["lost", "Lost most neighbours", "How many of its nearest images on the left map are not among its nearest on the right"],
  ], (wanted) => { way = wanted; on.way(way); });
  const said = element("p", { className: "note" });
  return {
    node: element("section", { className: "movers" }, element("div", { className: "bar" }, ways.node), said, shelf.node),
    get way() { return way; },
    show(members) {
      const { n, about: { k } } = host.pair(), all = members === null;
      ways.show(way);
      setText(said, `${all ? "All" : "The selected"} ${(all ? n : members.length).toLocaleString("en")} images, ` + (way === "lost"
        ? `by how many of their ${k} nearest on the left map are no longer among the ${k} nearest on the right.`
        : "by the way between their two places, in spreads of the map: an image lies 1 from the middle, on average."));
      shelf.show(byMovement(host.pair(), way, members ?? Array.from({ length: n }, (_, i) => i)));
    },
    repaint: () => shelf.repaint(),
    close: () => shelf.close(),
  };
}
