// How are the divergence of each dimension and the trade between rate and distortion drawn?

import { css } from "../../base/theme.js";
import { digits } from "../../base/place.js";
import { makePlot } from "../plot.js";
import { countOf, onRoot } from "./rungs.js";

const MOST = 4; // nats of a dimension at the top of the bars
const LINES = [0.1, 0.5, 1, 2, 4];

function lettering(context, theme, size = 11) {
  context.font = `${size * theme.scale}px ${theme.font}`;
  context.fillStyle = theme.muted;
}

// -> {node, draw(rung, theme, tints)}
export function makeBars() {
  const plot = makePlot("KL divergence of each latent dimension, in nats", "2 / 1");
  plot.node.dataset.mark = "kl";
  return {
    node: plot.node,
    draw(rung, theme, tints) {
      if (!plot.begin()) return;
      const { context } = plot, d = rung.perDim.length;
      plot.span({ x: [0, d], y: [0, 1.08] }, { margin: [6, 8, 8, 34] });
      lettering(context, theme);
      context.strokeStyle = theme.line;
      for (const v of LINES) {
        const y = plot.up(onRoot(v, MOST));
        context.beginPath();
        context.moveTo(plot.at(0), y);
        context.lineTo(plot.at(d), y);
        context.stroke();
        context.fillText(String(v), 6, y + 4);
      }
      for (const [i, nats] of rung.perDim.entries()) {
        const lit = rung.active[i], top = plot.up(nats > MOST ? 1.06 : onRoot(nats, MOST)), left = plot.at(i + 0.14), wide = plot.at(0.72) - plot.at(0);
        context.fillStyle = css(lit ? tints.kl : tints.off, lit ? 1 : 0.5);
        context.fillRect(left, top, wide, plot.up(0) - top);
        context.strokeStyle = css(lit ? tints.kl : tints.off);
        context.setLineDash(lit ? [] : [3, 3]);
        context.strokeRect(left, plot.up(1), wide, plot.up(0) - plot.up(1));
        context.setLineDash([]);
        if (nats > MOST) { // cut off: its number says how far it goes
          context.fillStyle = css(theme.paper);
          context.font = `600 ${10 * theme.scale}px ${theme.font}`;
          context.textAlign = "center";
          context.fillText(String(Math.round(nats)), left + wide / 2, top + 13);
          context.textAlign = "left";
          lettering(context, theme);
        }
      }
    },
  };
}

// The distortion over the rate of all rungs, with one of them marked. -> {node, draw(ladder, rung, theme, tints)}
export function makeTrade() {
  const plot = makePlot("Rate against distortion: KL divergence and reconstruction of every beta", "2 / 1");
  plot.node.dataset.mark = "rec";
  return {
    node: plot.node,
    draw({ rungs, steps }, rung, theme, tints) {
      if (!plot.begin()) return;
      const { context } = plot, far = Math.sqrt(Math.max(...rungs.map(({ kl }) => kl))), high = Math.max(...rungs.map(({ rec }) => rec));
      plot.span({ x: [0, far * 1.08], y: [0, high * 1.12] }, { margin: [8, 10, 34, 44] });
      const at = ({ kl, rec }) => [plot.at(Math.sqrt(kl)), plot.up(rec)];
      lettering(context, theme);
      context.strokeStyle = theme.line;
      for (const v of [0, 50, 100, 150, 200]) {
        context.beginPath();
        context.moveTo(plot.at(0), plot.up(v));
        context.lineTo(plot.width, plot.up(v));
        context.stroke();
        context.fillText(String(v), 10, plot.up(v) + 4);
      }
      for (const v of [0, 1, 5, 20, 50, 100, 200, 300]) if (Math.sqrt(v) < far * 1.06) context.fillText(String(v), plot.at(Math.sqrt(v)) - 6, plot.up(0) + 14);
      context.fillText("rate: KL divergence, nats", plot.at(0), plot.height - 5);
      context.strokeStyle = css(tints.rec);
      context.lineWidth = 2;
      context.beginPath();
      for (const step of steps) context.lineTo(...at(step));
      context.stroke();
      context.lineWidth = 1;
      for (const one of rungs) {
        const [x, y] = at(one), here = one === rung;
        context.beginPath();
        if (one.freeBits) context.rect(x - 5, y - 5, 10, 10); else context.arc(x, y, here ? 9 : 4.5, 0, 2 * Math.PI);
        context.fillStyle = css(here ? tints.rec : theme.paper);
        context.fill();
        context.strokeStyle = css(tints.rec);
        context.lineWidth = 2;
        context.stroke();
        context.fillStyle = here ? theme.text : theme.muted;
        context.textAlign = one.freeBits ? "right" : "left";
        if (one.freeBits) context.fillText(`β ${one.beta}, free bits`, x + 6, y + 20);
        else context.fillText(`β ${one.beta}`, Math.min(x + 12, plot.width - 34), y - 7);
        context.textAlign = "left";
      }
    },
  };
}

export const barWords = (rung) => `${countOf(rung)} of ${rung.perDim.length} dimensions are in use`;
export const nats = (v) => digits(v, v < 10 ? 2 : 1);
