"""How does UMAP lay out a graph? Its fuzzy graph of neighbours, a place to start from, and the epochs, one by one."""

from __future__ import annotations

import warnings
from contextlib import suppress
from functools import cache
from types import SimpleNamespace

import numpy as np
from scipy.sparse import coo_matrix

PUSHES = 5  # points pushed away for each neighbour that is drawn near


@cache
def kernels() -> SimpleNamespace:
    """Return umap-learn's modules, whose compiled functions are kept on the disk: a new process need not compile again.

    umap-learn keeps but a few of them, so that a first map of a process waits 15 seconds longer.
    """
    import numba

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # it misses tensorflow, for a variant not used here
        from umap import layouts, spectral, umap_

    # Anew and without threads: with them these two are slower to compile than to run, and numba's simplest pool of
    # threads ends the process if two jobs enter it at once.
    for name in ("smooth_knn_dist", "compute_membership_strengths"):
        function = getattr(umap_, name)
        if function.targetoptions.get("parallel"):
            setattr(umap_, name, _kept(numba.njit(locals=function.locals)(function.py_func)))
    epoch = _kept(layouts._get_optimize_layout_euclidean_single_epoch_fn(False))
    return SimpleNamespace(umap=umap_, spectral=spectral, epoch=epoch)


def fuzzy_graph(neighbours: np.ndarray, distances: np.ndarray, classes: np.ndarray | None = None) -> coo_matrix:
    """Return the weights (n, n), 0..1, of the fuzzy union of each point's neighbourhood. neighbours: (n, k - 1).

    classes: of each point, -1 unknown; pulls points of one class together. Source: McInnes et al. 2018, algorithms 2-3.
    """
    umap = kernels().umap
    n, k = neighbours.shape[0], neighbours.shape[1] + 1
    itself = np.arange(n, dtype=np.int32)[:, None]  # umap-learn counts a point among its neighbours
    indices = np.ascontiguousarray(np.hstack([itself, neighbours]))
    reach = np.ascontiguousarray(np.hstack([np.zeros((n, 1), np.float32), distances]))
    graph, _, _ = umap.fuzzy_simplicial_set(np.empty((n, 0)), k, None, "", knn_indices=indices, knn_dists=reach)
    if classes is None:
        return graph.tocoo()
    graph = graph.tocoo()
    one, other = classes[graph.row], classes[graph.col]
    # umap-learn's weights for a target_weight of one half.
    graph.data *= np.where((one < 0) | (other < 0), np.exp(-1.0), np.where(one != other, np.exp(-5.0), 1.0))
    return umap.reset_local_connectivity(graph).tocoo()


def start(
    z: np.ndarray, graph: coo_matrix, kind: str, metric: str, rng: np.random.RandomState, dims: int = 2
) -> np.ndarray:
    """Return where the points (n, d) begin, float32 (n, dims), each axis from 0 to 10.

    As few as dimensions, or one more, always begin at random: their graph has too few eigenvectors to lay them out by.
    """
    xy = rng.uniform(-10, 10, (len(z), dims))
    if kind == "spectral" and len(z) > dims + 1:
        xy = kernels().spectral.spectral_layout(z, graph, dims, rng, metric=metric)
        xy = xy * (10 / np.abs(xy).max()) + rng.normal(scale=1e-4, size=xy.shape)  # parts points that are equal
    xy = xy - xy.min(0)
    return (10 * xy / xy.max(0)).astype(np.float32, order="C")


class Layout:
    """A layout on its way. Source: McInnes et al. 2018, algorithm 5, by umap-learn's kernel."""

    def __init__(
        self,
        graph: coo_matrix,
        xy: np.ndarray,
        total: int,
        spread: float,
        min_dist: float,
        rng: np.random.RandomState,
    ) -> None:
        umap = kernels().umap
        self.xy, self.total, self.done = xy, total, 0
        self.curve = umap.find_ab_params(spread, min_dist)
        kept = graph.data >= graph.data.max() / max(total, 10)  # weaker ones would never have their turn
        self.head, self.tail = graph.row[kept].astype(np.int32), graph.col[kept].astype(np.int32)
        self.every = umap.make_epochs_per_sample(graph.data[kept], total)
        self.next = self.every.copy()
        self.every_push = self.every / PUSHES
        self.next_push = self.every_push.copy()
        state = rng.randint(np.iinfo(np.int32).min + 1, np.iinfo(np.int32).max - 1, 3).astype(np.int64)
        self.rng = state + xy[:, :1].astype(np.float64).view(np.int64)

    def step(self) -> None:
        """Move the points through one epoch."""
        a, b = self.curve
        alpha = 1.0 - max(self.done - 1, 0) / self.total  # umap-learn's first two epochs both go at full speed
        none = np.zeros(1, np.float32)  # what densMAP, which is not used, would ask for
        kernels().epoch(
            self.xy, self.xy, self.head, self.tail, len(self.xy), self.every, a, b, self.rng, 1.0, 2, True, alpha,
            self.every_push, self.next_push, self.next, self.done, False, none, none, 0, 0, 0, 0, none, none, 0,
        )  # fmt: skip
        self.done += 1


def _kept(function):
    """Keep what is compiled of a function on the disk, or in this process alone where nothing can be written."""
    with suppress(RuntimeError):  # numba finds no folder to write to
        function.enable_caching()
    return function
