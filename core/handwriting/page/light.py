"""How dark is every pixel of a page beside the paper around it, whatever light fell on it?"""

from __future__ import annotations

import numpy as np

SMALL = 600  # pixels of the longer side that the paper's own shade is looked for at
PEN = 0.025  # of that side; what is narrower is ink, not paper
DARK_PAPER = 0.35  # less than this share of a picture is bright, and
DARK_MEDIAN = 100  # half of it is darker than this, of 255: light ink on dark paper
DARKEST = 16  # of 255: paper that is divided by at least, for black has no shades
THIN = 5  # pixels at that size; the white between strokes is wider, which tells it from light ink
EDGE = 0.6  # of the paper's shade; what is joined to the border and darker lies beside the paper
RIM = 0.02  # of the side, of which the paper's own shade is taken across


def turned(pixels: np.ndarray, ink: str) -> np.ndarray:
    """Return the page with dark ink on light paper, turned over if need be. ink: "recognise", "dark" or "light"."""
    return 255 - pixels if ink == "light" or (ink == "recognise" and _is_light(pixels)) else pixels


def darkness(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how dark a page with dark ink is, float32 (h, w), 0 for paper to 1, and where there is paper, bool (h, w).

    pixels: uint8 (h, w) or (h, w, 3).

    Of the colours the one in which the ink is darkest counts: blue ink is darkest in red.
    """
    channels = [pixels] if pixels.ndim == 2 else [np.ascontiguousarray(pixels[..., c]) for c in range(3)]
    papers = [paper(channel) for channel in channels]
    if len(channels) > 1:
        best = int(np.argmax([_ink_level(channel, one) for channel, one in zip(channels, papers, strict=True)]))
    else:
        best = 0
    channel, light = channels[best], papers[best]
    dark = (light - channel) / np.maximum(light, DARKEST)
    np.clip(dark, 0, 1, out=dark)
    beside = _beside(channel, light)
    dark[beside] = 0
    return dark, ~beside


def paper(channel: np.ndarray) -> np.ndarray:
    """Return the shade of the paper under every pixel, float32 (h, w): a closing wipes off what is as thin as ink."""
    import cv2

    h, w = channel.shape
    scale = min(1.0, SMALL / max(h, w))
    small = cv2.resize(channel, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=cv2.INTER_AREA)
    pen = max(3, round(PEN * max(small.shape))) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((pen, pen), np.uint8))
    smooth = cv2.GaussianBlur(closed, (0, 0), pen / 8)  # more would darken the paper along a shadow
    return cv2.resize(smooth, (w, h), interpolation=cv2.INTER_LINEAR).astype(np.float32)


def _is_light(pixels: np.ndarray) -> bool:
    import cv2

    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    _, bright = cv2.threshold(grey[::2, ::2], 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if float(bright.mean()) >= DARK_PAPER or float(np.median(grey[::4, ::4])) >= DARK_MEDIAN:
        return False
    h, w = grey.shape
    scale = min(1.0, SMALL / max(h, w))
    small = cv2.resize(grey, (round(w * scale), round(h * scale)), interpolation=cv2.INTER_AREA)
    pen = np.ones((THIN, THIN), np.uint8)
    thin = [cv2.morphologyEx(small, kind, pen).astype(float) for kind in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT)]
    return float(np.square(thin[0]).sum()) > float(np.square(thin[1]).sum())  # a photo may be dark all over


def _ink_level(channel: np.ndarray, light: np.ndarray) -> float:
    dark = (light[::3, ::3] - channel[::3, ::3]) / np.maximum(light[::3, ::3], DARKEST)
    return float(np.partition(dark.ravel(), -(dark.size // 100) - 1)[-(dark.size // 100) - 1 :].mean())


def _beside(channel: np.ndarray, light: np.ndarray) -> np.ndarray:
    """Return where the picture shows what lies beside the paper, bool (h, w): dark, and joined to the border."""
    import cv2

    h, w = channel.shape
    scale = min(1.0, SMALL / max(h, w))
    shape = (max(1, round(w * scale)), max(1, round(h * scale)))
    small = cv2.resize(channel, shape, interpolation=cv2.INTER_AREA)
    around = cv2.resize(light, shape, interpolation=cv2.INTER_AREA)
    reach = max(3, round(4 * RIM * max(shape))) | 1
    near = cv2.dilate(around, np.ones((reach, reach), np.uint8))  # the table itself may be the shade beside an edge
    wide = max(3, round(PEN * max(shape) / 2)) | 1
    dark = cv2.morphologyEx((small < EDGE * near).astype(np.uint8), cv2.MORPH_OPEN, np.ones((wide, wide), np.uint8))
    _, labels = cv2.connectedComponents(dark)
    rim = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    mask = np.isin(labels, rim[rim > 0]).astype(np.uint8)
    if not mask.any():
        return np.zeros((h, w), bool)
    mask = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return cv2.resize(mask, (w, h), interpolation=cv2.INTER_NEAREST) > 0
