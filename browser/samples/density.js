// How likely is a place in latent space under a strategy, and how far is it from the images? What Python would say, too.

// log p(z) = log sum_k exp(constant_k - |factor_k (z - mean_k)|^2 / 2), in nats; see core/blocks/samples.py.
// about: {k, covariance, cutoff}. constants (k), means (k * d), factor: (d * d) if all share one ("tied"), (k * d * d) or
// (k * d) if each has its own ("full", "diag"). Returns density(z).
export function makeDensity({ k, covariance, cutoff }, d, { constants, means, factor }) {
  const shared = covariance === "tied", diagonal = covariance === "diag", step = shared ? 0 : diagonal ? d : d * d;
  const centres = new Float64Array(k * d), place = new Float64Array(d), terms = new Float64Array(k);
  let ready = false;

  // out[at..] = factor_c x
  function turn(x, from, c, out, at) {
    const base = c * step;
    for (let r = 0; r < d; r++) {
      if (diagonal) { out[at + r] = factor[base + r] * x[from + r]; continue; }
      let sum = 0;
      for (let i = 0, w = base + r * d; i < d; i++) sum += factor[w + i] * x[from + i];
      out[at + r] = sum;
    }
  }

  return (z) => {
    if (cutoff !== null && z.some((v, i) => Math.abs(v - means[i]) > cutoff)) return -Infinity;
    if (!ready) { // the means are turned once, not for every z
      ready = true;
      for (let c = 0; c < k; c++) turn(means, c * d, c, centres, c * d);
    }
    if (shared) turn(z, 0, 0, place, 0);
    let top = -Infinity;
    for (let c = 0, at = 0; c < k; c++, at += d) {
      if (!shared) turn(z, 0, c, place, 0);
      let square = 0;
      for (let i = 0; i < d; i++) square += (place[i] - centres[at + i]) ** 2;
      terms[c] = constants[c] - square / 2;
      if (terms[c] > top) top = terms[c];
    }
    if (top === -Infinity) return top;
    let sum = 0;
    for (let c = 0; c < k; c++) sum += Math.exp(terms[c] - top);
    return top + Math.log(sum);
  };
}

// The row nearest to z, itself left out if it is the i-th: {index, distance}. rows: (n * d).
export function nearestRow(rows, d, z, except = -1) {
  let best = Infinity, index = -1;
  for (let i = 0, at = 0; at < rows.length; i++, at += d) {
    let sum = 0;
    for (let c = 0; c < d && sum < best; c++) sum += (rows[at + c] - z[c]) ** 2;
    if (sum < best && i !== except) { best = sum; index = i; }
  }
  return { index, distance: Math.sqrt(best) };
}

// The share of sorted numbers that are smaller, and the number below which a share of them lies.
export const shareBelow = (sorted, value) => {
  let low = 0, high = sorted.length;
  while (low < high) { const middle = (low + high) >> 1; if (sorted[middle] < value) low = middle + 1; else high = middle; }
  return low / Math.max(1, sorted.length);
};
export const quantile = (sorted, q) => {
  const at = q * (sorted.length - 1), i = Math.floor(at), next = Math.min(i + 1, sorted.length - 1);
  return sorted[i] + (sorted[next] - sorted[i]) * (at - i);
};

// How near are images to each other? Of every so many of them the distance to the nearest other one, sorted; worked out
// a little at a time. far: what nine in ten lie nearer than. real: {z (m * d), of (m)}, a draw from the posterior of each of
// some images, as samples are draws, and which of the rows they are; null for the rows themselves.
export function makeYardstick(rows, d, real = null, most = 500) {
  const asked = real?.z ?? rows, n = asked.length / d, step = Math.max(1, n / most), found = [];
  let at = 0, sorted = null;
  return {
    // Returns whether there is more to do.
    work(deadline) {
      if (sorted || rows.length < 2 * d) return false;
      do {
        const i = Math.floor(at * step);
        if (i >= n) { sorted = Float64Array.from(found).sort(); return false; }
        found.push(nearestRow(rows, d, asked.subarray(i * d, i * d + d), real ? real.of[i] : i).distance);
        at++;
      } while (performance.now() < deadline);
      return true;
    },
    get sorted() { return sorted; },
    get median() { return sorted && quantile(sorted, 0.5); },
    get far() { return sorted && quantile(sorted, 0.9); },
  };
}
