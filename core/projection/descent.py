"""How does a t-SNE layout go downhill? Its neighbourhoods as probabilities, then gradient descent with momentum."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

CELLS = 30  # of the grid, at least, along a side
THETA = 0.5  # how large a group may look and still push as one: width / distance


class Descent:
    """Momentum, and a gain for every coordinate that grows as long as it keeps going one way.

    Source: Jacobs 1988, doi:10.1016/0893-6080(88)90003-2, as in van der Maaten & Hinton 2008, section 2.
    """

    def __init__(self, xy: np.ndarray) -> None:
        self.xy = xy
        self.update = np.zeros_like(xy)
        self.gains = np.ones_like(xy)

    def step(self, gradient: np.ndarray, rate: float, momentum: float) -> None:
        """Move the layout one step, at most 5 units for each point, and keep it centred."""
        onwards = np.sign(self.update) != np.sign(gradient)  # an update points against its gradient
        self.gains = np.where(onwards, self.gains + 0.2, self.gains * 0.8 + 0.01)
        self.update = momentum * self.update - rate * self.gains * gradient
        length = np.hypot(*self.update.T)
        self.update[length > 5] *= (5 / length[length > 5])[:, None]
        self.xy += self.update
        self.xy -= self.xy.mean(0)


def affinities(neighbours: np.ndarray, distances: np.ndarray, perplexity: float, *, threads: int) -> csr_matrix:
    """Return the joint probabilities (n, n) of neighbouring points, summing to 1. neighbours, distances: (n, k).

    Source: van der Maaten & Hinton 2008, equations 1 and 3.
    """
    from openTSNE.affinity import joint_probabilities_nn

    p = joint_probabilities_nn(neighbours, distances, [perplexity], n_jobs=threads)
    p.sort_indices()
    return p


def gradient(xy: np.ndarray, p: csr_matrix, *, threads: int) -> np.ndarray:
    """Return the gradient (n, 2) of a layout (n, 2): neighbours pull by p, all points push each other.

    Pushes go through a grid while the layout is small for its number of points, which it is in the first phase; later
    far groups push as one. Both are approximations. The choice must not ask for the seconds: it would change the map.
    Source: Linderman et al. 2019, doi:10.1038/s41592-018-0308-4 (the grid); van der Maaten 2014,
    jmlr.org/papers/v15/vandermaaten14a.html (Barnes-Hut).
    """
    from openTSNE.tsne import kl_divergence_bh, kl_divergence_fft

    # The grid's work goes with its cells, which are at most 1 unit wide; Barnes-Hut's with the points.
    if max(CELLS, float(np.ptp(xy, axis=0).max())) ** 2 <= len(xy):
        grid = {"n_interpolation_points": 3, "min_num_intervals": CELLS, "ints_in_interval": 1}
        return kl_divergence_fft(xy, p, 1, grid, n_jobs=threads)[1]
    return kl_divergence_bh(xy, p, 1, {"theta": THETA}, n_jobs=threads)[1]
