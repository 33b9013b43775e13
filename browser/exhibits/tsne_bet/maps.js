// Which maps are bet on, and what was counted on them? See core/cli/bet.py, which wrote it down.

import { makeRuntime } from "../../base/runtime.js";

const FULL = 32000; // of a place that is the farthest from the middle of its map

// Returns {model, n, dims, near, least, labels, settings: [{name, same, images: map, noise: map}]}; map: {xy: from -1 to 1, groups, in_groups, kept}.
export function openMaps(block) {
  const sections = makeRuntime().unpack(block), about = JSON.parse(new TextDecoder().decode(sections.about));
  const placed = (part) => Float32Array.from(new Int16Array(part.buffer, part.byteOffset, part.byteLength / 2), (v) => v / FULL);
  const settings = about.settings.map((row, at) => ({
    ...row, images: { ...row.images, xy: placed(sections[`images${at}`]) }, noise: { ...row.noise, xy: placed(sections[`noise${at}`]) },
  }));
  return { ...about, labels: sections.labels, settings };
}

// Which side shows the noise, for each setting: "A" or "B". chance() -> from 0 to 1.
export const dealt = (settings, chance) => new Map(settings.map(({ name }) => [name, chance() < 0.5 ? "A" : "B"]));

// What came of the bets so far: {made, right}. bets, sides: Maps from a setting's name to a side.
export function outcome(bets, sides) {
  let right = 0;
  for (const [name, side] of bets) right += Number(sides.get(name) === side);
  return { made: bets.size, right };
}
