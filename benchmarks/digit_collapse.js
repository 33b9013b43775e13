// What do the two GANs of the exhibit of mode collapse come to, seed by seed? A line of JSON for each run.
//
// node benchmarks/digit_collapse.js BLOCK RATES SEEDS, both with commas between. BLOCK: a file with what the exhibit is sent.

import fs from "node:fs";

import { makeRuntime } from "../browser/base/runtime.js";
import { beginDuels } from "../browser/exhibits/digit_collapse/duels.js";
import { countOf, fewestOf, missedOf, wholeFrom } from "../browser/exhibits/digit_collapse/outcome.js";
import { openDuel, openImages } from "../browser/train/block.js";

const [file, rates, seeds] = process.argv.slice(2), { run, images } = makeRuntime().unpack(new Uint8Array(fs.readFileSync(file)));
const { plan, data } = openDuel(run, await openImages(images));

for (const rate of rates.split(",").map(Number)) {
  for (const seed of seeds.split(",").map(Number)) {
    const duels = beginDuels(() => {}, () => {});
    duels.hear({ data, plans: [0, 0.5].map((r1, k) => [k, { ...plan, r1, seed, learning_rate: rate }]) });
    const began = performance.now();
    for (const rung of duels.rungs) while (!rung.how) rung.learn();
    const told = duels.rungs.map(({ path, how, step }) => ({
      how, steps: step, missed: missedOf(path), fewest: fewestOf(path), last: countOf(path.at(-1)[1]), whole: wholeFrom(path),
    }));
    console.log(JSON.stringify({ rate, seed, seconds: (performance.now() - began) / 1000, right: duels.reader.right, of: duels.reader.of, told }));
  }
}
