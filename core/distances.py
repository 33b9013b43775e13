"""How far is everything from everything, and what lies nearest, without a table that fills the memory?

All by the binomial formula, |a - b|^2 = |a|^2 + |b|^2 - 2 a.b, as the product runs at the speed of BLAS: subtracting
coordinate by coordinate takes ten times as long. It cancels: far from the origin it loses digits, and of equal points
it may give a little less than 0, so that whoever needs the distances themselves centres, clamps, or works out anew the
few that were found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController
    from torch import Tensor

CELLS = 2**20  # distances at a time: 8 MB of float64
IMAGES = 4000  # images at a time that others are compared with

_found: tuple[int, ThreadpoolController] | None = None  # pools of threads, and among how many modules they were found


class Tree(Protocol):
    """What finds the nearest of some points at once, in few dimensions. data: the points, float64 (n, d)."""

    @property
    def data(self) -> np.ndarray: ...

    def query(self, x: np.ndarray, k: int | Sequence[int], *, workers: int = 1) -> tuple[np.ndarray, np.ndarray]:
        """Return distances and indices of the k nearest points to places x (m, d), or of the k-th of those listed."""
        ...


def tree(points: np.ndarray) -> Tree:
    """Return a search tree of points (n, d)."""
    from scipy.spatial import KDTree  # here: pages that ask for nothing near do without scipy

    return cast("Tree", KDTree(np.ascontiguousarray(points, dtype=np.float64)))  # scipy has no types


@contextmanager
def one_thread() -> Iterator[None]:
    """Let BLAS and OpenMP use one thread inside the block.

    With a few dimensions, threads gain nothing and wait for each other: beside a training, ten times as long as the
    work takes. And sums that several of them share differ in the last digits from time to time.
    """
    with _pools().limit(limits=1):
        yield


def _pools() -> ThreadpoolController:
    """Return the pools of threads of all libraries that are loaded, looked for again when more has been imported.

    To look takes 10 ms and more: longer than a mixture of a few points.
    """
    from threadpoolctl import ThreadpoolController

    global _found
    if _found is None or _found[0] != len(sys.modules):
        count = len(sys.modules)
        _found = count, ThreadpoolController()
    return _found[1]


def pieces(rows: int, columns: int, cells: int = CELLS) -> Iterator[slice]:
    """Cut a table (rows, columns) into bands of at most so many cells, of one row at least."""
    height = max(1, cells // max(1, columns))
    return (slice(first, first + height) for first in range(0, rows, height))


def squares(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Return the squared distances from here (m, d) to there (n, d), (m, n), of their type; see above for rounding."""
    table = here @ (-2 * there.T)  # from here on in place
    table += np.square(here).sum(1)[:, None]
    table += np.square(there).sum(1)
    return table


def nearest(points: np.ndarray, asked: np.ndarray, k: int, itself: np.ndarray | None = None) -> np.ndarray:
    """Return which k of points (n, d) lie nearest to each of asked (m, d), int64 (m, k), in no order.

    itself: which of the points each of them is, (m,), where it shall be no neighbour of its own; then k < n.
    """
    centre = points.mean(0)
    points, asked = points - centre, asked - centre
    length = np.square(points).sum(1)
    found = np.empty((len(asked), k), np.int64)  # filled, as a list of slices would keep all that they are cut from
    with one_thread():
        for piece in pieces(len(asked), len(points)):
            # The length of what is asked is the same in its whole row: it does not change the order.
            table = asked[piece] @ (-2 * points.T)
            table += length
            if itself is not None:
                table[np.arange(len(table)), itself[piece]] = np.inf
            found[piece] = np.argpartition(table, k - 1, axis=1)[:, :k]
    return found


def tensor_squares(here: Tensor, there: Tensor) -> Tensor:
    """Return the squared distances from here (m, d) to there (n, d), (m, n), at least 0, by torch; cdist does the same.

    In the type of both: of features it has to be float64, in which cdist takes ten times as long.
    """
    return relative(here, there).add_(here.square().sum(1)[:, None]).clamp_min_(0.0)


def relative(here: Tensor, there: Tensor) -> Tensor:
    """Return the squared distances less |here|^2, (m, n), which orders each row alike in one pass over the table."""
    import torch

    return torch.addmm(there.square().sum(1), here, there.T, alpha=-2)


def between_images(x: Tensor, among: np.ndarray) -> Iterator[tuple[int, Tensor]]:
    """Give (number of the first, `relative` of x to the next images (n, m')) for uint8 images among (m, h, w).

    x: the pixels of n images, float32 (n, h w), 0 to 255 as the images are.
    """
    import torch

    for at in range(0, len(among), IMAGES):
        yield at, relative(x, torch.from_numpy(among[at : at + IMAGES]).flatten(1).float())
