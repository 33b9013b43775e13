// Are two clouds of as many places draws from one distribution? The energy distance, against what chance makes of the same places.
//
// Sources: Székely & Rizzo 2013, doi:10.1016/j.jspi.2013.03.018, section 3; the p-value of a permutation test counts the deal that was seen
// among the others, Phipson & Smyth 2010, doi:10.2202/1544-6115.1585.

export const DEALS = 199; // of all places into two heaps: the smallest p is one in two hundred

// a, b: places (n, 2). stream: chance, see train/chance.js.
// -> {distance, told: share of the places whose nearest other is of their cloud, both NaN at first, values: of the deals so far, p(), work(deadline) -> whether there is more to do}
export function makeTest(a, b, stream, deals = DEALS) {
  const n = a.length / 2, both = 2 * n, xy = new Float64Array(4 * n), far = new Float32Array(both * both), order = Int32Array.from({ length: both }, (_, i) => i);
  xy.set(a);
  xy.set(b, 2 * n);
  let whole = 0, alike = 0, row = 0, distance = NaN;
  function measure(i) {
    let least = Infinity, at = -1;
    for (let j = 0; j < both; j++) {
      const d = far[i * both + j] = Math.sqrt((xy[2 * i] - xy[2 * j]) ** 2 + (xy[2 * i + 1] - xy[2 * j + 1]) ** 2);
      whole += d;
      if (d < least && i !== j) { least = d; at = j; }
    }
    alike += Number(i < n === at < n);
    if (i === both - 1) distance = apart();
  }
  // 2 E|x - y| - E|x - x'| - E|y - y'|, where all but the first are what is left of the whole.
  function apart() {
    let across = 0;
    for (let i = 0; i < n; i++) for (let j = n, of = order[i] * both; j < both; j++) across += far[of + order[j]];
    return (4 * across - whole) / (n * n);
  }
  const values = [];
  return {
    n, deals, values,
    get distance() { return distance; },
    get told() { return row < both ? NaN : alike / both; },
    get done() { return values.length >= deals; },
    get above() { return values.filter((v) => v >= distance - 1e-12).length; },
    get p() { return (1 + this.above) / (1 + values.length); },
    work(deadline) {
      while (values.length < deals) {
        if (row < both) {
          measure(row++);
          if (performance.now() >= deadline) break;
          continue;
        }
        for (let i = 0; i < n; i++) {
          const j = i + stream.below(both - i), kept = order[i];
          order[i] = order[j];
          order[j] = kept;
        }
        values.push(apart());
        if (performance.now() >= deadline) break;
      }
      return values.length < deals;
    },
  };
}
