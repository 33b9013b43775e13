// What was measured of VAEs that differ in beta alone? See core/cli/ladder.py, which wrote it down.

import { makeRuntime } from "../../base/runtime.js";

// Returns {size, shown, drawn, labels, learned, epochs, images, rungs: [{beta, freeBits, rec, kl, perDim, active, again, drawn}], cured}:
// images, again and drawn are pixels from 0 to 1, one image after the other. cured: of which rung each is the cure, -1 for none.
export function openLadder(block) {
  const sections = makeRuntime().unpack(block), about = JSON.parse(new TextDecoder().decode(sections.about));
  const greys = (part) => Float32Array.from(part, (v) => v / 255);
  const rungs = about.rungs.map((row, i) => ({
    beta: row.beta, freeBits: row.free_bits, rec: row.reconstruction, kl: row.kl, perDim: row.kl_per_dim, active: row.active,
    again: greys(sections[`again${i}`]), drawn: greys(sections[`drawn${i}`]),
  }));
  return { ...about, images: greys(sections.images), rungs, steps: rungs.filter(({ freeBits }) => freeBits === 0) };
}

export const countOf = ({ active }) => active.filter(Boolean).length;

// The rung of the same beta that has free bits, if there is one.
export const cureOf = ({ rungs }, { beta }) => rungs.find((rung) => rung.freeBits > 0 && rung.beta === beta) ?? null;

// Of one image among many, one after the other.
export const imageAt = (pixels, i, size) => pixels.subarray(i * size * size, (i + 1) * size * size);

// Where nats lie on a scale on which small ones can still be told apart, from 0 to 1.
export const onRoot = (nats, most) => Math.sqrt(Math.max(0, Math.min(1, nats / most)));
