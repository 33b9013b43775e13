"""What do the images look like that somebody is to train on, and how many are there?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import images as pixels
from core.datasets import DatasetConfig
from core.datasets.base import Glance
from ui import state
from ui.shared import background
from ui.shared.awaited import waiting
from ui.shared.ink_image import ink_image

COLUMNS, ROWS = 12, 5
SIZES = (28, 32, 64, 128)


@dataclass(frozen=True)
class Look:
    """What a look at a data set shows. sheet: PNG of some of its images; n: how many there are to train on.

    left_out: how many more there are, which are left out as asked.
    """

    sheet: bytes
    n: int
    size: int
    classes: tuple[str, ...]
    left_out: int = 0


def look(dataset: DatasetConfig, image_size: int | None = None) -> Look | None:
    """Show some of the images and how many there are, or how far they are on their way; None until they are here."""
    found = read(dataset, image_size)
    if found:
        show(found, dataset)
        st.caption(counted(found))
    return found


def read(dataset: DatasetConfig, image_size: int | None = None) -> Look | None:
    """Return what a look at the images shows, None until they are here; meanwhile draw how far they are.

    image_size: of the model that is to learn from them: images that are left out are known by how they look there.
    Raises DataError if they cannot be had; asked again, it tries again.
    """
    key = ("look", dataset, image_size if dataset.without else None)
    errand = background.errand(key, lambda say: _looked(*_loaded(dataset, image_size, say)))
    if not errand.done:
        st.fragment(waiting, run_every=0.4)(errand)
        return None
    if errand.error:
        background.forget(key)  # the line may be up again
        raise errand.error
    return errand.result()


def show(found: Look, dataset: DatasetConfig) -> None:
    """Draw some of the images."""
    ink_image(found.sheet, key="data-sheet", alt=f"Some images of {dataset.called(state.owner())}")


def counted(found: Look, image_size: int | None = None) -> str:
    """Say how many images there are, how large, and of how many classes.

    image_size: of the model that learns from them: they are made as large as that.
    """
    kinds = f"{len(found.classes)} classes" if found.classes else "no labels"
    size, side = f"{found.size} x {found.size} pixels", image_size or found.size
    if side != found.size:
        size += f" {'enlarged' if side > found.size else 'reduced'} to {side} x {side}"
    return f"{found.n:,} images to train on, {size}, {kinds}."


def left_out(found: Look, dataset: DatasetConfig) -> str:
    """Say how many images are left out as marked, empty if none was named."""
    if not dataset.without:
        return ""
    said = f"Left out as marked: {found.left_out:,}, of {len(dataset.without):,} images that were named."
    if found.left_out == len(dataset.without):
        return said
    return f"{said} The others are not learned from anyway: test images, say, stay aside for the scores."


def _loaded(dataset: DatasetConfig, image_size: int | None, say: background.OnProgress) -> tuple[Glance, int]:
    """Return the images to train on as they are, and how many are left out at the model's size."""
    if not dataset.without:
        return dataset.glance(say), 0
    left_out = dataset.load("train", image_size=image_size, on_progress=say).left_out
    return dataset.replace(without=()).glance(say), left_out


def _looked(dataset: Glance, left_out: int = 0) -> Look:
    places, side = _laid_out(dataset), min(dataset.size, 56)
    there = places.ravel() >= 0
    images = np.zeros((places.size, side, side), np.uint8)  # a place without an image stays paper
    images[there] = pixels.resize(dataset.subset(places.ravel()[there]).images, side)
    sheet = pixels.to_png(pixels.grid(images, places.shape[1], gap=2))
    return Look(sheet, len(dataset) - left_out, dataset.size, dataset.classes, left_out)


def _laid_out(dataset: Glance) -> np.ndarray:
    """Return which image stands where, int (rows, columns), -1 for none: every class has columns of its own.

    Easier to read than a heap. Of more classes than columns there is one image each.
    """
    rng, labels = np.random.default_rng(0), dataset.labels
    if labels is None:
        shown = rng.permutation(len(dataset))[: COLUMNS * ROWS]
        return _filled(shown, -(-len(shown) // COLUMNS), min(COLUMNS, len(shown)))
    kinds = np.unique(labels)
    if len(kinds) > COLUMNS:
        firsts = np.array([rng.choice(np.flatnonzero(labels == kind)) for kind in kinds])
        return _filled(firsts, -(-len(kinds) // COLUMNS), COLUMNS)
    wide = COLUMNS // len(kinds)
    of_class = [rng.permutation(np.flatnonzero(labels == kind))[: wide * ROWS] for kind in kinds]
    most = max(map(len, of_class))
    return np.hstack([_filled(shown, -(-most // wide), min(wide, most)) for shown in of_class])


def _filled(shown: np.ndarray, rows: int, columns: int) -> np.ndarray:
    return np.pad(shown, (0, rows * columns - len(shown)), constant_values=-1).reshape(rows, columns)
