"""What does a recipe's card show: what a model trained by it draws, where one came along, else some of its data?"""

from __future__ import annotations

import io
import zlib

import numpy as np
from PIL import Image

from core import images as pixels
from core import library
from core.datasets import DatasetConfig
from core.library import Entry
from core.training.run import RunConfig
from core.types import DataError, ModelError
from ui import cached, errands, kept

COLUMNS, ROWS, ACROSS = 5, 2, 10  # of a card, and the columns of a preview
SIDE = 28  # pixels of an image on a card


def picture_of(name: str, config: RunConfig) -> bytes | None:
    """Return a PNG for the card of a recipe, empty if there is none to be had, None while it is being made."""
    zoo = {entry.id: entry for entry in library.list_models()}
    twin = zoo.get(name)
    if twin and (twin.config.model, twin.config.dataset) == (config.model, config.dataset):
        drawn = kept.picture(("drawn", name, cached.stamp_of(twin.path / "preview.png")), lambda: _drawn(twin))
        if drawn:
            return drawn
    shown = next((entry for entry in zoo.values() if _keeps_images_of(entry, config.dataset)), None)
    if shown:
        key = ("kept", config.to_json(), shown.id, cached.stamp_of(shown.path / "latents.safetensors"))
        return kept.picture(key, lambda: _sheet(*_kept(shown), config))
    return data_picture(config) if config.dataset.here() else b""


def data_picture(config: RunConfig) -> bytes | None:
    """Return a PNG of some of the images a run learns from, empty if they cannot be read, None while they are read."""
    errand = errands.errand(("card", config.dataset, config.model), lambda say: _read(config))
    if not errand.done:
        return None
    if errand.error and not isinstance(errand.error, (DataError, OSError)):
        raise errand.error
    return b"" if errand.error else errand.result()


def _read(config: RunConfig) -> bytes:
    dataset = config.dataset.load("train")
    return _sheet(dataset.images, dataset.labels, config)


def _drawn(entry: Entry) -> bytes | None:
    """Return what the model draws of its own accord: the last two rows of its preview, whatever stands above them."""
    png = library.preview(entry)
    if png is None:
        return None
    sheet = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    side = sheet.shape[1] // ACROSS
    return pixels.to_png(sheet[-ROWS * side :, : COLUMNS * side], levels=16)


def _keeps_images_of(entry: Entry, dataset: DatasetConfig) -> bool:
    """Say whether images of that very set lie in the model's folder, so that the set itself need not be there."""
    known = entry.config.dataset
    return known.name == dataset.name != "own" and (entry.path / "latents.safetensors").is_file()


def _kept(entry: Entry) -> tuple[np.ndarray, np.ndarray | None]:
    try:
        known = cached.latents(entry)
    except ModelError:
        return np.zeros((0, SIDE, SIDE), np.uint8), None
    return known.thumbnails(), known.labels


def _sheet(images: np.ndarray, labels: np.ndarray | None, config: RunConfig) -> bytes:
    """Lay ten images out as the run sees them; class by class for a model that is told the class."""
    if len(images) == 0:
        return b""
    # Other images on each card of the same data; the same ones each time.
    rng, wanted = np.random.default_rng(zlib.crc32(config.to_json().encode())), COLUMNS * ROWS
    chosen = rng.permutation(len(images))[:wanted]
    if labels is not None and getattr(config.model, "conditional", False):
        kinds = np.unique(labels)[:wanted]
        chosen = np.array([rng.choice(np.flatnonzero(labels == kind)) for kind in kinds])
    shown = pixels.resize(images[chosen], config.model.image_size)
    at = config.dataset.binarise_at
    shown = shown if at is None else np.where(shown >= at, 255, 0).astype(np.uint8)
    return pixels.to_png(pixels.grid(pixels.resize(shown, SIDE), COLUMNS), levels=16)
