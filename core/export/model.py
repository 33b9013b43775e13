"""How does a model folder become what the pad needs, or a page to take along?"""

from __future__ import annotations

import numpy as np

from core import library
from core.blocks.pad import pad_bundle
from core.blocks.reader import reader_of
from core.blocks.refiner import refiner_between
from core.export.html import export_html
from core.latents import Latents
from core.library import Entry, weights
from core.networks import encoder
from core.types import ModelError


def bundle_of(entry: Entry, *, latents: Latents | None = None, previous: np.ndarray | None = None) -> bytes:
    """Return the pad's block of bytes for a model, with the reader that knows its classes if there is one.

    latents: of the images to show, None for those kept with the model. previous: float32 (n, 2), where they lay before;
    the map is turned to lie as near as it can.
    Raises ModelError if the browser cannot run the model, it has no weights yet, or a file of it is damaged.
    """
    browser, config = library.browser_bin(entry), entry.config
    if browser is None or not config.model.draws:
        raise ModelError(f"{entry.named} cannot be put on the pad: there is no decoder that the browser can run.")
    if latents is None and (entry.path / "latents.safetensors").is_file():
        latents = library.latents(entry)
    reader = library.reader_for(config.classes, config.model.image_size)
    try:
        return pad_bundle(
            browser,
            latents,
            classes=config.classes,
            conditional=config.model.conditional,
            image_size=config.model.image_size,
            reader=reader_of(reader),
            title=entry.title,
            model=entry.id,
            previous=previous,
        )
    except ModelError as error:
        raise ModelError(f"{entry.title} cannot be put on the pad: {error}") from None


def encoder_of(entry: Entry) -> bytes | None:
    """Return the way from an image to mu as the browser runs it, a packed network; None if the model has none.

    Raises ModelError if encoder.bin and model.safetensors do not belong together.
    """
    block, path = library.encoder_bin(entry), entry.path / "model.safetensors"
    if block is None or not entry.has_weights:
        return None
    try:
        return encoder.resolved(block, weights.tensors_of(path.read_bytes(), path.name))
    except ValueError as error:
        raise ModelError(f"encoder.bin of {entry.named} cannot be read: {error}") from None


def export_folder(entry: Entry, *, refined: bool = False) -> str:
    """Return the pad with this one model as a single HTML page that works offline.

    refined: with a flow that gives its pictures strokes of its own. Raises ModelError, also where there is none.
    """
    flow = library.refiner_for(entry) if refined else None
    if refined and flow is None:
        side = entry.config.model.image_size
        raise ModelError(f"there is no flow that can go on from pictures of {entry.named}, {side} x {side} pixels.")
    refiner = refiner_between(entry, flow, whole=True) if flow else None
    return export_html(bundle_of(entry), title=entry.title, refiner=refiner)
