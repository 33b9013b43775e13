"""What does the browser need to set two to four models side by side, in one block of bytes?

Their decoders, a reader, and some real images to compare with: browser/compare_models/compare_models.js
draws the noise itself, the same for every model, so that a walk goes through all of them at once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import library
from core.blocks.reader import reader_of, reader_parts
from core.config import Config
from core.library import Entry
from core.networks.browser import browser_graph
from core.packed import pack, unpack
from core.types import ModelError

MOST_MODELS = 4  # what can be told apart side by side
MOST_REAL = 144  # images to compare with: enough for a mean distance, 113 kB at 28 x 28 pixels


@dataclass(frozen=True, eq=False)
class Contender:
    """A model that stands beside others.

    id: any text that tells it from the others. title: how it is called. family: what it is, in words, such as
    "conditional GAN". decoder: a packed network, the section "decoder" of browser.bin. classes: names of the data's
    labels, also of a model that is not told them. conditional: whether the decoder takes class weights (k,) behind z.
    image_size: side in pixels. mark: index of its colour and sign, 0 to 3, the same on all of the page. notes: short
    facts that stand under its name, such as "trained for 41 s".
    """

    id: str
    title: str
    family: str
    decoder: bytes
    latent_dim: int
    classes: tuple[str, ...] = ()
    conditional: bool = False
    image_size: int = 28
    mark: int = 0
    notes: tuple[str, ...] = ()


def compare_models_block(
    contenders: Sequence[Contender],
    *,
    reader: bytes | None = None,
    real: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    seed: int = 1,
) -> bytes:
    """Return two to four models as one block; equal arguments give equal bytes.

    reader: browser.bin of a classifier; it reads the models that have its classes. real: uint8 (m, h, h) of the data,
    what sharpness and diversity are compared with; of more than 144, as many evenly chosen. labels: int (m,) of the
    real images. seed: where the walk, the samples and the strips begin; a link's own come first, so it may stay the
    same for ever.
    Raises ValueError for fewer than two or more than four models, marks that are used twice, and arrays whose shapes do
    not fit; ModelError for a network that does not.
    """
    if not 2 <= len(contenders) <= MOST_MODELS:
        raise ValueError(f"contenders must be 2 to {MOST_MODELS} models, got {len(contenders)}.")
    marks = [contender.mark for contender in contenders]
    if len(set(marks)) < len(marks) or not set(marks) <= set(range(MOST_MODELS)):
        raise ValueError(f"marks must be different numbers from 0 to {MOST_MODELS - 1}, got {marks}.")
    about: dict[str, Any] = {"seed": int(seed)}
    sections: dict[str, bytes] = {}
    if reader is not None:
        about["reader"], sections["reader"] = reader_parts(reader)
    if real is not None:
        about["real"] = _real(np.asarray(real), labels, sections)
    names = tuple(about["reader"]["classes"]) if reader is not None else None
    about["models"] = [_model(contender, i, names, sections) for i, contender in enumerate(contenders)]
    return pack({"about": json.dumps(about, separators=(",", ":")).encode()} | sections)


def compare_models_of(entries: Sequence[Entry], *, notes: Sequence[Sequence[str]] = (), seed: int = 1) -> bytes:
    """Return the block of two to four models of the library, with the zoo's reader of their classes and real images.

    The real images are those kept with one of the models, or with one of the zoo's that learned the same data. notes:
    of each model, see Contender. Raises ModelError if the browser cannot run one of them or it has no weights yet.
    """
    told = [*notes, *[()] * (len(entries) - len(notes))]
    contenders = [contender_of(entry, mark=i, notes=told[i]) for i, entry in enumerate(entries)]
    first = entries[0].config
    reader = library.reader_for(first.classes, first.model.image_size)
    real, labels = _images_like(entries)
    return compare_models_block(contenders, reader=reader_of(reader), real=real, labels=labels, seed=seed)


def contender_of(entry: Entry, *, mark: int = 0, notes: Sequence[str] = ()) -> Contender:
    """Return a model of the library as one of those side by side. Raises ModelError if the browser cannot run it."""
    block, config = library.browser_bin(entry), entry.config
    decoder = unpack(block).get("decoder") if block is not None else None
    if decoder is None:
        raise ModelError(f"{entry.named} cannot stand beside others: there is no decoder that the browser can run.")
    family = config.model.kind
    return Contender(
        id=entry.id,
        title=entry.title,
        family=f"conditional {family}" if config.model.conditional else family,
        decoder=decoder,
        latent_dim=config.model.latent_dim,
        classes=config.classes,
        conditional=config.model.conditional,
        image_size=config.model.image_size,
        mark=mark,
        notes=tuple(notes),
    )


def _images_like(entries: Sequence[Entry]) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return thumbnails and labels kept with a model that learned the first one's data, at its image size."""
    first = entries[0].config
    for entry in (*entries, *library.list_models()):
        same = _learned_from(entry) == _learned_from(entries[0]) and entry.config.classes == first.classes
        if same and (entry.path / "latents.safetensors").is_file():
            try:
                kept = library.latents(entry)
                if kept.tile == first.model.image_size:
                    chosen = _spread(len(kept))
                    return kept.thumbnails()[chosen], None if kept.labels is None else kept.labels[chosen]
            except ModelError:  # damaged: another's will do
                continue
    return None, None


def _learned_from(entry: Entry) -> Config:
    """Return the data of a model without what only says how many of its images there were."""
    return entry.config.dataset.replace(limit=None, without=())


def _spread(m: int) -> np.ndarray:
    return np.unique(np.linspace(0, m - 1, min(m, MOST_REAL)).astype(int))


def _real(real: np.ndarray, labels: np.ndarray | None, sections: dict[str, bytes]) -> dict[str, Any]:
    if real.dtype != np.uint8 or real.ndim != 3 or real.shape[1] != real.shape[2] or not len(real):
        raise ValueError(f"real must be uint8 (m, h, h) with m >= 1, got {real.dtype} {real.shape}.")
    if labels is not None and np.shape(labels) != (len(real),):
        raise ValueError(f"labels must be {len(real)} numbers, one for each real image, got {np.shape(labels)}.")
    chosen = _spread(len(real))
    sections["real"] = np.ascontiguousarray(real[chosen]).tobytes()
    about = {"n": len(chosen), "size": real.shape[1], "labels": None}
    return about if labels is None else about | {"labels": [int(label) for label in np.asarray(labels)[chosen]]}


def _model(contender: Contender, i: int, read: tuple[str, ...] | None, sections: dict[str, bytes]) -> dict[str, Any]:
    graph = browser_graph(contender.decoder)
    k = len(contender.classes) if contender.conditional else 0
    if graph["input"] != [contender.latent_dim + k]:
        raise ModelError(
            f"the decoder of {contender.title} must take {contender.latent_dim} latents and {k} class weights,"
            f" got {graph['input']}."
        )
    if math.prod(graph["ops"][-1]["shape"]) != contender.image_size**2:
        side = contender.image_size
        raise ModelError(
            f"the decoder of {contender.title} must give {side} x {side} pixels, got {graph['ops'][-1]['shape']}."
        )
    sections[f"decoder{i}"] = contender.decoder
    return {
        "id": contender.id,
        "title": contender.title,
        "family": contender.family,
        "d": contender.latent_dim,
        "k": k,
        "classes": list(contender.classes),
        "size": contender.image_size,
        "mark": contender.mark,
        "notes": list(contender.notes),
        "read": read is not None and tuple(contender.classes) == read,
    }
