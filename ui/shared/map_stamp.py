"""How does a map look at the size of a stamp: points that look as their classes do, light or dark?"""

from __future__ import annotations

import numpy as np

from core.packed import pack
from ui.components.component import component

MOST = 6000  # points drawn; more than that cannot be told apart in so small a square
GREY = 65535  # a point of no class

# Drawn in the browser: the colours follow the theme at once, and 2,000 points are 12 kB.
_DOTS = component(
    "map_dots",
    "map/dots.js",
    styles=("map/dots.css",),
    html="""
<canvas class="dots" role="img"></canvas>
""",
)


def dots(xy: np.ndarray, categories: np.ndarray | None, *, key: str, alt: str) -> None:
    """Draw places (n, 2) as dots in a square, as `categories` look, int (n,): colour and mark; None or -1 is grey.

    At most 6,000 points are drawn, evenly taken. alt: what it shows, in words. The map keeps its proportions.
    """
    kept = np.linspace(0, len(xy) - 1, min(len(xy), MOST)).astype(int)
    xy = np.asarray(xy, np.float64)[kept]
    low, high = np.quantile(xy, [0.002, 0.998], axis=0) if len(xy) else (np.zeros(2), np.ones(2))
    span = max(1e-9, float((high - low).max()))
    square = np.clip((xy - (low + high) / 2) / span + 0.5, 0, 1)
    chosen = np.full(len(kept), -1) if categories is None else np.asarray(categories)[kept]
    block = pack(
        {
            "xy": np.round(square * 65535).astype("<u2").tobytes(),
            "categories": np.where(chosen < 0, GREY, chosen).astype("<u2").tobytes(),
            "alt": alt.encode(),
        }
    )
    _DOTS(key=key, data=block)
