"""Where is the ink on a photo that the edge of a shadow crosses, and which side is it on?

Light that changes smoothly is taken off in core.ink. The edge of a shadow is as sharp as ink is, and longer than any
stroke: an opening keeps it, which is then the light on the paper.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

HARD = 20  # grey levels by which the light may differ from a smooth one; past it there is an edge
DARKEST = 16  # of 255: light that is divided by at least
SIDES = (12, 8, 5)  # parts of the side as which strokes may be wide
EIGHT = np.ones((3, 3))  # of a pixel's neighbours all belong to its patch


def lit(inked: np.ndarray) -> np.ndarray:
    """Take the light off bright ink on dark paper, uint8 (h, w), that is crossed by the edge of a shadow.

    Ink in the shadow comes out as bright as that in the light. What is left of the edge where it runs off the image
    goes, unless that is most of what there is: the ink itself then.
    """
    from core.ink import otsu

    light = opened(np.asarray(Image.fromarray(inked).filter(ImageFilter.MedianFilter(5))))  # grain opens to specks
    rest = np.clip(inked - light, 0, None)
    found = []
    # Dark ink takes a share of the light, which was turned over with it; chalk adds one.
    for head in (255 - light, light):
        v = rest / np.maximum(head, DARKEST)
        v = np.clip(v * (255 / max(float(np.quantile(v, 0.995)), 1e-3)), 0, 255).astype(np.uint8)
        ink = v > otsu(v)
        v, ink = _without_wedges(v, ink)
        shades = v[ink].astype(float)
        found.append((shades.std() / max(shades.mean(), 1) if shades.size else np.inf, v))
    return min(found, key=lambda pair: pair[0])[1]  # a pen has one shade


def opened(grey: np.ndarray) -> np.ndarray:
    """Return float32 (h, w): what is left of bright places that are wider than any stroke, a quarter of the side."""
    from scipy import ndimage

    window = min(grey.shape) // 4
    return ndimage.grey_opening(grey, (window, window), mode="nearest").astype(np.float32)


def smooth(light: np.ndarray) -> np.ndarray:
    """Return light, float32 (h, w), without what an opening leaves of steps."""
    from scipy import ndimage

    return ndimage.gaussian_filter(light, min(light.shape) / 16)


def crosses(grey: np.ndarray) -> bool:
    """Tell whether the edge of a shadow lies on a photo, whichever side the ink is on, of which that says nothing."""
    lights = opened(grey), opened(255 - grey)
    return min(float(np.abs(smooth(light) - light).max()) for light in lights) > HARD


def side_of_strokes(grey: np.ndarray) -> float:
    """Tell which side the ink is on by what is narrow: -1 dark strokes to +1 bright ones; shadows are wide.

    For a small copy of a photo. Ink as wide as a fifth of the side would be taken for paper.
    """
    from scipy import ndimage

    v = np.log(grey.astype(float) + DARKEST)  # a shadow takes a share of the light, from ink and paper alike
    bright = dark = 0.0
    for part in SIDES:
        width = max(3, min(v.shape) // part | 1)
        bright += float(np.square(v - ndimage.grey_opening(v, (width, width), mode="nearest")).sum())
        dark += float(np.square(ndimage.grey_closing(v, (width, width), mode="nearest") - v).sum())
    return (bright - dark) / max(bright + dark, 1e-9)


def _without_wedges(v: np.ndarray, ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the image and its ink, bool, without what touches the border: there a shadow's edge leaves a wedge."""
    from scipy import ndimage

    patches, _ = ndimage.label(ink, EIGHT)
    touching = np.unique(np.concatenate([patches[0], patches[-1], patches[:, 0], patches[:, -1]]))
    inner = ink & ~np.isin(patches, touching)
    if 2 * inner.sum() < ink.sum():
        return v, ink
    return np.where(ndimage.binary_dilation(ink & ~inner, EIGHT, 6), 0, v).astype(np.uint8), inner
