// How is a canvas drawn on in units of its own: latents, nats, counts?

import { element } from "../base/dom.js";

// A canvas as wide as its place; label: what it shows, for who cannot see it. ratio: width to height.
// -> {node, context, width, height: in CSS pixels, begin() -> false while it has no size, span({x: [from, to], y: [from, to]})}
export function makePlot(label, ratio, properties = {}) {
  const node = element("canvas", { className: "plot", role: "img", "aria-label": label, style: `aspect-ratio: ${ratio}`, ...properties });
  const context = node.getContext("2d");
  const plot = {
    node, context, width: 0, height: 0, at: (v) => v, up: (v) => v,
    begin() {
      const { clientWidth, clientHeight } = node, dense = window.devicePixelRatio || 1;
      if (!clientWidth || !clientHeight) return false;
      const [w, h] = [Math.round(clientWidth * dense), Math.round(clientHeight * dense)];
      if (node.width !== w || node.height !== h) { node.width = w; node.height = h; }
      plot.width = clientWidth;
      plot.height = clientHeight;
      context.setTransform(dense, 0, 0, dense, 0, 0);
      context.clearRect(0, 0, clientWidth, clientHeight);
      return true;
    },
    // at(x), up(y): where a value lies, in CSS pixels; over(event) -> [x, y] under a pointer.
    span({ x, y }, { margin = [0, 0, 0, 0] } = {}) {
      const [left, right] = x, [low, high] = y;
      const [top, end, foot, start] = margin, wide = plot.width - start - end, high_ = plot.height - top - foot;
      plot.at = (v) => start + wide * (v - left) / (right - left);
      plot.up = (v) => top + high_ * (high - v) / (high - low);
      plot.over = ({ clientX, clientY }) => {
        const box = node.getBoundingClientRect();
        return [left + (right - left) * (clientX - box.left - start) / wide, high - (high - low) * (clientY - box.top - top) / high_];
      };
    },
    over: (_event) => [0, 0],
  };
  return plot;
}

export function ellipse({ context, at, up }, middle, radii) {
  const [x, y] = middle, [a, b] = radii;
  context.beginPath();
  context.ellipse(at(x), up(y), Math.abs(at(a) - at(0)), Math.abs(up(b) - up(0)), 0, 0, 2 * Math.PI);
}

// From one place to another, in CSS pixels, with a head unless it is too short for one.
export function arrow(context, from, to, wide = 2.5) {
  const [x, y] = from, [u, v] = to;
  const long = Math.hypot(u - x, v - y), turn = Math.atan2(v - y, u - x), head = Math.min(4 * wide, long);
  context.lineWidth = wide;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(u - head * 0.7 * Math.cos(turn), v - head * 0.7 * Math.sin(turn));
  context.stroke();
  if (long < 3) return;
  context.beginPath();
  context.moveTo(u, v);
  for (const side of [-0.45, 0.45]) context.lineTo(u - head * Math.cos(turn + side), v - head * Math.sin(turn + side));
  context.closePath();
  context.fill();
}

// Round numbers between two, about so many.
export function ticks(from, to, about = 5) {
  const rough = (to - from) / about, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough), found = [];
  for (let v = Math.ceil(from / step) * step; v <= to + step * 1e-9; v += step) found.push(Number(v.toFixed(10)));
  return found;
}
