// Which place of one cloud goes to which of another, that all together go the shortest way? By their squares, row by row.
//
// Source: Kuhn 1955, doi:10.1002/nav.3800020109, with shortest augmenting paths as Jonker & Volgenant 1987, doi:10.1007/BF02278710.

// a, b: places (n, 2). -> {of: where each of a goes, once done, way(): mean distance, work(deadline) -> whether there is more to do}
export function makePairing(a, b) {
  const n = a.length / 2, u = new Float64Array(n + 1), v = new Float64Array(n + 1), taken = new Int32Array(n + 1), from = new Int32Array(n + 1);
  const least = new Float64Array(n + 1), seen = new Uint8Array(n + 1), of = new Int32Array(n);
  let row = 0;

  // The row joins: along the cheapest path of others that give way. Columns are counted from 1, 0 stands for none.
  function join(i) {
    taken[0] = i;
    let at = 0;
    least.fill(Infinity);
    seen.fill(0);
    do {
      seen[at] = 1;
      const r = taken[at] - 1, x = a[2 * r], y = a[2 * r + 1];
      let step = Infinity, next = 0;
      for (let j = 1; j <= n; j++) {
        if (seen[j]) continue;
        const cost = (x - b[2 * j - 2]) ** 2 + (y - b[2 * j - 1]) ** 2 - u[r + 1] - v[j];
        if (cost < least[j]) { least[j] = cost; from[j] = at; }
        if (least[j] < step) { step = least[j]; next = j; }
      }
      for (let j = 0; j <= n; j++) {
        if (seen[j]) { u[taken[j]] += step; v[j] -= step; } else least[j] -= step;
      }
      at = next;
    } while (taken[at]);
    for (; at; at = from[at]) taken[at] = taken[from[at]];
  }

  return {
    of,
    get done() { return row >= n; },
    way() {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Math.hypot(a[2 * i] - b[2 * of[i]], a[2 * i + 1] - b[2 * of[i] + 1]);
      return sum / n;
    },
    work(deadline) {
      while (row < n) {
        join(++row);
        if (row === n) for (let j = 1; j <= n; j++) of[taken[j] - 1] = j - 1;
        if (performance.now() >= deadline) break;
      }
      return row < n;
    },
  };
}

// Where the places of a are, a share t of their way to b.
export function onTheWay(a, b, of, t) {
  return Float64Array.from(a, (v, k) => v + t * (b[2 * of[k >> 1] + (k & 1)] - v));
}
