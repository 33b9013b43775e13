// What does a film of training show at a place of the scale, and how is it painted?

const FILM_GAP = 2; // pixels between two images

// about: one of the block's reels. packed: what changes from frame to frame, packed by zlib.
export async function openFilm(about, packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const pixels = new Uint8Array(await new Response(stream).arrayBuffer());
  for (let i = about.m * about.h * about.w, j = 0; i < pixels.length; i++, j++) pixels[i] += pixels[j]; // around 256
  return { ...about, pixels, count: about.at.length };
}

// All places at which one of the reels moves on, rising.
export function placesOf(reels) {
  return [...new Set(reels.flatMap((reel) => reel.at))].sort((a, b) => a - b);
}

// The newest frame up to a place, else the first.
export function frameAt(reel, place) {
  let low = 0, high = reel.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (reel.at[middle] <= place) low = middle; else high = middle - 1;
  }
  return low;
}

// The images of a frame in a grid, as ink on paper.
export function paintFrame(canvas, reel, i, columns, theme) {
  const { m, h, w, pixels } = reel, rows = Math.ceil(m / columns);
  const width = columns * (w + FILM_GAP) - FILM_GAP, height = rows * (h + FILM_GAP) - FILM_GAP;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const sheet = context.createImageData(width, height), out = new Uint32Array(sheet.data.buffer);
  for (let j = 0; j < m; j++) {
    const left = (j % columns) * (w + FILM_GAP), top = Math.floor(j / columns) * (h + FILM_GAP);
    for (let y = 0; y < h; y++) {
      const from = ((i * m + j) * h + y) * w, to = (top + y) * width + left;
      for (let x = 0; x < w; x++) out[to + x] = theme.shades[pixels[from + x]];
    }
  }
  context.putImageData(sheet, 0, 0);
}
