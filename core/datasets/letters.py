"""Which letters of other people's hands may be learned from, and models of them shipped?

Omniglot's small letters and MNIST's digits, traced into strokes, and drawn anew in boxes as own letters are (see
core.handwriting.letters.box): leaning, stretched, bent a little, some with what joined them to their neighbours.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np

from core import places
from core.datasets import boxes
from core.datasets.base import DatasetConfig, OnProgress, Part
from core.datasets.mnist import MnistConfig
from core.skeleton import traced
from core.strokes import drawn
from core.types import DataError, ImageDataset

FILE = "letters/latin.npz"
ABSENT = f"Omniglot's letters are not here: LATENT_INK_DATA must name a folder that holds {FILE}."
LOWER, DIGITS, CAPITALS = "abcdefghijklmnopqrstuvwxyz", "0123456789", "CKOPSUVWXZ"  # those like their small letters
DRAWERS, HELD_OUT = 20, 2  # of Omniglot's letters; whose letters are the test, as large a share of the digits
DIGITS_EACH = 150  # of MNIST
EACH = {"train": 200, "test": 20}  # images drawn of a class
LEAN, TURN, STRETCH, BEND = 0.22, 0.06, 0.14, 0.03  # standard deviations
JOINED = 0.6  # share of letters that may have strokes to their neighbours

Strokes = list[np.ndarray]  # each (n, 2): x to the right, y up


class LettersConfig(DatasetConfig):
    """Letters a to z and digits of many hands, and those capitals that are written like small letters, 32 x 32 px."""

    title: ClassVar[str] = "Letters of many hands"
    about: ClassVar[str] = (
        "Small letters that twenty people drew (Omniglot; Lake, Salakhutdinov & Tenenbaum 2015), and digits of MNIST, "
        "traced and drawn anew in boxes, with other slants and widths; capitals C, K, O, P, S, U, V, W, X and Z are "
        "their small letters."
    )
    licence: ClassVar[str] = "MIT (Omniglot: B. Lake); CC BY-SA 3.0 (MNIST: Y. LeCun, C. Cortes, C. Burges)"
    offered: ClassVar[bool] = False  # Omniglot's letters are not fetched

    name: Literal["letters"] = "letters"

    def here(self) -> bool:
        root = places.given_data()
        return root is not None and (root / FILE).is_file() and MnistConfig().here()

    def _count(self, part: Part) -> int | None:
        return EACH[part] * len(LOWER + DIGITS + CAPITALS)

    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset:
        root = places.given_data()
        traced_strokes(on_progress)
        on_progress("drawing letters", 0.5)
        images, labels = _images(str(root), part)
        return ImageDataset(self.title, images.copy(), labels.copy(), (*LOWER, *DIGITS, *CAPITALS))


def traced_strokes(on_progress: OnProgress = lambda what, share: None) -> dict[str, list[Strokes]]:
    """Return strokes by letter, of twenty drawers each, and 150 of each digit. Lengths are sides of an image.

    Four seconds at first. Raises DataError if Omniglot's letters or MNIST are not here.
    """
    root = places.given_data()
    if root is None or not (root / FILE).is_file():
        raise DataError(ABSENT)
    on_progress("tracing letters and digits", 0.0)
    return dict(_traced(str(root)))


@lru_cache(maxsize=1)
def _traced(root: str) -> dict[str, list[Strokes]]:
    with np.load(f"{root}/{FILE}", allow_pickle=False) as found:
        images, labels, classes = found["images"], found["labels"], [str(c) for c in found["classes"]]
    strokes: dict[str, list[Strokes]] = {}
    for image, label in zip(images, labels, strict=True):
        strokes.setdefault(classes[label], []).append(_lines(image))
    mnist = MnistConfig().load("train")
    for digit in range(10):
        strokes[str(digit)] = [_lines(image) for image in mnist.images[mnist.labels == digit][:DIGITS_EACH]]
    return strokes


@lru_cache(maxsize=2)
def _images(root: str, part: Part) -> tuple[np.ndarray, np.ndarray]:
    strokes, classes = _traced(root), (*LOWER, *DIGITS, *CAPITALS)
    rng = np.random.default_rng(("train", "test").index(part))
    some = {letter: of_drawers(of, part) for letter, of in strokes.items()}
    images = np.empty((EACH[part] * len(classes), boxes.USUAL, boxes.USUAL), np.uint8)
    for n in range(len(images)):
        letter = classes[n // EACH[part]]
        of = some[letter.lower()]
        images[n] = _boxed(_varied(of[int(rng.integers(len(of)))], not letter.isdigit(), rng))
    return images, np.repeat(np.arange(len(classes)), EACH[part])


def of_drawers(of: list[Strokes], part: Part) -> list[Strokes]:
    """Return those of a letter's strokes whose drawers belong to a part; the last two of twenty are the test."""
    first = (DRAWERS - HELD_OUT) * len(of) // DRAWERS
    return of[:first] if part == "train" else of[first:]


