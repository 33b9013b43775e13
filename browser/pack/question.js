// Is an answer to a question right? It is known since the pack was made: measured on the models that are in it.
//
// A question: {kind, right: number of an option; truth, within: of a number; grid: of a point; own: {measure, bounds: of each option from
// which value on and below which it is right}, where what the visitor has trained decides}. See core/class_pack/lesson.py.

const LARGEST = 1e12;

// Text -> a number; throws an Error with a sentence where it is none.
export function numberOf(text) {
  const given = text.trim(), value = Number(given.replace(",", "."));
  if (!given) throw new Error("Write a number first.");
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST) throw new Error(`Write a number, such as 12 or 0.5; “${given.slice(0, 20)}” is none.`);
  return value;
}

// Whether what was asked for lies at (x, y): the grid has a sign a cell, from the lower left, row by row.
export function isAt({ box: [left, bottom, right, top], size, cells }, [x, y]) {
  const column = Math.floor((x - left) / (right - left) * size), row = Math.floor((y - bottom) / (top - bottom) * size);
  const inside = column >= 0 && column < size && row >= 0 && row < size;
  return inside && cells[row * size + column] === "1";
}

// own: what the training told at its end, see train/ending.js.
export function rightOption(question, own) {
  if (!question.own) return question.right;
  const { measure, bounds } = question.own, value = own?.[measure] ?? NaN;
  return Number.isNaN(value) ? -1 : bounds.findIndex(([atLeast, below]) => (atLeast === null || value >= atLeast) && (below === null || value < below));
}

// A measure as a sentence says it. places: digits behind the point. unit: "%" counts hundredths.
export function written(value, places, unit) {
  const number = unit === "%" ? (100 * value).toFixed(places) : value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${number} ${unit}`.trim();
}

export function isRight(question, answer, own) {
  if (question.kind === "choice") return answer === rightOption(question, own);
  if (question.kind === "number") return question.truth / question.within <= answer && answer <= question.truth * question.within;
  return isAt(question.grid, answer) || Boolean(question.grid.beyond && isBeyond(question.grid, answer));
}

// Outside the grid there are no images: that is right where emptiness is asked for.
function isBeyond({ box: [left, bottom, right, top] }, [x, y]) {
  return x < left || x >= right || y < bottom || y >= top;
}
