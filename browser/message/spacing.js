// How much paper lies between two letters side by side, whatever their slant? As in core/handwriting/message/spacing.py.

function widenedSide(side, bands) {
  const out = Float32Array.from(side);
  for (let b = 0; b < out.length; b++) {
    for (let other = Math.max(0, b - bands); other <= Math.min(out.length - 1, b + bands); other++) out[b] = Math.min(out[b], side[other]);
  }
  return out;
}

const widened = new WeakMap(); // left side -> {bands: as it is seen from so many above and below}: letters are set again and again

function seenLeft(side, bands) {
  const known = widened.get(side) ?? {};
  widened.set(side, known);
  return known[bands] ??= widenedSide(side, bands);
}

// By how much two letters are apart if both have their left at one place, x-heights. before: the right side of the one, after: the left of the other.
export function whiteBetween(before, after, rule, near = rule.NEAR) {
  const seen = seenLeft(after, near);
  let nearest = Infinity;
  for (let b = 0; b < before.length; b++) nearest = Math.min(nearest, seen[b] - before[b]);
  if (Number.isFinite(nearest)) return nearest;
  const ends = before.filter(Number.isFinite), begins = after.filter(Number.isFinite);
  return ends.length && begins.length ? Math.min(...begins) - Math.max(...ends) - rule.APART : 0;
}
