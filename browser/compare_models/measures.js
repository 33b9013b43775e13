// How sharp are images, and how different from each other? Measures of drawn and of real images alike, with what they would
// vary by if as many others had been drawn.

const INKED = 0.1, FULL = 0.9; // of ink: from here on a pixel is inked, and full; as in core.metrics.sharpness
const LEAST_IMAGES = 8; // fewer say nothing of a spread

// {value, spread} of numbers of single images: their mean and its standard error; null for too few.
function meanOf(numbers) {
  const known = numbers.filter(Number.isFinite), n = known.length;
  if (n < LEAST_IMAGES) return null;
  const value = known.reduce((sum, v) => sum + v, 0) / n;
  return { value, spread: Math.sqrt(known.reduce((sum, v) => sum + (v - value) ** 2, 0) / (n - 1) / n) };
}

// Of the inked pixels of an image: the mean steepness, in shares of full ink a pixel, and the share that is half grey.
function inkOf(image, size) {
  let inked = 0, grey = 0, steep = 0;
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const v = image[i];
      if (v < INKED) continue;
      inked++;
      if (v < FULL) grey++;
      const right = x + 1 < size ? image[i + 1] - v : 0, below = y + 1 < size ? image[i + size] - v : 0;
      steep += Math.hypot(right, below);
    }
  }
  return inked ? { steep: steep / inked, grey: grey / inked } : { steep: NaN, grey: NaN };
}

// The mean distance of two images, root mean square per pixel. Its standard error by leaving out one image after another.
// Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, section 11.2 (jackknife).
function apartOf(images) {
  const n = images.length, sums = new Float64Array(n), area = images[0]?.length ?? 1;
  if (n < LEAST_IMAGES) return null;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) {
      const p = images[a], q = images[b];
      let square = 0;
      for (let i = 0; i < area; i++) { const v = p[i] - q[i]; square += v * v; }
      const distance = Math.sqrt(square / area);
      sums[a] += distance;
      sums[b] += distance;
    }
  }
  const total = sums.reduce((sum, v) => sum + v, 0) / 2, value = total / (n * (n - 1) / 2);
  const without = [...sums].map((v) => (total - v) / ((n - 1) * (n - 2) / 2)), mean = without.reduce((sum, v) => sum + v, 0) / n;
  return { value, spread: Math.sqrt((n - 1) / n * without.reduce((sum, v) => sum + (v - mean) ** 2, 0)) };
}

// Both against real images: {value, spread} as a share of theirs; the errors of a ratio add up in squares.
export function shareOf(measure, real) {
  if (!measure || !real || !real.value) return null;
  const value = measure.value / real.value;
  return { value, spread: value * Math.hypot(measure.spread / (measure.value || 1), real.spread / real.value) };
}

// How often something is so in n trials. The spread after one more hit and one more miss: 36 of 36 is not certainty.
// Source: Agresti & Coull 1998, doi:10.1080/00031305.1998.10480550.
export function rateOf(hits, n) {
  const p = (hits + 1) / (n + 2);
  return { value: hits / n, spread: Math.sqrt(p * (1 - p) / (n + 2)) };
}

export function measuresOf(images, size) {
  const inks = images.map((image) => inkOf(image, size));
  return { steep: meanOf(inks.map(({ steep }) => steep)), grey: meanOf(inks.map(({ grey }) => grey)), apart: apartOf(images) };
}

// Which of several is best, by more than twice what both vary by: {first, second} as places in the list, or null.
export function leaderOf(measures, higher) {
  const known = [...measures.keys()].filter((c) => measures[c]);
  known.sort((a, b) => (measures[b].value - measures[a].value) * (higher ? 1 : -1));
  const [first, second] = known;
  if (known.length < 2) return null;
  const apart = Math.abs(measures[first].value - measures[second].value);
  return apart > 2 * Math.hypot(measures[first].spread, measures[second].spread) ? { first, second } : null;
}
