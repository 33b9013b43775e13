"""What does the page that reads drawings need to know of a reader? Bytes in, bytes out.

browser/read/read.js reads the block: "about" with the classes and the manner of the images that the reader learned
from, and its network.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.blocks.read_vae import CHANNEL
from core.blocks.reader import reader_parts
from core.ink import MNIST_SHARE, usual_share
from core.packed import pack
from core.writing.measure import stroke_width

USUAL_WEIGHT = 2.4 / 28  # of the side: as thick as MNIST's strokes are, where no image tells
LEAST_WEIGHT = 1.0  # pixels
LIMIT = 0.85  # of the distance beyond which a reader calls an image like none: drawings are refused a little sooner
LOOKED_AT = 500  # images whose manner is measured


def read_block(
    reader: bytes, *, model: str, title: str, share: float = MNIST_SHARE, weight: float | None = None
) -> bytes:
    """Return what the browser needs to read drawings as one block; equal arguments give equal bytes.

    reader: browser.bin of a classifier. model, title: its id and name. share: of the side that the ink of its images
    takes, 0 to 1; weight: how thick their strokes are, in pixels, None for as thick as MNIST's.
    Raises ModelError if it holds no classifier, or a damaged one.
    """
    told, network = reader_parts(reader)
    size = told["image_size"]
    about: dict[str, Any] = told | {
        "model": model,
        "title": title,
        "share": round(share, 4),
        "limit": LIMIT,
        "weight": round(max(LEAST_WEIGHT, USUAL_WEIGHT * size if weight is None else weight), 3),
    }
    return pack({"about": json.dumps(about, separators=(",", ":"), allow_nan=False).encode(), "reader": network})


def brought_block(strokes: Sequence[Sequence[float]], *, id: str) -> bytes:
    """Return the strokes of a picture for the sheet of browser/read/read.js, by its channel.

    strokes: each x, y, width, x, y, width, ... in sides of the sheet and in nibs. id: of the picture, for the browser
    takes each once.
    """
    about = {"channel": "brought", "model": CHANNEL, "id": id}
    parts = {"about": about, "strokes": [list(stroke) for stroke in strokes]}
    return pack(
        {name: json.dumps(part, separators=(",", ":"), allow_nan=False).encode() for name, part in parts.items()}
    )


def manner_of(images: np.ndarray) -> tuple[float, float | None]:
    """Return how images uint8 (n, h, h), bright ink on 0, are written: the share of the side that their ink takes.

    And how thick their strokes usually are, in pixels, None without any ink.
    """
    some = images[:LOOKED_AT]
    widths = stroke_width(some)
    widths = widths[np.isfinite(widths)]
    return usual_share(some), float(np.median(widths)) if len(widths) else None
