// How many words were typed, which lines does a pasted text have, and which line of another reading is which?

export const tidy = (text) => text.split(/\s+/).filter(Boolean).join(" ");
export const typedWords = (text) => text.split(/\s+/).filter(Boolean);

// "5 words found · 4 typed", with a tick where they are as many.
export function countWords(found, typed) {
  return `${found === typed ? "✓ " : ""}${found} ${found === 1 ? "word" : "words"} found · ${typed} typed`;
}

// The lines of a pasted text that have any words; one of a single line is pasted as ever.
export const pastedLines = (text) => text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map(tidy).filter(Boolean);

// What stands in the boxes once lines are pasted into the one at `at`, between the selection's ends; left: of lines for which there is no box.
export function afterPaste(texts, at, [start, end], lines) {
  const out = [...texts], before = texts[at].slice(0, start), after = texts[at].slice(end);
  const room = Math.min(lines.length, texts.length - at);
  for (let k = 0; k < room; k++) out[at + k] = lines[k];
  out[at] = before + out[at];
  if (room === 1) out[at] += after;
  else if (after.trim()) out[at + room - 1] += ` ${after.trim()}`;
  return { texts: out, last: at + room - 1, left: lines.length - room };
}

const FAR_LINES = 0.6; // of the usual distance of two lines, from which on they are not the same

// For each line of a new reading the number of the old one that it is, or -1; their order stays. Lines as of words.js, with the height of either page.
export function sameLines(before, beforeHeight, after, afterHeight) {
  const places = (lines, height) => lines.map(({ base, words }) => [(base[0] * words[0].box[0] + base[1]) / height, words[0].box[0] / height]);
  const [a, b] = [places(before, beforeHeight), places(after, afterHeight)], n = a.length, m = b.length;
  const rows = b.map(([row]) => row).toSorted((x, y) => x - y), steps = rows.slice(1).map((row, k) => row - rows[k]).filter((step) => step > 0);
  // Lines of two columns lie at nearly the same rows: they are not so near as small letters are high.
  const least = b.length ? 2 * after[0].x_height / afterHeight : 0.1, pitch = Math.max(least, steps.toSorted((x, y) => x - y)[steps.length >> 1] ?? 0);
  const far = (i, j) => Math.abs(a[i][0] - b[j][0]) / pitch + 0.02 * Math.abs(a[i][1] - b[j][1]) / pitch;
  const best = Array.from({ length: n + 1 }, (_, i) => new Float64Array(m + 1).fill(i * FAR_LINES));
  for (let j = 0; j <= m; j++) best[0][j] = j * FAR_LINES;
  for (let i = 1; i <= n; i++) {
    for (let j = 1; j <= m; j++) best[i][j] = Math.min(best[i - 1][j] + FAR_LINES, best[i][j - 1] + FAR_LINES, best[i - 1][j - 1] + far(i - 1, j - 1));
  }
  const same = new Array(m).fill(-1);
  for (let i = n, j = m; i && j;) {
    if (best[i][j] === best[i - 1][j - 1] + far(i - 1, j - 1)) same[--j] = --i;
    else if (best[i][j] === best[i - 1][j] + FAR_LINES) i--;
    else j--;
  }
  return same;
}
