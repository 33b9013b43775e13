"""Where is the ink on an image, and how is it brought to the manner of MNIST?

Every function takes one grey image, uint8 (h, w), as it comes from a file, a drawing or a crop of a page.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from core import shadows
from core.types import DataError

LEAST_CONTRAST = 12  # grey levels between paper and ink below which nothing is written there
FAINT = 32  # of 255: what a JPEG leaves around a stroke, which must not widen its box
MNIST_SHARE = 20 / 28  # of the side that the ink takes at most
LEAST_PRINTED = 48  # pixels of the shorter side below which no lines of the paper can be told from strokes
STILL_UNEVEN = 64  # of 255: what two shades of the border differ by, after a smooth one has gone, in a hard shadow
WORKING_SIDE = 512  # pixels; a photo is shrunk to this first: the ink of one character needs no more


def polarity(grey: np.ndarray) -> float:
    """Tell which side the ink is on: +1 bright ink on dark paper, -1 dark ink on bright paper, near 0 undecided.

    Paper is what fills the border and most of the area; the border counts three times as much, because a bold
    character may cover more than half of a tight crop. So the table around a sheet must have been cut off before.
    """
    if _contrast(grey) < LEAST_CONTRAST:
        return 0.0
    if _uneven(grey):
        small = _small(grey)
        grey = _without_slope(small)
        if shadows.crosses(small) and np.subtract(*np.percentile(np.concatenate(_sides(grey)), [95, 5])) > STILL_UNEVEN:
            return shadows.side_of_strokes(small)
    bright = grey > otsu(grey)
    width = max(1, min(grey.shape) // 20)
    inner = np.zeros(grey.shape, bool)
    inner[width:-width, width:-width] = True
    border = bright[~inner]
    return float(1 - 1.5 * border.mean() - 0.5 * bright.mean())


def bright_on_dark(grey: np.ndarray, *, ink: str = "recognise") -> np.ndarray:
    """Return the image with bright ink on dark paper, turned over if need be.

    ink: "recognise", "dark" or "bright", what the ink is on the image as it came.
    """
    dark = polarity(grey) < 0 if ink == "recognise" else ink == "dark"
    return 255 - grey if dark else grey


def clean(inked: np.ndarray) -> np.ndarray:
    """Turn bright ink on dark paper into ink at 255 on paper at 0: shadows, grain and specks go, strokes stay.

    Returns uint8 of at most 512 pixels a side. An image that is clean already comes back as it is.
    Raises DataError if there is no ink.
    """
    from scipy import ndimage

    v = _flattened(_shrunk(inked)).astype(np.float32)
    if _contrast(v) < LEAST_CONTRAST:
        raise DataError("there is no ink on it.")
    threshold = otsu(v)
    printed = _printed(v, v > threshold)  # lines darker than half of the ink would be taken for it
    if printed is None and (v > threshold).any() and np.ptp(v[v > threshold]) >= LEAST_CONTRAST:
        darker = otsu(v[v > threshold])
        printed = _printed(v, v > darker) if darker > threshold else None
        threshold = darker if printed is not None else threshold
    paper, ink = v[v <= threshold], v[v > threshold]
    level = _ranked(paper, 0.5)
    grain = 1.4826 * _ranked(np.abs(paper - level), 0.5)  # the standard deviation, were it Gaussian
    black = min(level + 4 * grain, (level + threshold) / 2)
    if printed is not None:
        black = min(max(black, printed), (threshold + _ranked(ink, 0.5)) / 2)
    v = np.clip((v - black) * (255 / (_ranked(ink, 0.99) - black)), 0, 255)
    # A patch counts as ink if it holds at least a hundredth of all that is surely ink: the dot of an i is more.
    patches, count = ndimage.label(v > 0, np.ones((3, 3)))
    sure = np.bincount(patches[v > (threshold - black)], minlength=count + 1)
    kept = sure >= max(1, 0.01 * sure[1:].sum())
    kept[0] = False
    return np.where(kept[patches], v, 0).round().astype(np.uint8)


def _printed(v: np.ndarray, ink: np.ndarray) -> float | None:
    """Return the shade of what is printed on the paper, its lines or squares, or None if there is nothing.

    It is paler than the ink, stands apart from it, and runs off the image on two sides at least, as faint strokes of a
    character do not. ink: bool (h, w), what is surely written.
    """
    from scipy import ndimage

    paper = v[~ink]
    if min(v.shape) < LEAST_PRINTED or not ink.any():
        return None
    level = _ranked(paper, 0.5)
    grain = 1.4826 * _ranked(np.abs(paper - level), 0.5)
    pale = (v > level + max(4 * grain, LEAST_CONTRAST / 2)) & ~ink
    if not any(side.any() for side in _sides(pale)):
        return None
    far = pale & ~ndimage.binary_dilation(ink, np.ones((3, 3)), max(2, min(v.shape) // 60))
    patches, _ = ndimage.label(far, np.ones((3, 3)))
    long = [k + 1 for k, box in enumerate(ndimage.find_objects(patches)) if _reach(box) >= 0.15 * min(v.shape)]
    running = [set(np.unique(side)) & set(long) for side in _sides(patches)]
    if sum(map(bool, running)) < 2:
        return None
    return _ranked(v[np.isin(patches, list(set.union(*running)))], 0.99)


def _sides(image: np.ndarray) -> tuple[np.ndarray, ...]:
    return image[0], image[-1], image[:, 0], image[:, -1]


def _reach(box: tuple[slice, slice]) -> int:
    return max(side.stop - side.start for side in box)


def normalise_ink(inked: np.ndarray, size: int = 28, *, share: float = MNIST_SHARE) -> np.ndarray:
    """Bring bright ink on dark paper to the manner of MNIST, uint8 (size, size).

    The box around the ink is scaled to a `share` of the side, keeping its proportions, and put so that its centre of
    mass is in the middle. Raises DataError if there is no ink.
    Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
    """
    return centred(clean(inked), size, share=share)


def centred(v: np.ndarray, size: int = 28, *, share: float = MNIST_SHARE) -> np.ndarray:
    """Do what `normalise_ink` does, to an image that is clean: ink is what is not 0, and there is some."""
    box = v[_box(v)]
    scale = max(1, round(size * share)) / max(box.shape)
    h, w = (max(1, round(side * scale)) for side in box.shape)
    small = _resized(box, h, w)
    top, left = (_offset(small.sum(axis, dtype=float), size) for axis in (1, 0))
    out = np.zeros((size, size), np.uint8)
    out[top : top + h, left : left + w] = small
    return out


def usual_share(images: np.ndarray) -> float:
    """Return how much of the side the ink of uint8 (n, h, h) images usually takes, 0 to 1: 20/28 for MNIST.

    The median over the images that have any, of the longer side of the box around it; MNIST's share if none has.
    """
    boxes = [max(v[_box(v)].shape) for v in images if v.any()]
    return float(np.median(boxes)) / images.shape[1] if boxes else MNIST_SHARE


def fit_square(inked: np.ndarray, size: int) -> np.ndarray:
    """Scale the whole image to fit uint8 (size, size), keeping its proportions; the rest is filled with its paper."""
    longest = max(inked.shape)
    h, w = (max(1, round(side * size / longest)) for side in inked.shape)
    edges = np.concatenate(_sides(inked))
    out = np.full((size, size), np.uint8(np.median(edges)))
    top, left = (size - h) // 2, (size - w) // 2
    kernel = Image.Resampling.LANCZOS if longest > size else Image.Resampling.BICUBIC
    out[top : top + h, left : left + w] = Image.fromarray(inked).resize((w, h), kernel)
    return out


def _box(v: np.ndarray) -> tuple[slice, slice]:
    """Return where the ink of a clean image is: rows and columns."""
    rows, columns = (np.flatnonzero(v.max(axis) >= min(FAINT, v.max())) for axis in (1, 0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _resized(box: np.ndarray, h: int, w: int) -> np.ndarray:
    kernel = Image.Resampling.LANCZOS if h < box.shape[0] or w < box.shape[1] else Image.Resampling.BICUBIC
    small = np.asarray(Image.fromarray(box).resize((w, h), kernel))
    # A hairline shrunk below one pixel turns grey: bring its peak back, or thin pens would be learned as pale ones.
    peak = _ranked(small[small > 0], 0.99) if small.any() else 255
    return np.clip(small * (_ranked(box[box > 0], 0.99) / peak), 0, 255).round().astype(np.uint8)


def _offset(mass: np.ndarray, size: int) -> int:
    """First row of a part whose centre of mass shall be in the middle, kept inside the frame."""
    centre = (mass * np.arange(len(mass))).sum() / max(mass.sum(), 1)
    return int(np.clip(round(size / 2 - centre), 0, size - len(mass)))


def _shrunk(grey: np.ndarray) -> np.ndarray:
    factor = -(-max(grey.shape) // WORKING_SIDE)
    return np.asarray(Image.fromarray(grey).reduce(factor)) if factor > 1 else grey


def _flattened(inked: np.ndarray) -> np.ndarray:
    """Take away light that falls unevenly over the paper; an image whose border is even is left alone."""
    if not _uneven(inked):
        return inked
    # An opening removes whatever is narrower than its window, so what is left is the paper (white top-hat transform).
    paper = shadows.opened(inked)
    light = shadows.smooth(paper)
    if np.abs(light - paper).max() > shadows.HARD:
        return shadows.lit(inked)
    return np.clip(inked - light, 0, 255).astype(np.uint8)


def _small(grey: np.ndarray) -> np.ndarray:
    """Return a copy of a photo of at most 96 pixels a side."""
    factor = -(-max(grey.shape) // 96)
    return np.asarray(Image.fromarray(grey).reduce(factor)) if factor > 1 else grey


def _without_slope(grey: np.ndarray) -> np.ndarray:
    """Take a smooth shade off a small copy of a photo, whichever side its ink is on; stretched to 0..255."""
    v = grey.astype(float)
    y, x = (axis.ravel() for axis in np.meshgrid(*(np.linspace(-1, 1, n) for n in v.shape), indexing="ij"))
    basis = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 1)
    weight = np.ones(len(x))
    for _ in range(5):  # least absolute error by reweighting: a plain fit would lean towards the ink
        shade = basis @ np.linalg.lstsq(basis * weight[:, None], v.ravel() * weight, rcond=None)[0]
        weight = 1 / np.sqrt(np.abs(v.ravel() - shade) + 1)
    rest = v - shade.reshape(v.shape)
    return ((rest - rest.min()) * (255 / max(np.ptp(rest), 1))).astype(np.uint8)


def _uneven(grey: np.ndarray) -> bool:
    """Tell whether light falls unevenly on a photo: its border then has many shades. Small images are no photos."""
    border = np.concatenate(_sides(grey))
    return min(grey.shape) >= 64 and np.subtract(*np.percentile(border, [90, 10])) >= LEAST_CONTRAST


def _ranked(values: np.ndarray, share: float) -> float:
    """Return the value that so large a share of all is at most; ten times as quick as np.percentile on few values."""
    k = int(share * (values.size - 1))
    return float(np.partition(values, k)[k])


def _contrast(grey: np.ndarray) -> float:
    return float(grey.max()) - float(grey.min())


def otsu(grey: np.ndarray) -> float:
    """Return the grey level that parts the pixels into the two most different groups; the upper group is > it.

    Source: Otsu 1979, doi:10.1109/TSMC.1979.4310076.
    """
    counts = np.bincount(grey.astype(np.uint8).ravel(), minlength=256).astype(float)
    below = counts.cumsum()
    weighted = (counts * np.arange(256)).cumsum()
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (weighted / below - (weighted[-1] - weighted) / above) ** 2
    return float(np.nanargmax(between))
