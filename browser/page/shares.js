// Which pixels of a page are ink at a threshold, what do brushes make of them, and how is that painted?
//
// A share is one byte a pixel: how dark it is beside the ink near it, FULL for as dark. A page has some that no threshold changes: INKED, PAPER,
// and DROPPED, which is dark enough and yet was found to be no ink when the page was read.

const FULL = 250, DROPPED = 252, PAPER = 254, INKED = 255;
const CLEAR = 0.15; // by so much a share lies off the threshold before what was read says otherwise
const EDGE = 10; // of FULL, over which an edge is smooth

// dark, near: {data: Uint8Array, width, height}, near smaller; ink: a mask of dark's size, what was read. threshold: that it was read with.
export function sharesOf(dark, near, ink, threshold, nothing) {
  const { width, height } = dark, out = new Uint8Array(width * height), row = new Float32Array(width);
  const at = columnsOf(width, near.width), least = Math.round(255 * nothing), limit = threshold * FULL, clear = CLEAR * FULL;
  for (let y = 0; y < height; y++) {
    nearRow(row, near, (y + 0.5) / height * near.height - 0.5, at);
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const d = dark.data[i], v = d <= least ? 0 : Math.min(FULL, Math.round(FULL * d / Math.max(1, row[x])));
      out[i] = ink[i] ? (v < limit - clear ? INKED : v) : v > limit + clear ? DROPPED : v;
    }
  }
  return out;
}

function columnsOf(width, small) {
  const left = new Uint16Array(width), right = new Uint16Array(width), part = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const at = Math.max(0, Math.min(small - 1, (x + 0.5) / width * small - 0.5));
    left[x] = Math.floor(at);
    right[x] = Math.min(small - 1, left[x] + 1);
    part[x] = at - left[x];
  }
  return { left, right, part };
}

// One row of the small picture, stretched bilinearly.
function nearRow(row, { data, width, height }, at, { left, right, part }) {
  const held = Math.max(0, Math.min(height - 1, at)), top = Math.floor(held), bottom = Math.min(height - 1, top + 1), down = held - top;
  for (let x = 0; x < row.length; x++) {
    const [a, b] = [left[x], right[x]], upper = data[top * width + a] * (1 - part[x]) + data[top * width + b] * part[x];
    const lower = data[bottom * width + a] * (1 - part[x]) + data[bottom * width + b] * part[x];
    row[x] = upper * (1 - down) + lower * down;
  }
}

// The pixel of each share, as ABGR: paper to ink. colours: {paper, ink, dropped}, each [r, g, b].
export function shareColours(threshold, { paper, ink, dropped }) {
  const table = new Uint32Array(256), limit = threshold * FULL;
  const mixed = (colour, amount) => {
    const [r, g, b] = paper.map((p, c) => Math.round(p + (colour[c] - p) * amount));
    return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
  };
  for (let v = 0; v <= FULL; v++) {
    const inked = Math.max(0, Math.min(1, (v - limit) / EDGE + 0.5)), pale = 0.22 * v / FULL;
    table[v] = mixed(ink, pale + (1 - pale) * inked);
  }
  table[DROPPED] = mixed(dropped, 0.55);
  table[PAPER] = mixed(ink, 0);
  table[INKED] = mixed(ink, 1);
  return table;
}

// Write the pixels of a rectangle [left, top, right, bottom].
export function paintShares(pixels, shares, width, table, box) {
  const [left, top, right, bottom] = box;
  for (let y = top; y < bottom; y++) {
    for (let i = y * width + left, end = y * width + right; i < end; i++) pixels[i] = table[shares[i]];
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
