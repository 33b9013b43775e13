"""What does the browser need to show two maps of the same images beside each other, in one block of bytes?

browser/compare_maps/compare_maps.js takes it apart: the images once, their places on either map, and how far each has
moved.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from core.blocks.pad import NO_LABEL
from core.latents import Latents
from core.packed import pack
from core.projection.moved import Moved, compare


@dataclass(frozen=True, eq=False)
class Half:
    """One of the two maps.

    title: what it shows. method: how it was made, in a word. xy: places (n, 2). named: whether classes gather, so that
    their names can stand among their points.
    """

    title: str
    method: str
    xy: np.ndarray
    named: bool = True


def compare_maps_block(
    left: Half,
    right: Half,
    latents: Latents,
    *,
    classes: tuple[str, ...] = (),
    id: str = "",
    moved: Moved | None = None,
) -> bytes:
    """Return two maps of the n images in `latents` as one block; equal arguments give equal bytes.

    The right map is moved, turned, mirrored and scaled to lie as near to the left one as it can. classes: names of the
    labels. id: what tells one pair of maps from another, empty if it only stands in for one to come: then a link's
    camera and selection wait for that. moved: what `core.projection.moved.compare` said of the two, if that is known.
    Raises ValueError if a map does not hold n images, or lies on one spot.
    """
    n = len(latents)
    for half in (left, right):
        if half.xy.shape != (n, 2):
            raise ValueError(f"{half.method} must give {n} places as there are images, got {half.xy.shape}.")
    moved = compare(left.xy, right.xy) if moved is None else moved
    about = {
        "id": id,
        "n": n,
        "classes": list(classes),
        "columns": latents.columns,
        "tile": latents.tile,
        "k": moved.k,
        "sides": [{"title": half.title, "method": half.method, "named": half.named} for half in (left, right)],
    }
    labels = np.full(n, NO_LABEL) if latents.labels is None else latents.labels
    return pack(
        {
            "about": json.dumps(about, separators=(",", ":")).encode(),
            "left": np.ascontiguousarray(left.xy, "<f4").tobytes(),
            "right": np.ascontiguousarray(moved.xy, "<f4").tobytes(),
            "distance": moved.distance.astype("<f4").tobytes(),
            "lost": np.round(moved.lost * moved.k).astype(np.uint8).tobytes(),  # how many of the k
            "labels": labels.astype("<u2").tobytes(),
            "atlas": latents.atlas,
        }
    )


def same_images(a: Latents, b: Latents) -> bool:
    """Say whether two models keep the same images in the same order, so that their maps can be compared."""
    if (len(a), a.tile) != (len(b), b.tile):
        return False
    # One picture can be packed into different bytes, by another version of the packer.
    return a.atlas == b.atlas or np.array_equal(a.thumbnails(), b.thumbnails())
