// Where on the map does a strategy draw most? A tint below the points, and lines that hold half and nine tenths of the draws.

import { parseColour } from "../base/theme.js";

// shading: {size, box: [left, bottom, right, top], shares: uint8 (size * size), the top row first}. Returns {draw(context,
// map, colour)}.
export function makeShading({ size, box: [left, bottom, right, top], shares }) {
  const lines = [0.5, 0.9].map((share) => contour(shares, size, holding(shares, share)));
  let made = null, tinted = "";

  function tint(colour) {
    if (tinted === colour) return made;
    tinted = colour;
    made = new OffscreenCanvas(size, size);
    const context = made.getContext("2d"), image = context.createImageData(size, size), [r, g, b] = parseColour(colour);
    for (let p = 0; p < shares.length; p++) {
      // Raised: what lies at half the height would hardly be seen beside the peak. Not by the root: the rim would show.
      image.data.set([r, g, b, Math.round(150 * (shares[p] / 255) ** 0.65)], 4 * p);
    }
    context.putImageData(image, 0, 0);
    return made;
  }

  return {
    draw(context, map, colour) {
      const [x0, y0] = map.toScreen(left, top), [x1, y1] = map.toScreen(right, bottom);
      context.save();
      context.globalCompositeOperation = "destination-over"; // under the points that are there already
      context.imageSmoothingQuality = "high";
      context.drawImage(tint(colour), x0, y0, x1 - x0, y1 - y0);
      context.restore();
      context.strokeStyle = colour;
      for (const [at, segments] of lines.entries()) {
        context.globalAlpha = at === 0 ? 0.9 : 0.6;
        context.lineWidth = at === 0 ? 1.6 : 1.2;
        context.beginPath();
        for (const [ax, ay, bx, by] of segments) {
          context.moveTo(x0 + ax * (x1 - x0), y0 + ay * (y1 - y0));
          context.lineTo(x0 + bx * (x1 - x0), y0 + by * (y1 - y0));
        }
        context.stroke();
      }
      context.globalAlpha = 1;
    },
  };
}

// The level above which a share of all draws lies.
function holding(shares, share) {
  const counts = new Float64Array(256);
  for (const v of shares) counts[v] += v;
  const wanted = share * counts.reduce((a, b) => a + b, 0);
  let level = 255;
  for (let sum = counts[255]; sum < wanted && level > 1; sum += counts[level]) level--;
  return level - 0.5;
}

// Marching squares: segments [ax, ay, bx, by] along which a picture has the level, in shares of its side.
function contour(values, size, level) {
  const at = (i, j) => values[j * size + i], segments = [], corners = [[0, 0], [1, 0], [1, 1], [0, 1]];
  for (let j = 0; j + 1 < size; j++) {
    for (let i = 0; i + 1 < size; i++) {
      const crossed = [];
      for (let e = 0; e < 4; e++) {
        const [ax, ay] = corners[e], [bx, by] = corners[(e + 1) % 4], a = at(i + ax, j + ay), b = at(i + bx, j + by);
        if (a > level === b > level) continue;
        const t = (level - a) / (b - a);
        crossed.push((i + ax + t * (bx - ax) + 0.5) / size, (j + ay + t * (by - ay) + 0.5) / size);
      }
      for (let s = 0; s + 3 < crossed.length; s += 4) segments.push(crossed.slice(s, s + 4));
    }
  }
  return segments;
}
