"""Did the same hand write these? A network that has learned from many hands says so, without any training.

It maps an image to a point on a sphere, where images of one character by one hand lie close together. It comes along in
zoo/hand; hand_training.py made it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from core import images as pixels
from core import places
from core.config import Config, ConfigError
from core.library.weights import tensors_of
from core.networks.browser import pack_network
from core.types import DataError, ModelError

if TYPE_CHECKING:
    from torch import nn

SIDE = 28
NUMBERS = 60  # of a point
FILTERS, STRIDES = (24, 48, 48, 80), (2, 2, 1, 2)
EPSILON = 1e-5  # of batch norm
SHIFTS = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))  # pixels down and across; an image's point is the mean of them
MOST_OWN = 5
PASSING = 0.1  # share of strangers that the thresholds let pass, on writers held out
LEAST_STRANGERS, MOST_STRANGERS = 20, 500  # images by which scores are judged
WEIGHTS, SETTINGS, CARD = "model.safetensors", "hand.json", "README.md"


PerCount = Annotated[tuple[float, ...], Field(min_length=MOST_OWN, max_length=MOST_OWN)]


class Verdicts(Config):
    """How scores become verdicts, for so many own images as there are: the first entry is for one, the last for five.

    A score counts in standard deviations above the mean of what strangers get. threshold: above are mine. slope,
    offset: of the log-odds that it is mine, where both are as likely before. usual_mean, usual_sd: of strangers' scores
    in the mean over all hands, where none are at hand.
    """

    threshold: PerCount
    slope: PerCount
    offset: PerCount
    usual_mean: PerCount
    usual_sd: PerCount
    writers: int = Field(ge=1, description="Writers held out of training, on whom these were set.")

    def least(self, images: int) -> float:
        """Return the share from which on a drawing is mine, 0 to 1, where so many images are known."""
        k = images - 1
        return 1 / (1 + math.exp(-(self.slope[k] * self.threshold[k] + self.offset[k])))


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the hand says of images.

    score: float32 (n,), cosine; mine: bool (n,), above the threshold; share: 0 to 1, how likely it is mine where mine
    and a stranger's are as likely before.
    """

    score: np.ndarray
    mine: np.ndarray
    share: np.ndarray


@dataclass(frozen=True, eq=False)
class Judge:
    """Says of points whether one hand wrote them. own: float32 (m, 60). Mine lies above `threshold`, a cosine; share is
    the logistic function of slope * score + offset.
    """

    own: np.ndarray
    threshold: float
    slope: float
    offset: float

    @property
    def least(self) -> float:
        """The share from which on an image is mine, 0 to 1."""
        return float(1 / (1 + np.exp(-(self.slope * self.threshold + self.offset))))

    def of(self, points: np.ndarray) -> Verdict:
        """Say it of points (n, 60)."""
        found = scored(points, self.own)
        share = 1 / (1 + np.exp(-(self.slope * found + self.offset)))
        return Verdict(found, found > self.threshold, share.astype(np.float32))


def network() -> nn.Sequential:
    """Return the untrained network: images (n, 1, 28, 28) in [0, 1] to (n, 60), not yet of length 1."""
    from torch import nn

    layers: list[nn.Module] = []
    for c, f, stride in zip((1, *FILTERS), FILTERS, STRIDES, strict=False):
        layers += [nn.Conv2d(c, f, 3, stride, 1), nn.BatchNorm2d(f), nn.ReLU()]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(FILTERS[-1] * 16, NUMBERS))


def here() -> bool:
    """Say whether it has come along."""
    return (places.hand() / WEIGHTS).is_file() and (places.hand() / SETTINGS).is_file()


def verdicts() -> Verdicts:
    """Return its thresholds. Raises ModelError if it is not here, or damaged."""
    path = places.hand() / SETTINGS
    try:
        return Verdicts.from_json(path.read_bytes())
    except (OSError, ConfigError):
        raise ModelError("the hand in zoo/hand is not here, or damaged.") from None


def embedded(images: np.ndarray, model: nn.Module | None = None) -> np.ndarray:
    """Return points of length 1, float32 (n, 60), of images uint8 (n, 28, 28). Raises ModelError.

    model: another than the one that comes along.
    """
    import torch
    import torch.nn.functional as F

    model = model or _opened(places.hand() / WEIGHTS, _stamp())
    points = []
    with torch.no_grad():
        for part in torch.tensor(images).split(500):
            x = pixels.to_float(part)
            moved = [F.normalize(model(torch.roll(x, shift, (2, 3))), dim=1) for shift in SHIFTS]
            points.append(F.normalize(torch.stack(moved).mean(0), dim=1))
    return torch.cat(points).numpy()


