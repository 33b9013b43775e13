// How does a small network run in the browser? An interpreter for the graphs that core/networks/browser.py writes: one factory that refers to makeSolver alone: both texts are also the program of the Web Worker (network.js).
import { makeSolver } from "./solver.js";

// eslint-disable-next-line max-lines-per-function -- what is sent to a worker must be one function that needs nothing around it
export function makeRuntime() {
  // Float16 bits -> number, by table: building it costs 1 ms, and a look-up is five times faster than the arithmetic.
  let halves = null;
  function halfTable() {
    if (halves) return halves;
    halves = new Float32Array(65536);
    for (let bits = 0; bits < 65536; bits++) {
      const exponent = (bits >> 10) & 31, fraction = bits & 1023;
      const size = exponent === 0 ? fraction * 2 ** -24
        : exponent === 31 ? (fraction ? NaN : Infinity) : (1 + fraction / 1024) * 2 ** (exponent - 15);
      halves[bits] = bits & 32768 ? -size : size;
    }
    return halves;
  }

  function fromHalf(bits) {
    const table = halfTable(), out = new Float32Array(bits.length);
    for (let i = 0; i < bits.length; i++) out[i] = table[bits[i]];
    return out;
  }

  // A packed file: u32 length of the JSON header, the header {name: [offset, length]}, sections at multiples of 16.
  function unpack(bytes) {
    // Streamlit hands over a view into its message at an odd offset; typed arrays need an aligned start.
    const data = bytes.byteOffset % 16 ? bytes.slice() : bytes;
    const length = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
    const sections = {};
    for (const [name, [offset, size]] of Object.entries(header)) sections[name] = data.subarray(offset, offset + size);
    return sections;
  }

  function unpackNetwork(bytes) {
    const { graph, weights } = unpack(bytes);
    return { graph: JSON.parse(new TextDecoder().decode(graph)), weights };
  }

  const size = (shape) => shape.reduce((a, b) => a * b, 1);

  function weightsOf(graph, bytes) {
    const count = bytes.byteLength / (graph.dtype === "float16" ? 2 : 4);
    if (graph.dtype === "float16") return fromHalf(new Uint16Array(bytes.buffer, bytes.byteOffset, count));
    return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  }

  // out[r] = bias[r] + sum_i w[r, i] * x[i]. Four rows at a time read x once for all.
  function linear(w, bias, rows, x, out) {
    const depth = x.length;
    let r = 0;
    for (; r + 3 < rows; r += 4) {
      const w0 = r * depth, w1 = w0 + depth, w2 = w1 + depth, w3 = w2 + depth;
      let s0 = bias[r], s1 = bias[r + 1], s2 = bias[r + 2], s3 = bias[r + 3];
      for (let i = 0; i < depth; i++) {
        const v = x[i];
        s0 += w[w0 + i] * v; s1 += w[w1 + i] * v; s2 += w[w2 + i] * v; s3 += w[w3 + i] * v;
      }
      out[r] = s0; out[r + 1] = s1; out[r + 2] = s2; out[r + 3] = s3;
    }
    for (; r < rows; r++) {
      let s = bias[r];
      for (let i = 0, a = r * depth; i < depth; i++) s += w[a + i] * x[i];
      out[r] = s;
    }
  }

  // out[at + p * step + r * plane] = bias[r] + sum_i w[r, i] * columns[p, i]: what both convolutions come down to.
  // Four rows by two columns at a time keep eight sums in registers. w and columns are Float64Array: the sums are
  // doubles, and to widen each number as it is read costs more than the multiplication.
  function multiply(w, bias, rows, depth, columns, pixels, out, at, step, plane) {
    for (let p = 0; p < pixels; p += 2) {
      // An odd last column is computed twice: cheaper than a second copy of the loop.
      const q = Math.min(p + 1, pixels - 1), c0 = p * depth, c1 = q * depth, left = at + p * step, right = at + q * step;
      let r = 0;
      for (; r + 3 < rows; r += 4) {
        const w0 = r * depth, w1 = w0 + depth, w2 = w1 + depth, w3 = w2 + depth, o = left + r * plane, e = right + r * plane;
        const b0 = bias[r], b1 = bias[r + 1], b2 = bias[r + 2], b3 = bias[r + 3];
        let s00 = b0, s10 = b1, s20 = b2, s30 = b3, s01 = b0, s11 = b1, s21 = b2, s31 = b3;
        for (let i = 0; i < depth; i++) {
          const x = columns[c0 + i], y = columns[c1 + i];
          const v0 = w[w0 + i], v1 = w[w1 + i], v2 = w[w2 + i], v3 = w[w3 + i];
          s00 += v0 * x; s10 += v1 * x; s20 += v2 * x; s30 += v3 * x;
          s01 += v0 * y; s11 += v1 * y; s21 += v2 * y; s31 += v3 * y;
        }
        out[o] = s00; out[o + plane] = s10; out[o + 2 * plane] = s20; out[o + 3 * plane] = s30;
        out[e] = s01; out[e + plane] = s11; out[e + 2 * plane] = s21; out[e + 3 * plane] = s31;
      }
      for (; r < rows; r++) {
        let s0 = bias[r], s1 = s0;
        for (let i = 0, a = r * depth; i < depth; i++) { s0 += w[a + i] * columns[c0 + i]; s1 += w[a + i] * columns[c1 + i]; }
        out[left + r * plane] = s0;
        out[right + r * plane] = s1;
      }
    }
  }

  // Taps of one axis: output places first, first + step, ... (n of them); the m-th reads input m * stride + shift.
  function convolutionTaps(n, kernel, stride, padding) {
    return [{ first: 0, step: 1, n, stride, taps: [...Array(kernel).keys()].map((k) => ({ k, shift: k - padding })) }];
  }

  // A transposed convolution is `stride` ordinary ones, each filling every stride-th place with its share of the kernel.
  function transposedTaps(n, kernel, stride, padding) {
    return [...Array(Math.min(stride, n)).keys()].map((phase) => {
      const taps = [];
      for (let k = 0; k < kernel; k++) {
        if ((phase + padding - k) % stride === 0) taps.push({ k, shift: (phase + padding - k) / stride });
      }
      return { first: phase, step: stride, n: Math.ceil((n - phase) / stride), stride: 1, taps };
    });
  }

  function convolution(op, shape, x, out, weight, bias, transposed) {
    const [channels, height, width] = shape, [rows, outHeight, outWidth] = op.shape, [kh, kw] = op.kernel;
    const axis = transposed ? transposedTaps : convolutionTaps;
    const down = axis(outHeight, kh, op.stride[0], op.padding[0]), across = axis(outWidth, kw, op.stride[1], op.padding[1]);
    const [top, bottom] = margins(down, height), [left, right] = margins(across, width);
    const wide = width + left + right, high = height + top + bottom, padded = new Float32Array(channels * high * wide);
    const passes = [];
    for (const v of down) {
      for (const h of across) {
        const depth = channels * v.taps.length * h.taps.length;
        const w = new Float64Array(rows * depth), offsets = new Int32Array(depth);
        let i = 0;
        for (let c = 0; c < channels; c++) {
          for (const a of v.taps) {
            for (const b of h.taps) {
              offsets[i] = (c * high + a.shift + top) * wide + b.shift + left;
              for (let r = 0; r < rows; r++) {
                const from = transposed ? c * rows + r : r * channels + c; // torch: (in, out, ...) against (out, in, ...)
                w[r * depth + i] = weight[(from * kh + a.k) * kw + b.k];
              }
              i++;
            }
          }
        }
        passes.push({ v, h, w, depth, offsets, columns: new Float64Array(depth * h.n) });
      }
    }
    return () => {
      for (let row = 0; row < channels * height; row++) {
        const to = (row + top + Math.floor(row / height) * (top + bottom)) * wide + left;
        for (let i = 0, from = row * width; i < width; i++) padded[to + i] = x[from + i];
      }
      for (const { v, h, w, depth, offsets, columns } of passes) {
        for (let m = 0; m < v.n; m++) {
          gather(padded, offsets, m * v.stride * wide, h.stride, h.n, columns);
          multiply(w, bias, rows, depth, columns, h.n, out,
            (v.first + m * v.step) * outWidth + h.first, h.step, outHeight * outWidth);
        }
      }
    };
  }

  // How far an axis' taps reach before the first and beyond the last of its `inputs`.
  function margins(passes, inputs) {
    let before = 0, behind = 0;
    for (const { n, stride, taps } of passes) {
      for (const { shift } of taps) {
        before = Math.max(before, -shift);
        behind = Math.max(behind, (n - 1) * stride + shift - (inputs - 1));
      }
    }
    return [before, behind];
  }

  // Lay out what each place of one output row reads. The margin of zeros spares asking every number whether it is
  // outside: with few output channels that took longer than the multiplications.
  function gather(padded, offsets, start, stride, n, columns) {
    for (let p = 0, i = 0; p < n; p++) {
      const at = start + p * stride;
      for (let k = 0; k < offsets.length; k++) columns[i++] = padded[at + offsets[k]];
    }
  }

  const pointwise = {
    relu: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = x[i] > 0 ? x[i] : 0; },
    leaky_relu: (x, out, op) => { for (let i = 0; i < x.length; i++) out[i] = x[i] > 0 ? x[i] : op.slope * x[i]; },
    silu: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = x[i] / (1 + Math.exp(-x[i])); },
    tanh: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.tanh(x[i]); },
    sigmoid: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = 1 / (1 + Math.exp(-x[i])); },
  };

  // Of equal shapes, or a number for each channel onto all places of it.
  function add(x, y, out) {
    const places = x.length / y.length;
    for (let c = 0, i = 0; c < y.length; c++) for (const end = i + places, by = y[c]; i < end; i++) out[i] = x[i] + by;
  }

  // Over the first axis, at each of the places behind it.
  function softmax(x, out, classes) {
    const places = x.length / classes;
    for (let p = 0; p < places; p++) {
      let top = -Infinity, sum = 0;
      for (let i = p; i < x.length; i += places) top = Math.max(top, x[i]);
      for (let i = p; i < x.length; i += places) sum += Math.exp(x[i] - top);
      for (let i = p; i < x.length; i += places) out[i] = Math.exp(x[i] - top) / sum;
    }
  }

  // Bring to length 1.
  function unit(x, out) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
    const length = Math.max(1e-6, Math.sqrt(sum));
    for (let i = 0; i < x.length; i++) out[i] = x[i] / length;
  }

  // The squared distance to the nearest of the points in w, one a row.
  function nearest(w, x, out, count) {
    let least = Infinity;
    for (let r = 0, a = 0; r < count; r++, a += x.length) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) { const by = x[i] - w[a + i]; sum += by * by; }
      if (sum < least) least = sum;
    }
    out[0] = least;
  }

  // For each output place along an axis: the two inputs it lies between and the share of the second.
  function upsampleAxis(n, from, ratio, bilinear) {
    return [...Array(n).keys()].map((i) => {
      if (!bilinear) return [Math.min(Math.floor(i * ratio), from - 1), 0, 0];
      const at = Math.max((i + 0.5) * ratio - 0.5, 0), low = Math.min(Math.floor(at), from - 1);
      return [low, Math.min(low + 1, from - 1), at - low];
    });
  }

  function upsample(op, shape, x, out) {
    const [channels, height, width] = shape, [, outHeight, outWidth] = op.shape, bilinear = op.mode === "bilinear";
    const down = upsampleAxis(outHeight, height, op.ratio[0], bilinear);
    const across = upsampleAxis(outWidth, width, op.ratio[1], bilinear);
    return () => {
      let i = 0;
      for (let c = 0; c < channels; c++) {
        for (const [top, bottom, v] of down) {
          const upper = (c * height + top) * width, lower = (c * height + bottom) * width;
          for (const [left, right, h] of across) {
            if (!bilinear) { out[i++] = x[upper + left]; continue; }
            out[i++] = (1 - v) * ((1 - h) * x[upper + left] + h * x[upper + right])
              + v * ((1 - h) * x[lower + left] + h * x[lower + right]);
          }
        }
      }
    };
  }

  // The function that computes one operation; it reads and writes buffers that never move.
  function stepOf(op, shapes, inputs, out, weights) {
    const x = inputs[0], shape = shapes[op.in[0]], rows = op.shape[0];
    const bias = op.bias === undefined ? null : weights.subarray(op.bias, op.bias + rows);
    const weight = op.weight === undefined ? null : weights.subarray(op.weight);
    switch (op.op) {
      case "linear": return () => linear(weight, bias, rows, x, out);
      case "conv2d": return convolution(op, shape, x, out, weight, bias, false);
      case "conv_transpose2d": return convolution(op, shape, x, out, weight, bias, true);
      case "scale": {
        const places = x.length / rows;
        return () => { for (let i = 0; i < x.length; i++) out[i] = x[i] * weight[(i / places) | 0] + bias[(i / places) | 0]; };
      }
      case "softmax": return () => softmax(x, out, rows);
      case "unit": return () => unit(x, out);
      case "nearest": return () => nearest(weight, x, out, op.points);
      case "upsample": return upsample(op, shape, x, out);
      case "part": return () => out.set(x.subarray(op.start, op.start + rows));
      case "solve": return makeSolver()(op, build(op.network, weights), x, out);
      case "add": return () => add(x, inputs[1], out);
      case "concat": return () => { let at = 0; for (const part of inputs) { out.set(part, at); at += part.length; } };
    }
    if (pointwise[op.op]) return () => pointwise[op.op](x, out, op);
    throw new Error(`The browser cannot run the operation ${op.op}.`);
  }

  // Returns {graph, run, values}: run(input) fills and returns one buffer that the next run overwrites. keep: what every
  // operation makes stays as it was made, values()[i] being the i-th value as the graph counts them (a reshaped one is its
  // source); without it, activations overwrite what they read.
  function build(graph, bytes, { keep = false } = {}) {
    const weights = bytes instanceof Float32Array ? bytes : weightsOf(graph, bytes); // numbers: of a network within another
    const shapes = [graph.input], buffers = [new Float32Array(size(graph.input))];
    const readers = new Map(), steps = [];
    for (const op of graph.ops) for (const id of op.in) readers.set(id, (readers.get(id) ?? 0) + 1);
    for (const [i, op] of graph.ops.entries()) {
      const inputs = op.in.map((id) => buffers[id]), source = graph.ops[op.in[0] - 1];
      shapes.push(op.shape);
      if (op.op === "reshape") { buffers.push(inputs[0]); continue; }
      // An activation overwrites its input if nobody else reads it; a reshaped or given one may have other readers.
      const inPlace = !keep && pointwise[op.op] && readers.get(op.in[0]) === 1 && source && source.op !== "reshape";
      buffers.push(inPlace ? inputs[0] : new Float32Array(size(op.shape)));
      steps.push(stepOf(op, shapes, inputs, buffers[i + 1], weights));
    }
    const input = buffers[0], output = buffers[buffers.length - 1];
    const run = (x) => { input.set(x); for (const step of steps) step(); return output; };
    return { graph, run, values: () => buffers };
  }

  return { build, unpack, unpackNetwork, fromHalf };
}
