"""How does what a browser has learned become a model of the library, though anybody may have sent it?

A packed block: "config", as core.blocks.browser_training sent it; "weights", float32, layer by layer, each its weights
(outputs, inputs) and then its bias; "told", how the training went; "history", its epochs, a line each; and where its
images are not here, "images" and "labels" of some of them, if whoever trained it gives them. Nothing of it is believed:
settings are read strictly, weights counted, and where the images lie is worked out anew from both.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from core import images as pixels
from core import library
from core.blocks.browser_training import NotTrainable, check_trainable, parameters
from core.config import Config, ConfigError
from core.datasets import own
from core.files import parsed_json, write_atomic, write_json
from core.latents import Latents, atlas_of, in_bounds
from core.models.vae import VaeConfig
from core.owner import Owner
from core.packed import unpack
from core.training.elbo import NAME as NEGATIVE_ELBO
from core.training.history import Row
from core.training.run import BrowserConfig, RunConfig
from core.training.steps import SHOWN_IMAGES, shown_places
from core.transfer.archive import without_place
from core.types import DataError, ImageDataset, ModelError
from core.words.text import odd_character, shown_name

if TYPE_CHECKING:
    from core.models.vae_network import Vae

MOST_BYTES = 20 * 2**20
MOST_HEADER = 1024  # bytes
MOST_HISTORY = 8 * 2**20
NEEDED, GIVEN = {"config", "weights", "told", "history"}, {"images", "labels"}


class Told(Config):
    """How a training went. squared_noise, noise_steps: where the noise of a pixel is learned; else as at first."""

    browser: BrowserConfig
    squared_noise: float = Field(1.0, ge=0.0, le=1e6)
    noise_steps: int = Field(0, ge=0, le=10**8)


@dataclass(frozen=True)
class Trained:
    """What a browser sent, every part of it checked as far as that goes without torch."""

    config: RunConfig
    weights: np.ndarray
    told: Told
    history: list[Row]
    shown: ImageDataset | None


def take_in(data: bytes, owner: Owner, *, title: str = "") -> str:
    """Make a model of `owner` of what a browser has learned; return its id.

    title: 1 to 80 characters, empty for one that says what it is. Raises ModelError for the first thing that is wrong;
    nothing stays.
    """
    given = read(data, owner)
    title = library.checked_title(title) if title else library.fresh_title(given.config, owner)
    with library.appearing(owner, title) as folder:
        _fill(folder, given)
        library.write_card(folder)
    return library.id_of(folder)


def read(data: bytes, owner: Owner) -> Trained:
    """Check what a browser sent. owner: whose images a set of one's own must be. Raises ModelError, one sentence."""
    sections = _sections(data)
    config = _config(sections["config"], owner)
    weights = np.frombuffer(sections["weights"][: len(sections["weights"]) // 4 * 4], "<f4")
    wanted = parameters(config.model, len(config.classes))
    if len(sections["weights"]) != 4 * wanted:
        raise ModelError(f"the model has {wanted:,} weights of four bytes, got {len(sections['weights']):,} bytes.")
    if not np.isfinite(weights).all():
        raise ModelError("the weights hold values that are not finite.")
    told = _parsed(Told, sections["told"], "what is told of the training")
    history = _history(sections["history"], config, told)
    config = config.replace(browser=told.browser)
    return Trained(config, weights, told, history, _shown(config, sections))


def _sections(data: bytes) -> dict[str, bytes]:
    if len(data) > MOST_BYTES:
        raise ModelError(f"A trained model must have at most {MOST_BYTES >> 20} MB, got {len(data) / 2**20:.1f} MB.")
    length = int.from_bytes(data[:4], "little")
    if length > MOST_HEADER:
        raise ModelError(f"its header must have at most {MOST_HEADER} bytes, it claims {length}.")
    try:
        header = parsed_json(data[4 : 4 + length])
    except ValueError:
        raise ModelError(f"the block of {len(data)} bytes is not a packed file.") from None
    if not isinstance(header, dict) or not NEEDED <= header.keys() <= NEEDED | GIVEN:
        raise ModelError(f"it must hold {', '.join(sorted(NEEDED))}, and perhaps {' and '.join(sorted(GIVEN))}.")
    return unpack(data)


def _config(text: bytes, owner: Owner) -> RunConfig:
    config = _parsed(RunConfig, text, "the settings")
    # A folder of this machine is no browser's to name, and a set of images is its owner's.
    mine = own.id_of(config.dataset)
    if not (mine and own.has(mine, owner)):
        config = without_place(config)
    for name in config.classes:
        if not name or odd_character(name):
            raise ModelError(f"the settings name a class {shown_name(name)!r}: it must have printable characters.")
    if config.model.conditional and not config.classes:
        raise ModelError("a model that is told the class must name its classes.")
    try:
        check_trainable(config)
    except NotTrainable as error:
        raise ModelError(str(error)) from None
    return config.replace(tuning=None)


def _parsed(kind: type[Config], data: bytes, what: str) -> Config:
    try:
        return kind.from_json(data)
    except ConfigError as error:
        raise ModelError(f"{what[0].upper()}{what[1:]} cannot be read: {error}") from None


def _history(data: bytes, config: RunConfig, told: Told) -> list[Row]:
    """Return the epochs, which follow one another and tell what such a model can tell."""
    if len(data) > MOST_HISTORY:
        raise ModelError(f"the history must have at most {MOST_HISTORY >> 20} MB, got {len(data) / 2**20:.1f} MB.")
    lines = [line for line in data.split(b"\n") if line.strip()]
    if len(lines) > config.training.epochs:
        raise ModelError(f"the history must have at most {config.training.epochs} epochs, got {len(lines)}.")
    rows = [_parsed(Row, line, f"epoch {i} of the history") for i, line in enumerate(lines, 1)]
    known = {*config.model.losses, NEGATIVE_ELBO}
    for row in rows:
        if not (row.train.keys() <= known and row.validation.keys() <= known | {"kl_per_dim"}) or row.judged:
            raise ModelError(f"epoch {row.epoch} of the history tells of losses that such a model has not.")
        dims = row.validation.get("kl_per_dim")
        if dims is not None and len(dims) != config.model.dims:
            raise ModelError(f"epoch {row.epoch} of the history must tell {config.model.dims} dimensions.")
    for before, after in itertools.pairwise(rows):
        if not (before.epoch < after.epoch and before.step < after.step and before.seconds <= after.seconds):
            raise ModelError("the history goes back in time: epochs, steps and seconds must rise.")
    if rows and (rows[-1].step > told.browser.steps or rows[-1].epoch > config.training.epochs):
        raise ModelError("the history tells of more steps than were taken.")
    return rows


def _shown(config: RunConfig, sections: Mapping[str, bytes]) -> ImageDataset | None:
    """Return the images whose latents the model keeps: of the set that it names, else those that were given, if any."""
    if config.dataset.here():
        try:
            dataset = config.dataset.load("train", image_size=config.model.image_size)
            if dataset.classes != config.classes:
                raise ModelError(f"the classes are not those of {config.dataset.title}.")
            return dataset.subset(shown_places(dataset, config.training, seed=config.seed))
        except DataError as error:
            raise ModelError(f"the images cannot be read: {error}") from None
    if "images" not in sections:
        return None
    side, data, labels = config.model.image_size, sections["images"], sections.get("labels")
    n = len(data) // side**2
    if not 1 <= n <= SHOWN_IMAGES or len(data) != n * side**2 or (labels is not None and len(labels) != n):
        raise ModelError(f"there must be 1 to {SHOWN_IMAGES:,} images of {side} x {side} px, and a label for each.")
    found = np.frombuffer(data, np.uint8).reshape(n, side, side)
    numbers = None if labels is None else np.frombuffer(labels, np.uint8).astype(np.int64)
    try:
        return ImageDataset("its images", found, numbers, config.classes)
    except DataError as error:
        raise ModelError(str(error)) from None


def _fill(folder: Path, given: Trained) -> None:
    """Write the files of a model folder. Raises ModelError where the model makes something that is not finite."""
    from safetensors.torch import save

    from core.networks.write import write_networks

    model = _model(given)
    write_atomic(folder / "config.json", given.config.to_json())
    write_json(folder / "state.json", {"state": "done", "reason": ""})
    write_atomic(folder / "model.safetensors", save({name: t.contiguous() for name, t in model.state_dict().items()}))
    rows = "".join(row.model_dump_json(exclude_none=True) + "\n" for row in given.history)
    write_atomic(folder / "history.jsonl", rows)
    _picture(folder, given, model)
    write_networks(folder, model)


def _model(given: Trained) -> Vae:
    import torch

    model = given.config.model.build(given.config.classes)
    torch.nn.utils.vector_to_parameters(torch.from_numpy(given.weights.copy()), model.parameters())
    assert isinstance(given.config.model, VaeConfig)
    if given.config.model.learns_noise:
        model.squared_noise.fill_(given.told.squared_noise)
        model.noise_steps.fill_(given.told.noise_steps)
    return model.eval().requires_grad_(False)


def _picture(folder: Path, given: Trained, model: Vae) -> None:
    """Write where the images lie, and the model at a glance."""
    import torch

    from core.training.measured import pictures_of, preview_of

    shown, k = given.shown, len(given.config.classes)
    blank = np.zeros((1, *[given.config.model.image_size] * 2), np.uint8)
    images = torch.from_numpy((blank if shown is None else shown.images).copy())
    labels = torch.zeros(1, dtype=torch.int64) if shown is None and k else None
    labels = torch.from_numpy(shown.labels) if shown is not None and shown.labels is not None else labels
    found = pictures_of(model, images, labels, k, seed=given.config.seed)
    mu, logvar = found["mu"], found["logvar"]
    if not in_bounds(mu, logvar):
        raise ModelError("the model places images farther away than can be computed with.")
    if shown is not None:
        png, columns = atlas_of(shown.images)
        Latents(mu, logvar, shown.labels, png, columns, shown.size).save(folder / "latents.safetensors")
    picture = preview_of(None if shown is None else found["reconstructions"], found["samples"])
    if picture is not None:
        write_atomic(folder / "preview.png", pixels.to_png(picture))
