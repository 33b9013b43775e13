"""How do printed lines and squares go from a page, and the strokes that cross them stay?

A ruling is a thin line that runs over half of the page. Its pixels go where the ink is no thicker across than it is;
where the ink is thicker a stroke crosses the ruling or lies on it, and keeps all of its own.
"""

from __future__ import annotations

import numpy as np

PIECE = 1 / 36  # of the page's longer side; a ruling is made of stretches so long
SPAN = 0.5  # of the page along it, over which a ruling runs
LEAST = 0.25  # of the page's longer side, over which a ruling runs: on a single line of writing nothing does
COVER = 0.35  # of its run, that is seen: the rest lies under writing or is too pale
FREE = 0.45  # of what is seen of it, where nothing is written
THICKEST = 1 / 150  # of the page; a thicker line is no ruling
PALE = 0.5  # of the threshold of ink, from which a ruling is seen
DARKER = 1.3  # times as dark as a ruling usually is; a darker pixel on it is ink
SLACK = 1.6  # times as thick as usual, up to which a ruling is still bare


def without_rulings(ink: np.ndarray, pale: np.ndarray, dark: np.ndarray) -> np.ndarray:
    """Return the ink, bool (h, w), less the rulings, which are looked for in what is also pale, bool (h, w).

    dark: float32 (h, w), by which a stroke along a paler ruling is told from it.
    """
    bare, ruled = _bare(ink, pale, dark)
    bare_down, ruled_down = (v.T for v in _bare(ink.T, np.ascontiguousarray(pale.T), dark.T))
    if not ruled.any() and not ruled_down.any():
        return ink
    return _without_crossings(ink & ~bare & ~bare_down, ruled | ruled_down)


def _without_crossings(ink: np.ndarray, ruled: np.ndarray) -> np.ndarray:
    """Return the ink without what lies wholly on rulings: where two cross, each is taken for a stroke by the other."""
    import cv2

    wide = cv2.dilate(ruled.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    count, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    beyond = np.zeros(count, bool)
    beyond[labels[ink & ~wide]] = True
    return ink & beyond[labels]


def _bare(ink: np.ndarray, pale: np.ndarray, dark: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where there is nothing but a ruling that runs across the page, and where there is one, bool (h, w)."""
    bare, ruled = np.zeros(ink.shape, bool), np.zeros(ink.shape, bool)
    for top, bottom, own in _rulings(pale):
        # Above and below by as much as a stroke must stick out.
        thick = _usual_run(own)
        margin = 2 * thick + 3
        rows = slice(max(0, top - margin), bottom + margin)
        runs = _runs(ink[rows])
        on = np.zeros(runs.shape, bool)
        first = top - rows.start
        on[first : first + own.shape[0]] = own
        on = _widened(on, thick)
        thin = runs <= SLACK * thick + 1
        if (on.any(0) & (thin | ~on).all(0)).sum() < FREE * on.any(0).sum():
            continue  # a row of letters, whose feet run together
        peaks = np.where(own, dark[top:bottom], 0).max(0)  # a thin ruling is paler at its edges
        shade = float(np.median(peaks[peaks > 0]))
        bare[rows] |= on & thin & (runs > 0) & (dark[rows] <= DARKER * shade)
        ruled[rows] |= on
    return bare, ruled


def _rulings(pale: np.ndarray) -> list[tuple[int, int, np.ndarray]]:
    """Return the first row, the row behind the last, and the pixels (rows, w) of each ruling across."""
    import cv2

    h, w = pale.shape
    piece = max(15, round(PIECE * max(h, w)))
    joined = cv2.morphologyEx(pale.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, piece), np.uint8))
    if np.count_nonzero(long) < COVER * LEAST * max(h, w):  # what is found below has as many
        return []
    # Stretches of one ruling lie a little higher or lower than each other.
    chained = cv2.dilate(long, np.ones((3, 2 * piece + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(chained)
    found = []
    for number in range(1, count):
        _, top, width, height, _ = stats[number]
        if width < max(SPAN * w, LEAST * max(h, w)) or height > 4 * THICKEST * max(h, w) + 0.01 * width:
            continue
        own = (labels[top : top + height] == number) & (long[top : top + height] > 0)
        own = _along(own)
        if own.any(0).sum() >= COVER * width and _usual_run(own) <= max(2, THICKEST * max(h, w)):
            found.append((int(top), int(top + height), own))
    return found


def _along(own: np.ndarray) -> np.ndarray:
    """Return of a mask what lies along one smooth line: long feet of letters beside a ruling are not of it."""
    thick, usual = own.sum(0), _usual_run(own)
    rows = np.arange(len(own))[:, None]
    x = np.flatnonzero((thick > 0) & (thick <= 1.5 * usual))
    if len(x) < 10:
        return own
    middle = (own * rows)[:, x].sum(0) / thick[x]
    far = x / own.shape[1]
    held = np.ones(len(x), bool)
    for reach in (np.inf, 3 * usual, 1.5 * usual):
        held = np.abs(middle - _fitted(far, middle, held, far)) <= max(reach, 2)
        if held.sum() < 10:
            return own
    line = _fitted(far, middle, held, np.arange(own.shape[1]) / own.shape[1])
    return own & (np.abs(rows - line) <= usual / 2 + 1)


def _fitted(x: np.ndarray, y: np.ndarray, held: np.ndarray, at: np.ndarray) -> np.ndarray:
    return np.polyval(np.polyfit(x[held], y[held], 3), at)


def _usual_run(own: np.ndarray) -> int:
    thick = own.sum(0)
    return max(1, round(float(np.median(thick[thick > 0])))) if thick.any() else 1


def _widened(on: np.ndarray, thick: int) -> np.ndarray:
    import cv2

    return cv2.dilate(on.astype(np.uint8), np.ones((2 * ((thick + 1) // 2) + 1, 1), np.uint8)) > 0


def _runs(ink: np.ndarray) -> np.ndarray:
    """Return how many pixels of ink stand on each other at each pixel, int32 (h, w), 0 for paper."""
    up = np.zeros(ink.shape, np.int32)
    down = np.zeros(ink.shape, np.int32)
    for row in range(len(ink)):
        up[row] = np.where(ink[row], (up[row - 1] if row else 0) + 1, 0)
    for row in range(len(ink) - 1, -1, -1):
        down[row] = np.where(ink[row], (down[row + 1] if row + 1 < len(ink) else 0) + 1, 0)
    return np.where(ink, up + down - 1, 0)
