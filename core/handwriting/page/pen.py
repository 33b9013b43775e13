"""Is what was found on a picture the ink of a pen, or the pattern of wood, cloth, a face?

A pen draws strokes of about one width, which are not much thinner than its letters are high. What a photograph shows
where nobody wrote is as thick here as thin there. In between it is taken for writing: refused is what surely is none.
"""

from __future__ import annotations

import numpy as np

MOST_UNEVEN = 1.0  # `python -m benchmarks.hand_nothing --pages` says what writing has
LARGE, THIN = 0.2, 0.06  # of the page an x-height, and of that a stroke: large letters by a thin pen
THINNEST = 0.03  # of an x-height; hardly any pen draws as thin
ODD_UNEVEN = 0.5  # of writing like that
HAIR = 0.01  # x-heights, that no stroke is as thin as
BLOTS = 3  # thick pieces that may lie beside writing: a thumb, a stain
LEFT = 0.7  # of the strokes, that must be left without them


def drawn_by_a_pen(pieces: np.ndarray, stroke: float, x_height: float) -> bool:
    """Tell whether pieces of ink, int (h, w), 0 for none, may be writing. stroke, x_height: pixels."""
    thin = stroke / x_height
    odd = thin < THINNEST or (thin < THIN and x_height > LARGE * max(pieces.shape))
    return thin >= HAIR and unevenness(pieces) <= (ODD_UNEVEN if odd else MOST_UNEVEN)


def unevenness(pieces: np.ndarray) -> float:
    """Return how much the width of strokes varies: its deviation over its mean, times its 95th centile over its median.

    Measured along the middle of the strokes; the thickest pieces are left out where they are few.
    """
    import cv2

    ink = np.pad((pieces > 0).astype(np.uint8), 1)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    middle = (depth >= cv2.dilate(depth, np.ones((5, 5), np.uint8))) & (ink > 0)
    widths, of = depth[middle], pieces[middle[1:-1, 1:-1]]
    if len(widths) < 2:
        return 0.0
    thickest = np.zeros(int(of.max()) + 1)
    np.maximum.at(thickest, of, widths)
    rest = ~np.isin(of, np.argsort(thickest)[-BLOTS:])
    if rest.mean() >= LEFT:
        widths = widths[rest]
    centile, median = np.percentile(widths, (95, 50))
    return float(widths.std() / widths.mean() * centile / median)
