// How are pixels that may be ink painted at a threshold, and what do brushes make of them?
//
// A share is one byte a pixel: how dark it is beside the ink near it, FULL for as dark. Some no threshold changes: INKED, PAPER, and LEFT_OUT, which is
// dark enough and yet was found to be no ink when the page was read. As core/blocks/page.py has them.

const FULL = 250, LEFT_OUT = 252, PAPER = 254, INKED = 255;
const EDGE = 10; // of FULL, over which an edge is smooth

// The pixel of each share, as ABGR: paper to ink. colours: {paper, ink, left: of what was left out}, each [r, g, b].
export function shareColours(threshold, { paper, ink, left }) {
  const table = new Uint32Array(256), limit = threshold * FULL;
  const mixed = (colour, amount) => {
    const [r, g, b] = paper.map((p, c) => Math.round(p + (colour[c] - p) * amount));
    return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
  };
  for (let v = 0; v <= FULL; v++) {
    const inked = Math.max(0, Math.min(1, (v - limit) / EDGE + 0.5)), pale = 0.22 * v / FULL;
    table[v] = mixed(ink, pale + (1 - pale) * inked);
  }
  table[LEFT_OUT] = mixed(left, 0.55);
  table[PAPER] = mixed(ink, 0);
  table[INKED] = mixed(ink, 1);
  return table;
}

// Write the pixels of a rectangle [left, top, right, bottom] of the shares, in rows of `stride`.
export function paintShares(pixels, stride, shares, width, table, box) {
  const [left, top, right, bottom] = box;
  for (let y = top, row = 0; y < bottom; y++, row += stride) {
    for (let i = y * width + left, to = row, end = i + right - left; i < end; i++, to++) pixels[to] = table[shares[i]];
  }
}

// The same at half the size, each pixel the mean of four: thin strokes stay. left and top are even.
export function paintHalved(pixels, stride, shares, width, table, box) {
  const [left, top, right, bottom] = box, most = (shares.length / width - 1) * width;
  for (let y = top, row = 0; y < bottom; y += 2, row += stride) {
    const upper = y * width, lower = Math.min(upper + width, most);
    for (let x = left, to = row; x < right; x += 2, to++) {
      const next = x + 1 < width ? x + 1 : x, a = table[shares[upper + x]], b = table[shares[upper + next]], c = table[shares[lower + x]], d = table[shares[lower + next]];
      // Four bytes at once: a quarter of each, none of which runs over into its neighbour.
      pixels[to] = ((a >>> 2 & 0x3f3f3f3f) + (b >>> 2 & 0x3f3f3f3f) + (c >>> 2 & 0x3f3f3f3f) + (d >>> 2 & 0x3f3f3f3f) + 0x03030303 | 0xff000000) >>> 0;
    }
  }
}

// A stroke of a round brush, in pixels of the shares. points: x, y, x, y, ...; -> the rectangle that has changed.
export function brushShares(shares, width, height, points, brush, kind) {
  const value = kind === "ink" ? INKED : PAPER, radius = Math.max(0.5, brush / 2), box = [width, height, 0, 0];
  const last = points.length / 2 - 1;
  for (let k = 0; k <= Math.max(0, last - 1); k++) {
    const [ax, ay] = [points[2 * k], points[2 * k + 1]], [bx, by] = last > 0 ? [points[2 * k + 2], points[2 * k + 3]] : [ax, ay];
    const piece = [Math.max(0, Math.floor(Math.min(ax, bx) - radius)), Math.max(0, Math.floor(Math.min(ay, by) - radius)),
      Math.min(width, Math.ceil(Math.max(ax, bx) + radius) + 1), Math.min(height, Math.ceil(Math.max(ay, by) + radius) + 1)];
    capsule(shares, width, piece, [ax, ay, bx - ax, by - ay], radius * radius, value);
    for (const c of [0, 1]) { box[c] = Math.min(box[c], piece[c]); box[c + 2] = Math.max(box[c + 2], piece[c + 2]); }
  }
  return box;
}

function capsule(shares, width, box, [ax, ay, dx, dy], most, value) {
  const [left, top, right, bottom] = box;
  const length = dx * dx + dy * dy;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const px = x + 0.5 - ax, py = y + 0.5 - ay, t = length ? Math.max(0, Math.min(1, (px * dx + py * dy) / length)) : 0;
      if ((px - t * dx) ** 2 + (py - t * dy) ** 2 <= most) shares[y * width + x] = value;
    }
  }
}
