"""What does the graph of a network say that the browser runs, and does all of it fit together?

A file may be damaged, or be anybody's: before a page goes by shapes, operations and places of weights, each is held
against what it reads and against the weights that are there.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from core.config import Config, ConfigError
from core.models.flow import TIMES
from core.types import ModelError

MOST_BYTES = 1024 * 1024  # of a graph; those of the zoo take five thousand
ITEM = {"float16": 2, "float32": 4}  # bytes of a number

Count = Annotated[int, Field(ge=1, le=2**24)]
Place = Annotated[int, Field(ge=0, le=2**31)]
Pair = Annotated[list[Annotated[int, Field(ge=0, le=1024)]], Field(min_length=2, max_length=2)]
Shape = Annotated[list[Count], Field(min_length=1, max_length=3)]
Name = Literal[
    *("linear", "conv2d", "conv_transpose2d", "scale", "relu", "leaky_relu", "silu", "tanh", "sigmoid", "softmax"),
    *("reshape", "upsample", "concat", "add", "part", "unit", "nearest", "solve"),
]


class Operation(Config):
    """One step: it reads the values "in" (0 is the network's input, i what operation i - 1 made) and makes `shape`.

    weight, bias: places of its numbers, counted in numbers. The rest is what some operations need besides.
    """

    op: Name
    reads: list[Place] = Field(alias="in", min_length=1, max_length=64)
    shape: Shape
    weight: Place | None = None
    bias: Place | None = None
    kernel: Pair | None = None
    stride: Pair | None = None
    padding: Pair | None = None
    slope: float | None = None
    mode: Literal["nearest", "bilinear"] | None = None
    ratio: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    points: Count | None = None
    start: Place | None = None
    steps: Annotated[int, Field(ge=1, le=64)] | None = None
    guidance: Annotated[float, Field(ge=0, le=4)] | None = None
    network: Inner | None = None


class Inner(Config):
    """The network that a flow asks at each of its steps; its weights lie among the others."""

    input: Shape
    ops: list[Operation] = Field(min_length=1, max_length=1000)


class Graph(Config):
    """A network as the browser runs it, see core.networks.browser."""

    max_json_bytes = MOST_BYTES

    dtype: Literal["float16", "float32"]
    input: Shape
    ops: list[Operation] = Field(min_length=1, max_length=1000)


def checked(text: bytes, weights: int) -> dict:
    """Return a graph that is whole, as a dict. weights: bytes of numbers that come with it. Raises ModelError."""
    try:
        graph = Graph.from_json(text)
    except ConfigError as error:
        raise ModelError(f"the network is damaged: {error}") from None
    _check(graph, weights // ITEM[graph.dtype])
    return graph.model_dump(by_alias=True, exclude_none=True)


def _check(graph: Graph | Inner, there: int) -> None:
    """Raise ModelError unless every operation reads what is made before it, and fits that. there: how many weights."""
    shapes = [graph.input]
    for i, op in enumerate(graph.ops):
        if max(op.reads) > i:
            raise ModelError(f"the network is damaged: operation {i} reads what is not made yet.")
        if not _fits(op, [shapes[value] for value in op.reads], there):
            raise ModelError(f"the network is damaged: operation {i} does not fit what it reads.")
        if op.network is not None:
            if isinstance(graph, Inner) or op.op != "solve":
                raise ModelError(f"the network is damaged: operation {i} holds a network.")
            _check(op.network, there)
        shapes.append(op.shape)


def _fits(op: Operation, sources: list[list[int]], there: int) -> bool:
    """Say whether an operation makes the shape it claims of what it reads, with weights that are there."""
    first, size = sources[0], math.prod(op.shape)
    if op.op == "concat":
        return all(s[1:] == op.shape[1:] for s in sources) and sum(s[0] for s in sources) == op.shape[0]
    if op.op == "add":  # of equal shapes, or a number for each channel onto its pixels
        return len(sources) == 2 and op.shape == first and sources[1] in (first, first[:1])
    if len(sources) > 1:
        return False
    if op.op in ("conv2d", "conv_transpose2d"):
        return _convolves(op, first) and _lies(op, first[0] * op.shape[0] * math.prod(op.kernel), op.shape[0], there)
    match op.op:
        case "solve":
            return _solves(op, first)
        case "linear":
            return len(first) == len(op.shape) == 1 and _lies(op, first[0] * op.shape[0], op.shape[0], there)
        case "scale":
            return op.shape == first and _lies(op, first[0], first[0], there)
        case "nearest":
            points = op.points or there + 1
            return len(first) == 1 and op.shape == [1] and _lies(op, points * first[0], 0, there)
        case "reshape":
            return size == math.prod(first)
        case "part":
            return op.start is not None and len(first) == len(op.shape) == 1 and op.start + size <= first[0]
        case "upsample":
            known = op.mode is not None and op.ratio is not None and all(0 < ratio < 1024 for ratio in op.ratio)
            return known and len(first) == len(op.shape) == 3 and first[0] == op.shape[0]
        case "leaky_relu":
            return op.slope is not None and op.shape == first
    return op.shape == first


def _solves(op: Operation, source: list[int]) -> bool:
    """Say whether a flow makes an image of noise, and asks a network of image, moment and class for images."""
    pixels, network = math.prod(op.shape), op.network
    if network is None or op.steps is None or op.guidance is None or len(source) != 1 or len(op.shape) != 3:
        return False
    given = source[0] + TIMES
    return source[0] >= pixels and network.input == [given] and math.prod(network.ops[-1].shape) == pixels


def _convolves(op: Operation, source: list[int]) -> bool:
    if not (len(source) == len(op.shape) == 3 and op.kernel and op.stride and op.padding):
        return False
    if 0 in (*op.kernel, *op.stride):
        return False
    across = list(zip(source[1:], op.shape[1:], op.kernel, op.stride, op.padding, strict=True))
    if op.op == "conv2d":
        return all((n + 2 * p - k) // s + 1 == after for n, after, k, s, p in across)
    return all(0 <= after - ((n - 1) * s - 2 * p + k) < s for n, after, k, s, p in across)


def _lies(op: Operation, weights: int, biases: int, there: int) -> bool:
    """Say whether so many numbers lie where an operation says."""
    if op.weight is None or op.weight + weights > there:
        return False
    return biases == 0 or (op.bias is not None and op.bias + biases <= there)
