// Which noise do all models get, and what lies on their pads? Numbers from seeds, the same for every model as far as it
// takes them, and patches of latent space on which every place is as typical as a draw. core/blocks/compare_models.py knows the same.

// Numbers in [0, 1) from whole numbers. Source: the mixing steps of MurmurHash3, and Tommy Ettinger's mulberry32.
function numbersOf(...parts) {
  let state = 0x9e3779b9 | 0;
  for (const part of parts) {
    state = Math.imul(state ^ part, 0x85ebca6b);
    state ^= state >>> 13;
    state = Math.imul(state, 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// The first d of endlessly many draws from N(0, 1), in pairs by Box and Muller: a model of more dimensions gets the same
// numbers and further ones. stream: 0 for a sample, others for directions away from it.
export function noiseOf(seed, index, stream, d) {
  const next = numbersOf(seed, index, stream), out = new Float64Array(d);
  for (let i = 0; i < d; i += 2) {
    const r = Math.sqrt(-2 * Math.log(1 - next())), angle = 2 * Math.PI * next();
    out[i] = r * Math.cos(angle);
    if (i + 1 < d) out[i + 1] = r * Math.sin(angle);
  }
  return out;
}

const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
export const lengthOf = (a) => Math.sqrt(dot(a, a));

// The share of draws from N(0, 1) in d dimensions that lie nearer to the centre than a length: the chi-square distribution, by
// the series of the incomplete gamma function (DLMF 8.11.4). core/sampling/prior.py knows the same.
export function nearerThan(length, d) {
  const a = d / 2, x = length * length / 2;
  if (x > 600) return 1; // for the 128 dimensions that a model may have
  let log = d % 2 ? Math.log(Math.PI) / 2 : 0; // of the gamma function of a + 1
  for (let k = d % 2 ? 0.5 : 1; k <= a; k++) log += Math.log(k);
  let term = Math.exp(a * Math.log(x) - x - log), sum = term;
  for (let n = 1; term > 1e-12 * sum; n++) sum += term *= x / (a + n);
  return Math.min(1, sum);
}

// What is left of a direction at right angles to others (at right angles to each other), as long as asked; zeros if nothing is.
function across(direction, others, length) {
  let rest = direction;
  for (const other of others) {
    const square = dot(other, other), share = square > 0 ? dot(rest, other) / square : 0;
    rest = rest.map((v, i) => v - share * other[i]);
  }
  const now = lengthOf(rest);
  return rest.map((v) => (now > 1e-9 ? v * length / now : 0));
}

// The patch around the index-th sample of a seed: at(u, v) -> z with u and v from -1 to 1, and the same again beyond. Two
// circles: z = cos(pi u) p + sin(pi u) s + cos(pi v) q + sin(pi v) t, where p + q is the sample. In four dimensions and more
// all of p, s, q, t are at right angles, so that |z| is the same everywhere: no place is less typical than the sample. In
// fewer the circles are at least so large that the patch reaches as far as typical draws.
export function makePatch(seed, index, d) {
  const z = noiseOf(seed, index, 0, d), length = lengthOf(z), free = d >= 4;
  const r = free ? length / Math.SQRT2 : Math.max(1, length / 2);
  const aside = across(noiseOf(seed, index, 1, d), [z], Math.sqrt(Math.max(0, r * r - length * length / 4)));
  const p = z.map((v, i) => v / 2 + aside[i]), q = z.map((v, i) => v / 2 - aside[i]);
  const s = across(noiseOf(seed, index, 2, d), free ? [p, q] : [p], r);
  const t = across(noiseOf(seed, index, 3, d), free ? [q, p, s] : [q], r);
  return {
    at(u, v) {
      const a = Math.cos(Math.PI * u), b = Math.sin(Math.PI * u), c = Math.cos(Math.PI * v), e = Math.sin(Math.PI * v);
      return Float32Array.from({ length: d }, (_, i) => a * p[i] + b * s[i] + c * q[i] + e * t[i]);
    },
  };
}

// Places from a to b: straight, or round the centre, as far out as its ends are.
// Source: Shoemake 1985, doi:10.1145/325165.325242 (slerp); White 2016, arXiv:1609.04468 (for latent spaces).
export function wayBetween(a, b, t, round) {
  if (!round) return Float32Array.from(a, (v, i) => v + (b[i] - v) * t);
  const lengths = [lengthOf(a), lengthOf(b)], cosine = dot(a, b) / (lengths[0] * lengths[1] || 1);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine))), sine = Math.sin(angle);
  if (sine < 1e-6) return wayBetween(a, b, t, false);
  const [left, right] = [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
  return Float32Array.from(a, (v, i) => left * v + right * b[i]);
}

// A place on the pad within -1 to 1, whichever round it is on.
export const wrapped = (u) => u - 2 * Math.floor((u + 1) / 2);
