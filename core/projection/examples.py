"""Which sets of points have a true picture, to hold a map of them against?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.distances import tree

NEAR = 10  # neighbours that are looked at
LINK = 1.7  # of the usual spacing: points of an even cloud that lie closer hang together, all of them
LEAST = 5  # points that make a group


@dataclass(frozen=True, eq=False)
class Example:
    """Points made up for a lesson.

    latents: float32 (n, d). groups: which group each belongs to, int64 (n,). sides: two dimensions that tell the truth.
    """

    latents: np.ndarray
    groups: np.ndarray
    sides: tuple[int, int] = (0, 1)

    @property
    def flat(self) -> np.ndarray:
        """The true picture, float32 (n, 2): the points as they are, or two of their dimensions."""
        return self.latents[:, self.sides]


def unequal(n: int, rng: np.random.Generator) -> Example:
    """Make two groups of as many points, one ten times as wide as the other."""
    return _groups(n, np.array([[0, 0], [60, 0]]), np.array([1, 10]), rng)


def apart(n: int, rng: np.random.Generator) -> Example:
    """Make three groups of the same width, the third five times as far from the second as the first is."""
    return _groups(n, np.array([[0, 0], [10, 0], [60, 0]]), np.ones(3), rng)


def triangle(n: int, rng: np.random.Generator) -> Example:
    """Make three groups of the same width, each as far from the others."""
    return _groups(n, 10 * np.array([[0, 0], [1, 0], [0.5, 0.75**0.5]]), np.ones(3), rng)


def row(n: int, rng: np.random.Generator) -> Example:
    """Make ten groups in a straight row."""
    return _groups(n, np.stack([np.arange(10) * 8, np.zeros(10)], 1), np.ones(10), rng)


def noise(n: int, rng: np.random.Generator) -> Example:
    """Strew points evenly over a square; their groups are drawn by lot and mean nothing."""
    latents = rng.uniform(-1, 1, (n, 2))
    return Example(latents.astype(np.float32), rng.integers(0, 4, n))


def crowd(n: int, rng: np.random.Generator) -> Example:
    """Make six groups in eight dimensions, with clear space between them."""
    return _groups(n, 4 * rng.standard_normal((6, 8)), np.ones(6), rng)


def ray(n: int, rng: np.random.Generator) -> Example:
    """Make two groups in the same direction from the origin, one farther out, and a third elsewhere."""
    return _groups(n, np.array([[3, 0], [9, 0], [0, 5]]), np.full(3, 0.6), rng)


def stacked(n: int, rng: np.random.Generator) -> Example:
    """Make three pairs of groups in three dimensions; those of a pair differ in the narrowest dimension alone."""
    corners = 10 * np.array([[0, 1], [0.75**0.5, -0.5], [-(0.75**0.5), -0.5]])
    centres = np.array([[*corner, height] for corner in corners for height in (-3, 3)])
    return replace(_groups(n, centres, np.ones(6), rng), sides=(0, 2))  # seen from the side


def shadows(n: int, rng: np.random.Generator) -> Example:
    """Make three groups in three dimensions, the second wide only in the narrowest of them: a plane looks along it."""
    centres, widths = np.array([[0, 0, 0], [24, 0, 0], [12, 20, 0]]), np.array([[4, 4, 0.5], [1, 1, 9], [1, 1, 1]])
    return replace(_groups(n, centres, widths, rng), sides=(0, 2))  # seen from the side


def behind(n: int, rng: np.random.Generator) -> Example:
    """Make three groups in three dimensions; the third stands behind the second, in the narrowest dimension."""
    centres = np.array([[-16, 0, 0], [5, 0, -8], [7, 0, 8]])
    return replace(_groups(n, centres, np.tile([1, 9, 1], (3, 1)), rng), sides=(0, 2))


def widths(example: Example, xy: np.ndarray) -> float:
    """Return how many times as wide the second group is as the first: root mean squared distance from its middle."""
    return _width(xy[example.groups == 1]) / _width(xy[example.groups == 0])


def distances(example: Example, xy: np.ndarray) -> float:
    """Return how many times as far the third group's middle is from the second's as the first's is."""
    first, second, third = (xy[example.groups == i].mean(0) for i in range(3))
    return float(np.linalg.norm(third - second) / np.linalg.norm(second - first))


def gaps(example: Example, xy: np.ndarray) -> float:
    """Return how far apart the middles of the groups are, in widths of a group; means over all groups."""
    kinds = np.unique(example.groups)
    middles = np.array([xy[example.groups == i].mean(0) for i in kinds])
    between = np.linalg.norm(middles[:, None] - middles[None], axis=2)
    width = np.mean([_width(xy[example.groups == i]) for i in kinds])
    return float(between[np.triu_indices(len(kinds), 1)].mean() / width)


def in_order(example: Example, xy: np.ndarray) -> float:
    """Return for how many of the groups the nearest one is one that stands next to it in the row, 0 to 1."""
    middles = np.array([xy[example.groups == i].mean(0) for i in np.unique(example.groups)])
    between = np.linalg.norm(middles[:, None] - middles[None], axis=2)
    np.fill_diagonal(between, np.inf)
    return float((np.abs(between.argmin(1) - np.arange(len(middles))) == 1).mean())


def clumps(example: Example, xy: np.ndarray) -> int:
    """Return into how many groups of 5 points or more the picture falls.

    Points hang together if they are closer than 1.7 times the spacing they would have if they lay evenly in the convex
    hull of all: of 16 clouds of 360 to 1,500 points drawn evenly, 15 are one piece by that, and one is two.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import ConvexHull, KDTree

    n = len(xy)
    pairs = KDTree(xy).query_pairs(LINK * (ConvexHull(xy).volume / n) ** 0.5, output_type="ndarray")
    linked = coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), (n, n))
    _, group = connected_components(linked, directed=False)
    return int((np.bincount(group) >= LEAST).sum())


def same_group(example: Example, xy: np.ndarray) -> float:
    """Return how many of a point's 10 nearest are of its own group, 0 to 1; mean over all points."""
    return float((example.groups[_nearest(xy)] == example.groups[:, None]).mean())


def kept(example: Example, xy: np.ndarray) -> float:
    """Return how many of a point's 10 nearest in all dimensions are among its 10 nearest here, 0 to 1; mean."""
    true, here = _nearest(example.latents), _nearest(xy)
    return float((true[:, :, None] == here[:, None, :]).any(2).mean())


def _groups(n: int, centres: np.ndarray, widths: np.ndarray, rng: np.random.Generator) -> Example:
    """Make groups around centres (g, d). widths: standard deviations, (g,), or (g, d) for each dimension its own."""
    groups = np.arange(n) * len(centres) // n
    latents = centres[groups] + widths[groups].reshape(n, -1) * rng.standard_normal((n, centres.shape[1]))
    return Example(latents.astype(np.float32), groups)


def _width(xy: np.ndarray) -> float:
    return float(np.sqrt(np.square(xy - xy.mean(0)).sum(1).mean()))


def _nearest(points: np.ndarray) -> np.ndarray:
    return tree(points).query(points, NEAR + 1)[1][:, 1:]
