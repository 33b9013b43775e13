"""How do pixels travel between files (uint8), models (float in [0, 1]) and pictures (grids, PNG)?"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    import torch
    from torch import Tensor


_GREY_OF = ((np.arange(256) * 15 + 127) // 255).astype(np.uint8)  # which of 16 greys is nearest to each of 256


def to_float(images: Tensor) -> Tensor:
    """Turn uint8 (n, h, w) into float32 (n, 1, h, w) in [0, 1]."""
    return images.unsqueeze(1).float().mul_(1 / 255)


def inked(images: Tensor, rng: torch.Generator) -> Tensor:
    """Draw every pixel of uint8 (n, h, w) as ink or no ink, its grey level being the chance of ink.

    Returns float32 (n, 1, h, w) of 0 and 1. Source: Salakhutdinov & Murray 2008 (ICML), "On the quantitative analysis
    of deep belief networks"; Burda et al. 2016, arXiv:1509.00519, section 5.
    """
    # A whole number from 0 to 254 is below the grey g with probability g / 255. bernoulli() takes thrice the time.
    return images.new_empty(images.shape).random_(0, 255, generator=rng).lt(images).unsqueeze(1).float()


def to_uint8(images: Tensor) -> np.ndarray:
    """Turn float (n, 1, h, w) in [0, 1] into numpy uint8 (n, h, w), rounded."""
    return images.detach().squeeze(1).mul(255).round().clamp(0, 255).byte().cpu().numpy()


def resize(images: np.ndarray, size: int) -> np.ndarray:
    """Resize uint8 (n, h, w) to (n, size, size), antialiased (Lanczos going down, bicubic going up).

    Raises ValueError if size is not between 4 and 256.
    """
    if not 4 <= size <= 256:
        raise ValueError(f"size must be between 4 and 256 pixels, got {size}.")
    if images.shape[1:] == (size, size):
        return images
    kernel = Image.Resampling.LANCZOS if images.shape[1] > size else Image.Resampling.BICUBIC
    return np.stack([np.asarray(Image.fromarray(image).resize((size, size), kernel)) for image in images])


def grid(images: np.ndarray, columns: int, gap: int = 0, paper: int = 0) -> np.ndarray:
    """Lay uint8 (n, h, w) out row by row as one uint8 picture; `gap` pixels of `paper` between tiles.

    Raises ValueError if there is no image or columns < 1.
    """
    if len(images) == 0 or columns < 1:
        raise ValueError(f"a grid needs an image and a column, got {len(images)} images and {columns} columns.")
    n, h, w = images.shape
    rows = -(-n // columns)
    sheet = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap), paper, np.uint8)
    for i, image in enumerate(images):
        top, left = (i // columns) * (h + gap), (i % columns) * (w + gap)
        sheet[top : top + h, left : left + w] = image
    return sheet


def image_keys(images: np.ndarray) -> tuple[str, ...]:
    """Name each of the images, uint8 (n, h, w), by what can be seen: 16 hex digits of a hash of its 16 greys.

    An image and its thumbnail in an atlas have the same key, at the same size in pixels; so have two equal images.
    60,000 images of 28 x 28 take a third of a second.
    """
    keys = []
    for start in range(0, len(images), 4096):  # the greys of all at once would double the memory
        greys = np.ascontiguousarray(_GREY_OF[images[start : start + 4096]])
        # Eight bytes: that any two of 70,000 different images are named alike has a chance of 1 in 10^10.
        keys += [hashlib.blake2b(image.data, digest_size=8).hexdigest() for image in greys]
    return tuple(keys)


def to_png(picture: np.ndarray, *, levels: int = 256) -> bytes:
    """Encode a uint8 (h, w) picture as a grey PNG.

    levels: 256, or 16 for four bits a pixel: half the bytes, and no eye sees it on a thumbnail.
    """
    stream = io.BytesIO()
    if levels == 16:
        _sixteen_greys(picture).save(stream, "PNG", optimize=True, bits=4)
    else:
        Image.fromarray(picture).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _sixteen_greys(picture: np.ndarray) -> Image.Image:
    # PNG stores four bits a pixel only for palettes, so the greys become one.
    image = Image.frombytes("P", picture.shape[::-1], _GREY_OF[picture].tobytes())
    image.putpalette([level * 17 for level in range(16) for _ in range(3)])
    return image
