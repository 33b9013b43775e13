// Which of several models is the best, by which measure? In nats an image, of images that none of them has learned from.
//
// Source: Alemi et al. 2018, "Fixing a Broken ELBO", arXiv:1711.00464: the rate is the KL divergence, the distortion the
// reconstruction, their sum the negative ELBO.

// models: [{rate, distortion}]; those that have none yet are null. -> the number of the least by each measure, -1 where there is none.
export function bestOf(models) {
  const least = (of) => models.reduce((best, one, k) => (one && (best < 0 || of(one) < of(models[best])) ? k : best), -1);
  return { bound: least(({ rate, distortion }) => rate + distortion), distortion: least((one) => one.distortion), rate: least((one) => one.rate) };
}

// The numbers of those than which no other has both less rate and less distortion, by their rate.
export function frontierOf(models) {
  const beats = (a, b) => a.rate <= b.rate && a.distortion <= b.distortion && (a.rate < b.rate || a.distortion < b.distortion);
  return [...models.keys()].filter((k) => models[k] && !models.some((one) => one && beats(one, models[k])))
    .sort((a, b) => models[a].rate - models[b].rate);
}

// Of the images at these places, bytes of so many pixels: the distortion of a model without any rate, which draws for all the mean
// of those `learned`, and the least that there can be, since a grey pixel is itself a chance of ink. Bernoulli, nats an image.
export function boundsOf({ images, learned, heldOut }, pixels) {
  const mean = new Float64Array(pixels), nats = (x, p) => -(x && x * Math.log(p)) - (1 - x && (1 - x) * Math.log1p(-p));
  for (const place of learned) for (let i = 0; i < pixels; i++) mean[i] += images[place * pixels + i] / 255;
  let blank = 0, least = 0;
  const sure = 0.5 / (learned.length + 1); // no pixel is surer than so many images can make it
  for (const place of heldOut) {
    for (let i = 0; i < pixels; i++) {
      const x = images[place * pixels + i] / 255;
      blank += nats(x, Math.min(1 - sure, Math.max(sure, mean[i] / learned.length)));
      least += nats(x, x);
    }
  }
  return { blank: blank / heldOut.length, least: least / heldOut.length };
}

// The images that are shown: one of each class that nobody learns from, then others, no more than `most`.
export function shownOf({ labels, learned, heldOut }, most) {
  const classes = new Set(), first = [];
  for (const place of heldOut) if (!classes.has(labels[place])) { classes.add(labels[place]); first.push(place); }
  first.sort((a, b) => labels[a] - labels[b]);
  const rest = [...heldOut, ...learned].filter((place) => !first.includes(place));
  return { each: first.length, shown: Int32Array.from([...first, ...rest].slice(0, most)) };
}
