"""What does the reader of letters learn from? Letters and digits of many hands, drawn anew as words would hold them.

Strokes of Omniglot's letters and MNIST's digits are set on a base line with another pen, slant and width, some joined
to neighbours; beside them stand halves of letters and pairs, which are no letter.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.datasets.letters import DIGITS, LOWER, traced_strokes
from core.handwriting.letters.alphabet import DOTTED, LARGER, extent_of
from core.handwriting.letters.cuts import ABOVE
from core.handwriting.letters.frame import PER_X_HEIGHT, SIDE
from core.handwriting.letters.reader import JUNK
from core.strokes import drawn

HALVED = "bdefgkpqyxsz"  # whose halves are no other letter
WIDTH = SIDE / PER_X_HEIGHT  # x-heights that a frame holds

OnProgress = Callable[[str, float], None]
Strokes = list[np.ndarray]  # each (n, 2): x to the right, y up, in x-heights above the base line


@dataclass(frozen=True, eq=False)
class Lessons:
    """images: uint8 (n, 32, 32); labels: int64 (n,) of `classes`."""

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]


def originals(on_progress: OnProgress = lambda what, share: None) -> tuple[dict[str, list[Strokes]], np.ndarray]:
    """Return strokes by letter, 20 drawers each, and of digits; then the drawer of each letter's strokes, (20,).

    Raises DataError if Omniglot's letters or MNIST are not here.
    """
    strokes = {letter: [_body(one, letter) for one in of] for letter, of in traced_strokes(on_progress).items()}
    return strokes, np.arange(20)


def lessons(
    strokes: dict[str, list[Strokes]],
    each: int,
    *,
    drawers: slice,
    rng: np.random.Generator,
    on_progress: OnProgress = lambda what, share: None,
) -> Lessons:
    """Draw `each` images of every class from the strokes of some drawers, and three times as many that are none."""
    some = {letter: of[_part(drawers, len(of))] for letter, of in strokes.items()}
    classes = (*LOWER, *DIGITS, *LARGER.upper(), JUNK)
    images, labels = [], []
    for label, letter in enumerate(classes):
        on_progress("drawing lessons", label / len(classes))
        for _ in range(each * (3 if letter == JUNK else 1)):
            images.append(_drawn(_junk(some, rng) if letter == JUNK else _sample(some, letter, rng), rng))
            labels.append(label)
    return Lessons(np.stack(images), np.array(labels), classes)


def word(strokes: dict[str, list[Strokes]], text: str, rng: np.random.Generator, joined: bool) -> tuple[Strokes, list]:
    """Write a word with strokes of one drawer; return them, and the left and right edge of each letter, x-heights."""
    found: Strokes = []
    edges, x = [], 0.0
    drawer = int(rng.integers(len(strokes[text[0]])))
    for k, letter in enumerate(text):
        of = strokes[letter]
        body = _set(of[drawer % len(of)], letter, rng, jitter=0.3)
        left, right = _box(body)[:2]
        body = [line + np.array((x - left, 0)) for line in body]
        if joined and k:
            body.append(_join(found, body))
        edges.append((x, x + right - left))
        found += body
        x += right - left + (0.25 if joined else 0.3)
    return found, edges


def _part(drawers: slice, n: int) -> slice:
    """Turn a slice of twenty drawers into one of n strokes."""
    start, stop, _ = drawers.indices(20)
    return slice(start * n // 20, stop * n // 20)


def _body(strokes: Strokes, letter: str) -> Strokes:
    """Take the dot off an i or a j: strokes that lie above all others."""
    if letter not in DOTTED or len(strokes) < 2:
        return strokes
    longest = max(strokes, key=lambda line: np.ptp(line[:, 1]))
    return [line for line in strokes if line is longest or line[:, 1].mean() < longest[:, 1].max()]


def _box(strokes: Strokes) -> tuple[float, float, float, float]:
    points = np.concatenate(strokes)
    (left, low), (right, high) = points.min(0), points.max(0)
    return float(left), float(right), float(low), float(high)


def _set(strokes: Strokes, letter: str, rng: np.random.Generator, jitter: float = 1.0) -> Strokes:
    """Set a letter on the base line: its usual height with some play, its own proportions with some play."""
    low, high = extent_of(letter)
    low -= jitter * (rng.normal(0, 0.15) if low < 0 else abs(rng.normal(0, 0.04)) - 0.03)
    high += jitter * rng.normal(0, 0.09 if high == 1 else 0.22)
    if letter == "f" and rng.random() < 0.3 * jitter:
        low = -0.8
    if letter == "z" and rng.random() < 0.15 * jitter:
        low = -0.7
    left, right, bottom, top = _box(strokes)
    scale = (high - low) / max(top - bottom, 1e-3)
    width = (right - left) * scale * np.exp(rng.normal(-0.1, 0.18 * jitter))
    width = max(min(width, 2.4), 0.02)
    across = width / max(right - left, 1e-3)
    return [(line - [(left + right) / 2, bottom]) * [across, scale] + [0, low] for line in strokes]


def _sample(some: dict[str, list[Strokes]], letter: str, rng: np.random.Generator) -> Strokes:
    """Draw a letter at random, perhaps with what joins it to its neighbours."""
    of = some[letter.lower()]
    body = _set(of[int(rng.integers(len(of)))], letter, rng)
    if not letter.isdigit():
        body = _joined(body, rng)
    return body


def _joined(body: Strokes, rng: np.random.Generator) -> Strokes:
    """Add a stroke that comes from the letter before and one that leads on, each to some letters."""
    left, right, _, _ = _box(body)
    points = np.concatenate(body)
    if rng.random() < 0.5:
        start = points[points[:, 0].argmin()]
        body = [*body, _curve(np.array([left - rng.uniform(0.05, 0.4), rng.uniform(0, 0.6)]), start, rng)]
    if rng.random() < 0.5:
        low = points[(points[:, 1] < 0.7) & (points[:, 1] > -0.2)]
        end = low[low[:, 0].argmax()] if len(low) else points[points[:, 0].argmax()]
        body = [*body, _curve(end, np.array([right + rng.uniform(0.05, 0.45), rng.uniform(0.1, 0.7)]), rng)]
    return body


def _curve(a: np.ndarray, b: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    bend = (a + b) / 2 + [0, -rng.uniform(0, 0.25)]
    t = np.linspace(0, 1, 8)[:, None]
    return (1 - t) ** 2 * a + 2 * t * (1 - t) * bend + t**2 * b


def _join(before: Strokes, after: Strokes) -> np.ndarray:
    """Lead from the right of what stands there to the left of what comes, low."""
    points, ahead = np.concatenate(before), np.concatenate(after)
    near = points[(points[:, 0] > points[:, 0].max() - 0.3) & (points[:, 1] > -0.1)]
    end = near[near[:, 1].argmin()] if len(near) else points[points[:, 0].argmax()]
    start = ahead[ahead[:, 0].argmin()]
    return np.linspace(end, start, 8)


def _junk(some: dict[str, list[Strokes]], rng: np.random.Generator) -> Strokes:
    """Draw what is no letter: two, the end of one with the beginning of the next, or half of one."""
    kind = rng.random()
    a, b = (LOWER[int(rng.integers(26))] for _ in range(2))
    if kind < 0.25:
        half = HALVED[int(rng.integers(len(HALVED)))]
        body = _sample(some, half, rng)
        left, right, _, _ = _box(body)
        at = left + (right - left) * rng.uniform(0.35, 0.65)
        return _cut(body, -np.inf, at) if rng.random() < 0.5 else _cut(body, at, np.inf)
    one, other = (_sample(some, letter, rng) for letter in (a, b))
    gap = rng.uniform(0.05, 0.25)
    beside = np.array((_box(one)[1] - _box(other)[0] + gap, 0))
    other = [line + beside for line in other]
    joint, left, right = _box(one)[1], _box(one)[0], _box(other)[1]
    both = [*one, *other]
    if kind < 0.55:
        return both
    return _cut(both, joint - (joint - left) * rng.uniform(0.3, 1), joint + (right - joint) * rng.uniform(0.3, 0.7))


def _cut(strokes: Strokes, left: float, right: float) -> Strokes:
    """Keep what lies between two columns."""
    found = []
    for line in strokes:
        fine = np.concatenate([np.linspace(p, q, 4)[:-1] for p, q in itertools.pairwise(line)] or [line])
        inside = (fine[:, 0] >= left) & (fine[:, 0] <= right)
        runs = np.split(np.arange(len(fine)), np.flatnonzero(np.diff(inside.astype(int))) + 1)
        found += [fine[run] for run in runs if inside[run[0]]]
    return found or [np.array([[0.0, 0.0]])]


def _drawn(body: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Draw strokes in the reader's frame, warped a little, with a pen of any usual width, uint8 (32, 32)."""
    lean, turn = rng.normal(0, 0.14), rng.normal(0, 0.07)
    phase, bend = rng.uniform(0, 6.3, 4), rng.normal(0, 0.035, 2)
    nib = rng.uniform(0.09, 0.36)
    lift = rng.normal(0, 0.05)
    placed = []
    for line in body:
        x, y = line[:, 0], line[:, 1]
        x, y = x + lean * y, y + turn * x * 0.5 + lift
        x = x + bend[0] * np.sin(3 * y + phase[0]) + bend[0] * np.sin(5 * x + phase[1])
        y = y + bend[1] * np.sin(3 * x + phase[2]) + bend[1] * np.sin(5 * y + phase[3])
        placed.append(np.stack([x, y], 1))
    left, right, _, _ = _box(placed)
    middle = (left + right) / 2 + rng.normal(0, 0.03)
    sheet = [
        np.column_stack([(p[:, 0] - middle) / WIDTH + 0.5, (ABOVE - p[:, 1]) / WIDTH, np.ones(len(p))]) for p in placed
    ]
    return drawn(sheet, SIDE, nib=nib / WIDTH)
