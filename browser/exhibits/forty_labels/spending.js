// How many images are named rightly once some have been given their label? By the nearest that has one, or cluster by cluster.

// Squared distances of n places in d dimensions, (n, n).
export function distances(z, n, d) {
  const far = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let a = 0; a < d; a++) sum += (z[i * d + a] - z[j * d + a]) ** 2;
      far[i * n + j] = far[j * n + i] = sum;
    }
  }
  return far;
}

// known: {n, far, labels, cluster, clusters: how many}. -> {look(i): its label is given, names(by): what each image is called then, -1 for nothing,
// right(by): the share for which that is right}. by: "nearest", the nearest image that has a label (Cover & Hart 1967, doi:10.1109/TIT.1967.1053964),
// or "cluster": most of the labels in its cluster, the first of several that are as many, and the nearest where its cluster has none.
export function makeNaming({ n, far, labels, cluster, clusters }) {
  const least = new Float32Array(n).fill(Infinity), nearest = new Int16Array(n).fill(-1), votes = Array.from({ length: clusters }, () => new Map());
  const most = new Int16Array(clusters).fill(-1);
  const name = (j, by) => (by === "cluster" && most[cluster[j]] >= 0 ? most[cluster[j]] : nearest[j]);
  return {
    look(i) {
      const k = cluster[i], own = votes[k];
      for (let j = 0; j < n; j++) if (far[i * n + j] < least[j]) { least[j] = far[i * n + j]; nearest[j] = labels[i]; }
      own.set(labels[i], (own.get(labels[i]) ?? 0) + 1);
      most[k] = Array.from(own).reduce((best, one) => (best[1] >= one[1] ? best : one))[0];
    },
    names: (by) => Int16Array.from({ length: n }, (_, j) => name(j, by)),
    right(by) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += Number(name(j, by) === labels[j]);
      return sum / n;
    },
  };
}

// What all images are called once these have been looked at.
export function namesOf(known, looked, by) {
  const naming = makeNaming(known);
  for (const i of looked) naming.look(i);
  return naming.names(by);
}

// Share of the images that are named rightly after none, one, two of these labels, and so on.
export function curveOf(known, order, by) {
  const naming = makeNaming(known), curve = [0];
  for (const i of order) {
    naming.look(i);
    curve.push(naming.right(by));
  }
  return curve;
}

const cutOf = (tries) => Math.floor(tries / 20); // at each end of a band
export const withinOf = (tries) => tries - 2 * cutOf(tries); // tries that lie in a band

// Of many curves: mean, and between which shares they lie but for a twentieth at each end.
export function summed(curves) {
  const at = (b) => curves.map((curve) => curve[b]).sort((x, y) => x - y), k = curves.length, cut = cutOf(k);
  return curves[0].map((_, b) => {
    const values = at(b);
    return { mean: values.reduce((a, v) => a + v, 0) / k, low: values[cut], high: values[k - 1 - cut] };
  });
}

// The share that were named rightly if every cluster had the label of most of its images: no better one is to be had by cluster.
export function bestByCluster({ n, labels, cluster, clusters }) {
  const counts = Array.from({ length: clusters }, () => new Map());
  for (let i = 0; i < n; i++) counts[cluster[i]].set(labels[i], (counts[cluster[i]].get(labels[i]) ?? 0) + 1);
  return counts.reduce((sum, of) => sum + Math.max(0, ...of.values()), 0) / n;
}

// After how many labels a curve has come as high as a share, -1 for never.
export const reached = (curve, share) => curve.findIndex((v) => v >= share);

// The next image in a direction from one: the nearest on the map within a right angle around it; the same where there is none.
export function nextTo({ n, xy }, from, [dx, dy]) {
  let best = from, least = Infinity;
  for (let i = 0; i < n; i++) {
    const u = xy[2 * i] - xy[2 * from], v = xy[2 * i + 1] - xy[2 * from + 1], along = u * dx + v * dy, off = Math.abs(u * dy - v * dx);
    if (along > 0 && off <= along && along * along + off * off < least) { least = along * along + off * off; best = i; }
  }
  return best;
}

export function nearestTo({ n, xy }, place) {
  let best = 0, least = Infinity;
  for (let i = 0; i < n; i++) {
    const d = (xy[2 * i] - place[0]) ** 2 + (xy[2 * i + 1] - place[1]) ** 2;
    if (d < least) { least = d; best = i; }
  }
  return best;
}
