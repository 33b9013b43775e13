// Which two dimensions does a map of many show?

// The two that say most of the images, by their divergences; of one or two there is no choice.
export function axesOf(kl) {
  const order = [...kl.keys()].sort((a, b) => kl[b] - kl[a]);
  return kl.length > 2 ? [order[0], order[1]].sort((a, b) => a - b) : [0, Math.min(1, kl.length - 1)];
}
