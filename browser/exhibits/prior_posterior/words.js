// What do a test and two likelihoods say, and what do they not say?

import { digits } from "../../base/place.js";

export const SIGNIFICANT = 0.05, SURE = 2; // of a p-value; standard errors of a gain
const SILENT = 0.1; // nats of KL divergence, below which posteriors say next to nothing of their images

export const USUAL = "A small p-value says that the clouds differ by more than chance makes of points from one and the same; not where they differ, nor by how much. A large one says "
  + "only that so many points do not show it. Where both clouds are alike, one in twenty draws has a p-value of at most 0.05 all the same.";

export const apart = ({ p }) => p <= SIGNIFICANT;
export const likelier = ({ gain, error }) => gain > SURE * error;

export function testWords({ distance, told, done, deals, values, above, p }) {
  const judge = `Whoever takes each point for what its nearest neighbour is, is right for ${Math.round(100 * told)} % of them; guessing, for about half.`;
  if (!done) return `The same points are dealt at random: ${values.length} of ${deals} deals.`;
  return `Energy distance ${digits(distance, 3)}. Dealt into two heaps at random, the same points were as far apart in ${above} of ${deals} deals: p = ${digits(p, 3)}. ${judge}`;
}

// Where a nat costs nothing, sigma is next to nothing, and KL is not divided into what says something of an image and what does not.
export function logWords({ n, gain, error }, { kl, beta }) {
  const of = `Of ${n} images held apart, draws are`, by = `${digits(Math.abs(gain))} nats (standard error ${digits(error)})`, than = "under the density that was fitted to the others than under the prior";
  const part = beta === 0 ? "This model pays nothing for a nat, so its sigma means little and its KL is no price: z is all but mu."
    : `Of KL = ${digits(kl)} nats an image, at least about so much says nothing of an image: it is how far all clouds together are from the prior.`;
  if (likelier({ gain, error })) return `${of} ${by} likelier ${than}. ${part}`;
  if (-gain > SURE * error) return `${of} ${by} less likely ${than}: this fit, a kernel density, is worse than the prior; of other fits nothing is said.`;
  return `${of} about as likely under the density that was fitted to the others as under the prior: a gain of ${digits(gain)} nats (standard error ${digits(error)}).`;
}

// What follows from both for a model. won: whether the guess was right.
export function howeverWords(test, { kl, log }, won) {
  if (!test.done) return "";
  const silent = kl < SILENT ? ` That is no merit: with KL = ${digits(kl)} nats, z says next to nothing of the image.` : "";
  if (apart(test)) return `With ${test.n} points of each, the test tells them apart.`;
  if (likelier(log)) return `With ${test.n} points of each, the test does not tell them apart: too few points, for log q does.`;
  const luck = won ? " By these two, your right guess may have been luck." : "";
  return `Neither the test with ${test.n} points of each nor log q shows a difference; that there is none, they do not show.${luck}${silent}`;
}
