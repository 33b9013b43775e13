// What do the kernels do, in plain JavaScript? With doubles they are what the others are held against; with floats they
// train where a browser has no WebAssembly with SIMD. Sums are doubles, whatever holds the numbers.

// numbers: Float64Array or Float32Array. Returns what makeWasmKernels does.
export function makePlainKernels(numbers, arithmetic) {
  const learning = plainLearning(numbers, arithmetic);
  return { name: "plain", numbers, ...plainProducts(numbers), ...plainPointwise(numbers, arithmetic), ...learning };
}

export function plainProducts(v) {
  // Four rows by four columns at a time, as many sums as there are registers.
  function product(m, n, k, a, am, ak, b, bias, c) {
    for (let r = 0; r < m; r += 4) {
      for (let q = 0; q < n; q += 4) {
        let b0 = 0, b1 = 0, b2 = 0, b3 = 0;
        if (bias) { b0 = v[bias + q]; b1 = v[bias + q + 1]; b2 = v[bias + q + 2]; b3 = v[bias + q + 3]; }
        let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
        let s20 = 0, s21 = 0, s22 = 0, s23 = 0, s30 = 0, s31 = 0, s32 = 0, s33 = 0;
        for (let d = 0, i = a + r * am, j = b + q; d < k; d++, i += ak, j += n) {
          const x0 = v[i], x1 = v[i + am], x2 = v[i + 2 * am], x3 = v[i + 3 * am];
          const y0 = v[j], y1 = v[j + 1], y2 = v[j + 2], y3 = v[j + 3];
          s00 += x0 * y0; s01 += x0 * y1; s02 += x0 * y2; s03 += x0 * y3;
          s10 += x1 * y0; s11 += x1 * y1; s12 += x1 * y2; s13 += x1 * y3;
          s20 += x2 * y0; s21 += x2 * y1; s22 += x2 * y2; s23 += x2 * y3;
          s30 += x3 * y0; s31 += x3 * y1; s32 += x3 * y2; s33 += x3 * y3;
        }
        const o = c + r * n + q, p = o + n, s = p + n, t = s + n;
        v[o] = s00 + b0; v[o + 1] = s01 + b1; v[o + 2] = s02 + b2; v[o + 3] = s03 + b3;
        v[p] = s10 + b0; v[p + 1] = s11 + b1; v[p + 2] = s12 + b2; v[p + 3] = s13 + b3;
        v[s] = s20 + b0; v[s + 1] = s21 + b1; v[s + 2] = s22 + b2; v[s + 3] = s23 + b3;
        v[t] = s30 + b0; v[t + 1] = s31 + b1; v[t + 2] = s32 + b2; v[t + 3] = s33 + b3;
      }
    }
  }

  return {
    product,
    turn(rows, columns, w, t) {
      for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) v[t + c * rows + r] = v[w + r * columns + c];
    },
    sums(m, n, a, s) {
      for (let q = 0; q < n; q++) {
        let sum = 0;
        for (let r = 0; r < m; r++) sum += v[a + r * n + q];
        v[s + q] = sum;
      }
    },
  };
}

export function plainPointwise(v, { exp }) {
  const half = (x) => { const e = exp(-Math.abs(x)); return (x >= 0 ? 1 : e) / (1 + e); }; // the sigmoid
  return {
    exp(n, x, y, scale) { for (let i = 0; i < n; i++) v[y + i] = exp(scale * v[x + i]); },
    sigmoid(n, x, y) { for (let i = 0; i < n; i++) v[y + i] = half(v[x + i]); },
    relu(n, x, y) {
      for (let i = 0; i < n; i++) { const value = v[x + i]; v[y + i] = value < 0 ? 0 : value; v[x + i] = value > 0 ? 1 : 0; }
    },
    leaky(n, x, y, slope) {
      for (let i = 0; i < n; i++) { const value = v[x + i]; v[y + i] = value < 0 ? slope * value : value; v[x + i] = value > 0 ? 1 : slope; }
    },
    silu(n, x, y) {
      for (let i = 0; i < n; i++) {
        const s = half(v[x + i]), value = v[x + i] * s;
        v[y + i] = value;
        v[x + i] = s + value * (1 - s);
      }
    },
    tanh(n, x, y) {
      for (let i = 0; i < n; i++) {
        const value = v[x + i], e = exp(-2 * Math.abs(value)), size = (1 - e) / (1 + e);
        v[y + i] = value < 0 ? -size : size;
        v[x + i] = 1 - size * size;
      }
    },
    times(n, x, y) { for (let i = 0; i < n; i++) v[x + i] *= v[y + i]; },
    scaled(n, x, scale) { for (let i = 0; i < n; i++) v[x + i] *= scale; },
  };
}

export function plainLearning(v, { exp, log }) {
  const AT_ONCE = 960, LEAST = 1e-30;
  return {
    bernoulli(n, l, x, scale) {
      let nats = 0, factors = 1;
      for (let i = 0; i < n; i++) {
        const logit = v[l + i], pixel = v[x + i], e = exp(-Math.abs(logit)), part = 1 / (1 + e);
        nats += (logit < 0 ? 0 : logit) - logit * pixel;
        factors *= 1 + e;
        if (i % AT_ONCE === AT_ONCE - 1) { nats += log(factors); factors = 1; }
        v[l + i] = ((logit >= 0 ? part : e * part) - pixel) * scale;
      }
      return nats + log(factors);
    },
    squares(n, l, x) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const e = exp(-Math.abs(v[l + i])), s = (v[l + i] >= 0 ? 1 : e) / (1 + e), off = s - v[x + i];
        sum += off * off;
        v[l + i] = off * s * (1 - s);
      }
      return sum;
    },
    adam(n, w, g, m, u, b1, b2, d1, d2, rate, root, eps) {
      for (let i = 0; i < n; i++) {
        const slope = v[g + i], mean = b1 * v[m + i] + d1 * slope, square = b2 * v[u + i] + d2 * slope * slope;
        v[m + i] = Math.abs(mean) < LEAST ? 0 : mean;
        v[u + i] = square < LEAST ? 0 : square;
        v[w + i] -= rate * v[m + i] / (Math.sqrt(v[u + i]) / root + eps);
      }
    },
  };
}
