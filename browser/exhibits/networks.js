// How does a small network of tanh units learn in the browser, its gradient penalty with it?
//
// Numbers of a network lie in one Float64Array: weights (out, in) row by row and biases, layer after layer. Batches lie row by row.

// sizes: of the input, of each layer. -> [{from, to, w, b}]: w and b are where a layer's numbers begin.
export function layersOf(sizes) {
  let at = 0;
  return sizes.slice(1).map((to, k) => {
    const from = sizes[k], layer = { from, to, w: at, b: at + from * to };
    at = layer.b + to;
    return layer;
  });
}

export const countOf = (layers) => layers.at(-1).b + layers.at(-1).to;

// Weights as torch.nn.Linear begins, even between -1/sqrt(in) and 1/sqrt(in), and so the biases. uniform(): inside 0 and 1.
export function begun(layers, uniform) {
  const numbers = new Float64Array(countOf(layers));
  for (const { from, to, w } of layers) {
    for (let i = w; i < w + from * to + to; i++) numbers[i] = (2 * uniform() - 1) / Math.sqrt(from);
  }
  return numbers;
}

// y = W x, and b with it unless `bare`.
function affine(numbers, { from, to, w, b }, x, n, bare = false) {
  const y = new Float64Array(n * to);
  for (let r = 0; r < n; r++) {
    for (let o = 0; o < to; o++) {
      let sum = bare ? 0 : numbers[b + o];
      for (let i = 0, row = w + o * from, left = r * from; i < from; i++) sum += numbers[row + i] * x[left + i];
      y[r * to + o] = sum;
    }
  }
  return y;
}

// x^ = W^T y^.
function back(numbers, { from, to, w }, delta, n) {
  const x = new Float64Array(n * from);
  for (let r = 0; r < n; r++) {
    for (let o = 0; o < to; o++) {
      const d = delta[r * to + o];
      for (let i = 0, row = w + o * from, left = r * from; i < from; i++) x[left + i] += numbers[row + i] * d;
    }
  }
  return x;
}

// W^ += y^ x^T, and b^ with it unless `bare`.
function gather(gradient, { from, to, w, b }, delta, x, n, bare = false) {
  for (let r = 0; r < n; r++) {
    for (let o = 0; o < to; o++) {
      const d = delta[r * to + o];
      if (!bare) gradient[b + o] += d;
      for (let i = 0, row = w + o * from, left = r * from; i < from; i++) gradient[row + i] += d * x[left + i];
    }
  }
}

// What every layer gives for x (n, in), the input first and the output last; all but the output through tanh.
export function forward(layers, numbers, x, n) {
  const acts = [x];
  for (const [k, layer] of layers.entries()) {
    const y = affine(numbers, layer, acts[k], n);
    if (k + 1 < layers.length) for (let i = 0; i < y.length; i++) y[i] = Math.tanh(y[i]);
    acts.push(y);
  }
  return acts;
}

// Takes the slope of a loss by the output back to the input, and adds that by the numbers to `gradient`, unless it is null.
export function backward(layers, numbers, acts, slope, n, gradient) {
  let delta = slope;
  for (let k = layers.length - 1; k >= 0; k--) {
    if (k + 1 < layers.length) delta = delta.map((d, i) => d * (1 - acts[k + 1][i] ** 2));
    if (gradient) gather(gradient, layers[k], delta, acts[k], n);
    delta = back(numbers, layers[k], delta, n);
  }
  return delta;
}

// R1: weight / 2 times the mean squared slope of the (one) output by the input. Adds its gradient; returns its value.
// The slope of |g|^2 / 2 is that of g v with v = g held: g v is how fast the output goes along v, and that is taken back.
// Source: Mescheder et al. 2018, arXiv:1801.04406, equation 9.
export function penalise(layers, numbers, acts, n, weight, gradient) {
  const last = layers.length - 1, way = backward(layers, numbers, acts, new Float64Array(n).fill(1), n, null);
  const speeds = [], along = [way];
  for (const [k, layer] of layers.entries()) {
    const s = affine(numbers, layer, along[k], n, true);
    speeds.push(s);
    along.push(k < last ? s.map((v, i) => v * (1 - acts[k + 1][i] ** 2)) : s);
  }
  let onAlong = new Float64Array(n).fill(weight / n), onAct = null;
  for (let k = last; k >= 0; k--) {
    let onSpeed = onAlong, onSum = null;
    if (k < last) {
      const t = acts[k + 1], s = speeds[k], before = onAlong;
      onSpeed = before.map((v, i) => v * (1 - t[i] ** 2));
      onSum = before.map((v, i) => (-2 * t[i] * v * s[i] + (onAct ? onAct[i] : 0)) * (1 - t[i] ** 2));
    }
    gather(gradient, layers[k], onSpeed, along[k], n, true);
    if (onSum) gather(gradient, layers[k], onSum, acts[k], n);
    onAlong = back(numbers, layers[k], onSpeed, n);
    onAct = onSum ? back(numbers, layers[k], onSum, n) : null;
  }
  return weight / 2 * way.reduce((sum, v) => sum + v * v, 0) / n;
}

// Adam, Kingma & Ba 2015, arXiv:1412.6980, as torch.optim.Adam has it. -> step(numbers, gradient, rate)
export function makeAdam(count, first = 0.5, second = 0.999, least = 1e-8) {
  const m = new Float64Array(count), v = new Float64Array(count);
  let steps = 0;
  return (numbers, gradient, rate) => {
    steps++;
    const ofM = 1 - first ** steps, ofV = 1 - second ** steps;
    for (let i = 0; i < count; i++) {
      m[i] = first * m[i] + (1 - first) * gradient[i];
      v[i] = second * v[i] + (1 - second) * gradient[i] ** 2;
      numbers[i] -= rate * (m[i] / ofM) / (Math.sqrt(v[i] / ofV) + least);
    }
  };
}
