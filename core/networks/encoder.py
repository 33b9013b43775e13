"""How does the way from an image to its latents get into the browser, without the weights being kept twice?

encoder.bin is a packed file: "about", "graph" (see core.networks.browser), "parts" and "weights". A part is a run of
weights, in the graph's order: [name of a tensor, how many of its first numbers] or [null, how many numbers]. Those with
a name stand in the model.safetensors beside it; the others follow one another in "weights".
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError

from core.networks.browser import NotRunnable, graph, pack_network
from core.networks.graph import checked
from core.packed import pack, unpack
from core.types import ModelError
from core.words.text import shown_name

if TYPE_CHECKING:  # pages read encoders without torch
    from torch import nn

Network = tuple[dict[str, Any], bytes]
_PARTS = TypeAdapter(list[tuple[str | None, Annotated[int, Field(strict=True, ge=0, le=2**31)]]])


def export_encoder(model: nn.Module, tensors: dict[str, np.ndarray] | None = None) -> bytes:
    """Return encoder.bin of a VAE: from an image, and the class weights y if it takes them, to mu.

    The network takes the pixels row by row in [0, 1], then y (k,), and gives mu (d,). tensors: the model.safetensors
    that will stand beside it; runs of weights that it holds are then named instead of written once more.
    Raises NotRunnable (a ValueError) if the model has no encoder or the browser cannot run it.
    """
    if not (hasattr(model, "trunk") and hasattr(model, "head")):
        raise NotRunnable(f"{type(model).__name__} has no encoder.")
    k = len(model.classes)
    network, weights = graph(_path_to_mu(model), (model.image_size**2 + k,))
    parts, inline = _parts(network, np.frombuffer(weights, np.float16), tensors or {})
    about = {"classes": list(model.classes), "image_size": model.image_size, "latent_dim": model.latent_dim}
    sections = {"about": about, "graph": network, "parts": parts}
    written = {name: json.dumps(value, separators=(",", ":")).encode() for name, value in sections.items()}
    return pack(written | {"weights": inline})


def resolved(block: bytes, tensors: dict[str, np.ndarray] | None = None) -> bytes:
    """Return the packed network of an encoder.bin, complete. tensors: what stands in the model.safetensors beside it.

    Raises ModelError if the block is no encoder.bin or a tensor that it names is missing or too short.
    """
    sections = unpack(block)
    if not {"graph", "parts", "weights"} <= sections.keys():
        raise ModelError("the packed file holds no encoder.")
    try:
        parts = _PARTS.validate_json(sections["parts"])
    except ValidationError:
        raise ModelError("it does not say which weights are where.") from None
    inline, at, blocks = np.frombuffer(sections["weights"][: len(sections["weights"]) // 2 * 2], np.float16), 0, []
    for name, count in parts:
        if name is None:
            found, at = inline[at : at + count], at + count
        else:
            found = _half((tensors or {}).get(name, inline[:0]).ravel()[:count])
        if len(found) != count:
            named = shown_name(name) if name else "its own"
            raise ModelError(f"the encoder needs {count} weights of {named}, found {len(found)}.")
        blocks.append(found.tobytes())
    weights = b"".join(blocks)
    return pack_network((checked(sections["graph"], len(weights)), weights))


def _half(tensor: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        half = tensor.astype(np.float16)
    if not np.isfinite(half).all():
        raise ModelError("the encoder has weights that do not fit float16.")
    return half


def drawing_block(image: np.ndarray, encoder: bytes, *, model: str, id: str) -> bytes:
    """Return what the pad needs to place a drawing. image: uint8 (h, h), as the model's own images are.

    encoder: what `resolved` returned. model: the id of the model whose pad is meant. id: any text that tells one
    drawing from another.
    """
    about = {"channel": "drawing", "model": model, "id": id, "size": int(image.shape[0])}
    pixels = np.ascontiguousarray(image, np.uint8).tobytes()
    return pack({"about": json.dumps(about, separators=(",", ":")).encode(), "pixels": pixels, "encoder": encoder})


def _path_to_mu(model: nn.Module) -> nn.Module:
    """Return the layers from (pixels, y) to mu: of the head, only the rows that give the means."""
    import torch
    from torch import nn

    from core.models.layers import Beside, Part

    d, k, size = model.latent_dim, len(model.classes), model.image_size
    with torch.no_grad():
        mu = nn.Linear(model.head.in_features, d)
        mu.weight.copy_(model.head.weight[:d])
        mu.bias.copy_(model.head.bias[:d])
    first = next((layer for layer in model.trunk.modules() if isinstance(layer, (nn.Linear, nn.Conv2d))), None)
    if not isinstance(first, nn.Conv2d):  # a dense trunk takes image and class as they come
        return nn.Sequential(model.trunk, mu).eval()
    image = nn.Unflatten(1, (1, size, size))
    if k == 0:
        return nn.Sequential(image, model.trunk, model.between, mu).eval()
    pixels, y = Part(0, size**2), Part(size**2, size**2 + k)  # the class joins behind the convolutions
    return nn.Sequential(Beside(nn.Sequential(pixels, image, model.trunk), y), model.between, mu).eval()


def _parts(
    network: dict[str, Any], weights: np.ndarray, tensors: dict[str, np.ndarray]
) -> tuple[list[tuple[str | None, int]], bytes]:
    """Say where each run of weights can be read; return that, and those that stand nowhere else."""
    starts = sorted(op[name] for op in network["ops"] for name in ("weight", "bias") if name in op)
    parts: list[tuple[str | None, int]] = []
    inline = []
    for start, stop in itertools.pairwise([*starts, len(weights)]):
        run = weights[start:stop]
        name = next((name for name, tensor in tensors.items() if _begins_with(tensor, run)), None)
        parts.append((name, len(run)))
        if name is None:
            inline.append(run.tobytes())
    return parts, b"".join(inline)


def _begins_with(tensor: np.ndarray, run: np.ndarray) -> bool:
    if tensor.dtype.kind != "f" or tensor.size < len(run):
        return False
    with np.errstate(over="ignore"):
        return np.array_equal(tensor.ravel()[: len(run)].astype(np.float16), run)
