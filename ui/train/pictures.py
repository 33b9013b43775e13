"""What does a recipe's card show: what a model trained by it draws, where one came along, else some of its data?"""

from __future__ import annotations

import io
import zlib
from collections.abc import Collection

import numpy as np
from PIL import Image

from core import images as pixels
from core import library
from core.datasets import DatasetConfig
from core.library import Entry
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.types import DataError, ModelError
from ui.shared import background

COLUMNS, ROWS, ACROSS = 5, 2, 10  # of a card, and the columns of a preview
SIDE = 28  # pixels of an image on a card
Images = tuple[np.ndarray, np.ndarray | None]


def of_recipes(here: Collection[str]) -> dict[str, bytes] | None:
    """Return a PNG for the card of each recipe, empty where there is none to be had; None while they are being made.

    here: names of the data sets that are on this machine.
    """
    errand = background.errand(("recipe pictures", *sorted(here)), lambda say: _made(here))
    return errand.result() if errand.done else None


def of_data(config: RunConfig) -> bytes | None:
    """Return a PNG of some of the images a run learns from, empty if they cannot be read, None while they are read."""
    errand = background.errand(("card", config.dataset, config.model), lambda say: _of_data(config))
    return errand.result() if errand.done else None


def _of_data(config: RunConfig) -> bytes:
    try:
        found = config.dataset.glance()
        return _laid_out(found.subset(_chosen(len(found), found.labels, config)).images, config)
    except (DataError, OSError):  # the page says so when that card is chosen
        return b""


def _made(here: Collection[str]) -> dict[str, bytes]:
    zoo = {entry.id: entry for entry in library.list_models()}
    read: dict[str, Images] = {}
    pictures = {}
    for name, config in ((name, recipe.run) for name, recipe in RECIPES.items()):
        twin, data = zoo.get(name), config.dataset.name
        if twin and (twin.config.model, twin.config.dataset) == (config.model, config.dataset) and _drawn(twin):
            pictures[name] = _drawn(twin)
            continue
        if data not in read:  # of several recipes on the same set, once
            read[data] = _images(config.dataset, list(zoo.values()), data in here)
        pictures[name] = _sheet(read[data], config)
    return pictures


def _drawn(entry: Entry) -> bytes:
    """Return what the model draws of its own accord: the last two rows of its preview, whatever stands above them."""
    png = library.preview(entry)
    if png is None:
        return b""
    sheet = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    side = sheet.shape[1] // ACROSS
    return pixels.to_png(sheet[-ROWS * side :, : COLUMNS * side], levels=16)


def _images(dataset: DatasetConfig, zoo: list[Entry], here: bool) -> Images:
    """Return images of a set from the folder of a model that learned from it, so that it need not be there itself."""
    for entry in zoo:
        if entry.config.dataset.name == dataset.name and (entry.path / "latents.safetensors").is_file():
            try:
                known = library.latents(entry)
            except ModelError:
                continue
            return known.thumbnails(), known.labels
    return _read(dataset) if here else (np.zeros((0, SIDE, SIDE), np.uint8), None)


def _read(dataset: DatasetConfig) -> Images:
    try:
        found = dataset.load("train")
    except (DataError, OSError):  # the page says so when that card is chosen
        return np.zeros((0, SIDE, SIDE), np.uint8), None
    return found.images, found.labels


def _sheet(known: Images, config: RunConfig) -> bytes:
    """Lay ten images out as the run sees them; class by class for a model that is told the class."""
    images, labels = known
    return b"" if len(images) == 0 else _laid_out(images[_chosen(len(images), labels, config)], config)


def _chosen(n: int, labels: np.ndarray | None, config: RunConfig) -> np.ndarray:
    # Other images on each card of the same data; the same ones each time.
    rng, wanted = np.random.default_rng(zlib.crc32(config.to_json().encode())), COLUMNS * ROWS
    chosen = rng.permutation(n)[:wanted]
    if labels is not None and config.model.conditional:
        kinds = np.unique(labels)[:wanted]
        chosen = np.array([rng.choice(np.flatnonzero(labels == kind)) for kind in kinds])
    return chosen


def _laid_out(images: np.ndarray, config: RunConfig) -> bytes:
    shown = pixels.resize(images, config.model.image_size)
    at = config.dataset.binarise_at
    shown = shown if at is None else np.where(shown >= at, 255, 0).astype(np.uint8)
    return pixels.to_png(pixels.grid(pixels.resize(shown, SIDE), COLUMNS), levels=16)
