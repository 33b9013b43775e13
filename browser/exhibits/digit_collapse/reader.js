// Which digit is drawn? That of the training image that lies nearest, pixel by pixel: a reader that needs no training, and whose
// mistakes on images that it does not know are counted beside it.
//
// Source: Cover & Hart 1967, "Nearest neighbor pattern classification", doi:10.1109/TIT.1967.1053964.

// data: {images: bytes, an image after the other; labels; learned: places}. makeKernels: see trainer.js. -> read(bytes) -> a class each.
export function makeReader({ images, labels, learned }, pixels, makeKernels) {
  const AT_ONCE = 64; // images
  const wide = (n) => (n + 7) & ~7, across = wide(pixels), count = wide(learned.length);
  const bank = 8, half = bank + across * count, rows = half + count, scores = rows + AT_ONCE * across;
  const kernels = makeKernels(scores + AT_ONCE * count), { numbers } = kernels;
  numbers.fill(-1e9, half, half + count); // what is no image is near to nothing
  for (const [k, place] of learned.entries()) {
    let squares = 0;
    for (let i = 0; i < pixels; i++) {
      const grey = images[place * pixels + i] / 255;
      numbers[bank + i * count + k] = grey;
      squares += grey * grey;
    }
    numbers[half + k] = -squares / 2; // the nearest y of x has the largest x y - |y|^2 / 2
  }

  function nearest(row) {
    let best = 0;
    for (let k = 1, at = scores + row * count; k < learned.length; k++) if (numbers[at + k] > numbers[at + best]) best = k;
    return learned[best];
  }

  return (bytes) => {
    const n = bytes.length / pixels, read = new Uint8Array(n);
    for (let first = 0; first < n; first += AT_ONCE) {
      const some = Math.min(AT_ONCE, n - first);
      for (let r = 0; r < some; r++) for (let i = 0; i < pixels; i++) numbers[rows + r * across + i] = bytes[(first + r) * pixels + i] / 255;
      kernels.product((some + 3) & ~3, count, across, rows, across, 1, bank, half, scores);
      for (let r = 0; r < some; r++) read[first + r] = labels[nearest(r)];
    }
    return read;
  };
}

// The share of images at these places that are read right, and how many they are.
export function rightOf(read, { images, labels, heldOut }, pixels) {
  const bytes = new Uint8Array(heldOut.length * pixels);
  for (const [i, place] of heldOut.entries()) bytes.set(images.subarray(place * pixels, (place + 1) * pixels), i * pixels);
  const right = read(bytes).reduce((sum, found, i) => sum + Number(found === labels[heldOut[i]]), 0);
  return { right, of: heldOut.length };
}
