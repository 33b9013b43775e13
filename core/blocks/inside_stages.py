"""Which steps does a network take that the browser runs, what can be seen of each, and which part feeds which?

A stage is an operation with weights and what follows it until the next one: batch norm, activation, reshaping. What it
shows falls into tiles: an image for each channel, a single number for each unit of a dense layer. Tiles are counted
through all stages; stage 0 is what the network is given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

WEIGHTY = ("linear", "conv2d", "conv_transpose2d")
MOST_LINKS = 6  # that are kept of a tile: the eye follows no more


@dataclass(frozen=True)
class Segment:
    """Tiles that lie side by side. value: of the graph; start: its first number; tiles of height x width each."""

    name: str
    value: int
    start: int
    tiles: int
    height: int = 1
    width: int = 1


@dataclass
class Stage:
    """One step.

    ops: indices into the graph's. before: the value ahead of the activation, or what is shown. first: its first tile.
    """

    ops: list[int]
    segments: list[Segment] = field(default_factory=list)
    before: int = 0
    first: int = 0

    @property
    def tiles(self) -> int:
        """How many tiles it shows."""
        return sum(segment.tiles for segment in self.segments)


@dataclass(frozen=True, eq=False)
class Links:
    """The strongest connections into a stage.

    into: for each of its tiles, the tiles that feed it most (t, m). sources: tiles of earlier stages (s,); onward: the
    tiles of this stage that each feeds most (s, m'). The shares are of the squared weights, 0 to 1, and fall.
    """

    into: np.ndarray
    into_share: np.ndarray
    sources: np.ndarray
    onward: np.ndarray
    onward_share: np.ndarray


def without_doubt(graph: dict[str, Any]) -> dict[str, Any]:
    """Return a reader's graph up to the probabilities of its classes: what follows asks if the image is like any."""
    ops = [op["op"] for op in graph["ops"]]
    return graph | {"ops": graph["ops"][: ops.index("softmax") + 1]} if "nearest" in ops else graph


def stages_of(graph: dict[str, Any], given: Sequence[Segment]) -> list[Stage]:
    """Return the steps of a graph in its order. given: what stage 0 shows of the network's input."""
    stages, at = [Stage(ops=[], segments=list(given))], {0: 0}  # value -> the stage that made it
    for i, op in enumerate(graph["ops"]):
        if op["op"] in ("concat", "part"):  # nothing new: they only rearrange
            continue
        source = at.get(op["in"][0])
        if op["op"] in WEIGHTY or (source in (None, 0) and op["op"] != "reshape"):
            stages.append(Stage(ops=[i]))
            at[i + 1] = len(stages) - 1
        elif source:
            stages[source].ops.append(i)
            at[i + 1] = source
    first = stages[0].tiles
    for stage in stages[1:]:
        _look(stage, graph)
        stage.first = first
        first += stage.tiles
    return stages


def links_of(graph: dict[str, Any], weights: np.ndarray, stages: Sequence[Stage]) -> list[Links]:
    """Return the strongest connections into each stage but the first. weights: all of the graph's, in one row."""
    owners = _owners(graph, stages)
    found = []
    for stage in stages[1:]:
        op = graph["ops"][stage.ops[0]]
        squares, sources = _squares(op, graph, weights, owners[op["in"][0]], stage)
        for i in stage.ops[1:]:
            if graph["ops"][i]["op"] == "scale":  # what a channel is multiplied by is a weight too
                scale = _block(weights, graph["ops"][i]["weight"], graph["ops"][i]["shape"][0])
                squares = squares * scale[np.arange(len(squares)) * len(scale) // len(squares), None] ** 2
        into, into_share = _strongest(squares)
        onward, onward_share = _strongest(squares.T)
        found.append(Links(sources[into], into_share, sources, onward + stage.first, onward_share))
    return found


def parameters(op: dict[str, Any], graph: dict[str, Any], weights: np.ndarray) -> int:
    """Return how many numbers an operation has learned; a bias that is zero throughout is none."""
    if "weight" not in op:
        return 0
    rows = op["shape"][0]
    if op["op"] == "scale":
        return 2 * rows
    return math.prod(_weight_shape(op, _shapes(graph))) + rows * bool(np.any(_block(weights, op["bias"], rows)))


def _look(stage: Stage, graph: dict[str, Any]) -> None:
    """Say what is shown of a stage: its last value, as images if it ever had the shape of some."""
    ops, shown = graph["ops"], stage.ops[-1] + 1
    size = math.prod(ops[shown - 1]["shape"])
    shapes = [ops[i]["shape"] for i in reversed(stage.ops)]
    shape = next((s for s in shapes if len(s) == 3 and math.prod(s) == size), [size, 1, 1])
    stage.segments = [Segment("", shown, 0, *shape)]
    active = ("relu", "leaky_relu", "silu", "tanh", "sigmoid", "softmax")
    first = next((i for i in stage.ops if ops[i]["op"] in active), None)
    stage.before = shown if first is None else first
    if math.prod(ops[stage.before - 1]["shape"]) != size:  # enlarged behind the activation
        stage.before = shown


def _owners(graph: dict[str, Any], stages: Sequence[Stage]) -> list[np.ndarray]:
    """Return, for each value, which tile each of its numbers belongs to."""
    shapes, owners = _shapes(graph), [np.zeros(math.prod(graph["input"]), np.int64)]
    tile = 0
    for segment in stages[0].segments:
        side = segment.height * segment.width
        owners[0][segment.start :][: segment.tiles * side] = tile + np.repeat(np.arange(segment.tiles), side)
        tile += segment.tiles
    stage_of = {i: stage for stage in stages for i in stage.ops}
    for i, op in enumerate(graph["ops"]):
        parts = [owners[value] for value in op["in"]]
        if op["op"] == "concat":
            owners.append(np.concatenate(parts))
        elif op["op"] == "part":
            owners.append(parts[0][op["start"] :][: op["shape"][0]])
        elif i in stage_of:
            stage, size = stage_of[i], math.prod(shapes[i + 1])
            owners.append(stage.first + np.arange(size) * stage.tiles // size)
        else:  # an input that is only reshaped
            owners.append(parts[0])
    return owners


def _squares(
    op: dict[str, Any], graph: dict[str, Any], weights: np.ndarray, owner: np.ndarray, stage: Stage
) -> tuple[np.ndarray, np.ndarray]:
    """Return (squared weights between tiles (t, s), the s tiles that are read)."""
    if op["op"] not in WEIGHTY:  # each channel by itself
        sources = np.unique(owner)
        return np.eye(stage.tiles, len(sources)), sources
    shape = _weight_shape(op, _shapes(graph))
    squares = _block(weights, op["weight"], math.prod(shape)).reshape(shape) ** 2
    if op["op"] == "linear":
        squares = squares.reshape(stage.tiles, -1, shape[1]).sum(1)  # (t, depth)
        columns = owner
    else:
        squares = squares.sum((2, 3)) if op["op"] == "conv2d" else squares.sum((2, 3)).T  # (out, in)
        columns = owner[:: len(owner) // squares.shape[1]]
    starts = np.flatnonzero(np.diff(columns, prepend=-1))
    return np.add.reduceat(squares, starts, axis=1), columns[starts]


def _strongest(squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (columns (r, m), shares (r, m)) of the largest numbers of each row, the largest first."""
    m = min(MOST_LINKS, squares.shape[1])
    order = np.argsort(-squares, axis=1, kind="stable")[:, :m]
    total = np.maximum(squares.sum(1, keepdims=True), np.finfo(np.float32).tiny)
    return order, np.take_along_axis(squares / total, order, 1).astype(np.float32)


def _shapes(graph: dict[str, Any]) -> list[list[int]]:
    return [graph["input"], *(op["shape"] for op in graph["ops"])]


def _weight_shape(op: dict[str, Any], shapes: list[list[int]]) -> tuple[int, ...]:
    source, rows = shapes[op["in"][0]][0], op["shape"][0]
    if op["op"] == "linear":
        return rows, source
    return (rows, source, *op["kernel"]) if op["op"] == "conv2d" else (source, rows, *op["kernel"])


def _block(weights: np.ndarray, start: int, count: int) -> np.ndarray:
    return weights[start : start + count].astype(np.float32)
