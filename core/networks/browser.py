"""How does a network become something that a few hundred lines of JavaScript can run?

As a graph, JSON {"dtype", "input": shape, "ops": [...]}, and one block of weights. Shapes leave the batch out. Each
operation names the values it reads ("in": 0 is the input, i what operation i - 1 made), the shape it makes and, as
offsets counted in numbers, its weights. browser/base/runtime.js interprets it.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from core.networks.graph import checked
from core.networks.layers import NotRunnable, written
from core.packed import pack, unpack
from core.types import ModelError

if TYPE_CHECKING:  # multiply_adds and pack serve pages, which do without torch
    from torch import nn

__all__ = ["browser_graph", "export_model", "graph", "multiply_adds", "pack", "pack_network", "unpack"]


def graph(module: nn.Module, input_shape: tuple[int, ...], *, dtype: str = "float16") -> tuple[dict[str, Any], bytes]:
    """Return (graph, weights) of a module, as it is in evaluation mode.

    input_shape: (features,) or (c, h, w), without the batch. dtype: of the weights, "float16" or "float32".
    Raises NotRunnable (a ValueError) naming the layer if one is not supported or its weights exceed float16.
    """
    if dtype not in ("float16", "float32"):
        raise ValueError(f"dtype must be 'float16' or 'float32', got {dtype!r}.")
    ops, parts = written(module, input_shape), []
    _place(ops, parts, dtype)
    weights = b"".join(part.tobytes() for part in parts)
    return {"dtype": dtype, "input": list(input_shape), "ops": ops}, weights


def _place(ops: list[dict[str, Any]], parts: list[np.ndarray], dtype: str) -> None:
    """Put in place of the arrays of operations where they lie among `parts`, to which they are added."""
    for op in ops:
        for name in ("weight", "bias"):
            if name in op:
                with np.errstate(over="ignore"):
                    part = op[name].ravel().astype(dtype)
                if not np.isfinite(part).all():
                    raise NotRunnable(f"the layer {op['layer']} has weights that do not fit {dtype}.")
                op[name] = sum(known.size for known in parts)
                parts.append(part)
        if "network" in op:
            _place(op["network"]["ops"], parts, dtype)
        del op["layer"]


def multiply_adds(graph: dict[str, Any]) -> int:
    """Return how many multiply-adds one run of a graph takes; activations count nothing."""
    shapes, total = [graph["input"]], 0
    for op in graph["ops"]:
        source = shapes[op["in"][0]]
        if op["op"] == "solve":
            told = math.prod(source) > math.prod(op["shape"]) and op["guidance"] not in (0, 1)
            total += op["steps"] * (1 + told) * multiply_adds(op["network"])
        elif op["op"] == "linear":
            total += source[0] * op["shape"][0]
        elif op["op"] == "nearest":
            total += source[0] * op["points"]
        elif op["op"] == "conv2d":
            total += math.prod(op["shape"]) * source[0] * math.prod(op["kernel"])
        elif op["op"] == "conv_transpose2d":
            total += math.prod(source) * op["shape"][0] * math.prod(op["kernel"])
        shapes.append(op["shape"])
    return total


def pack_network(network: tuple[dict[str, Any], bytes]) -> bytes:
    """Return what `graph` gave as one block."""
    return pack({"graph": json.dumps(network[0], separators=(",", ":")).encode(), "weights": network[1]})


def browser_graph(block: bytes) -> dict[str, Any]:
    """Return the graph of a packed network. Raises ModelError if the block is not one, or it does not fit together."""
    sections = unpack(block)
    if not {"graph", "weights"} <= sections.keys():
        raise ModelError("the packed file holds no network.")
    return checked(sections["graph"], len(sections["weights"]))


def export_model(model: nn.Module, *, dtype: str = "float16") -> bytes:
    """Return browser.bin: a packed file with the section "decoder" of a LatentModel or "classifier" of a classifier.

    The decoder takes z and the class weights y, one after the other. The classifier gives the probabilities of its
    classes and, if it knows what is like none of them, how far the image lies from all: above 1 it is like none.
    Raises NotRunnable naming the layer that the browser cannot run.
    """
    if not (hasattr(model, "decoder") or hasattr(model, "network")):
        raise NotRunnable(f"{type(model).__name__} has neither a decoder nor a classifier's network.")
    about = {"classes": list(model.classes), "image_size": model.image_size}
    if hasattr(model, "decoder"):
        about["latent_dim"] = model.latent_dim
        network = graph(model.decoder, (model.latent_dim + len(model.classes),), dtype=dtype)
        return pack({"about": json.dumps(about).encode(), "decoder": pack_network(network)})
    side = model.image_size
    network = graph(_reading(model), (1, side, side), dtype=dtype)
    return pack({"about": json.dumps(about).encode(), "classifier": pack_network(network)})


def _reading(model: nn.Module) -> nn.Module:
    """Return the layers from an image to the probabilities (k,), and behind them how unlike all it is."""
    from torch import nn

    from core.models.layers import Beside

    layers = list(model.network)
    if not model.familiar.calibrated:
        return nn.Sequential(*layers, nn.Softmax(1))
    return nn.Sequential(*layers[:-2], Beside(nn.Sequential(*layers[-2:], nn.Softmax(1)), model.familiar))
