// How does an image come to the size that a network takes? Shrinking averages, growing interpolates between the pixels.

// Weights that bring one axis from `from` to `to` pixels: a triangle as wide as the step, so that shrinking averages.
export function resampleWeights(from, to) {
  const ratio = from / to, support = Math.max(1, ratio);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * ratio, taps = [];
    for (let s = Math.max(0, Math.floor(centre - support)); s < Math.min(from, Math.ceil(centre + support)); s++) {
      const weight = 1 - Math.abs(s + 0.5 - centre) / support;
      if (weight > 0) taps.push([s, weight]);
    }
    const sum = taps.reduce((total, [, w]) => total + w, 0);
    return taps.map(([s, w]) => [s, w / sum]);
  });
}

export function makeResampler(from, to) {
  if (from === to) return (pixels) => Float32Array.from(pixels);
  const weights = resampleWeights(from, to), rows = new Float32Array(to * from);
  return (pixels) => {
    const out = new Float32Array(to * to);
    for (let y = 0; y < to; y++) {
      for (let x = 0; x < from; x++) {
        let sum = 0;
        for (const [s, w] of weights[y]) sum += w * pixels[s * from + x];
        rows[y * from + x] = sum;
      }
    }
    for (let y = 0; y < to; y++) {
      for (let x = 0; x < to; x++) {
        let sum = 0;
        for (const [s, w] of weights[x]) sum += w * rows[y * from + s];
        out[y * to + x] = sum;
      }
    }
    return out;
  };
}
