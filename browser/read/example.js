// What stands on the sheet before anybody has drawn? A 3, drawn as a hand would, so that the page shows at once what it does.

const TURNS = [[0.33, 0.27], [0.42, 0.19], [0.54, 0.17], [0.65, 0.23], [0.68, 0.34], [0.62, 0.43], [0.5, 0.48], [0.63, 0.53],
  [0.7, 0.63], [0.67, 0.75], [0.56, 0.83], [0.43, 0.83], [0.32, 0.76]];
const BETWEEN = 6; // points between two of them

// One stroke, as the sheet keeps strokes. Catmull-Rom through the turns.
export function exampleStrokes() {
  const out = [], at = (i) => TURNS[Math.max(0, Math.min(TURNS.length - 1, i))];
  for (let i = 0; i + 1 < TURNS.length; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let k = 0; k < BETWEEN; k++) {
      const t = k / BETWEEN;
      out.push(...[0, 1].map((a) => Math.round(10000 * 0.5 * (2 * p1[a] + (p2[a] - p0[a]) * t
        + (2 * p0[a] - 5 * p1[a] + 4 * p2[a] - p3[a]) * t * t + (3 * p1[a] - p0[a] - 3 * p2[a] + p3[a]) * t * t * t)) / 10000), 1);
    }
  }
  out.push(...TURNS.at(-1), 1);
  return [out];
}
