"""How is each layer of a network written as operations that the browser knows?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # pages read graphs without torch
    from torch import nn

Op = dict[str, Any]


class NotRunnable(ValueError):
    """A layer cannot run in the browser; the message names it."""


def written(module: nn.Module, input_shape: tuple[int, ...]) -> list[Op]:
    """Return a module's operations as core.networks.browser has them, each with its weights as arrays and its layer.

    Raises NotRunnable naming the layer if one is not supported.
    """
    tape = Tape(shapes=[tuple(input_shape)])
    _sequence([("", module)], 0, tape)
    return tape.ops


@dataclass
class Tape:
    """What has been written so far: operations (weights still arrays) and the shape of each value."""

    shapes: list[tuple[int, ...]]
    ops: list[Op] = field(default_factory=list)

    def write(self, op: str, inputs: list[int], shape: tuple[int, ...], layer: str, **more: Any) -> int:
        self.ops.append({"op": op, "in": inputs, "shape": [int(n) for n in shape], "layer": layer, **more})
        self.shapes.append(tuple(shape))
        return len(self.ops)


def _sequence(layers: Iterator[tuple[str, nn.Module]] | list, value: int, tape: Tape) -> int:
    """Write layers one after the other; return the last value."""
    from torch import nn

    foldable: Op | None = None  # the operation just written, if nobody but the next layer reads it
    for name, layer in flat(layers):
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


def flat(layers: Iterator[tuple[str, nn.Module]] | list) -> Iterator[tuple[str, nn.Module]]:
    """Yield the named layers that are written, in order: those of sequences for them, none that only trains."""
    from torch import nn

    for name, layer in layers:
        if type(layer) is nn.Sequential:
            yield from flat((f"{name}.{child}".lstrip("."), module) for child, module in layer.named_children())
        elif type(layer) not in (nn.Identity, nn.Dropout, nn.Dropout2d):  # these do nothing once trained
            yield name or "the network itself", layer


def _scale_and_shift(name: str, layer: Any) -> tuple[np.ndarray, np.ndarray]:
    """A trained batch norm is y = scale * x + shift. Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2."""
    if layer.running_var is None:
        raise NotRunnable(f"the layer {name} ({type(layer).__name__}) keeps no running statistics.")
    scale = 1 / np.sqrt(array(layer.running_var) + layer.eps)
    if layer.weight is not None:
        scale = scale * array(layer.weight)
    shift = -array(layer.running_mean) * scale
    return scale, shift if layer.bias is None else shift + array(layer.bias)


def _fold(op: Op, scale: np.ndarray, shift: np.ndarray) -> None:
    rows = 1 if op["op"] == "conv_transpose2d" else 0  # torch keeps its weights as (in, out, kh, kw)
    op["weight"] = op["weight"] * np.expand_dims(scale, [i for i in range(op["weight"].ndim) if i != rows])
    op["bias"] = op["bias"] * scale + shift


def array(tensor: Any) -> np.ndarray:
    return tensor.detach().cpu().double().numpy()


def _bias(layer: Any, rows: int) -> np.ndarray:
    return np.zeros(rows) if layer.bias is None else array(layer.bias)


def linear(name: str, layer: Any, value: int, tape: Tape) -> int:
    if tape.shapes[value] != (layer.in_features,):
        raise NotRunnable(
            f"the layer {name} (Linear) needs a flat input of {layer.in_features}, got {tape.shapes[value]}."
        )
    rows = layer.out_features
    return tape.write("linear", [value], (rows,), name, weight=array(layer.weight), bias=_bias(layer, rows))


def convolution(name: str, layer: Any, value: int, tape: Tape) -> int:
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
        weight=array(layer.weight),
        bias=_bias(layer, layer.out_channels),
    )


def _pointwise(op: str) -> Callable[..., int]:
    def write(name: str, layer: Any, value: int, tape: Tape) -> int:
        more = {"slope": layer.negative_slope} if op == "leaky_relu" else {}
        return tape.write(op, [value], tape.shapes[value], name, **more)

    return write


def _ink(name: str, layer: Any, value: int, tape: Tape) -> int:
    shape = tape.shapes[value]
    halves = np.full(shape[0], 0.5)
    return tape.write("scale", [value], shape, name, weight=halves, bias=halves.copy())


def _softmax(name: str, layer: Any, value: int, tape: Tape) -> int:
    shape = tape.shapes[value]
    if layer.dim != 1 and not (layer.dim == -1 and len(shape) == 1):
        raise NotRunnable(f"the layer {name} (Softmax) must go over dimension 1, got {layer.dim}.")
    return tape.write("softmax", [value], shape, name)


def _reshape(name: str, layer: Any, value: int, tape: Tape) -> int:
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


def _upsample(name: str, layer: Any, value: int, tape: Tape) -> int:
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


def _beside(name: str, layer: Any, value: int, tape: Tape) -> int:
    parts = [_sequence([(f"{name}.{i}", branch)], value, tape) for i, branch in enumerate(layer.branches)]
    shapes = [tape.shapes[part] for part in parts]
    return tape.write("concat", parts, (sum(shape[0] for shape in shapes), *shapes[0][1:]), name)


def _familiar(name: str, layer: Any, value: int, tape: Tape) -> int:
    whitening, means = array(layer.whitening), array(layer.means)
    value = tape.write("unit", [value], tape.shapes[value], name)
    value = tape.write("linear", [value], (len(whitening),), name, weight=whitening, bias=np.zeros(len(whitening)))
    return tape.write("nearest", [value], (1,), name, weight=means, points=len(means))


def _part(name: str, layer: Any, value: int, tape: Tape) -> int:
    if not 0 <= layer.start < layer.stop <= math.prod(tape.shapes[value]) or len(tape.shapes[value]) != 1:
        raise NotRunnable(f"the layer {name} (Part) must take a part of a flat input, got {tape.shapes[value]}.")
    return tape.write("part", [value], (layer.stop - layer.start,), name, start=layer.start)


def _writers() -> dict[type, Callable[..., int]]:
    from torch import nn

    from core.models.familiar import Familiar
    from core.models.flow_network import Solver
    from core.models.layers import Beside, Ink, Part
    from core.networks.flow import solver

    return {
        nn.Linear: linear,
        nn.Conv2d: convolution,
        nn.ConvTranspose2d: convolution,
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
        Ink: _ink,
        Part: _part,
        Solver: solver,
    }
