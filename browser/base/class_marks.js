// What tells classes apart when there are more of them than colours? The next ten have the ten colours again, with another
// mark: colour and shape together, as charts have it.

export const CLASS_COLOURS = 10;
// On a square of 24, filled by the even-odd rule. They differ in outline or in what is left open, so that seven pixels are
// enough; the plainest come first.
const CLASS_MARKS = [
  "M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20z", // disc
  "M12 1l11.5 21H.5z", // triangle
  "M9.5 0h5v9.5H24v5h-9.5V24h-5v-9.5H0v-5h9.5z", // plus
  "M1 1h22v22H1zM7.5 7.5v9h9v-9z", // open square
  "M.5 2h23L12 23z", // triangle, its point below
  "M5.5 1L12 7.5 18.5 1 23 5.5 16.5 12 23 18.5 18.5 23 12 16.5 5.5 23 1 18.5 7.5 12 1 5.5z", // cross
  "M.5 8h23v8H.5z", // bar
  "M8 .5h8v23H8z", // upright bar
  "M12 0l12 12-12 12L0 12zM12 7l-5 5 5 5 5-5z", // open diamond
  "M1 1h22L12 12l11 11H1l11-11z", // hourglass
  "M1 1l11 11L23 1v22L12 12 1 23z", // bow tie
  "M1 12L22 .5v23z", // triangle to the left
  "M23 12L2 .5v23z", // triangle to the right
  "M1 2h22v6H1zM1 16h22v6H1z", // two bars
  "M2 1h6v22H2zM16 1h6v22h-6z", // two upright bars
  "M1 1h7v15h15v7H1z", // corner
  "M1 1h22v22h-7V8H1z", // corner, at the upper right
  "M1 1h22v7h-7.5v15h-7V8H1z", // T
  "M8.5 1h7v15H23v7H1v-7h7.5z", // T, upside down
  "M0 6L6 0l18 18-6 6z", // slanting bar
];
export const markOf = (c) => CLASS_MARKS[Math.floor(c / CLASS_COLOURS) % CLASS_MARKS.length];
export const needMarks = (k) => k > CLASS_COLOURS;

// A mark around a place, so many pixels wide, in the context's colour.
export function fillMark(context, mark, [x, y], pixels) {
  context.save();
  context.translate(x - pixels / 2, y - pixels / 2);
  context.scale(pixels / 24, pixels / 24);
  context.fill(new Path2D(mark), "evenodd");
  context.restore();
}

// A mark as coverage of so many pixels a side, for drawPoints.
function maskOfMark(mark, pixels) {
  const side = Math.ceil(pixels), canvas = new OffscreenCanvas(side, side), mask = new Uint8Array(side * side);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.scale(side / 24, side / 24);
  context.fill(new Path2D(mark), "evenodd");
  const { data } = context.getImageData(0, 0, side, side);
  for (let i = 0; i < mask.length; i++) mask[i] = data[4 * i + 3];
  return { w: side, h: side, mask };
}

// The masks of k classes, one for each mark there is among them.
export function masksOfClasses(k, pixels) {
  const made = new Map();
  return Array.from({ length: k }, (_, c) => {
    const mark = markOf(c);
    if (!made.has(mark)) made.set(mark, maskOfMark(mark, pixels));
    return made.get(mark);
  });
}
