"""What does an exhibit of the browser need to know? Bytes, complete: it asks nobody for more.

browser/exhibits/ reads the blocks. Every one begins with "about", JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core import library, places
from core.blocks.browser_duel import duel_block
from core.blocks.browser_training import images_block, plan_block
from core.blocks.read_vae import LINE, PLACE
from core.clustering import KMeansConfig, cluster
from core.datasets.digits import DigitsConfig
from core.files import write_atomic
from core.latents import Latents
from core.library import Entry
from core.models import MlpGanConfig, MlpVaeConfig
from core.packed import pack, unpack
from core.training.run import RunConfig, TrainingConfig
from core.types import ModelError

IMAGES = 10  # one of each class, or as many as there are
TWELVE = RunConfig(  # as one of them is trained: small, so that all are done within half a minute on one core
    dataset=DigitsConfig(),
    model=MlpVaeConfig(image_size=28, hidden=(64,), latent_dim=2),
    training=TrainingConfig(epochs=18, batch_size=64, learning_rate=8e-3, validation=0.1),
)
TWO = RunConfig(  # as two are trained that differ in R1 alone: 2,000 steps in a quarter of a minute on one core
    dataset=DigitsConfig(),
    model=MlpGanConfig(image_size=14, latent_dim=16, hidden=(128, 128), discriminator_hidden=(128, 128), average=0.0),
    training=TrainingConfig(epochs=95, batch_size=64, learning_rate=1e-3, schedule="constant", validation=0.1),
)
CLOUDS = ("mnist-ae-2d", "mnist-vae-2d")  # whose clouds of latents are held against the prior
LABELLED, LAID_OUT, LABELS = "mnist-vae-16d", "perplexity 30", 40  # whose images are labelled, on which map, how many
MODEL = "mnist-vae-2d"  # whose map the exhibits on a plane begin with


def posteriors_block(entry: Entry) -> bytes:
    """Return the plane of a VAE of two latent dimensions, its decoder, and the posteriors of some of its images.

    The images are kept with the model, in 16 greys: the first of each class. Equal arguments give equal bytes.
    Raises ModelError if the model has another number of dimensions, is told the class, keeps no images, or has no
    decoder that the browser can run.
    """
    browser, config = library.browser_bin(entry), entry.config
    if browser is None or config.model.dims != 2 or config.model.conditional or not config.model.encodes:
        raise ModelError(f"{entry.named} has no plane of two latents that an encoder fills: choose another model.")
    latents = library.latents(entry)
    labels = np.zeros(len(latents), np.int64) if latents.labels is None else latents.labels
    chosen = np.sort([np.flatnonzero(labels == c)[0] for c in np.unique(labels)])[:IMAGES]
    chosen = chosen[np.argsort(labels[chosen])]
    names = [config.classes[labels[i]] if config.classes else "image" for i in chosen]
    about = {"size": latents.tile, "labels": names, "title": entry.title, "code": {"line": LINE, "place": PLACE}}
    sections = {
        "decoder": unpack(browser)["decoder"],
        "images": latents.thumbnails()[chosen].tobytes(),
        "mu": latents.mu[chosen].astype(np.float32).tobytes(),
        "sigma": np.exp(latents.logvar[chosen] / 2).astype(np.float32).tobytes(),
        "xy": latents.mu.astype(np.float32).tobytes(),
        "labels": (labels % 256).astype(np.uint8).tobytes(),
        "held_out": np.isin(np.arange(len(latents)), latents.held_out).astype(np.uint8).tobytes(),
    }
    return pack({"about": _told(about)} | sections)


def plain_block() -> bytes:
    """Return the block of an exhibit that makes up its own data."""
    return pack({"about": _told({})})


def ladder_block() -> bytes:
    """Return what was measured of VAEs that differ in beta alone; see core/cli/ladder.py.

    Raises ModelError if it does not ship with this copy of the app.
    """
    return _shipped(places.ladder() / "ladder.bin", "what was measured of VAEs of several betas is", "ladder")


def bet_block() -> bytes:
    """Return maps of latents and of their shuffled twin; see core/cli/bet.py.

    Raises ModelError if they do not ship with this copy of the app.
    """
    return _shipped(places.bet() / "bet.bin", "the maps of images and of noise are", "bet")


def packed_cloud(latents: Latents, decoder: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return where a VAE of two latents puts images, and its decoder, as (row of "about", sections).

    decoder: a packed network. The row: kl, nats an image. mu, sigma: float16 (n, 2); held_out: uint8 (n,), 1 where an
    image is held apart.
    """
    mu, logvar = latents.mu.astype(np.float64), latents.logvar.astype(np.float64)
    kl = (0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)).sum(1).mean()  # nats. Source: arXiv:1312.6114, appendix B
    return {"kl": round(float(kl), 4)}, {
        "decoder": decoder,
        "mu": mu.astype("<f2").tobytes(),
        "sigma": np.exp(logvar / 2).astype("<f2").tobytes(),
        "held_out": np.isin(np.arange(len(latents)), latents.held_out).astype(np.uint8).tobytes(),
    }


