// The data: eight Gaussians on a ring; and which of them does a generator draw?
//
// Source of the ring: Metz et al. 2017, arXiv:1611.02163, section 3.1; of how modes are counted: Srivastava et al. 2017,
// arXiv:1705.07761, section 4.1: a sample within three standard deviations of a mode is of that mode.

export const MODES = 8, RADIUS = 1, WIDE = 0.08;
export const LEAST = 0.01; // share of the samples that a mode needs to count

export const CENTRES = Array.from({ length: MODES }, (_, k) => [RADIUS * Math.cos(2 * Math.PI * k / MODES), RADIUS * Math.sin(2 * Math.PI * k / MODES)]);

// n places of the data, one after the other. stream: chance, see train/chance.js.
export function drawn(stream, n) {
  const xy = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const [x, y] = CENTRES[stream.below(MODES)];
    xy[2 * i] = x + WIDE * stream.normal();
    xy[2 * i + 1] = y + WIDE * stream.normal();
  }
  return xy;
}

// {shares: of the samples that each mode has, hit: how many modes count, near: share of the samples at any mode}
export function counted(xy) {
  const n = xy.length / 2, shares = new Array(MODES).fill(0);
  for (let i = 0; i < n; i++) {
    const k = CENTRES.findIndex(([x, y]) => Math.hypot(xy[2 * i] - x, xy[2 * i + 1] - y) <= 3 * WIDE);
    if (k >= 0) shares[k] += 1 / n;
  }
  return { shares, hit: shares.filter((share) => share >= LEAST).length, near: shares.reduce((sum, share) => sum + share, 0) };
}