def scored(points: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return how near points (n, 60) lie to one's own (m, 60), float32 (n,): the mean cosine of the two nearest.

    Of a single own point it is the cosine. Raises DataError if m is not between 1 and 5.
    """
    if not 1 <= len(own) <= MOST_OWN:
        raise DataError(f"there must be 1 to {MOST_OWN} images, got {len(own)}.")
    near = np.sort(points @ own.T, axis=1)[:, -2:]
    return near.mean(1)


def judge(own: np.ndarray, strangers: np.ndarray | None = None) -> Judge:
    """Return who says whether the hand of one's own images, uint8 (m, 28, 28), wrote others.

    strangers: images of the same character by others, uint8 (n, 28, 28), against which it is judged: a plain 1 is near
    to everybody's. Without any, thresholds are those of the mean over all hands. Raises DataError, ModelError.
    """
    points, told = embedded(own), verdicts()
    k = len(own) - 1
    if strangers is not None and len(strangers) >= LEAST_STRANGERS:
        mean, sd = of_strangers(scored(embedded(strangers[:MOST_STRANGERS]), points))
    else:
        scored(points[:1], points)  # as many as may be
        mean, sd = told.usual_mean[k], told.usual_sd[k]
    slope = told.slope[k] / sd
    return Judge(points, mean + told.threshold[k] * sd, slope, told.offset[k] - slope * mean)


def of_strangers(scores: np.ndarray) -> tuple[float, float]:
    """Return mean and standard deviation of strangers' scores (n,), by which others count."""
    return float(scores.mean()), max(1e-3, float(scores.std()))


def judged(images: np.ndarray, own: np.ndarray, strangers: np.ndarray | None = None) -> Verdict:
    """Say of images uint8 (n, 28, 28) whether the hand of one's own wrote them; see `judge`.

    It knows hands, not characters: whether it is the same character, a reader says. Raises DataError, ModelError.
    """
    return judge(own, strangers).of(embedded(images))


def browser_network() -> bytes:
    """Return the network as the browser runs it, one image to 60 numbers, not yet of length 1. Raises ModelError.

    Without torch, which a page does without; the same bytes as those of core.networks.browser.graph.
    """
    return _packed(places.hand() / WEIGHTS, _stamp())


@lru_cache(maxsize=1)
def _packed(path: Path, stamp: int) -> bytes:
    found = {name: one.astype(np.float32) for name, one in tensors_of(path.read_bytes(), path.name).items()}
    ops: list[dict] = []
    blocks: list[np.ndarray] = []
    side, count = SIDE, 0

    def write(op: str, shape: list[int], *weights: np.ndarray, **more: list[int]) -> None:
        nonlocal count
        told = {"op": op, "in": [len(ops)], "shape": shape} | more
        for name, numbers in zip(("weight", "bias"), weights, strict=False):
            told[name] = count
            blocks.append(numbers.ravel().astype(np.float16))
            count += numbers.size
        ops.append(told)

    try:
        for i, (f, stride) in enumerate(zip(FILTERS, STRIDES, strict=True)):
            norm = {part: found[f"{3 * i + 1}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")}
            scale = norm["weight"] / np.sqrt(norm["running_var"] + EPSILON)
            weight = found[f"{3 * i}.weight"] * scale[:, None, None, None]
            bias = (found[f"{3 * i}.bias"] - norm["running_mean"]) * scale + norm["bias"]
            side = (side - 1) // stride + 1
            write("conv2d", [f, side, side], weight, bias, kernel=[3, 3], stride=[stride] * 2, padding=[1, 1])
            write("relu", [f, side, side])
        write("reshape", [FILTERS[-1] * side * side])
        write("linear", [NUMBERS], *(found[f"{3 * len(FILTERS) + 1}.{part}"] for part in ("weight", "bias")))
    except KeyError:
        raise ModelError(f"{path.name} of the hand holds another network.") from None
    about = {"dtype": "float16", "input": [1, SIDE, SIDE], "ops": ops}
    return pack_network((about, b"".join(block.tobytes() for block in blocks)))


def _stamp() -> int:
    try:
        return (places.hand() / WEIGHTS).stat().st_mtime_ns
    except FileNotFoundError:
        raise ModelError("the hand in zoo/hand is not here: `python -m core zoo hand` makes it.") from None


@lru_cache(maxsize=1)
def _opened(path: Path, stamp: int) -> nn.Module:
    import torch

    model = network()
    expected = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    found = tensors_of(path.read_bytes(), path.name)
    if {name: tensor.shape for name, tensor in found.items()} != expected:
        raise ModelError(f"{path.name} of the hand holds another network.")
    model.load_state_dict({name: torch.tensor(tensor) for name, tensor in found.items()})
    return model.float().eval().requires_grad_(False)
