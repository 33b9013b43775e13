// Which functions give the same bits in every browser? Those made of + - * / and square roots, which IEEE 754 defines to
// the last bit; what Math.exp, log, cos and pow return is each browser's own. Doubles, off by a few of their last digits.
//
// A factory without outer references, as all that a worker is made of.

export function makeArithmetic() {
  const LN2_HIGH = 0.6931471803691238, LN2_LOW = 1.9082149292705877e-10; // the first has few digits: a small multiple is exact
  const ROOT_HALF = 0.7071067811865476, PI = 3.141592653589793;
  const number = new Float64Array(1), words = new Int32Array(number.buffer); // words[1]: sign, exponent, first of the mantissa

  function twoTo(exponent) {
    words[0] = 0;
    words[1] = (exponent + 1023) << 20;
    return number[0];
  }

  function exp(x) {
    if (!(x > -700)) return x <= -700 ? 0 : x; // what is no number stays none
    if (x > 709) return Infinity;
    const d = Math.round(x / (LN2_HIGH + LN2_LOW)), r = x - d * LN2_HIGH - d * LN2_LOW; // |r| <= ln(2) / 2
    let sum = 1.6059043836821613e-10; // 1 / 13!, and so on up to 1 / 2!; a loop that divides takes four times as long
    sum = sum * r + 2.08767569878681e-9;
    sum = sum * r + 2.505210838544172e-8;
    sum = sum * r + 2.755731922398589e-7;
    sum = sum * r + 2.7557319223985893e-6;
    sum = sum * r + 2.48015873015873e-5;
    sum = sum * r + 1.984126984126984e-4;
    sum = sum * r + 1.3888888888888889e-3;
    sum = sum * r + 8.333333333333333e-3;
    sum = sum * r + 4.1666666666666664e-2;
    sum = sum * r + 1.6666666666666666e-1;
    sum = sum * r + 0.5;
    return (1 + (r + r * r * sum)) * twoTo(d);
  }

  // x is above 0, and no subnormal number.
  function log(x) {
    number[0] = x;
    let exponent = (words[1] >> 20) - 1023;
    words[1] = (words[1] & 0xfffff) | (1023 << 20);
    let part = number[0]; // 1 <= part < 2
    if (part * ROOT_HALF > 1) { part /= 2; exponent++; }
    const f = (part - 1) / (part + 1), square = f * f;
    let sum = 0;
    for (let k = 23; k > 0; k -= 2) sum = sum * square + 1 / k;
    return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * f * sum);
  }

  // cos(pi share), for a share from 0 to 1.
  function cosine(share) {
    const x = PI * (0.5 - share), square = x * x;
    let sum = 1;
    for (let k = 20; k > 0; k -= 2) sum = 1 - sum * square / (k * (k + 1));
    return x * sum;
  }

  // base^exponent, for a whole exponent of 0 or more.
  function power(base, exponent) {
    let result = 1;
    for (let square = base, left = exponent; left > 0; square *= square, left = Math.floor(left / 2)) {
      if (left % 2) result *= square;
    }
    return result;
  }

  return { exp, log, cosine, power };
}
