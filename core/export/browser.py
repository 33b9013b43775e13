"""How does a network become something that a few hundred lines of JavaScript can run?

As a graph, JSON {"dtype", "input": shape, "ops": [...]}, and one block of weights. Shapes leave the batch out. Each
operation names the values it reads ("in": 0 is the input, i what operation i - 1 made), the shape it makes and, as
offsets counted in numbers, its weights. ui/live/runtime.js interprets it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from core.export.packed import pack, unpack

if TYPE_CHECKING:  # multiply_adds and pack serve pages, which do without torch
    from torch import nn

__all__ = ["browser_graph", "export_model", "graph", "multiply_adds", "pack", "pack_network", "unpack"]

Op = dict[str, Any]


class NotRunnable(ValueError):
    """A layer cannot run in the browser; the message names it."""


def graph(module: nn.Module, input_shape: tuple[int, ...], *, dtype: str = "float16") -> tuple[dict[str, Any], bytes]:
    """Return (graph, weights) of a module, as it is in evaluation mode.

    input_shape: (features,) or (c, h, w), without the batch. dtype: of the weights, "float16" or "float32".
    Raises NotRunnable (a ValueError) naming the layer if one is not supported or its weights exceed float16.
    """
    if dtype not in ("float16", "float32"):
        raise ValueError(f"dtype must be 'float16' or 'float32', got {dtype!r}.")
    tape = _Tape(shapes=[tuple(input_shape)])
    _sequence([("", module)], 0, tape)
    blocks, count = [], 0
    for op in tape.ops:
        for name in ("weight", "bias"):
            if name in op:
                with np.errstate(over="ignore"):
                    block = op[name].ravel().astype(dtype)
                if not np.isfinite(block).all():
                    raise NotRunnable(f"the layer {op['layer']} has weights that do not fit {dtype}.")
                op[name] = count
                blocks.append(block)
                count += block.size
        del op["layer"]
    weights = b"".join(block.tobytes() for block in blocks)
    return {"dtype": dtype, "input": list(input_shape), "ops": tape.ops}, weights


def multiply_adds(graph: dict[str, Any]) -> int:
    """Return how many multiply-adds one run of a graph takes; activations count nothing."""
    shapes, total = [graph["input"]], 0
    for op in graph["ops"]:
        source = shapes[op["in"][0]]
        if op["op"] == "linear":
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
    """Return the graph of a packed network. Raises ValueError if the block is not one."""
    sections = unpack(block)
    if not {"graph", "weights"} <= sections.keys():
        raise ValueError("the packed file holds no network.")
    return json.loads(sections["graph"])


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


@dataclass
class _Tape:
    """What has been written so far: operations (weights still arrays) and the shape of each value."""

    shapes: list[tuple[int, ...]]
    ops: list[Op] = field(default_factory=list)

    def write(self, op: str, inputs: list[int], shape: tuple[int, ...], layer: str, **more: Any) -> int:
        self.ops.append({"op": op, "in": inputs, "shape": [int(n) for n in shape], "layer": layer, **more})
        self.shapes.append(tuple(shape))
        return len(self.ops)


def _sequence(layers: Iterator[tuple[str, nn.Module]] | list, value: int, tape: _Tape) -> int:
    """Write layers one after the other; return the last value."""
    from torch import nn

    foldable: Op | None = None  # the operation just written, if nobody but the next layer reads it
    for name, layer in _flat(layers):
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            scale, shift = _scale_and_shift(name, layer)
            if foldable is not None:
                _fold(foldable, scale, shift)
            else:
                value = tape.write("scale", [value], tape.shapes[value], name, weight=scale, bias=shift)
            continue
        writer = _writers().get(type(layer))
        if writer is None:
            raise NotRunnable(f"the browser cannot run the layer {name} ({type(layer).__name__}).")
        value = writer(name, layer, value, tape)
        foldable = tape.ops[-1] if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)) else None
    return value


def _flat(layers: Iterator[tuple[str, nn.Module]] | list) -> Iterator[tuple[str, nn.Module]]:
    from torch import nn

    for name, layer in layers:
        if type(layer) is nn.Sequential:
            yield from _flat((f"{name}.{child}".lstrip("."), module) for child, module in layer.named_children())
        elif type(layer) not in (nn.Identity, nn.Dropout, nn.Dropout2d):  # these do nothing once trained
            yield name or "the network itself", layer


def _scale_and_shift(name: str, layer: Any) -> tuple[np.ndarray, np.ndarray]:
    """A trained batch norm is y = scale * x + shift. Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2."""
    if layer.running_var is None:
        raise NotRunnable(f"the layer {name} ({type(layer).__name__}) keeps no running statistics.")
    scale = 1 / np.sqrt(_array(layer.running_var) + layer.eps)
    if layer.weight is not None:
        scale = scale * _array(layer.weight)
    shift = -_array(layer.running_mean) * scale
    return scale, shift if layer.bias is None else shift + _array(layer.bias)


def _fold(op: Op, scale: np.ndarray, shift: np.ndarray) -> None:
    rows = 1 if op["op"] == "conv_transpose2d" else 0  # torch keeps its weights as (in, out, kh, kw)
    op["weight"] = op["weight"] * np.expand_dims(scale, [i for i in range(op["weight"].ndim) if i != rows])
    op["bias"] = op["bias"] * scale + shift


def _array(tensor: Any) -> np.ndarray:
    return tensor.detach().cpu().double().numpy()


def _bias(layer: Any, rows: int) -> np.ndarray:
    return np.zeros(rows) if layer.bias is None else _array(layer.bias)


def _linear(name: str, layer: Any, value: int, tape: _Tape) -> int:
    if tape.shapes[value] != (layer.in_features,):
        raise NotRunnable(
            f"the layer {name} (Linear) needs a flat input of {layer.in_features}, got {tape.shapes[value]}."
        )
    rows = layer.out_features
    return tape.write("linear", [value], (rows,), name, weight=_array(layer.weight), bias=_bias(layer, rows))


def _convolution(name: str, layer: Any, value: int, tape: _Tape) -> int:
    kind = type(layer).__name__
    if layer.groups != 1 or layer.dilation != (1, 1) or layer.padding_mode != "zeros":
        raise NotRunnable(f"the layer {name} ({kind}) uses groups, dilation or a padding other than zeros.")
    kernel, stride, padding = layer.kernel_size, layer.stride, layer.padding
    if padding == "valid":
        padding = (0, 0)
    if padding == "same":
        padding = tuple((k - 1) // 2 for k in kernel)
        if any(k % 2 == 0 for k in kernel):
            raise NotRunnable(f"the layer {name} ({kind}) pads an even kernel to the same size.")
    sides = tape.shapes[value][1:]
    if kind == "Conv2d":
        sides = [(n + 2 * p - k) // s + 1 for n, k, s, p in zip(sides, kernel, stride, padding, strict=True)]
    else:
        extra = layer.output_padding
        sides = [
            (n - 1) * s - 2 * p + k + e for n, k, s, p, e in zip(sides, kernel, stride, padding, extra, strict=True)
        ]
    return tape.write(
        "conv2d" if kind == "Conv2d" else "conv_transpose2d",
        [value],
        (layer.out_channels, *sides),
        name,
        kernel=list(kernel),
        stride=list(stride),
        padding=list(padding),
        weight=_array(layer.weight),
        bias=_bias(layer, layer.out_channels),
    )


def _pointwise(op: str) -> Callable[..., int]:
    def write(name: str, layer: Any, value: int, tape: _Tape) -> int:
        more = {"slope": layer.negative_slope} if op == "leaky_relu" else {}
        return tape.write(op, [value], tape.shapes[value], name, **more)

    return write


def _softmax(name: str, layer: Any, value: int, tape: _Tape) -> int:
    shape = tape.shapes[value]
    if layer.dim != 1 and not (layer.dim == -1 and len(shape) == 1):
        raise NotRunnable(f"the layer {name} (Softmax) must go over dimension 1, got {layer.dim}.")
    return tape.write("softmax", [value], shape, name)


def _reshape(name: str, layer: Any, value: int, tape: _Tape) -> int:
    size = math.prod(tape.shapes[value])
    if type(layer).__name__ == "Flatten":
        if (layer.start_dim, layer.end_dim) != (1, -1):
            raise NotRunnable(f"the layer {name} (Flatten) must flatten everything behind the batch.")
        return tape.write("reshape", [value], (size,), name)
    shape = list(layer.unflattened_size)
    if layer.dim not in (1, -1) or len(tape.shapes[value]) != 1:
        raise NotRunnable(f"the layer {name} (Unflatten) must unfold a flat input.")
    known = -math.prod(shape) if -1 in shape else 1
    return tape.write("reshape", [value], tuple(size // known if n == -1 else n for n in shape), name)


def _upsample(name: str, layer: Any, value: int, tape: _Tape) -> int:
    if layer.mode not in ("nearest", "bilinear") or layer.align_corners:
        raise NotRunnable(f"the layer {name} (Upsample) must be nearest or bilinear with align_corners=False.")
    channels, *sides = tape.shapes[value]
    if layer.size is not None:
        after = _pair(layer.size)
        ratio = [n / m for n, m in zip(sides, after, strict=True)]
    else:  # torch divides by the factor asked for, not by the one that comes out after rounding
        after = [math.floor(n * f) for n, f in zip(sides, _pair(layer.scale_factor), strict=True)]
        ratio = [1 / f for f in _pair(layer.scale_factor)]
    return tape.write("upsample", [value], (channels, *after), name, mode=layer.mode, ratio=ratio)


def _pair(value: Any) -> tuple[Any, Any]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def _beside(name: str, layer: Any, value: int, tape: _Tape) -> int:
    parts = [_sequence([(f"{name}.{i}", branch)], value, tape) for i, branch in enumerate(layer.branches)]
    shapes = [tape.shapes[part] for part in parts]
    return tape.write("concat", parts, (sum(shape[0] for shape in shapes), *shapes[0][1:]), name)


def _familiar(name: str, layer: Any, value: int, tape: _Tape) -> int:
    whitening, means = _array(layer.whitening), _array(layer.means)
    value = tape.write("unit", [value], tape.shapes[value], name)
    value = tape.write("linear", [value], (len(whitening),), name, weight=whitening, bias=np.zeros(len(whitening)))
    return tape.write("nearest", [value], (1,), name, weight=means, points=len(means))


def _part(name: str, layer: Any, value: int, tape: _Tape) -> int:
    if not 0 <= layer.start < layer.stop <= math.prod(tape.shapes[value]) or len(tape.shapes[value]) != 1:
        raise NotRunnable(f"the layer {name} (Part) must take a part of a flat input, got {tape.shapes[value]}.")
    return tape.write("part", [value], (layer.stop - layer.start,), name, start=layer.start)


def _writers() -> dict[type, Callable[..., int]]:
    from torch import nn

    from core.models.familiar import Familiar
    from core.models.layers import Beside, Part

    return {
        nn.Linear: _linear,
        nn.Conv2d: _convolution,
        nn.ConvTranspose2d: _convolution,
        nn.ReLU: _pointwise("relu"),
        nn.LeakyReLU: _pointwise("leaky_relu"),
        nn.SiLU: _pointwise("silu"),
        nn.Tanh: _pointwise("tanh"),
        nn.Sigmoid: _pointwise("sigmoid"),
        nn.Softmax: _softmax,
        nn.Flatten: _reshape,
        nn.Unflatten: _reshape,
        nn.Upsample: _upsample,
        Beside: _beside,
        Familiar: _familiar,
        Part: _part,
    }
