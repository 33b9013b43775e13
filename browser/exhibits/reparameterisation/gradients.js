// How do two estimators of the same gradient differ, draw by draw? d/dmu E[loss(z)] for z = mu + sigma eps, eps from N(0, 1).

// Through z: dz/dmu = 1. Source: Kingma & Welling 2014, arXiv:1312.6114, section 2.4.
export const pathwise = (slope) => slope;

// Through the chance of z: d log q(z)/dmu = eps / sigma. It needs no slope of the loss, and baseline is any number that does not depend on
// this draw. Source: Williams 1992, doi:10.1007/BF00992696.
export const scoreFunction = (loss, eps, sigma, baseline = 0) => (loss - baseline) * eps / sigma;

// What many draws have given. Mean and variance are kept as they come: Welford 1962, doi:10.1080/00401706.1962.10490022.
export function makeDraws(most) {
  const values = new Float64Array(most);
  let n = 0, mean = 0, squares = 0;
  return {
    values: () => values.subarray(0, n),
    get n() { return n; },
    get mean() { return mean; },
    get spread() { return n > 1 ? Math.sqrt(squares / (n - 1)) : 0; },
    get error() { return n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0; }, // of the mean
    get full() { return n === most; },
    add(value) {
      if (n === most) return;
      values[n++] = value;
      const off = value - mean;
      mean += off / n;
      squares += off * (value - mean);
    },
    clear() { n = mean = squares = 0; },
  };
}

// How many values lie in each of so many bins from -reach to reach; what lies beyond is in the outermost.
export function binned(values, reach, bins) {
  const counts = new Uint32Array(bins);
  for (const v of values) counts[Math.min(bins - 1, Math.max(0, Math.floor((v + reach) / (2 * reach) * bins)))]++;
  return counts;
}
