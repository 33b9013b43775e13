// Which of two GANs left more classes out while they learned, and has either collapsed? Worked out from what was counted in this run.
//
// A path: [step, how many drawn images were read as each class], rising.

export const LEAST = 0.02; // share of the drawn images that a class needs to count: above what the reader's mistakes make up
export const LONG = 300; // steps after which few classes are a collapse and no beginning
export const ALIKE = 0.5; // of a class: means that differ by less are called equal

export const thereOf = (counts) => {
  const all = counts.reduce((sum, n) => sum + n, 0);
  return counts.map((n) => n > 0 && n >= LEAST * all);
};
export const countOf = (counts) => thereOf(counts).filter(Boolean).length;

// How many classes were left out at a count, on average, after the first weights and up to that step; null before the first count.
export function missedOf(path, until = Infinity) {
  const counted = path.filter(([step]) => step > 0 && step <= until);
  return counted.length ? counted.reduce((sum, [, counts]) => sum + counts.length - countOf(counts), 0) / counted.length : null;
}

// -> "without", "with" or "alike": who left more out. paths: of the one without R1, and of the one with it.
export function worseOf(paths, until) {
  const [without, penalised] = paths.map((path) => missedOf(path, until));
  return Math.abs(without - penalised) < ALIKE ? "alike" : without > penalised ? "without" : "with";
}

// {least: the fewest classes at a count from LONG steps on, at: its step, before: the most at any count before, since: the first step with
// so many, of: all classes}, null while there is none.
export function fewestOf(path, until = Infinity) {
  const counted = path.filter(([step]) => step > 0 && step <= until).map(([step, counts]) => ({ count: countOf(counts), step, of: counts.length }));
  const late = counted.filter(({ step }) => step >= LONG);
  if (!late.length) return null;
  const fewest = late.reduce((best, one) => (one.count < best.count ? one : best)), earlier = counted.filter(({ step }) => step < fewest.step);
  const most = earlier.reduce((best, one) => (one.count > best.count ? one : best), { count: 0, step: 0 });
  return { least: fewest.count, at: fewest.step, before: most.count, since: most.step, of: fewest.of };
}

// At most half of the classes, when it has learned for a while.
export const collapsed = (fewest) => fewest !== null && fewest.least <= fewest.of / 2;

// The step from which on every class is there to the end of the path; null where one is missing at the end.
export function wholeFrom(path) {
  const last = path.findLastIndex(([, counts]) => countOf(counts) < counts.length);
  return last + 1 < path.length ? path[last + 1][0] : null;
}