def _lines(image: np.ndarray) -> Strokes:
    """Trace an image into strokes in sides of it, y up."""
    found = []
    for stroke in traced(image):
        keep = np.unique(np.linspace(0, len(stroke) - 1, max(2, len(stroke) // 3)).round().astype(int))
        found.append(stroke[keep, :2] * [1, -1] + [0, 1])
    return found


def _varied(body: Strokes, letter: bool, rng: np.random.Generator) -> Strokes:
    """Lean, turn, stretch and bend strokes a little; a letter may get what joined it to its neighbours."""
    lean, turn, stretch = rng.normal(0, LEAN), rng.normal(0, TURN), np.exp(rng.normal(0, STRETCH))
    phase, bend = rng.uniform(0, 6.3, 3), rng.normal(0, BEND, 2)
    low, high = _ends(body)
    found = []
    for line in body:
        x, y = ((line - (low + high) / 2) / max(float((high - low).max()), 1e-3)).T
        x, y = x * stretch + lean * y, y + turn * x
        x = x + bend[0] * (np.sin(4 * y + phase[0]) + np.sin(6 * x + phase[1]))
        found.append(np.stack([x, y + bend[1] * np.sin(4 * x + phase[2])], 1))
    return _joined(found, rng) if letter and rng.random() < JOINED else found


def _joined(body: Strokes, rng: np.random.Generator) -> Strokes:
    """Add a stroke that came from the left, and one that went on to the right from the lower half, perhaps."""
    points, (low, high) = np.concatenate(body), _ends(body)
    lines = list(body)
    if rng.random() < 0.4:
        begin = points[points[:, 0].argmin()]
        lines.append(np.linspace([low[0] - rng.uniform(0.05, 0.25), begin[1] - rng.uniform(0, 0.3)], begin, 6))
    if rng.random() < 0.5:
        lower = points[points[:, 1] <= (low[1] + high[1]) / 2]
        end = lower[lower[:, 0].argmax()]
        lines.append(np.linspace(end, [high[0] + rng.uniform(0.05, 0.25), end[1] + rng.uniform(0, 0.3)], 6))
    return lines


def _boxed(body: Strokes) -> np.ndarray:
    """Draw strokes in their box, uint8 (32, 32)."""
    low, high = _ends(body)
    scale = (boxes.SHARE - boxes.STROKE) / max(float((high - low).max()), 1e-3)
    placed = [(line - (low + high) / 2) * [scale, -scale] + 0.5 for line in body]
    return drawn([np.column_stack([line, np.ones(len(line))]) for line in placed], boxes.USUAL, nib=boxes.STROKE)


def _ends(body: Strokes) -> tuple[np.ndarray, np.ndarray]:
    points = np.concatenate(body)
    return points.min(0), points.max(0)
