// How many steps are an epoch, and at which share of the highest rate? As core/training/steps.py and schedules.py say.

// Of a training that learns from n images: steps of an epoch, and steps between two shuffles.
export function stepsOf(n, { batch_size: batch, epoch_images: images }) {
  // A last batch of one image is left to the next shuffle.
  const inPass = Math.max(1, Math.floor(n / batch) + (n % batch > 1 ? 1 : 0));
  const inEpoch = images ? Math.max(1, Math.floor(images / batch)) : inPass;
  return { inEpoch, inPass: inEpoch <= inPass ? Math.floor(inPass / inEpoch) * inEpoch : inPass };
}

// fraction: of the training, 0 to 1.
export function rateAt(name, fraction, { cosine }) {
  const RISE = 0.2, between = (start, end, share) => end + (start - end) * 0.5 * (1 + cosine(Math.min(1, share)));
  if (name === "constant") return 1;
  if (name === "linear") return Math.min(1, 1 - 0.999 * (2 * fraction - 1));
  return fraction < RISE ? between(0.1, 1, fraction / RISE) : between(1, 1e-3, (fraction - RISE) / (1 - RISE));
}
