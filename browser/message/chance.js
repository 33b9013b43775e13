// Where does chance in a message come from? Each number is a hash of what it is for, the very same as in core/handwriting/message/chance.py.

const ODD_STEP = 0x9e3779b1, ALL_BITS = 0xffffffff;

function mixedBits(h) {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

// 32 bits that stand for numbers and texts, in their order.
export function keyOf(...parts) {
  let key = ODD_STEP;
  for (const part of parts) {
    if (typeof part === "number") key = mixedBits(key ^ Math.imul(part, ODD_STEP));
    else for (const number of [...Array.from(part, (sign) => sign.codePointAt(0)), ALL_BITS]) key = mixedBits(key ^ Math.imul(number, ODD_STEP));
  }
  return key;
}

// A number in [0, 1), the n-th that a key gives.
export const shareOf = (key, n) => mixedBits(key ^ Math.imul(n, ODD_STEP)) / 2 ** 32;

// Numbers drawn one after another, always the same ones for a key.
export class Chance {
  constructor(...parts) {
    this.key = keyOf(...parts);
    this.drawn = 0;
  }

  share() { return shareOf(this.key, ++this.drawn); }

  normal() {
    const far = Math.sqrt(-2 * Math.log(1 - this.share()));
    return far * Math.cos(2 * Math.PI * this.share());
  }

  between(low, high) { return low + (high - low) * this.share(); }

  sign() { return this.share() < 0.5 ? 1 : -1; }
}
