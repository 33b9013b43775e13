"""What does a browser need to train a model by itself? A run's settings as data, and its images; or why it cannot.

browser/train/block.js reads both blocks. The same settings that torch trains from are written out: layers, losses,
optimiser, schedule, batches. First weights and chance are the browser's own, by the seed, so that the server need not
load torch: trained there, the same run is another model of the same kind.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.models import ModelConfig
from core.models.base import DenseLayers
from core.models.vae import LEAST_NOISE, NOISE_KEPT, VaeConfig
from core.packed import pack
from core.training.run import RunConfig
from core.training.steps import epochs_of, learned, shown_places
from core.types import DataError, ImageDataset

ACTIVATIONS = ("", "relu", "silu", "tanh")  # behind a layer, that the browser knows
MOST_WEIGHTS, MOST_BATCH, MOST_PIXELS = 2_000_000, 1024, 64 * 2**20
QUICK_ADDS = 3e11  # multiply-adds of a whole training
VARIES = ("warp", "stroke")  # ways to vary an image that it knows, see browser/train/vary.js
OPTIMISER = {"name": "adam", "betas": [0.9, 0.999], "eps": 1e-8}  # as core.adam has it
HERE = "so the server trains this one."


class NotTrainable(ValueError):
    """A browser cannot train this by itself; the message says why, in one sentence."""


def check_trainable(config: RunConfig) -> None:
    """Raise NotTrainable where the browser knows not all that a run needs."""
    model, training = config.model, config.training
    layers = model.dense_layers(len(config.classes))
    if layers is None:
        raise NotTrainable(f"On this page a browser trains dense VAEs alone, and no {model.title}, {HERE}")
    unknown = {behind for part in layers for *_, behind in part} - set(ACTIVATIONS)
    if unknown:
        raise NotTrainable(f"A browser does not know the activation {min(unknown)}, {HERE}")
    if parameters(model, len(config.classes)) > MOST_WEIGHTS:
        raise NotTrainable(f"A browser trains at most {MOST_WEIGHTS:,} weights, {HERE}")
    if training.batch_size > MOST_BATCH:
        raise NotTrainable(f"A browser takes at most {MOST_BATCH:,} images a step, {HERE}")
    for way in training.augmentation:
        if way.name not in VARIES:
            raise NotTrainable(f"A browser does not vary images as {way.title!r} does, {HERE}")
    if config.start:
        raise NotTrainable(f"A browser begins with weights drawn by chance, not with another model's, {HERE}")
    if training.seconds:
        raise NotTrainable(f"A browser trains for epochs and not for seconds, {HERE}")


def parameters(model: ModelConfig, k: int) -> int:
    """Return how many weights and biases a model of dense layers has. k: number of classes of the data."""
    return sum((inputs + 1) * outputs for part in model.dense_layers(k) or () for inputs, outputs, _ in part)


def plan_of(config: RunConfig, dataset: ImageDataset) -> dict[str, Any]:
    """Return a run as the browser trains it, ready for JSON. dataset: the run's, at the model's image size.

    Raises NotTrainable, or DataError if the images are of another size or of other classes.
    """
    if config.model.image_size != dataset.size:
        raise DataError(f"the model works on {config.model.image_size} px images, the data has {dataset.size} px.")
    return outline(config, len(dataset), dataset.classes if dataset.labels is not None else ())


def outline(config: RunConfig, n: int, classes: Sequence[str]) -> dict[str, Any]:
    """Return what `plan_of` does, of n images of which only their classes are known, none where they have no labels.

    Raises NotTrainable, or DataError if a model is to be told a class and there are none.
    """
    check_trainable(config)
    model, training, k = config.model, config.training, len(classes)
    assert isinstance(model, VaeConfig)
    if model.conditional and not k:
        raise DataError("a conditional model needs a data set with classes; this one has no labels.")
    if n * model.image_size**2 > MOST_PIXELS:
        raise NotTrainable(f"A browser takes at most {MOST_PIXELS >> 20} MB of images, {HERE}")
    encoder, decoder = model.dense_layers(k) or ((), ())
    return {
        "encoder": _named(encoder, "trunk", last="head"), "decoder": _named(decoder, "decoder"),
        "image_size": model.image_size, "pixels": model.image_size**2, "latent_dim": model.latent_dim,
        "classes": list(classes), "told": k if model.conditional else 0,
        "likelihood": model.likelihood, "noise": model.noise, "least_noise": LEAST_NOISE, "noise_kept": NOISE_KEPT,
        "beta": model.beta, "warmup_epochs": model.warmup_epochs, "free_bits": model.free_bits,
        "optimiser": OPTIMISER, "learning_rate": training.learning_rate, "schedule": training.schedule,
        "epochs": training.epochs, "epoch_images": training.epoch_images, "batch_size": training.batch_size,
        "inked": training.dynamic_binarisation, "augmentation": [way.model_dump() for way in training.augmentation],
        "seed": config.seed,
    }  # fmt: skip


def _named(layers: DenseLayers, part: str, *, last: str = "") -> list[dict[str, Any]]:
    """Return layers with their names in the model's weights: in a part of it each stands before its activation."""
    names = [f"{part}.{2 * i}" for i in range(len(layers))]
    names[-1:] = [last or names[-1]]
    return [
        {"name": name, "inputs": inputs, "outputs": outputs, "activation": behind}
        for name, (inputs, outputs, behind) in zip(names, layers, strict=True)
    ]


