"""How does a model folder become what the view of its inside needs?"""

from __future__ import annotations

import json

import numpy as np

from core import weights
from core.export.encoder import resolved
from core.export.inside import Kind, begin_of, inside_block, with_spread
from core.export.packed import pack, unpack
from core.latents import Latents
from core.library import Entry, browser_bin, encoder_bin
from core.types import ModelError

SHOWN = 20  # kept images to choose among: two of each digit


def kinds_of(entry: Entry, reader: Entry | None) -> tuple[Kind, ...]:
    """Return which networks of a model can be looked into. reader: a classifier of its images, or None."""
    found: list[Kind] = ["decoder"] if hasattr(entry.config.model, "latent_dim") else []
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
        raise ModelError(f"The {kind} of {entry.title} cannot be looked into: {error}") from None
    except (KeyError, TypeError, IndexError, ArithmeticError):  # what a damaged graph is found out by
        raise ModelError(f"The {kind} of {entry.title} cannot be looked into: its file is damaged.") from None


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
        generator=model.family == "gan", normalised=_normalised(entry), begin=begin_of(bundle), reader=_reader(bundle),
    )  # fmt: skip


def _encoder(entry: Entry, bundle: bytes, latents: Latents | None, share: float) -> bytes:
    block, path, model = encoder_bin(entry), entry.path / "model.safetensors", entry.config.model
    if block is None:
        raise ValueError("there is none that the browser can run.")
    tensors = weights.tensors_of(path.read_bytes(), path.name)
    if not {"head.weight", "head.bias"} <= tensors.keys():
        raise ValueError("the layer that gives means and variances is missing.")
    network = with_spread(resolved(block, tensors), tensors["head.weight"], tensors["head.bias"])
    images, labels = _chosen(latents)
    return inside_block(
        "encoder", network, model=entry.id, title=entry.title, image_size=model.image_size,
        latent_dim=model.latent_dim, classes=entry.config.classes, conditional=model.conditional,
        normalised=_normalised(entry), images=images, labels=labels, share=share, reader=_reader(bundle),
        redraw=unpack(bundle)["decoder"],
    )  # fmt: skip


def _reader(bundle: bytes) -> bytes | None:
    """Return the reader that came with a pad's block, as a browser.bin again."""
    sections = unpack(bundle)
    about = json.loads(sections["about"])
    if "reader" not in sections:
        return None
    return pack({"about": json.dumps(about["reader"]).encode(), "classifier": sections["reader"]})


def _normalised(entry: Entry) -> bool:
    """Say whether convolutions learned with batch norm."""
    model = entry.config.model
    return model.family in ("gan", "classifier") or bool(getattr(model, "batch_norm", False))


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
