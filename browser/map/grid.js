// Which points of a map lie near a place? A grid over them, so that not all have to be asked.

// makeIndex(xy) -> at(x, y, radius): the index of the nearest point within the radius, or -1; and
// at.nearest(x, y, count, indices, squares): write the nearest points and their squared distances, the nearest first;
// returns how many there are.
export function makeIndex(xy) {
  const n = xy.length / 2, cells = Math.max(1, Math.min(256, Math.ceil(Math.sqrt(n / 2))));
  let left = Infinity, right = -Infinity, bottom = Infinity, top = -Infinity;
  for (let i = 0; i < n; i++) {
    left = Math.min(left, xy[2 * i]); right = Math.max(right, xy[2 * i]);
    bottom = Math.min(bottom, xy[2 * i + 1]); top = Math.max(top, xy[2 * i + 1]);
  }
  const wide = (right - left || 1) / cells, high = (top - bottom || 1) / cells;
  const column = (x) => Math.max(0, Math.min(cells - 1, Math.floor((x - left) / wide)));
  const row = (y) => Math.max(0, Math.min(cells - 1, Math.floor((y - bottom) / high)));
  // Counting sort: members of cell c are order[starts[c]] to order[starts[c + 1]].
  const starts = new Uint32Array(cells * cells + 1), order = new Uint32Array(n);
  const cellOf = (i) => row(xy[2 * i + 1]) * cells + column(xy[2 * i]);
  for (let i = 0; i < n; i++) starts[cellOf(i) + 1]++;
  for (let c = 0; c < cells * cells; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  for (let i = 0; i < n; i++) order[next[cellOf(i)]++] = i;

  function at(x, y, radius) {
    let best = -1, nearest = radius * radius;
    if (!n) return best;
    for (let r = row(y - radius); r <= row(y + radius); r++) {
      for (let c = column(x - radius); c <= column(x + radius); c++) {
        for (let j = starts[r * cells + c]; j < starts[r * cells + c + 1]; j++) {
          const i = order[j], distance = (xy[2 * i] - x) ** 2 + (xy[2 * i + 1] - y) ** 2;
          if (distance <= nearest) { nearest = distance; best = i; }
        }
      }
    }
    return best;
  }

  // Ring by ring of cells around the place, until no cell outside can hold a nearer one.
  at.nearest = (x, y, count, indices, squares) => {
    const c0 = column(x), r0 = row(y), wanted = Math.min(count, n);
    let found = 0;
    function visit(r, c) {
      for (let j = starts[r * cells + c]; j < starts[r * cells + c + 1]; j++) {
        const i = order[j], square = (xy[2 * i] - x) ** 2 + (xy[2 * i + 1] - y) ** 2;
        if (found < wanted) found++;
        else if (square >= squares[found - 1]) continue;
        insert(indices, squares, found, i, square);
      }
    }
    for (let ring = 0; ring < cells; ring++) {
      for (let r = Math.max(0, r0 - ring); r <= Math.min(cells - 1, r0 + ring); r++) {
        const edge = r === r0 - ring || r === r0 + ring, step = edge || ring === 0 ? 1 : 2 * ring;
        for (let c = c0 - ring; c <= c0 + ring; c += step) if (c >= 0 && c < cells) visit(r, c);
      }
      if (found < wanted) continue;
      let clear = Infinity; // how far everything outside these rings is at least
      if (c0 - ring > 0) clear = Math.min(clear, x - (left + (c0 - ring) * wide));
      if (c0 + ring < cells - 1) clear = Math.min(clear, left + (c0 + ring + 1) * wide - x);
      if (r0 - ring > 0) clear = Math.min(clear, y - (bottom + (r0 - ring) * high));
      if (r0 + ring < cells - 1) clear = Math.min(clear, bottom + (r0 + ring + 1) * high - y);
      if (clear > 0 && clear * clear >= squares[found - 1]) break;
    }
    return found;
  };
  return at;
}

// Put an entry into the first `count` of two lists that ascend by square; the last one falls out.
function insert(indices, squares, count, index, square) {
  let at = count - 1;
  while (at > 0 && squares[at - 1] > square) {
    squares[at] = squares[at - 1];
    indices[at] = indices[at - 1];
    at--;
  }
  squares[at] = square;
  indices[at] = index;
}

// The same over rows of many dimensions, asking all: rows (n, d) -> the nearest to z. 70,000 rows of 16 take about 1 ms:
// a row is given up as soon as it is too far.
export function nearestRows(rows, d, z, count, indices, squares) {
  const n = rows.length / d, wanted = Math.min(count, n);
  let found = 0, limit = Infinity;
  for (let i = 0, o = 0; i < n; i++, o += d) {
    let square = 0, j = 0;
    while (j < d && square < limit) {
      const end = Math.min(d, j + 4);
      for (; j < end; j++) { const v = rows[o + j] - z[j]; square += v * v; }
    }
    if (square >= limit) continue;
    if (found < wanted) found++;
    insert(indices, squares, found, i, square);
    if (found === wanted) limit = squares[found - 1];
  }
  return found;
}
