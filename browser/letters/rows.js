// Which letter stands where on the sheet: by class, the doubtful ones first, so many in a row, and where do the arrows lead?

const KINDS_OF_SIGNS = [/^\p{Ll}/u, /^\p{Lu}/u, /^\p{L}/u, /^\p{N}/u]; // in this order, and then the rest

const kindOf = (text) => {
  const kind = KINDS_OF_SIGNS.findIndex((pattern) => pattern.test(text));
  return kind < 0 ? KINDS_OF_SIGNS.length : kind;
};

const collator = new Intl.Collator("en");

// Classes in the order of an alphabet: small letters, capitals, digits, signs.
export function inOrder(texts) {
  return [...new Set(texts)].sort((a, b) => kindOf(a) - kindOf(b) || collator.compare(a, b) || (a < b ? -1 : 1));
}

export const FILTERS = ["doubtful", "all", "thrown"];

const PASSES = {
  doubtful: (ledger, i) => ledger.isDoubtful(i),
  all: (ledger, i) => !ledger.stateOf(i).out,
  thrown: (ledger, i) => ledger.stateOf(i).out,
};

// -> [{text, items: indices of letters}]: what passes a filter, by class, the most doubtful first, then in reading order.
export function sectionsOf(ledger, filter) {
  const found = new Map();
  for (let i = 0; i < ledger.ids.length; i++) {
    if (!PASSES[filter](ledger, i)) continue;
    const { text } = ledger.stateOf(i);
    if (!found.has(text)) found.set(text, []);
    found.get(text).push(i);
  }
  const worth = (i) => (ledger.isDoubtful(i) ? ledger.doubts[i] : -1);
  return inOrder(found.keys()).map((text) => ({ text, items: found.get(text).sort((a, b) => worth(b) - worth(a) || a - b) }));
}

// Rows of a sheet: {top, height, section, items: null for a class's heading, first: how many letters stand before}.
// sizes: {columns, heading, tile}, heights in pixels. place: letter -> [row, column].
export function layRows(sections, { columns, heading, tile }) {
  const rows = [], order = [], place = new Map();
  let top = 0;
  const add = (height, section, items) => {
    rows.push({ top, height, section, items, first: order.length });
    top += height;
  };
  for (const [s, { items }] of sections.entries()) {
    add(heading, s, null);
    for (let k = 0; k < items.length; k += columns) {
      const some = items.slice(k, k + columns);
      add(tile, s, some);
      for (const [c, i] of some.entries()) place.set(i, [rows.length - 1, c]);
      order.push(...some);
    }
  }
  return { rows, order, place, height: top, columns };
}

// The first and the last row that a window touches, from a row of tops that rise.
export function touched({ rows }, from, to) {
  const at = (y) => {
    let low = 0, high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (rows[middle].top <= y) low = middle; else high = middle - 1;
    }
    return low;
  };
  return rows.length ? [at(from), at(to)] : [0, -1];
}

// Where an arrow leads from a letter; `page`: rows of a screen. A letter that is not on the sheet leads to the first.
export function neighbourOf({ rows, order, place }, i, key, page = 5) {
  const at = place.get(i);
  if (!at) return order[0] ?? null;
  const [r, c] = at, flat = rows[r].first + c, last = order.length - 1;
  const clamp = (n) => order[Math.max(0, Math.min(last, n))];
  if (key === "ArrowLeft") return clamp(flat - 1);
  if (key === "ArrowRight") return clamp(flat + 1);
  if (key === "Home") return order[0];
  if (key === "End") return order[last];
  const steps = key === "ArrowUp" || key === "ArrowDown" ? 1 : page, way = key === "ArrowUp" || key === "PageUp" ? -1 : 1;
  let to = r;
  for (let n = r + way, left = steps; n >= 0 && n < rows.length && left > 0; n += way) {
    if (rows[n].items) { to = n; left--; }
  }
  return rows[to].items[Math.min(c, rows[to].items.length - 1)];
}

// The next letter on the sheet of which `wanted` holds, around the end; null if there is none.
export function nextAfter({ order, rows, place }, i, wanted) {
  const at = place.get(i), start = at ? rows[at[0]].first + at[1] : -1;
  for (let k = 1; k <= order.length; k++) {
    const other = order[(start + k + order.length) % order.length];
    if (other !== i && wanted(other)) return other;
  }
  return null;
}

// All letters from one to another, both included, as they stand.
export function runBetween({ order, rows, place }, from, to) {
  const flat = (i) => { const at = place.get(i); return at ? rows[at[0]].first + at[1] : 0; };
  const [a, b] = [flat(from), flat(to)].sort((x, y) => x - y);
  return order.slice(a, b + 1);
}
