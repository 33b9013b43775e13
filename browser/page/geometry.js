// Where do the points of a photograph come to when it is turned, and does a frame of four corners go round a sheet?

/** Points [[x, y], ..] of a picture of [w, h], turned by quarters clockwise with it.
 * @param {number[][]} points
 * @param {number[]} picture
 * @param {number} quarters */
export function turnedPoints(points, [w, h], quarters) {
  let at = points, size = [w, h];
  for (let k = 0; k < ((quarters % 4) + 4) % 4; k++) {
    const high = size[1];
    at = at.map(([x, y]) => [high - 1 - y, x]);
    size = [size[1], size[0]];
  }
  return at;
}

/** @param {number[]} picture
 * @param {number} quarters */
export const turnedSize = ([w, h], quarters) => (quarters % 2 ? [h, w] : [w, h]);

/** Four corners in their order round the sheet, the left top one first.
 * @param {number[][]} points
 * @param {number[]} picture */
export function fromLeftTop(points, [w, h]) {
  const far = points.map(([x, y]) => x / w + y / h), first = far.indexOf(Math.min(...far));
  return points.map((_, k) => points[(first + k) % points.length]);
}

/** @param {number[]} picture */
export const wholePicture = ([w, h]) => [[0, 0], [w - 1, 0], [w - 1, h - 1], [0, h - 1]];

const LEAST_SHEET = 0.01; // of the picture, as core/handwriting/page/paper.py asks

/** Whether four corners go round a sheet, clockwise from the left top one.
 * @param {number[][]} points
 * @param {number[]} picture */
export function isSheet(points, [w, h]) {
  const side = (k) => [points[(k + 1) % 4][0] - points[k][0], points[(k + 1) % 4][1] - points[k][1]];
  const bends = [0, 1, 2, 3].every((k) => {
    const [ax, ay] = side(k), [bx, by] = side((k + 1) % 4);
    return ax * by - ay * bx > 0;
  });
  const twice = points.reduce((sum, [x, y], k) => sum + x * points[(k + 1) % 4][1] - y * points[(k + 1) % 4][0], 0);
  return bends && Math.abs(twice) / 2 >= LEAST_SHEET * w * h;
}

/** A corner moved to a place in the picture; as far on the way there as the frame stays one.
 * @param {number[][]} points
 * @param {number} k
 * @param {number[]} place
 * @param {number[]} size */
export function movedCorner(points, k, [x, y], size) {
  const to = [[x, size[0]], [y, size[1]]].map(([v, most]) => Math.max(0, Math.min(most - 1, v)));
  const moved = (t) => points.map((point, i) => (i === k ? point.map((v, c) => v + (to[c] - v) * t) : point));
  if (isSheet(moved(1), size)) return moved(1);
  let [low, high] = [0, 1];
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2;
    if (isSheet(moved(middle), size)) low = middle;
    else high = middle;
  }
  return moved(low);
}

export const flatPoints = (points) => points.flatMap((point) => point.map((v) => Math.round(10 * v) / 10));
export const pointPairs = (numbers) => Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
