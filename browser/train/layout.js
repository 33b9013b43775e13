// Where does each number of a training lie in the one array that the kernels work on?
//
// Every width is padded to a multiple of 8 and every batch to one of 4, as the kernels want it. Padding holds zeros: its
// gradients are none, so it stays so.

// parts: [{layers: [{inputs, outputs, activation, slope}], rows: the most at a time}], one network each. Returns {parts: the layers
// of each with their places, layers: all of them, weights, weightCount, gradients, means, squares, back: two places for gradients
// on their way, room(count) -> a place for so many more, end() -> how many numbers the array must hold by now}. A layer's weights lie
// as (out, in) and its bias behind them; those of all layers follow one another, and their gradients, means and squares lie in the
// same order.
export function placed(parts) {
  const wide = (n) => (n + 7) & ~7, high = (rows) => (rows + 3) & ~3;
  let end = 8; // a place of 0 means none
  const room = (count) => { const at = end; end += wide(count); return at; };
  const sized = ({ inputs, outputs, activation, slope = 0 }, rows) => (
    { inputs, outputs, activation, slope, rows: high(rows), in: wide(inputs), out: wide(outputs) });
  const made = parts.map(({ layers, rows }) => layers.map((layer) => sized(layer, rows))), layers = made.flat();
  const weights = end;
  for (const layer of layers) { layer.weight = room(layer.out * layer.in); layer.bias = room(layer.out); }
  const count = end - weights, gradients = room(count), means = room(count), squares = room(count);
  for (const layer of layers) {
    layer.gradient = layer.weight - weights + gradients;
    layer.biasGradient = layer.bias - weights + gradients;
    layer.turned = room(layer.out * layer.in);
    layer.sum = room(layer.rows * layer.out); // in front of the activation; behind it, its slopes
    layer.y = layer.activation ? room(layer.rows * layer.out) : layer.sum;
  }
  const widest = Math.max(...layers.slice(1).map((layer) => layer.rows * layer.in)); // nobody asks for what lies before the first
  return {
    parts: made, layers, weights, weightCount: count, gradients, means, squares, back: [room(widest), room(widest)], room, end: () => end,
  };
}

// Of a VAE. plan: see core/blocks/browser_training.py. rows: the most images at a time. Returns places in the array, and how many
// numbers it must hold, count.
export function layoutOf(plan, rows) {
  const { parts: [encoder, decoder], room, end, ...all } = placed([{ layers: plan.encoder, rows }, { layers: plan.decoder, rows }]);
  const head = encoder[encoder.length - 1], high = head.rows;
  const more = {
    x: room(high * encoder[0].in), z: room(high * decoder[0].in), sigma: room(high * head.out), headGradient: room(high * head.out),
  };
  return { encoder, decoder, ...all, ...more, rows, count: end() };
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
