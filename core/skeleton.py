"""Which strokes could have drawn an image?"""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
from PIL import Image

from core.strokes import NIB, WIDTHS

FINER = 3  # times as fine it is looked at: at MNIST's size a stroke is hardly two pixels wide
LEAST_SIDE = 84  # pixels; a larger image is fine enough as it is
SPUR = 1.2  # half widths of the stroke: a branch as short as that is the corner of its end, and no stroke
_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # clockwise, from above


def traced(inked: np.ndarray, *, threshold: int = 100) -> tuple[np.ndarray, ...]:
    """Return strokes (see core.strokes) along the middle of the ink of uint8 (h, h), bright ink on 0.

    Each is float32 (n, 3); a row is x and y in sides and the width there in nibs, and one of a single point is a dot.
    threshold: the grey level that is ink. No ink gives no strokes.
    """
    from scipy import ndimage

    h = inked.shape[0]
    finer = FINER if h < LEAST_SIDE else 1
    fine = (
        inked if finer == 1 else np.asarray(Image.fromarray(inked).resize((h * finer,) * 2, Image.Resampling.BICUBIC))
    )
    ink = np.pad(fine >= threshold, 1)
    half = ndimage.distance_transform_edt(ink)
    branches = _pruned(_branches(thinned(ink)), half)
    side = h * finer
    strokes = []
    for branch in branches:
        rows, columns = np.array(branch).T
        widths = np.clip(2 * half[rows, columns] / (side * NIB), *WIDTHS)
        places = np.stack([columns - 0.5, rows - 0.5], 1) / side  # the rim is one pixel, a pixel's middle half of one
        strokes.append(np.concatenate([_smooth(places), widths[:, None]], 1).astype(np.float32))
    return tuple(strokes)


def thinned(ink: np.ndarray) -> np.ndarray:
    """Return the middle lines of strokes, bool (..., h, w), one pixel wide; what lies outside an image is no ink.

    Source: Zhang & Suen 1984, doi:10.1145/357994.358023.
    """
    h, w = ink.shape[-2:]
    framed = np.zeros((*ink.shape[:-2], h + 2, w + 2), np.uint8)
    framed[..., 1:-1, 1:-1] = ink
    flat, around = framed.ravel(), [down * (w + 2) + across for down, across in _AROUND]
    at = np.flatnonzero(flat)  # only what is left of the ink is looked at
    before = -1
    while len(at) != before:  # each turn takes at least a pixel
        before = len(at)
        for loose in _loose():
            code = np.zeros(len(at), np.uint8)
            for bit, step in enumerate(around):
                code |= flat[at + step] << np.uint8(bit)
            gone = loose[code]
            flat[at[gone]] = 0
            at = at[~gone]
    return framed[..., 1:-1, 1:-1].astype(bool)


@cache
def _loose() -> np.ndarray:
    """Return which of the 256 neighbourhoods let their pixel go, bool (2, 256): in the first and second half turn."""
    tables = np.zeros((2, 256), bool)
    for code in range(256):
        p = [code >> bit & 1 for bit in range(8)]
        above, right, below, left = p[::2]
        starts = sum(not p[i] and p[(i + 1) % 8] for i in range(8))
        if 2 <= sum(p) <= 6 and starts == 1:
            tables[0, code] = not (above and right and below) and not (right and below and left)
            tables[1, code] = not (above and right and left) and not (above and below and left)
    return tables


def _branches(lines: np.ndarray) -> list[list[tuple[int, int]]]:
    """Return the runs of pixels between ends and crossings, and the rings."""
    left = {(int(y), int(x)) for y, x in np.argwhere(lines)}

    def beside(at: tuple[int, int]) -> list[tuple[int, int]]:
        # Straight neighbours first, and a corner only where no straight one leads there.
        straight = [(at[0] + dy, at[1] + dx) for dy, dx in _AROUND[::2] if (at[0] + dy, at[1] + dx) in left]
        slanted = [
            (at[0] + dy, at[1] + dx)
            for dy, dx in _AROUND[1::2]
            if (at[0] + dy, at[1] + dx) in left and (at[0] + dy, at[1]) not in left and (at[0], at[1] + dx) not in left
        ]
        return straight + slanted

    ways = {at: beside(at) for at in sorted(left)}
    nodes = [at for at, others in ways.items() if len(others) != 2]
    gone: set[frozenset[tuple[int, int]]] = set()
    found = [[at] for at in nodes if not ways[at]]

    def walk(start: tuple[int, int], at: tuple[int, int]) -> list[tuple[int, int]]:
        run = [start, at]
        gone.add(frozenset((start, at)))
        while len(ways[at]) == 2 and at != start:
            onward = next((other for other in ways[at] if frozenset((at, other)) not in gone), None)
            if onward is None:
                break
            gone.add(frozenset((at, onward)))
            at = onward
            run.append(at)
        return run

    for start in itertools.chain(nodes, ways):  # rings have no node, and come last
        found += [walk(start, other) for other in ways[start] if frozenset((start, other)) not in gone]
    return found


def _pruned(branches: list[list[tuple[int, int]]], half: np.ndarray) -> list[list[tuple[int, int]]]:
    """Leave out short branches that end freely at one side."""
    ends: dict[tuple[int, int], int] = {}
    for branch in branches:
        for end in (branch[0], branch[-1]):
            ends[end] = ends.get(end, 0) + 1

    def spur(branch: list[tuple[int, int]]) -> bool:
        free = [ends[end] == 1 for end in (branch[0], branch[-1])]
        joint = branch[-1] if free[0] else branch[0]
        return free[0] != free[1] and len(branch) <= SPUR * half[joint] + 1

    kept = [branch for branch in branches if not spur(branch)]
    return kept or branches


def _smooth(places: np.ndarray) -> np.ndarray:
    """Take the staircase of the pixels out of a line; its ends stay."""
    if len(places) < 5:
        return places
    out = places.copy()
    out[2:-2] = (places[:-4] + places[1:-3] + places[2:-2] + places[3:-1] + places[4:]) / 5
    out[1], out[-2] = (places[0] + places[1] + places[2]) / 3, (places[-3] + places[-2] + places[-1]) / 3
    return out
