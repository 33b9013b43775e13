// How do numbers go through dense layers, and gradients back?

// layers: of a layout. back: two places for gradients on their way.
export function makeChain(layers, kernels, back) {
  const { product, turn, sums, times } = kernels;
  return {
    // What forward reads of the weights; to be done whenever these have changed.
    turned() { for (const { out, in: across, weight, turned } of layers) turn(out, across, weight, turned); },
    // x: place of (rows, in); returns that of what the last layer makes, (rows, out).
    forward(x, rows) {
      for (const layer of layers) {
        product(rows, layer.out, layer.in, x, layer.in, 1, layer.turned, layer.bias, layer.sum);
        if (layer.activation) kernels[layer.activation](rows * layer.out, layer.sum, layer.y, layer.slope);
        x = layer.y;
      }
      return x;
    },
    // How fast what the hidden layers of the first rows make changes where x goes along t: both, and the slopes of those rows, `behind` so
    // many rows, t being there already. Where a layer has none, it is none of hidden ones. For activations of straight pieces.
    along(x, rows, behind) {
      for (const { in: across, out, turned, sum, y, activation } of layers) {
        if (!activation) return;
        const to = behind * out;
        product(rows, out, across, x + behind * across, across, 1, turned, 0, y + to);
        times(rows * out, y + to, sum);
        kernels.numbers.copyWithin(sum + to, sum, sum + rows * out);
        x = y;
      }
    },
    // Write the gradients of weights and biases, from dy (rows, out), which is overwritten; the last forward was of x. Returns
    // the place of dx (rows, in), 0 where nobody asks for it: that of the pixels takes a third of the time. learns: whether
    // gradients are written; biased: how many rows the biases learn from.
    backward(x, dy, rows, asked, { learns = true, biased = rows } = {}) {
      for (let i = layers.length - 1; i >= 0; i--) {
        const layer = layers[i];
        if (layer.activation) times(rows * layer.out, dy, layer.sum);
        if (learns) {
          product(layer.out, layer.in, rows, dy, 1, layer.out, i ? layers[i - 1].y : x, 0, layer.gradient);
          sums(biased, layer.out, dy, layer.biasGradient);
        }
        if (i === 0 && !asked) return 0;
        const dx = dy === back[0] ? back[1] : back[0];
        product(rows, layer.in, layer.out, dy, layer.out, 1, layer.weight, 0, dx);
        dy = dx;
      }
      return dy;
    },
  };
}
