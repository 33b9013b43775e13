// How do strokes become pixels? As a round brush would leave them, each pixel by how much of it is covered.

const FINE = 4; // times as fine as the pixels, along each axis

// Draw strokes (see strokes.js) into size x size pixels, 0 to 1. A point (x, y) of the sheet comes to (scale * x + left,
// scale * y + top); the brush is wide(w) pixels wide where the hand told w. What leaves the image is cut off.
export function rasterOf(strokes, size, { scale, left, top, wide }) {
  const side = size * FINE, fine = new Float32Array(side * side);
  for (const stroke of strokes) {
    /** @type {[number, number, number] | null} */
    let before = null;
    for (let i = 0; i + 2 < stroke.length; i += 3) {
      /** @type {[number, number, number]} */
      const at = [(stroke[i] * scale + left) * FINE, (stroke[i + 1] * scale + top) * FINE, wide(stroke[i + 2]) * FINE / 2];
      // A point nearer than a fine pixel says nothing new; the last one always counts.
      if (before && i + 3 < stroke.length && Math.abs(at[0] - before[0]) + Math.abs(at[1] - before[1]) < 1) continue;
      brushLine(fine, side, before ?? at, at);
      before = at;
    }
  }
  return averaged(fine, size);
}

// A line with round ends. It is as wide as its two ends are on average, as the sheet draws it.
function brushLine(fine, side, [ax, ay, ar], [bx, by, br]) {
  const r = (ar + br) / 2, reach = r + 0.5, dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy || 1;
  const x0 = Math.max(0, Math.floor(Math.min(ax, bx) - reach)), x1 = Math.min(side - 1, Math.ceil(Math.max(ax, bx) + reach));
  const y0 = Math.max(0, Math.floor(Math.min(ay, by) - reach)), y1 = Math.min(side - 1, Math.ceil(Math.max(ay, by) + reach));
  const far = reach * reach, full = reach > 1 ? (reach - 1) * (reach - 1) : 0;
  for (let y = y0; y <= y1; y++) {
    const py = y + 0.5 - ay;
    for (let x = x0, i = y * side + x0; x <= x1; x++, i++) {
      if (fine[i] === 1) continue;
      const px = x + 0.5 - ax, along = (px * dx + py * dy) / length, t = along < 0 ? 0 : along > 1 ? 1 : along;
      const qx = px - t * dx, qy = py - t * dy, d = qx * qx + qy * qy; // squared: a root is taken at the rim only
      if (d >= far) continue;
      const covered = d <= full ? 1 : reach - Math.sqrt(d);
      if (covered > fine[i]) fine[i] = covered < 1 ? covered : 1;
    }
  }
}

function averaged(fine, size) {
  const out = new Float32Array(size * size), side = size * FINE;
  for (let y = 0; y < side; y++) {
    const row = ((y / FINE) | 0) * size;
    for (let x = 0; x < side; x++) out[row + ((x / FINE) | 0)] += fine[y * side + x];
  }
  for (let i = 0; i < out.length; i++) out[i] /= FINE * FINE;
  return out;
}

// Where the middle of the ink's mass is, in pixels; null without ink.
export function massOf(pixels, size) {
  let mass = 0, sx = 0, sy = 0;
  for (let i = 0; i < pixels.length; i++) {
    mass += pixels[i];
    sx += pixels[i] * (i % size + 0.5);
    sy += pixels[i] * (((i / size) | 0) + 0.5);
  }
  return mass > 0 ? [sx / mass, sy / mass] : null;
}
