// How does JavaScript call the kernels of WebAssembly? With places counted in numbers, and nothing but numbers.

import { kernelsInBase64 } from "./binary.js";

// numbers: how many the kernels work on. Returns {numbers: Float32Array, and a function for each kernel: see the .wat
// files}, or null where the browser knows no WebAssembly with SIMD, or a page's policy forbids it.
export function makeWasmKernels(count, arithmetic) {
  let exports, memory;
  try {
    const bytes = Uint8Array.from(atob(kernelsInBase64()), (c) => c.charCodeAt(0));
    memory = new WebAssembly.Memory({ initial: Math.ceil(4 * count / 65536) }); // all at once: to grow it detaches its arrays
    exports = /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports);
  } catch {
    return null;
  }
  const { product, turn, sums, times, scaled, squares, adam } = exports, AT_ONCE = 960; // pixels, see learning.wat
  const pointwise = (f) => (n, x, y) => f(n, 4 * x, 4 * y);
  return {
    name: "wasm",
    numbers: new Float32Array(memory.buffer, 0, count),
    product: (m, n, k, a, am, ak, b, bias, c) => product(m, n, k, 4 * a, am, ak, 4 * b, 4 * bias, 4 * c),
    turn: (rows, columns, w, t) => turn(rows, columns, 4 * w, 4 * t),
    sums: (m, n, a, s) => sums(m, n, 4 * a, 4 * s),
    exp: (n, x, y, scale) => exports.exp(n, 4 * x, 4 * y, scale),
    sigmoid: pointwise(exports.sigmoid),
    relu: pointwise(exports.relu),
    leaky: (n, x, y, slope) => exports.leaky(n, 4 * x, 4 * y, slope),
    silu: pointwise(exports.silu),
    tanh: pointwise(exports.tanh),
    times: (n, x, y) => times(n, 4 * x, 4 * y),
    scaled: (n, x, scale) => scaled(n, 4 * x, scale),
    bernoulli(n, l, x, scale) {
      let nats = 0;
      for (let at = 0; at < n; at += AT_ONCE) {
        const [sum, factors] = exports.bernoulli(Math.min(AT_ONCE, n - at), 4 * (l + at), 4 * (x + at), scale);
        nats += sum + arithmetic.log(factors);
      }
      return nats;
    },
    squares: (n, l, x) => squares(n, 4 * l, 4 * x),
    adam: (n, w, g, m, u, b1, b2, d1, d2, rate, root, eps) => (
      adam(n, 4 * w, 4 * g, 4 * m, 4 * u, b1, b2, d1, d2, rate, root, eps)),
  };
}
