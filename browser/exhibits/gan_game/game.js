// What does the game of a GAN come to on a line? All of it in closed form, on a row of places as wide as one another.
//
// p: the data, q: the generator's sand, d: what a discriminator says, each one number a place; p and q sum to 1. Nats throughout.
// Source: Goodfellow et al. 2014, arXiv:1406.2661, sections 3 and 4.

export const SPAN = 4, PLACES = 48; // from the middle to an end of the line
export const WIDE = 2 * SPAN / PLACES;
export const placeOf = (i) => -SPAN + WIDE * (i + 0.5);
const SURE = 1e-9; // of a probability: no number is farther from certainty, so that logarithms stay finite

export const total = (values) => values.reduce((sum, v) => sum + v, 0);
export const normal = (values) => { const sum = total(values); return values.map((v) => v / sum); };

// hills: [[where, how wide, how much]], a mixture of Gaussians.
export const hilly = (hills) => normal(Array.from({ length: PLACES }, (_, i) => (
  hills.reduce((sum, [at, wide, much]) => sum + much * Math.exp(-0.5 * ((placeOf(i) - at) / wide) ** 2) / wide, 0))));

// The best discriminator: p / (p + q), proposition 1.
export const bestOf = (p, q) => p.map((v, i) => (v + q[i] > 0 ? Math.min(1 - SURE, Math.max(SURE, v / (v + q[i]))) : 0.5));

// What a discriminator has to pay: -E_p log D - E_q log(1 - D).
export const lossOf = (p, q, d) => p.reduce((sum, v, i) => sum - (v ? v * Math.log(d[i]) : 0) - (q[i] ? q[i] * Math.log(1 - d[i]) : 0), 0);

// Jensen-Shannon divergence, from 0 to log 2. With the best discriminator the loss is log 4 - 2 JS, theorem 1.
export function shannon(p, q) {
  const part = (a, b) => a.reduce((sum, v, i) => sum + (v ? v * Math.log(2 * v / (v + b[i])) : 0), 0);
  return 0.5 * (part(p, q) + part(q, p));
}

// How steep each generator's loss is in the discriminator's score s, D = sigmoid(s), on average over the sand: of log(1 - D), which saturates where
// D is sure, and of -log D.
export const steepness = (q, d) => ({
  saturating: q.reduce((sum, v, i) => sum + v * d[i], 0), non: q.reduce((sum, v, i) => sum + v * (1 - d[i]), 0),
});

// Which way each loss pushes sand along the line, uphill being to the right: d log D / dx, and -d log(1 - D) / dx.
export function pushes(d) {
  const score = d.map((v) => Math.log(v) - Math.log1p(-v)), slope = (i) => {
    const [a, b] = [Math.max(0, i - 1), Math.min(d.length - 1, i + 1)];
    return (score[b] - score[a]) / (WIDE * (b - a));
  };
  const rise = d.map((_, i) => slope(i));
  return { non: rise.map((v, i) => (1 - d[i]) * v), saturating: rise.map((v, i) => d[i] * v) };
}

// Sand one step along: what leaves a place arrives beside it, no more than half of it a step, and a little of it spreads.
export function pushed(q, push, rate) {
  const out = q.slice();
  for (let i = 0; i < q.length - 1; i++) {
    const speed = rate * 0.5 * (push[i] + push[i + 1]) / WIDE, from = speed > 0 ? i : i + 1, share = Math.min(0.45, Math.abs(speed));
    const sand = share * q[from];
    out[from] -= sand;
    out[speed > 0 ? i + 1 : i] += sand;
  }
  return normal(out.map((v) => Math.max(0, v)));
}

// The sand when one place is heaped up to `share` of it: what it takes comes from all others alike.
export function heaped(q, i, share) {
  const held = Math.max(0, Math.min(0.5, share)), others = 1 - q[i];
  return others > 1e-9 ? q.map((v, j) => (j === i ? held : v * (1 - held) / others)) : q;
}
