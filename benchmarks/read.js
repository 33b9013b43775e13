// What does the page that reads make of many drawings at once? Lines of JSON in, a line of numbers for each out.
//
// node benchmarks/read.js NETWORK BLOCK_ABOUT < drawings. A line is {strokes} of one character, or {strokes, several: true}.
// Out: [[likeliest class, its share, how unlike all, milliseconds], ...], one for each character from the left.

import fs from "node:fs";
import readline from "node:readline";

import { makeRuntime } from "../browser/base/runtime.js";
import { takenFor } from "../browser/base/reading.js";
import { makeCharacters } from "../browser/read/number.js";
import { seenOf } from "../browser/read/seen.js";

const [network, told] = process.argv.slice(2), about = JSON.parse(told), runtime = makeRuntime();
const { graph, weights } = runtime.unpackNetwork(new Uint8Array(fs.readFileSync(network)));
const net = runtime.build(graph, weights), k = about.classes.length;
const kind = { size: about.image_size, share: about.share, weight: about.weight }, on = { box: true, scale: true, mass: true, width: true };

const scaled = (shares) => { if (shares.length > k) shares[k] /= about.limit; return shares; };
const reads = (strokes) => { const seen = seenOf(strokes, kind, on); return seen ? takenFor(scaled(net.run(seen.pixels).slice()), about.classes) : null; };

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { strokes, several } = JSON.parse(line);
  const found = (several ? makeCharacters(reads)(strokes) : [strokes]).map((part) => {
    const start = performance.now(), seen = seenOf(part, kind, on);
    if (!seen) return [-1, 0, Infinity, 0];
    const shares = net.run(seen.pixels), { likeliest } = takenFor(shares, about.classes);
    return [likeliest, shares[likeliest], shares[k] / about.limit, performance.now() - start];
  });
  console.log(JSON.stringify(found));
}
