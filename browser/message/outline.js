// How does ink become curves that a canvas draws sharp at any size? As in core/handwriting/message/outline.py and message.py.
//
// A curve is a closed quadratic B-spline, known by its control points alone, x and y in turn, in hundredths of an x-height.

export const OUTLINE_UNIT = 100;

// To the nearest whole number, halves to the even one, as numpy rounds.
export function evenly(value) {
  const down = Math.floor(value), rest = value - down;
  return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
}

// Curves whose strokes are `by` x-heights wider.
export function heavierCurves(curves, by) {
  if (!by) return curves;
  const far = by / 2 * OUTLINE_UNIT;
  return curves.map((points) => {
    const out = new Int16Array(points.length), n = points.length;
    for (let i = 0; i < n; i += 2) {
      const before = (i + n - 2) % n, after = (i + 2) % n, x = points[after] - points[before], y = points[after + 1] - points[before + 1];
      const length = Math.max(Math.hypot(x, y), 1e-9);
      out[i] = evenly(points[i] - far * y / length);
      out[i + 1] = evenly(points[i + 1] + far * x / length);
    }
    return out;
  });
}

/** Draw a closed curve: between two control points it runs through their middle.
 * @param {Path2D | CanvasRenderingContext2D} path
 * @param {ArrayLike<number>} points */
export function traceCurve(path, points) {
  const n = points.length;
  if (n < 4) return;
  let [x, y] = [points[n - 2], points[n - 1]];
  path.moveTo((x + points[0]) / 2, (y + points[1]) / 2);
  for (let i = 0; i < n; i += 2) {
    [x, y] = [points[i], points[i + 1]];
    const next = (i + 2) % n;
    path.quadraticCurveTo(x, y, (x + points[next]) / 2, (y + points[next + 1]) / 2);
  }
  path.closePath();
}

export function pathOfCurves(curves) {
  const path = new Path2D();
  for (const points of curves) traceCurve(path, points);
  return path;
}

// The closed curve around a stroke that joins two letters: a cubic Bezier curve of some width at either end.
export function curveOfJoin({ points: [p0, p1, p2, p3], widths }, steps) {
  const middle = Array.from({ length: steps }, (_, i) => {
    const t = i / (steps - 1), s = 1 - t;
    return [0, 1].map((c) => s ** 3 * p0[c] + 3 * t * s * s * p1[c] + 3 * t * t * s * p2[c] + t ** 3 * p3[c]);
  });
  const sides = [[], []];
  for (const [i, [x, y]] of middle.entries()) {
    const before = middle[Math.max(0, i - 1)], after = middle[Math.min(steps - 1, i + 1)], along = [after[0] - before[0], after[1] - before[1]];
    const half = (widths[0] + (widths[1] - widths[0]) * i / (steps - 1)) / 2 / Math.max(Math.hypot(...along), 1e-9);
    sides[0].push([x - along[1] * half, y + along[0] * half]);
    sides[1].unshift([x + along[1] * half, y - along[0] * half]);
  }
  const ring = [...sides[0], ...sides[1]];
  return Float64Array.from((ringArea(ring) < 0 ? ring : ring.reverse()).flat()); // as all ink runs
}

const ringArea = (ring) => ring.reduce((sum, [x, y], i) => {
  const [nx, ny] = ring[(i + 1) % ring.length];
  return sum + (x * ny - nx * y) / 2;
}, 0);

// Points along a curve, `each` between two control points: [[x, y]].
export function pointsAlong(points, each = 4) {
  const n = points.length, found = [];
  for (let i = 0; i < n; i += 2) {
    const before = (i + n - 2) % n, after = (i + 2) % n;
    for (let k = 0; k < each; k++) {
      const t = k / each, s = 1 - t;
      found.push([0, 1].map((c) => {
        const here = points[i + c];
        return s * s * (points[before + c] + here) / 2 + 2 * t * s * here + t * t * (points[after + c] + here) / 2;
      }));
    }
  }
  return found;
}

// The control points of curves, [left, top, right, bottom] around them.
export function boxOfCurves(curves) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const points of curves) {
    for (let i = 0; i < points.length; i++) {
      box[i % 2] = Math.min(box[i % 2], points[i]);
      box[2 + i % 2] = Math.max(box[2 + i % 2], points[i]);
    }
  }
  return box;
}

// What of curves lies wholly more than `above` x-heights over the base line, and the rest.
export function partedCurves(curves, above) {
  const isUp = (points) => boxOfCurves([points])[3] < -above * OUTLINE_UNIT;
  return [curves.filter(isUp), curves.filter((points) => !isUp(points))];
}
