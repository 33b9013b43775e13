// Which pixels spoke for the verdict? Square by square the ink is covered with paper: how far do the odds of the class fall?
//
// Source: Zeiler & Fergus 2014, arXiv:1311.2901, section 4.2 (occlusion sensitivity); odds instead of the probability, which hardly
// moves while a network is sure.

const LEAST_INK = 0.02; // of a pixel; a square without any changes nothing when it is covered
const LEAST_SHARE = 1e-12; // of 1: what a network leaves to all other classes may round to nothing

export const spokeSide = (size) => Math.max(2, 2 * Math.round(size / 14)); // pixels of a square: 4 of 28

// The squares [x, y] (left, top) that hold ink, half a square apart, so that four of them lie on every pixel.
export function spokeSquares(pixels, size) {
  const side = spokeSide(size), step = side / 2, squares = [];
  for (let y = -step; y < size; y += step) for (let x = -step; x < size; x += step) if (inkedSquare(pixels, size, [x, y], side)) squares.push([x, y]);
  return squares;
}

// fn(i) for every pixel of a square that lies on the image.
function eachPixel(size, [left, top], side, fn) {
  for (let y = Math.max(0, top); y < Math.min(size, top + side); y++) {
    for (let x = Math.max(0, left); x < Math.min(size, left + side); x++) fn(y * size + x);
  }
}

function inkedSquare(pixels, size, square, side) {
  let ink = false;
  eachPixel(size, square, side, (i) => { ink ||= pixels[i] > LEAST_INK; });
  return ink;
}

// The image with paper on a square.
export function coveredImage(pixels, size, square) {
  const out = Float32Array.from(pixels);
  eachPixel(size, square, spokeSide(size), (i) => { out[i] = 0; });
  return out;
}

// The logarithm of the odds of class c of k; shares as takenFor has them.
export function oddsOf(shares, c, k) {
  let others = 0;
  for (let i = 0; i < k; i++) if (i !== c) others += shares[i];
  return Math.log(Math.max(LEAST_SHARE, shares[c])) - Math.log(Math.max(LEAST_SHARE, others));
}

// falls: of each square, by how much the log-odds fall. -> of each pixel, the mean over the four squares that lie on it; of one
// without ink that is 0.
export function spokeHeat(squares, falls, size) {
  const heat = new Float32Array(size * size);
  for (const [n, square] of squares.entries()) eachPixel(size, square, spokeSide(size), (i) => { heat[i] += falls[n] / 4; });
  return heat;
}

// Where a square lies, by thirds of the image.
export function spokePlace([x, y], size) {
  const third = (at) => Math.min(2, Math.max(0, Math.floor((at + spokeSide(size) / 2) * 3 / size)));
  const down = ["top", "", "bottom"][third(y)], across = ["left", "", "right"][third(x)];
  return down || across ? `at the ${[down, across].filter(Boolean).join(" ")}` : "in the middle";
}