def prior_posterior_block() -> bytes:
    """Return where VAEs of two latents that pay little and much for a nat put their images, with their decoders.

    The cheapest come first: CLOUDS of the library, then those of core/cli/apart.py.
    Raises ModelError if one is missing.
    """
    rows, sections = [], {}
    for id in CLOUDS:
        entry = library.find(id)
        browser, kept = library.browser_bin(entry), library.latents(entry)
        if browser is None:
            raise ModelError(f"{entry.named} has no decoder that the browser can run.")
        row, parts = packed_cloud(kept, unpack(browser)["decoder"])
        sections |= {f"{name}{len(rows)}": part for name, part in parts.items()}
        rows.append({"title": id, "beta": entry.config.model.beta} | row)
    what = "the VAEs whose latents can hardly be told from the prior's draws are"
    shipped = unpack(_shipped(places.apart() / "apart.bin", what, "apart"))
    for at, row in enumerate(json.loads(shipped["about"])["models"]):
        parts = {name: shipped[f"{name}{at}"] for name in ("decoder", "mu", "sigma", "held_out")}
        sections |= {f"{name}{len(rows)}": part for name, part in parts.items()}
        rows.append({"title": "a small VAE"} | row)
    return pack({"about": _told({"models": rows, "size": 28})} | sections)


def forty_block() -> bytes:
    """Return latents with their labels, their clusters by k-means, and the map that the bet on t-SNE has of them.

    They are of LABELLED; cluster: uint8 (n,), the largest first; medoids: uint16 (LABELS,), each cluster's most typical
    image. mu, labels and atlas are whole, as a pad is sent them; only the first n are meant.
    Raises ModelError if the map does not ship with this copy of the app, or is of another model.
    """
    entry, shipped = library.find(LABELLED), unpack(bet_block())
    told, kept = json.loads(shipped["about"]), library.latents(entry)
    at = next((i for i, row in enumerate(told["settings"]) if row["name"] == LAID_OUT), None)
    if told["model"] != LABELLED or at is None or kept.labels is None or told["n"] > len(kept):
        raise ModelError(f"the map of {entry.named} is of other images: python -m core zoo bet makes it anew.")
    mu = kept.mu.astype("<f2")
    groups = cluster(mu[: told["n"]].astype(np.float32), KMeansConfig(clusters=LABELS))
    about = {"n": told["n"], "dims": mu.shape[1], "classes": entry.config.classes, "title": entry.title}
    about |= {"map": LAID_OUT, "tile": kept.tile, "columns": kept.columns}
    sections = {
        "mu": mu.tobytes(),
        "labels": kept.labels.astype("<u2").tobytes(),
        "atlas": kept.atlas,
        "xy": shipped[f"images{at}"],
        "cluster": groups.labels.astype(np.uint8).tobytes(),
        "medoids": groups.typical.astype("<u2").tobytes(),
    }
    return pack({"about": _told(about)} | sections)


def ship(path: Path, about: Mapping[str, Any], sections: Mapping[str, bytes], most: int) -> Path:
    """Write what an exhibit shows into a file that comes along with the app; return it.

    most: bytes. Raises ValueError if it takes more, OSError.
    """
    block = pack({"about": _told(about)} | sections)
    if len(block) > most:
        raise ValueError(f"what {path.name} shows takes {len(block):,} bytes, which is more than {most:,}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, block)
    return path


def _shipped(path: Path, what: str, command: str) -> bytes:
    if not path.is_file():
        raise ModelError(f"{what} not here: python -m core zoo {command} makes what is shown.")
    return path.read_bytes()


def twelve_block() -> bytes:
    """Return what the browser trains twelve small VAEs of digits with, which differ in beta and in dimensions.

    It holds the plan of one of them and the images: see browser/train/block.js.
    """
    dataset = TWELVE.dataset.load(image_size=TWELVE.model.image_size)
    return pack({"about": _told({}), "plan": plan_block(TWELVE, dataset), "images": images_block(dataset)})


def duel_of_digits() -> bytes:
    """Return what the browser trains two small GANs of digits with, which differ in their R1 penalty.

    It holds the plan of the one without and the images: see browser/train/block.js.
    """
    dataset = TWO.dataset.load(image_size=TWO.model.image_size)
    return pack({"about": _told({}), "run": duel_block(TWO, dataset), "images": images_block(dataset)})


def _told(about: Mapping[str, Any]) -> bytes:
    return json.dumps(about, separators=(",", ":"), allow_nan=False).encode()
