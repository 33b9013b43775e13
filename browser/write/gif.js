// How does a film leave the browser as a GIF? Frames of greys, packed by Lempel, Ziv and Welch.
// Source: CompuServe 1990, GIF89a specification; Welch 1984, doi:10.1109/MC.1984.1659158.

const GIF_BITS = 5, GIF_GREYS = 1 << GIF_BITS; // ink looks the same in 32 greys

// width, height in pixels; seconds each frame stands; dark, light: the colours of ink and paper, [r, g, b].
export function makeGif(width, height, seconds, dark, light) {
  const bytes = [], word = (v) => bytes.push(v & 255, v >> 8), text = (s) => bytes.push(...s.split("").map((c) => c.charCodeAt(0)));
  text("GIF89a");
  word(width); word(height);
  bytes.push(0x80 | (GIF_BITS - 1) << 4 | GIF_BITS - 1, 0, 0);
  for (let i = 0; i < GIF_GREYS; i++) bytes.push(...light.map((v, c) => Math.round(v + (dark[c] - v) * i / (GIF_GREYS - 1))));
  bytes.push(0x21, 0xff, 11);
  text("NETSCAPE2.0");
  bytes.push(3, 1, 0, 0, 0); // for ever
  return {
    // ink: amount at each pixel, 0 to 1, row by row.
    add(ink) {
      bytes.push(0x21, 0xf9, 4, 4);
      word(Math.round(100 * seconds));
      bytes.push(0, 0, 0x2c);
      word(0); word(0); word(width); word(height);
      bytes.push(0, GIF_BITS);
      const most = GIF_GREYS - 1, packed = packGreys(Uint8Array.from(ink, (v) => Math.min(most, Math.max(0, Math.round(v * most)))));
      for (let at = 0; at < packed.length; at += 255) {
        const part = packed.slice(at, at + 255);
        bytes.push(part.length, ...part);
      }
      bytes.push(0);
    },
    finish() { bytes.push(0x3b); return Uint8Array.from(bytes); },
  };
}

function packGreys(greys) {
  const clear = GIF_GREYS, end = clear + 1, out = [];
  let hold = 0, held = 0, bits = GIF_BITS + 1, next = end + 1, table = new Map();
  const put = (code) => {
    hold |= code << held;
    held += bits;
    while (held >= 8) { out.push(hold & 255); hold >>>= 8; held -= 8; }
  };
  put(clear);
  let run = greys[0];
  for (let i = 1; i < greys.length; i++) {
    const key = run << 8 | greys[i], known = table.get(key);
    if (known !== undefined) { run = known; continue; }
    put(run);
    if (next < 4096) {
      table.set(key, next);
      if (next++ === 1 << bits) bits++;
    } else {
      put(clear);
      table = new Map();
      next = end + 1;
      bits = GIF_BITS + 1;
    }
    run = greys[i];
  }
  put(run);
  put(end);
  if (held > 0) out.push(hold & 255);
  return out;
}
