// Which random numbers does a training draw? The same for the same seed in every browser, and each by what it is for: the
// noise of step 100 is what it is, whatever was drawn before, so that no state of a generator need be kept.
//
// They are none of torch's: a training on the server with the same seed is another one.

// stream(seed, ...key) -> {next(): whole, from 0 to 2^32 - 1, uniform(): inside 0 and 1, normal(), below(n): whole}.
// Sources: xoshiro128** of Blackman & Vigna 2021, doi:10.1145/3460772; the mixing steps of MurmurHash3 (Appleby).
export function makeStream(arithmetic, ...key) {
  let hash = 0;
  const mixed = (value) => {
    hash = Math.imul(hash ^ (value + 0x9e3779b9), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
    return hash;
  };
  for (const value of key) mixed(value);
  return makeXoshiro(arithmetic, [mixed(1), mixed(2), mixed(3), mixed(4) | 1]); // not all of them 0
}

export function makeXoshiro(arithmetic, [a, b, c, d]) {
  const turned = (x, by) => (x << by) | (x >>> (32 - by));
  function next() {
    const result = Math.imul(turned(Math.imul(b, 5), 7), 9), shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = turned(d, 11);
    return result >>> 0;
  }
  const uniform = () => (next() + 0.5) / 4294967296;
  return { next, uniform, normal: () => normalBelow(uniform(), arithmetic), below: (n) => Math.floor(uniform() * n) };
}

// The number below which a standard normal one lies with chance p, for p from 1e-11 to 1 - 1e-11.
// Source: Wichura 1988, "Algorithm AS 241", doi:10.2307/2347330, PPND16.
export function normalBelow(p, arithmetic) {
  const ratio = (r, above, below) => {
    let top = 0, bottom = 0;
    for (let i = 7; i >= 0; i--) { top = top * r + above[i]; bottom = bottom * r + below[i]; }
    return top / bottom;
  };
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    return q * ratio(0.180625 - q * q,
      [3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.693765509461, 45921.95393154987, 67265.7709270087,
        33430.57558358813, 2509.0809287301227],
      [1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
        5226.495278852854]);
  }
  const r = Math.sqrt(-arithmetic.log(q < 0 ? p : 1 - p)) - 1.6;
  const far = ratio(r,
    [1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
      0.022723844989269184, 0.0007745450142783414],
    [1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
      0.0005475938084995345, 1.0507500716444169e-09]);
  return q < 0 ? -far : far;
}

// seed -> what each part of a training asks for.
export function makeChance(seed, arithmetic) {
  const ORDER = 1, NOISE = 2, HELD_OUT = 3, WEIGHTS = 4, INK = 5, HELD_OUT_INK = 6, SAMPLES = 7, SPREAD = 8, VARIED = 9;
  const filled = (count, draw) => {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = draw();
    return out;
  };
  const normals = (count, ...key) => filled(count, makeStream(arithmetic, seed, ...key).normal);
  // The numbers below n, shuffled. Source: Fisher & Yates, as Durstenfeld 1964 has it.
  const shuffled = (n, ...key) => {
    const { below } = makeStream(arithmetic, seed, ...key), places = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = below(i + 1), kept = places[i];
      places[i] = places[j];
      places[j] = kept;
    }
    return places;
  };
  return {
    order: (pass, n) => shuffled(n, ORDER, pass), // in which n images are seen in a pass over them
    spread: (n) => shuffled(n, SPREAD), // in which they are taken where only some are learned from
    noise: (step, count) => normals(count, NOISE, step),
    heldOutNoise: (count) => normals(count, HELD_OUT),
    sampleNoise: (count) => normals(count, SAMPLES),
    // As many numbers, evenly from -bound to bound: the first weights of a layer, or its biases.
    weights: (which, count, bound) => {
      const { uniform } = makeStream(arithmetic, seed, WEIGHTS, which);
      return filled(count, () => bound * (2 * uniform() - 1));
    },
    ink: (step) => makeStream(arithmetic, seed, INK, step).below,
    varied: (step) => makeStream(arithmetic, seed, VARIED, step),
    heldOutInk: () => makeStream(arithmetic, seed, HELD_OUT_INK).below,
  };
}
