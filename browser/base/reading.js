// What does a reader take an image for, and when does it say that the image is like nothing it has learned?

import { isolated } from "./names.js";

export const NO_CLASS = -2; // instead of the number of a class; -1 is kept for what nobody has read yet

// shares: what a reader's network gives: the shares of its classes and, from one that knows what is like none of them,
// how far the image lies from all, see core/models/familiar.py. Returns {best, share, likeliest}: best is NO_CLASS and share
// 0 for an image that is like none; likeliest is the class that has most of the shares all the same.
export function takenFor(shares, names) {
  const k = names.length;
  let likeliest = 0;
  for (let c = 1; c < k; c++) if (shares[c] > shares[likeliest]) likeliest = c;
  const none = shares.length > k && !(shares[k] <= 1); // neither is what is not a number
  return { best: none ? NO_CLASS : likeliest, share: none ? 0 : shares[likeliest], likeliest };
}

// "reads as 7, 93 %", "reads as no digit". reader: {classes, noun}, see core/blocks/reader.py.
export function takenWords({ best, share }, reader) {
  return best === NO_CLASS ? `reads as ${noneOf(reader)}` : `reads as ${isolated(reader.classes[best])}, ${Math.round(100 * share)} %`;
}

// Of classes that are no characters: an image it always is.
export const noneOf = ({ noun }) => (noun === "image" ? "none of its classes" : `no ${noun}`);
