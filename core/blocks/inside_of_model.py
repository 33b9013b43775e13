"""How does a model folder become what the view of its inside needs?"""

from __future__ import annotations

import json

import numpy as np

from core.blocks.inside import Kind, begin_of, inside_block, with_spread
from core.latents import Latents
from core.library import Entry, browser_bin, encoder_bin, weights
from core.networks.encoder import resolved
from core.packed import pack, unpack
from core.types import ModelError

SHOWN = 20  # kept images to choose among: two of each digit


def kinds_of(entry: Entry, reader: Entry | None) -> tuple[Kind, ...]:
    """Return which networks of a model can be looked into. reader: a classifier of its images, or None."""
    model = entry.config.model
    found: list[Kind] = [("steps" if model.in_steps else "decoder")] if model.draws else []
    if (entry.path / "encoder.bin").is_file():
        found.append("encoder")
    return (*found, "classifier") if reader else tuple(found)


def inside_of(
    entry: Entry,
    kind: Kind,
    *,
    bundle: bytes | None = None,
    reader: Entry | None = None,
    latents: Latents | None = None,
    share: float = 20 / 28,
) -> bytes:
    """Return the block of one network of a model. bundle: the pad's block of the model, for what has a decoder.

    reader: a classifier of its images. latents: of images to look at, for what reads images; share: of the side that
    their ink takes. Raises ModelError if the browser cannot run the network, or the folder's files do not fit together.
    """
    try:
        if kind == "classifier":
            return _classifier(reader or entry, latents, share)
        if bundle is None:
            raise ValueError("it has no weights yet, or the browser cannot run it.")
        return _decoder(entry, bundle) if kind == "decoder" else _encoder(entry, bundle, latents, share)
    except ValueError as error:
        raise ModelError(f"The {kind} of {entry.named} cannot be looked into: {error}") from None
    except (KeyError, TypeError, IndexError, ArithmeticError):  # what a damaged graph is found out by
        raise ModelError(f"The {kind} of {entry.named} cannot be looked into: its file is damaged.") from None


def _classifier(reader: Entry, latents: Latents | None, share: float) -> bytes:
    block = browser_bin(reader)
    sections = unpack(block) if block else {}
    if "classifier" not in sections:
        raise ValueError("there is none that the browser can run.")
    config = reader.config
    images, labels = _chosen(latents)
    return inside_block(
        "classifier", sections["classifier"], model=reader.id, title=reader.title, image_size=config.model.image_size,
        classes=config.classes, normalised=True, images=images, labels=labels, share=share,
    )  # fmt: skip


def _decoder(entry: Entry, bundle: bytes) -> bytes:
    sections, model = unpack(bundle), entry.config.model
    return inside_block(
        "decoder", sections["decoder"], model=entry.id, title=entry.title, image_size=model.image_size,
        latent_dim=model.latent_dim, classes=entry.config.classes, conditional=model.conditional,
        generator=model.drawn_by == "generator", normalised=model.normalised,
        begin=begin_of(bundle), reader=_reader(bundle),
    )  # fmt: skip


def _encoder(entry: Entry, bundle: bytes, latents: Latents | None, share: float) -> bytes:
    model = entry.config.model
    images, labels = _chosen(latents)
    return inside_block(
        "encoder", posterior_network(entry), model=entry.id, title=entry.title, image_size=model.image_size,
        latent_dim=model.latent_dim, classes=entry.config.classes, conditional=model.conditional,
        normalised=model.normalised, images=images, labels=labels, share=share, reader=_reader(bundle),
        redraw=unpack(bundle)["decoder"],
    )  # fmt: skip


def posterior_network(entry: Entry) -> bytes:
    """Return a model's encoder as the browser runs it, packed, from an image to means and log-variances (2d,).

    Raises ValueError if there is none, or its files do not fit together.
    """
    block, path = encoder_bin(entry), entry.path / "model.safetensors"
    if block is None or not entry.has_weights:
        raise ValueError("there is none that the browser can run.")
    tensors = weights.tensors_of(path.read_bytes(), path.name)
    if not {"head.weight", "head.bias"} <= tensors.keys():
        raise ValueError("the layer that gives means and variances is missing.")
    return with_spread(resolved(block, tensors), tensors["head.weight"], tensors["head.bias"])


def _reader(bundle: bytes) -> bytes | None:
    """Return the reader that came with a pad's block, as a browser.bin again."""
    sections = unpack(bundle)
    about = json.loads(sections["about"])
    if "reader" not in sections:
        return None
    return pack({"about": json.dumps(about["reader"]).encode(), "classifier": sections["reader"]})


def _chosen(latents: Latents | None) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return some images, as many of each class as there is room for, and their labels."""
    if latents is None or len(latents) == 0:
        return None, None
    images, labels = latents.thumbnails(), latents.labels
    if labels is None:
        return images[:SHOWN], None
    classes = np.unique(labels)[:SHOWN]
    each = max(1, SHOWN // len(classes))
    found = np.concatenate([np.flatnonzero(labels == label)[:each] for label in classes])
    found = found.reshape(len(classes), each).T.ravel() if len(found) == each * len(classes) else found
    return images[found], labels[found]
