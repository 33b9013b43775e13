// Who draws the characters, and reads them? Workers and spare time of each frame; what is out of date longest comes first.

import { makeResampler } from "../base/resample.js";
import { between } from "../base/place.js";
import { NO_CLASS, takenFor } from "../base/reading.js";
import { makeCrew } from "../base/workers.js";

const GLIDE_MS = 420; // of a character that is written anew, from the old shape into the new one

// A character to be drawn: its class weights y, its noise on the way from one to another, by what a flow draws it, and what came of it.
export function makeGlyph(writer, y, noise) {
  return { y, from: noise, to: noise, since: -1, x: null, way: null, version: 0, asked: -1, have: -1, read: -1, reading: false,
    pixels: new Float32Array(writer.size ** 2), measured: null, shares: null, scratch: {} };
}

// Its noise at a moment. Straight on would pass the middle of latent space, where all looks alike: the length is kept.
export function noiseAt(glyph, now) {
  if (glyph.since < 0) return glyph.to;
  const t = Math.min(1, (now - glyph.since) / GLIDE_MS), eased = t * t * (3 - 2 * t);
  if (t >= 1) { glyph.since = -1; glyph.from = glyph.to; return glyph.to; }
  const mixed = between(glyph.from, glyph.to, eased), length = (v) => Math.hypot(...v);
  const wanted = length(glyph.from) * (1 - eased) + length(glyph.to) * eased, now_ = length(mixed);
  return now_ > 1e-6 ? mixed.map((v) => v * wanted / now_) : mixed;
}

export function glideGlyph(glyph, noise, now, still) {
  if (glyph.to.every((v, i) => v === noise[i])) return;
  glyph.from = noiseAt(glyph, now);
  glyph.to = noise;
  glyph.since = still ? -1 : now;
  if (still) glyph.from = noise;
}

// tiers() -> lists of glyphs: the second has its turn when nothing of the first waits. came(glyph): it was drawn; read(glyph): it was read.
export function makePress(writer, { tiers, came, read }) {
  const hands = Math.max(1, Math.min(3, (navigator.hardwareConcurrency || 2) - 1));
  const crew = makeCrew(writer.decoder, hands, nextDrawing);
  const readers = writer.reader ? makeCrew(writer.reader, 1, nextReading) : null;
  const resample = writer.reader ? makeResampler(writer.size, writer.about.reader.image_size) : null;
  let turn = 0;

  // In turns, so that all of a long number move together.
  function nextIn(wanted) {
    for (const glyphs of tiers()) {
      for (let step = 0; step < glyphs.length; step++) {
        const at = (turn + step) % glyphs.length;
        if (wanted(glyphs[at])) { turn = at + 1; return glyphs[at]; }
      }
    }
    return null;
  }
  const all = () => tiers().flat();

  function nextDrawing() {
    const glyph = nextIn(({ x, asked, version }) => x && asked !== version);
    if (!glyph) return null;
    const version = glyph.asked = glyph.version;
    return { x: glyph.x, solver: glyph.way, done(pixels) {
      if (version < glyph.have) return; // two workers, and the slower one had the older wish
      glyph.pixels.set(pixels);
      glyph.have = version;
      glyph.measured = null;
      came(glyph);
      readers?.feed();
    } };
  }

  function nextReading() {
    const glyph = nextIn(({ have, read: done, reading }) => have >= 0 && !reading && done !== have);
    if (!glyph) return null;
    const version = glyph.have;
    glyph.reading = true;
    return { x: resample(glyph.pixels), done(shares) {
      glyph.reading = false;
      glyph.read = version;
      glyph.shares = Float32Array.from(shares);
      read(glyph);
    } };
  }

  return {
    // Until the deadline; returns whether to come back for more.
    work(deadline) {
      crew.feed();
      readers?.feed();
      const more = crew.work(deadline);
      return Boolean(readers?.alone && readers.work(deadline)) || more;
    },
    get waiting() { return all().filter(({ have, version }) => have !== version).length; },
    get reading() { return readers ? all().filter(({ have, read: done }) => have !== done).length : 0; },
    close() { crew.close(); readers?.close(); },
  };
}

// What a glyph reads as: {name, share}[], the likeliest first; null before it was read, empty if it is like no class.
export function readingOf(writer, { shares }, most = 2) {
  if (!shares) return null;
  const names = writer.about.reader.classes;
  if (takenFor(shares, names).best === NO_CLASS) return [];
  return Array.from(names, (name, c) => ({ name, share: shares[c] })).sort((a, b) => b.share - a.share).slice(0, most);
}

export const inPercent = (share) => `${Math.round(100 * share)} %`;