def trial_of(config: RunConfig, n: int, classes: Sequence[str]) -> dict[str, Any]:
    """Return what a browser needs to find out how long a run takes it, ready for JSON: no images go with it.

    "of" names the trial: the same for what takes as long. Raises NotTrainable, DataError.
    """
    plan = outline(config.replace(seed=0), n, classes)
    count = learned(n, config.training)
    trial = {"plan": plan, "learned": count, "held_out": n - count}
    return {"of": hashlib.sha256(json.dumps(trial, sort_keys=True).encode()).hexdigest()[:16], **trial}


def is_quick(config: RunConfig, n: int, k: int) -> bool:
    """Guess, before a browser has tried, whether it trains n images of k classes within a minute."""
    training = config.training
    images = epochs_of(learned(n, training), training)[0] * training.batch_size * training.epochs
    return config.model.learning_adds(k) * images <= QUICK_ADDS


def plan_block(
    config: RunConfig, dataset: ImageDataset, *, weights: np.ndarray | None = None, away: RunConfig | None = None
) -> bytes:
    """Return the block of a run: its plan, and which images are learned from, held out and shown.

    away: the same run as it is told to others, where that differs: of a model that the browser itself hands out.
    weights: float32, to begin with, layer by layer, each its weights (outputs, inputs) and then its bias; None for
    those that the browser draws by the seed. Raises NotTrainable, DataError if the data cannot be trained on.
    """
    plan = plan_of(config, dataset)
    rest, held_out = dataset.parted(config.training.validation, seed=config.seed)
    shown = shown_places(dataset, config.training, seed=config.seed)
    noted = {"classes": dataset.classes, "left_out": dataset.left_out, "browser": None}
    sections = {
        # Comes back with what was learned, see core.transfer.browser_trained.
        "config": config.replace(**noted).to_json().encode(),
        "plan": json.dumps(plan, separators=(",", ":"), allow_nan=False).encode(),
    }
    for name, places in (("learned", rest), ("held_out", held_out), ("shown", shown)):
        sections[name] = places.astype("<i4").tobytes()
    if away is not None and away != config:
        sections["away"] = away.replace(**noted).to_json().encode()
    if weights is not None:
        wanted = parameters(config.model, len(plan["classes"]))
        if weights.size != wanted:
            raise DataError(f"the model has {wanted:,} weights, got {weights.size:,}.")
        sections["weights"] = weights.astype("<f4").tobytes()
    return pack(sections)


def images_block(dataset: ImageDataset) -> bytes:
    """Return the block of a run's images: it stays the same while settings change, and need not be sent again.

    Pixels are packed by zlib: digits take a quarter of their bytes so.
    """
    sections = {"images": zlib.compress(np.ascontiguousarray(dataset.images).tobytes(), 6)}
    if dataset.labels is not None:
        sections["labels"] = dataset.labels.astype(np.uint8).tobytes()
    return pack(sections)


def live_block(plan: bytes = b"", images: bytes = b"", *, id: str, title: str = "") -> bytes:
    """Return the block of a training that is watched: see browser/train/live/live.js.

    plan, images: what `plan_block` and `images_block` returned; without them it goes on from what the browser keeps of
    it. id: names the training; another one begins anew. title: what its model is called.
    """
    about = {"about": json.dumps({"id": id, "title": title}, separators=(",", ":")).encode()}
    return pack(about | ({"plan": plan, "images": images} if plan else {}))
