// What is seen of labels as they are spent: the map, the curves, and the images that were looked at?

import { element } from "../../base/dom.js";
import { css } from "../../base/theme.js";
import { makePlot } from "../plot.js";

export const LABELS = 40, ACROSS = 10;
const REACH = 1.05, DOT = 1.6, SIDE = 30; // of the map; pixels of a dot; and of a small picture

// shown: {names: of all images, looked: those with a label, at: the one that is pointed at, wrong: whether wrong names are marked}
export function drawMap(plane, known, { names, looked, at, wrong }, theme, tints) {
  if (!plane.begin()) return;
  plane.span({ x: [-REACH, REACH], y: [-REACH, REACH] });
  const { context } = plane, { xy, labels, classes, n } = known, place = (i) => [plane.at(xy[2 * i]), plane.up(xy[2 * i + 1])];
  for (let i = 0; i < n; i++) {
    const [x, y] = place(i), off = wrong && names[i] >= 0 && names[i] !== labels[i];
    context.fillStyle = names[i] < 0 ? css(tints.off, 0.8) : css(theme.rgb[names[i] % theme.rgb.length], 0.8);
    context.fillRect(x - DOT, y - DOT, 2 * DOT, 2 * DOT);
    if (!off) continue;
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.strokeRect(x - DOT - 1.5, y - DOT - 1.5, 2 * DOT + 3, 2 * DOT + 3);
  }
  context.font = `700 ${12 * theme.scale}px ${theme.font}`;
  context.textAlign = "center";
  for (const i of looked) {
    const [x, y] = place(i);
    context.fillStyle = css(theme.paper);
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    context.fill();
    context.strokeStyle = css(theme.rgb[labels[i] % theme.rgb.length]);
    context.lineWidth = 2;
    context.stroke();
    context.fillStyle = theme.text;
    context.fillText(classes[labels[i]], x, y + 4.5);
  }
  context.textAlign = "left";
  if (at < 0) return;
  const [x, y] = place(at);
  context.strokeStyle = theme.text;
  context.lineWidth = 2.5;
  context.beginPath();
  context.arc(x, y, 12, 0, 2 * Math.PI);
  context.stroke();
}

export function makeMap(label) {
  const plane = makePlot(label, "1 / 1", { className: "plot plane", tabIndex: 0 });
  plane.node.dataset.mark = "map";
  return plane;
}

// -> {node, draw({medoids, random, own}, spent, lit, theme, tints)}; random: [{mean, low, high}]
export function makeCurves() {
  const plot = makePlot("Share of all images that are named rightly, over the labels spent", "8 / 5");
  const line = (values, tint, wide) => {
    const { context } = plot;
    context.strokeStyle = css(tint);
    context.lineWidth = wide;
    context.beginPath();
    for (const [b, v] of values.entries()) context.lineTo(plot.at(b), plot.up(v));
    context.stroke();
    if (!values.length) return;
    context.fillStyle = css(tint);
    context.beginPath();
    context.arc(plot.at(values.length - 1), plot.up(values[values.length - 1]), wide + 1.5, 0, 2 * Math.PI);
    context.fill();
  };
  return {
    node: plot.node,
    draw({ medoids, random, own }, spent, lit, theme, tints) {
      if (!plot.begin()) return;
      const { context } = plot;
      plot.span({ x: [0, LABELS], y: [0, 1] }, { margin: [10, 12, 22, 40] });
      context.font = `${11 * theme.scale}px ${theme.font}`;
      context.fillStyle = theme.muted;
      context.strokeStyle = theme.line;
      context.lineWidth = 1;
      for (const v of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
        context.beginPath();
        context.moveTo(plot.at(0), plot.up(v));
        context.lineTo(plot.at(LABELS), plot.up(v));
        context.stroke();
        context.fillText(`${Math.round(100 * v)} %`, 4, plot.up(v) + 4);
      }
      context.textAlign = "center";
      for (const b of [0, 10, 20, 30, 40]) context.fillText(String(b), plot.at(b), plot.height - 6);
      context.textAlign = "left";
      const some = random.slice(0, spent + 1), wide = (part) => (lit === part ? 4.5 : 2.5);
      context.fillStyle = css(tints.drawn, 0.18);
      context.beginPath();
      for (const [b, { high }] of some.entries()) context.lineTo(plot.at(b), plot.up(high));
      for (let b = some.length - 1; b >= 0; b--) context.lineTo(plot.at(b), plot.up(some[b].low));
      context.fill();
      line(some.map(({ mean }) => mean), tints.drawn, wide("drawn"));
      line(medoids.slice(0, spent + 1), tints.real, wide("real"));
      if (own.length > 1) line(own, tints.judge, wide("judge"));
    },
  };
}

// The images that were looked at, in their order. -> {node, draw(looked, pictures, theme)}
export function makeSheet() {
  const node = element("canvas", { className: "sheet-of", width: ACROSS * SIDE, height: LABELS / ACROSS * SIDE, role: "img", "aria-label": "The images whose labels were given, in order", style: `aspect-ratio: ${ACROSS * ACROSS} / ${LABELS}` });
  let drawn = "";
  return {
    node,
    draw(looked, pictures, theme) {
      const now = `${pictures.ready} ${theme.paper} ${looked}`, context = node.getContext("2d");
      if (now === drawn) return;
      drawn = now;
      context.clearRect(0, 0, node.width, node.height);
      for (const [k, i] of looked.entries()) pictures.paint(context, i, (k % ACROSS) * SIDE, Math.floor(k / ACROSS) * SIDE, SIDE, theme);
    },
  };
}
