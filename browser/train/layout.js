// Where does each number of a training lie in the one array that the kernels work on?
//
// Every width is padded to a multiple of 8 and every batch to one of 4, as the kernels want it. Padding holds zeros: its
// gradients are none, so it stays so.

// plan: see core/blocks/browser_training.py. rows: the most images at a time. Returns places in the array, and how many
// numbers it must hold, count. A layer's weights lie as (out, in) and its bias behind them; those of all layers follow one
// another, and their gradients, means and squares lie in the same order.
export function layoutOf(plan, rows) {
  const wide = (n) => (n + 7) & ~7;
  let end = 8; // a place of 0 means none
  const room = (count) => { const at = end; end += wide(count); return at; };
  const sized = ({ inputs, outputs, activation }) => ({ inputs, outputs, activation, in: wide(inputs), out: wide(outputs) });
  const encoder = plan.encoder.map(sized), decoder = plan.decoder.map(sized), layers = [...encoder, ...decoder];
  const weights = end;
  for (const layer of layers) { layer.weight = room(layer.out * layer.in); layer.bias = room(layer.out); }
  const count = end - weights, gradients = room(count), means = room(count), squares = room(count);
  const high = (rows + 3) & ~3, widest = Math.max(...layers.slice(1).map((layer) => layer.in));
  for (const layer of layers) {
    layer.gradient = layer.weight - weights + gradients;
    layer.biasGradient = layer.bias - weights + gradients;
    layer.turned = room(layer.out * layer.in);
    layer.sum = room(high * layer.out); // in front of the activation; behind it, its slopes
    layer.y = layer.activation ? room(high * layer.out) : layer.sum;
  }
  const head = encoder[encoder.length - 1];
  return {
    encoder, decoder, layers, weights, weightCount: count, gradients, means, squares, rows,
    x: room(high * encoder[0].in), z: room(high * decoder[0].in),
    sigma: room(high * head.out), headGradient: room(high * head.out),
    back: [room(high * widest), room(high * widest)], // gradients on their way
    count: end,
  };
}

// Between the padded array and the layers one after the other, each its weights (outputs, inputs) and then its bias.
// at: of the weights, or of what lies in their order. copy(place in the array, place in the other, how many).
export function eachRow(layout, at, copy) {
  let other = 0;
  for (const { inputs, outputs, in: across, weight, bias } of layout.layers) {
    for (let r = 0; r < outputs; r++, other += inputs) copy(weight - layout.weights + at + r * across, other, inputs);
    copy(bias - layout.weights + at, other, outputs);
    other += outputs;
  }
}
