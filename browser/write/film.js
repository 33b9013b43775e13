// How does what was written become a film? The inputs of every frame, decoded one after the other and packed as a GIF.

import { makeNetwork } from "../base/network.js";
import { makeGif } from "./gif.js";
import { inputOf, wayOf } from "./hand.js";
import { KEPT_LINE, drawPaper, lookOnPaper, makePaper } from "./paper.js";
import { ADVANCE } from "./row.js";
import { mixAt } from "./wheel.js";

const FILM_WIDEST = 720, FILM_FRAMES = 40, FILM_SECONDS = 0.06, FILM_ROOM = 24; // ms of work before the page has its turn
const FILMS = [["characters", "One after the other"], ["slant", "Leaning to and fro"], ["weight", "Thin and thick"],
  ["wheel", "Once round the wheel"]];

// What a film of this model can show: [[name, title]].
export function filmsOf(writer) {
  return FILMS.filter(([name]) => name === "wheel" || name === "characters" || writer.qualities.some((q) => q.name === name));
}

// The inputs of every frame: [{xs: of each character or null, alphas}].
function framesOf({ writer, state, row, mix }, wanted) {
  const glyphs = row.order, of = (glyph, changes) => inputOf(writer, { ...state, ...changes }, glyph.to, glyph.y);
  const at = (changes, alphas = null) => ({ xs: glyphs.map((glyph) => glyph && of(glyph, changes)), alphas });
  if (wanted === "wheel") {
    const each = Math.max(2, Math.min(8, Math.round(160 / writer.k))), count = writer.k * each;
    return Array.from({ length: count }, (_, t) =>
      ({ xs: [inputOf(writer, state, mix.middle.to, mixAt(writer.k, t / each))], alphas: null }));
  }
  if (wanted !== "characters") {
    const { range } = writer.qualities.find(({ name }) => name === wanted);
    const there = (t) => 0.85 * range * Math.sin(2 * Math.PI * t / FILM_FRAMES);
    return Array.from({ length: FILM_FRAMES }, (_, t) => at({ [wanted]: there(t) }));
  }
  // Ink flows into one character after the other; then all stand for a while.
  const slow = Math.max(1, Math.min(5, Math.round(60 / glyphs.length))), ends = slow * (glyphs.length + 1);
  return Array.from({ length: ends + 18 }, (_, t) => at({}, glyphs.map((_glyph, i) => Math.min(1, Math.max(0, t / slow - i)))));
}

// Images of inputs, each decoded once.
function makeDecoder(runtime, { decoder }, way) {
  const network = makeNetwork(runtime, decoder, { solver: way }), known = new Map();
  return {
    async draw(x) {
      const key = x.join();
      if (!known.has(key)) known.set(key, await new Promise((done) => network.latest(x, (pixels) => done(pixels.slice()))));
      return known.get(key);
    },
    close() { network.close(); },
  };
}

// host: see keep.js. wanted: a name out of filmsOf. wish.stop: somebody wants it no more. heard(share) of the frames are made.
// Returns the bytes of a GIF, or null if it was stopped.
export async function makeFilm(host, wanted, wish, heard) {
  const { writer } = host, decoder = makeDecoder(host.runtime, writer, wayOf(writer, host.state)), frames = framesOf(host, wanted), count = frames[0].xs.length;
  const paper = makePaper(count, Math.min(256, Math.floor(FILM_WIDEST / (ADVANCE * Math.min(KEPT_LINE, count) + 0.45))));
  const canvas = new OffscreenCanvas(paper.width, paper.height), context = canvas.getContext("2d", { willReadFrequently: true });
  const look = lookOnPaper(host.state), gif = makeGif(paper.width, paper.height, FILM_SECONDS, look.ink, look.paper);
  let rested = performance.now();
  for (const [t, { xs, alphas }] of frames.entries()) {
    const pixels = [];
    for (const x of xs) pixels.push(x && await decoder.draw(x));
    drawPaper(context, paper, pixels, writer.size, look, alphas);
    const { data } = context.getImageData(0, 0, paper.width, paper.height);
    gif.add(Float32Array.from({ length: paper.width * paper.height }, (_, p) => (255 - data[4 * p]) / (255 - look.ink[0])));
    if (performance.now() - rested > FILM_ROOM) {
      heard((t + 1) / frames.length);
      await new Promise((done) => setTimeout(done));
      rested = performance.now();
    }
    if (wish.stop) break;
  }
  decoder.close();
  return wish.stop ? null : gif.finish();
}
