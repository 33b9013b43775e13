// What was changed on a page by hand, and which of it still counts once some is taken back? As core/handwriting/ops.py has it.
//
// An op is {id, kind, reading, ...}, reading being the one whose pixels it is told in. A history is a list of them, the oldest first;
// nothing is ever taken out of it: what is taken back is an op of kind "undo" that names another one.

const USUAL_THRESHOLD = 0.45; // as core/handwriting/page/settings.py has it

const onceEach = (ops) => [...new Map(ops.map((op) => [op.id, op])).values()];

// Those that count, without the undos.
export function opsInForce(ops) {
  const gone = new Set(), kept = [];
  for (const op of onceEach(ops).reverse()) {
    if (gone.has(op.id)) continue;
    if (op.kind === "undo") gone.add(op.of);
    else kept.push(op);
  }
  return kept.reverse();
}

// What Undo and Redo would take back: the last change that counts, and the last undo after which nothing else was changed.
export function backAndForth(ops) {
  const byId = new Map(ops.map((op) => [op.id, op])), done = [];
  let undone = [];
  for (const op of onceEach(ops)) {
    if (op.kind !== "undo") {
      done.push(op);
      undone = [];
      continue;
    }
    let root = op, backs = 0;
    while (root?.kind === "undo") { root = byId.get(root.of); backs += 1; }
    if (!root) continue;
    const at = done.indexOf(root);
    if (backs % 2 && at >= 0) {
      done.splice(at, 1);
      undone.push({ undo: op, root });
    } else if (backs % 2 === 0 && at < 0) {
      done.push(root);
      undone = undone.filter((one) => one.root !== root);
    }
  }
  return { undo: done.at(-1) ?? null, redo: undone.at(-1)?.undo ?? null, again: undone.at(-1)?.root ?? null };
}

function without(ops, others) {
  const known = new Set(others.map(({ id }) => id));
  return ops.filter(({ id }) => !known.has(id));
}

// What a reading does not show yet. about: {reading, ops: ids of those that it knew of, undos or not, and for a photograph quarters, threshold}.
// -> {quarters: to turn what is shown, clockwise; corners: 8 numbers or null for the reading's own; threshold; strokes; words: joins and
// splits; waiting: how many changes cannot be shown before the page has been read anew}.
export function beyondReading(history, about) {
  const force = opsInForce(history), went = new Set(about.ops), before = opsInForce(history.filter(({ id }) => went.has(id)));
  const added = without(force, before), removed = without(before, force), here = added.filter(({ reading }) => reading === about.reading);
  const of = (ops, ...kinds) => ops.filter(({ kind }) => kinds.includes(kind)), turns = (ops) => of(ops, "turn").reduce((sum, op) => sum + op.quarters, 0);
  const corners = of(force, "corners").at(-1), threshold = of(force, "threshold").at(-1);
  const cornersDiffer = of([...added, ...removed], "corners").length > 0, thresholdDiffers = of([...added, ...removed], "threshold").length > 0;
  const strokes = of(here, "ink", "paper"), words = of(here, "join", "split");
  const unseen = of(added, "ink", "paper", "join", "split").length - strokes.length - words.length;
  return {
    quarters: ((turns(added) - turns(removed)) % 4 + 4) % 4,
    corners: cornersDiffer && corners ? corners.points : null,
    threshold: thresholdDiffers ? threshold?.value ?? USUAL_THRESHOLD : about.threshold,
    strokes, words, waiting: unseen + of(removed, "ink", "paper", "join", "split").length,
    count: added.length + removed.length,
  };
}

const OP_WORDS = new Map([["corners", "the corners"], ["turn", "a turn"], ["threshold", "how dark ink is"], ["ink", "a stroke of ink"],
  ["paper", "a stroke of paper"], ["join", "two words that were joined"], ["split", "a word that was parted"]]);
export const wordsOfOp = (op) => OP_WORDS.get(op.kind);
