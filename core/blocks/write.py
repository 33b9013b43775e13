"""What does the browser need to write in a model's hand, in one block of bytes?

The decoder, the directions that make its writing lean and thicken, and a reader that says what it looks like. What is
to be written stands in the page's address, so that the block never changes. browser/write/write.js takes it apart.
"""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import numpy as np

from core import library
from core.blocks.reader import reader_of, reader_parts
from core.library import Entry
from core.networks.browser import browser_graph
from core.packed import pack, unpack
from core.types import ModelError
from core.writing import MEASURES, Directions, first_text
from core.writing.directions import USUAL, Quality

LEAST_HELD = 0.2  # R² of a quality beyond slant and weight, from which on it has a slider
FARTHEST = 2.2  # steps through latent space at the end of a slider; two such at once still read mostly as asked
# To which the end of a slider is rounded, in the quality's unit.
ROUND = {"slant": 5.0, "weight": 0.1, "roundness": 5.0, "size": 0.5}


def write_of(entry: Entry, directions: Directions | None, *, year: int = 0) -> bytes:
    """Return the writer's block for a model, with the reader that knows its classes if there is one.

    year: what digits begin with; 0 for this one.

    Raises ModelError if the browser cannot run the model, it has no weights yet, or it is not told a class.
    """
    browser, config = library.browser_bin(entry), entry.config
    if not config.model.conditional:
        raise ModelError(f"{entry.named} is not told a class, so it cannot be asked for a character.")
    if browser is None:
        raise ModelError(f"{entry.named} cannot write here: there is no decoder that the browser can run.")
    reader = library.reader_for(config.classes, config.model.image_size)
    return write_block(
        browser,
        directions,
        classes=config.classes,
        image_size=config.model.image_size,
        reader=reader_of(reader),
        title=entry.title,
        model=entry.id,
        text=first_text(config.classes, year=year or date.today().year),
    )


def write_block(
    browser: bytes,
    directions: Directions | None,
    *,
    classes: tuple[str, ...],
    image_size: int = 28,
    reader: bytes | None = None,
    title: str = "",
    model: str = "",
    text: str = "",
) -> bytes:
    """Return everything the writer needs as one block; equal arguments give equal bytes.

    browser: browser.bin of a model that is told one of `classes`. directions: None while they are not known; then there
    is nothing to lean or thicken by. image_size: side in pixels. reader: browser.bin of a classifier. title: for file
    names. model: what tells one model from another. text: what is written before anybody has typed.
    Raises ModelError if decoder, classes and directions do not fit together.
    """
    decoder = unpack(browser).get("decoder")
    if decoder is None:
        raise ModelError("the packed file holds no decoder.")
    graph = browser_graph(decoder)
    d = graph["input"][0] - len(classes)
    if len(graph["input"]) != 1 or d < 1 or not classes:
        raise ModelError(
            f"the decoder takes {graph['input']} numbers, which leaves none beside {len(classes)} classes."
        )
    if math.prod(graph["ops"][-1]["shape"]) != image_size**2:
        raise ModelError(f"the decoder must give {image_size} x {image_size} pixels, got {graph['ops'][-1]['shape']}.")
    if directions is not None and (directions.latent_dim != d or directions.classes != classes):
        raise ModelError(f"the directions must be of {d} latents and these classes, got {directions.latent_dim}.")
    sections = {"decoder": decoder}
    about: dict[str, Any] = {
        "model": model,
        "title": title,
        "text": text,
        "latent_dim": d,
        "classes": list(classes),
        "image_size": image_size,
        "drawn": directions.drawn if directions else 0,
        "qualities": [_quality(one, sections) for one in steered(directions).qualities] if directions else [],
        "lost": [_lost(one) for one in directions.qualities if not _steers(one)] if directions else [],
    }
    if reader is not None:
        about["reader"], sections["reader"] = reader_parts(reader)
    return pack({"about": json.dumps(about, separators=(",", ":")).encode()} | sections)


def steered(directions: Directions) -> Directions:
    """Return the directions that a slider follows: slant and weight, and what others foretell enough to be steered by.

    A slider leaves alone what the others are for; one that follows next to nothing would bend them for nothing.
    """
    return directions.replace(qualities=tuple(one for one in directions.qualities if _steers(one)))


def _steers(quality: Quality) -> bool:
    return quality.name in USUAL or quality.explained >= LEAST_HELD


def _lost(quality: Quality) -> str:
    title = MEASURES[quality.name].title
    return f"{title} follows no straight way through this model's latents (R² {max(0.0, quality.explained):.2f})."


def reach(slopes: np.ndarray, name: str) -> float:
    """Return how far the slider of a quality goes to either side, in its unit: 2.2 steps for the middle class.

    slopes: (k, d), by how many units a step of 1 along each latent changes it.
    """
    steepest = float(np.median(np.linalg.norm(slopes, axis=1)))
    return max(1.0, round(FARTHEST * steepest / ROUND[name])) * ROUND[name]


def _quality(quality: Any, sections: dict[str, bytes]) -> dict[str, Any]:
    slopes = np.array(quality.slopes)
    sections[f"slopes-{quality.name}"] = slopes.astype("<f4").tobytes()
    return {
        "name": quality.name,
        "title": MEASURES[quality.name].title,
        "unit": quality.unit,
        "usual": list(quality.usual),
        "spread": quality.spread,
        "explained": quality.explained,
        "range": round(reach(slopes, quality.name), 4),
    }
