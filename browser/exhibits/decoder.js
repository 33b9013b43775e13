// Which way would latents have to go for a decoder to draw an image better? Many at a time, by the kernels of train/.
//
// A decoder of dense layers: forwards what it draws, backwards the gradient of -log p(x|z) with respect to z. As a factory it is part of
// the program of a worker; it knows only what it is given.

import { makeArithmetic } from "../train/arithmetic.js";
import { makePlainKernels } from "../train/kernels/plain.js";
import { makeWasmKernels } from "../train/kernels/wasm.js";

// graph, weights: of a packed network (see core/networks/browser.py), weights as numbers. rows: at most so many latents at a time, a
// multiple of 4. fast: by WebAssembly where that is to be had. Throws where the network is not linear layers and functions of one number.
// -> {rows, d, pixels, kernels, aim(x): the image, nats(z, n) -> of n latents, slopes(z, n, out) -> nats, with the gradients in out (n, d)}
export function makeDecoder(graph, weights, rows, fast = true) {
  const wide = (n) => (n + 7) & ~7, layers = [], arithmetic = makeArithmetic();
  let end = 8, across = graph.input[0];
  const room = (count) => { const at = end; end += wide(count); return at; };
  for (const op of graph.ops) {
    if (op.op === "linear") {
      const out = op.shape[0];
      layers.push({ op, inputs: across, outputs: out, in: wide(across), out: wide(out), activation: null });
      across = out;
    } else if (["silu", "relu", "tanh"].includes(op.op)) layers[layers.length - 1].activation = op.op;
    else if (op.op !== "reshape" && !(op.op === "sigmoid" && op === graph.ops[graph.ops.length - 1])) throw new Error(`No way back through ${op.op}.`);
  }
  const input = room(rows * layers[0].in), image = room(across), widest = Math.max(...layers.map((layer) => Math.max(layer.in, layer.out)));
  for (const layer of layers) {
    Object.assign(layer, { weight: room(layer.out * layer.in), turned: room(layer.out * layer.in), bias: room(layer.out), sum: room(rows * layer.out) });
    layer.y = layer.activation ? room(rows * layer.out) : layer.sum;
  }
  const back = [room(rows * widest), room(rows * widest)];
  const kernels = (fast ? makeWasmKernels(end, arithmetic) : null) ?? makePlainKernels(new Float32Array(end), arithmetic), v = kernels.numbers;
  for (const { op, inputs, outputs, in: deep, out, weight, turned, bias } of layers) {
    for (let r = 0; r < outputs; r++) v.set(weights.subarray(op.weight + r * inputs, op.weight + (r + 1) * inputs), weight + r * deep);
    v.set(weights.subarray(op.bias, op.bias + outputs), bias);
    kernels.turn(out, deep, weight, turned);
  }
  const d = layers[0].inputs, last = layers[layers.length - 1], nats = new Float64Array(rows);

  // What the last layer makes of n latents, and how good that is: in its place lie then the gradients of the logits.
  function forward(z, n) {
    const high = (n + 3) & ~3;
    let x = input;
    for (let i = 0; i < n; i++) for (let a = 0; a < d; a++) v[input + i * layers[0].in + a] = z[i * d + a];
    for (const layer of layers) {
      kernels.product(high, layer.out, layer.in, x, layer.in, 1, layer.turned, layer.bias, layer.sum);
      if (layer.activation) kernels[layer.activation](high * layer.out, layer.sum, layer.y);
      x = layer.y;
    }
    for (let i = 0; i < n; i++) nats[i] = kernels.bernoulli(last.out, x + i * last.out, image, 1);
    return nats.subarray(0, n);
  }

  return {
    rows, d, pixels: across, kernels: kernels.name,
    aim(x) { v.set(x, image); },
    nats: forward,
    slopes(z, n, out) {
      const found = forward(z, n), high = (n + 3) & ~3;
      let dy = last.y, next = 0;
      for (let i = layers.length - 1; i >= 0; i--) {
        const layer = layers[i], dx = back[next];
        if (layer.activation) kernels.times(high * layer.out, dy, layer.sum);
        kernels.product(high, layer.in, layer.out, dy, layer.out, 1, layer.weight, 0, dx);
        dy = dx;
        next = 1 - next;
      }
      for (let i = 0; i < n; i++) for (let a = 0; a < d; a++) out[i * d + a] = v[dy + i * layers[0].in + a];
      return found;
    },
  };
}

// Weights of a packed network as numbers.
export function numbersOf(runtime, { graph, weights }) {
  const count = weights.byteLength / (graph.dtype === "float16" ? 2 : 4);
  return graph.dtype === "float16" ? runtime.fromHalf(new Uint16Array(weights.buffer, weights.byteOffset, count))
    : new Float32Array(weights.buffer, weights.byteOffset, count);
}
