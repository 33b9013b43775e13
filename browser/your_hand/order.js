// Which character is asked for next, and how many are there of each?

// The one of which there is least, and of several the first after the one just written; null when there are enough of all.
// characters: in the order in which they are asked for. counts: character -> how many. wanted: how many are enough.
export function nextOf(characters, counts, wanted, after = null) {
  const few = characters.map((c) => Math.min(wanted, counts[c] ?? 0)), least = Math.min(...few);
  if (least >= wanted) return null;
  const start = characters.indexOf(after) + 1;
  for (let k = 0; k < characters.length; k++) {
    const i = (start + k) % characters.length;
    if (few[i] === least) return characters[i];
  }
  return null;
}

// counts: of what Python has taken. told: what it was told, {change, character, strokes, forget}; taken: the changes it has made.
export function countsWith(counts, told, taken) {
  const all = { ...counts }, made = new Set(taken);
  for (const { change, character, forget } of told) {
    if (!made.has(change)) all[character] = (all[character] ?? 0) + (forget ? -1 : 1);
  }
  return all;
}

export const enough = (characters, counts, wanted) => characters.reduce((sum, c) => sum + Math.min(wanted, counts[c] ?? 0), 0);
