"""How is the page drawn that ships for those who have none at hand? Of a model's letters, each read first.

A letter is what the model decodes near an image of its class, traced and drawn with one pen, as a hand holds one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from core import library, places
from core.files import write_atomic, write_json
from core.handwriting.hand.pages import PHOTO, TEXTS, TypedLine, told_of
from core.handwriting.letters import reader as readers
from core.handwriting.letters.reader import Reader
from core.handwriting.letters.varied import on_line
from core.handwriting.message.model_ink import decoded
from core.latents import Latents
from core.library.folder import open_model
from core.models.vae_network import Vae
from core.skeleton import traced
from core.strokes import drawn
from core.types import DataError

MODEL, CARD = "letters-cvae", "README.md"
TEXT = (
    "this page was written by a small network",
    "it has looked at letters of eighteen people",
    "and draws each of them anew every time",
    "the quick brown fox jumps over a lazy dog",
    "pack my box with five dozen jugs of juice",
    "how vexing quick and daft zebras can jump",
    "two quiet wizards mix bold jars of paint",
    "now photograph a page of your own writing",
)
ABOUT = """# Sample page

A photograph to try *Your hand* with, for whoever has no page of their own there: no photograph at all, and nobody's
hand. Made with Latent Ink, by `python -m core zoo page`.

## How

The model `letters-cvae` drew the letters, near the two images of each character that the reader of letters reads best;
each was traced, read, and drawn with one pen. Paper, desk and light are drawn, too. What the lines say stands in
`texts.json`.

Licence of what the model learned from: Omniglot, MIT (Lake, Salakhutdinov & Tenenbaum 2015), and MNIST, CC BY-SA 3.0
(Y. LeCun, C. Cortes, C. Burges). No image of either is on the page.
"""
# How far letters reach above the base line, from and to, in x-heights; all others from 0 to 1.
REACH = dict.fromkeys("bdhkl", (0.0, 1.75)) | {"f": (0.0, 1.7), "t": (0.0, 1.45), "i": (0.0, 1.5)}
REACH |= dict.fromkeys("gpqy", (-0.75, 1.0)) | {"j": (-0.75, 1.5)}
X_HEIGHT, PITCH, MARGIN = 30, 104, 96  # pixels
PEN, GAP, WORD_GAP, WIDEST = 0.17, 0.3, 1.1, 1.5  # x-heights; WIDEST: what a letter may take
UP_AND_DOWN, LARGER = 0.04, 0.04  # x-heights, and of the size: standard deviations
BASES, AROUND, CANDIDATES = 2, 0.3, 30  # images of a class that are followed, how far from them, how many are looked at
THRESHOLD = 125  # grey level that is ink: above the middle, so that strokes stay apart
DOTTED = "ij"
CLEAR = 0.95  # chance by which the reader must be sure
INK, PAPER, DESK = (52, 40, 34), (238, 240, 241), (96, 116, 134)  # blue, green, red
QUALITY, EDGE = 82, 60  # of the JPEG; pixels of the desk around the sheet


def sample_page(on_progress: Callable[[str, float], None] = lambda doing, share: None) -> Path:
    """Draw the page anew into zoo/page; return its photograph."""
    entry = library.find(MODEL)
    jpeg, lines = drawn_page(open_model(entry), library.latents(entry), readers.shipped(), on_progress=on_progress)
    folder = places.page()
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / TEXTS, told_of(lines))
    write_atomic(folder / PHOTO, jpeg)
    write_atomic(folder / CARD, ABOUT.encode())
    return folder / PHOTO


def drawn_page(
    model: Vae,
    kept: Latents,
    reader: Reader,
    *,
    texts: Sequence[str] = TEXT,
    seed: int = 0,
    on_progress: Callable[[str, float], None] = lambda doing, share: None,
) -> tuple[bytes, tuple[TypedLine, ...]]:
    """Return a photograph of a page with these lines, JPEG, and where in it each begins.

    model: told the class. kept: latents of images of its classes. reader: says which letters are good enough. Raises
    DataError for a character that the model has no images of.
    """
    import cv2

    rng = np.random.default_rng(seed)
    hand, rows = _Hand(model, kept, reader, rng), []
    for n, line in enumerate(texts):
        on_progress("drawing letters", n / len(texts))
        rows.append([[hand.letter(sign) for sign in word] for word in line.split()])
    dark = np.zeros((2 * MARGIN + PITCH * len(rows), 2 * MARGIN + max(map(_width, rows))), np.float32)
    begin = [_write(dark, row, MARGIN + PITCH * n + PITCH * 2 // 3, rng) for n, row in enumerate(rows)]
    way = _way(dark.shape)
    done, data = cv2.imencode(".jpg", _photographed(dark, way, rng), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    assert done
    at = cv2.perspectiveTransform(np.array([begin], np.float32), way)[0]
    begun = zip(at.round().tolist(), texts, strict=True)
    return data.tobytes(), tuple(TypedLine((x, y), text) for (x, y), text in begun)


class _Hand:
    """Letters of one hand, drawn anew each time: strokes in pixels, from a letter's left edge and its base line."""

    def __init__(self, model: Vae, kept: Latents, reader: Reader, rng: np.random.Generator) -> None:
        self._model, self._kept, self._reader, self._rng = model, kept, reader, rng
        self._bases: dict[str, np.ndarray] = {}

    def letter(self, sign: str) -> list[np.ndarray]:
        if sign not in self._bases:
            self._bases[sign] = self._chosen(sign)
        bases = self._bases[sign]
        picked = bases[self._rng.integers(len(bases), size=CANDIDATES // 3)]
        z = picked + AROUND * self._rng.standard_normal(picked.shape).astype(np.float32)
        letters, sure = self._drawn(sign, np.concatenate([z, bases[:1]]))
        at = int(np.argmax(sure > CLEAR)) if (sure > CLEAR).any() else int(sure.argmax())
        size = X_HEIGHT * (1 + LARGER * self._rng.standard_normal())
        return _on_base_line(letters[at], REACH.get(sign, (0.0, 1.0)), size)

    def _chosen(self, sign: str) -> np.ndarray:
        """Return the places of a class's images that are drawn most legibly, float32 (BASES, d)."""
        names = list(self._model.classes)
        mu = self._kept.mu[self._kept.labels == names.index(sign)] if sign in names else np.zeros((0, 0))
        if not len(mu):
            raise DataError(f"the model has no image of {sign!r}.")
        _, sure = self._drawn(sign, mu[:CANDIDATES])
        return mu[:CANDIDATES][np.argsort(-sure, kind="stable")[:BASES]].astype(np.float32)

    def _drawn(self, sign: str, z: np.ndarray) -> tuple[list[tuple[np.ndarray, ...]], np.ndarray]:
        """Return a sign as strokes at each of places (n, d), and by what chance the reader reads each as asked."""
        images = decoded(self._model, z, np.full(len(z), list(self._model.classes).index(sign)))
        letters = [_strokes(one, dotted=sign in DOTTED) for one in images]
        placed = np.stack([on_line(_with_one_pen(one), *REACH.get(sign, (0.0, 1.0))) for one in letters])
        return letters, np.exp(self._reader.logits(placed)[:, self._reader.classes.index(sign)])


def _strokes(image: np.ndarray, *, dotted: bool) -> tuple[np.ndarray, ...]:
    found = traced(np.round(255 * image).astype(np.uint8), threshold=THRESHOLD)
    return tuple(one for one in found if dotted or len(one) > 1)


def _with_one_pen(strokes: Sequence[np.ndarray]) -> np.ndarray:
    return drawn([one * (1, 1, 0) + (0, 0, 1) for one in strokes], 96, nib=0.075)


def _on_base_line(strokes: Sequence[np.ndarray], reach: tuple[float, float], x_height: float) -> list[np.ndarray]:
    """Return strokes of a box where they stand on a line: x from their left edge, y down from the line, in pixels."""
    if not strokes:
        return []
    every = np.concatenate(strokes)[:, :2]
    (left, top), (right, bottom) = every.min(0), every.max(0)
    down = (reach[1] - reach[0]) * x_height / max(bottom - top, 0.05)
    across = min(down, WIDEST * x_height / max(right - left, 0.05))
    placed = [(one[:, :2] - (left, bottom)) * (across, down) - (0, reach[0] * x_height) for one in strokes]
    return [np.concatenate([one, np.ones((len(one), 1))], 1) for one in placed]


def _wide(letter: Sequence[np.ndarray]) -> float:
    return max((float(one[:, 0].max()) for one in letter), default=0.0)


def _width(row: Sequence[Sequence[Sequence[np.ndarray]]]) -> int:
    words = [sum(_wide(letter) + GAP * X_HEIGHT * 1.1 for letter in word) for word in row]
    return round(sum(words) + WORD_GAP * X_HEIGHT * (len(words) + 1))


def _write(dark: np.ndarray, row: Sequence, base: float, rng: np.random.Generator) -> tuple[float, float]:
    """Write words on a line whose base is a row of `dark`; return where it begins."""
    side, x = 4 * X_HEIGHT, MARGIN + rng.uniform(0, 0.6) * X_HEIGHT
    begin = x, base
    for word in row:
        for letter in word:
            top, left = round(base) - side * 2 // 3, round(x) - side // 4
            at = np.array([x - left, base - top + UP_AND_DOWN * X_HEIGHT * rng.standard_normal(), 0])
            ink = drawn([(one + at) / (side, side, 1) for one in letter], side, nib=PEN * X_HEIGHT / side)
            part = dark[top : top + side, left : left + side]
            np.maximum(part, ink / 255, out=part)
            x += _wide(letter) + X_HEIGHT * max(0.15, GAP + 0.05 * rng.standard_normal())
        x += X_HEIGHT * (WORD_GAP - GAP + 0.08 * rng.standard_normal())
    return begin


def _way(shape: tuple[int, ...]) -> np.ndarray:
    """Return the way from a sheet (h, w) to its photograph, taken a little from the side."""
    import cv2

    h, w = shape
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    seen = corners + EDGE + np.array([[22, 14], [-14, -6], [6, 4], [-26, -12]], np.float32)
    return cv2.getPerspectiveTransform(corners, seen)


def _photographed(dark: np.ndarray, way: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a sheet with this ink on a desk in uneven light, uint8 (h, w, 3)."""
    import cv2

    h, w = dark.shape
    size = w + 2 * EDGE, h + 2 * EDGE
    grain = cv2.GaussianBlur(rng.standard_normal((h, w)).astype(np.float32), (0, 0), 0.8)[..., None]
    paper = np.array(PAPER, np.float32) + 3 * grain
    sheet = paper + dark[..., None] * (0.93 + 0.05 * grain) * (np.array(INK, np.float32) - paper)
    on = cv2.warpPerspective(np.ones((h, w), np.float32), way, size)
    shadow = cv2.GaussianBlur(on, (0, 0), 14)[..., None]
    desk = np.array(DESK, np.float32) * (1 - 0.35 * shadow)
    picture = cv2.warpPerspective(sheet, way, size) * on[..., None] + desk * (1 - on[..., None])
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    light = 1.02 - 0.16 * (x / size[0]) - 0.1 * (y / size[1])
    return np.clip(picture * light[..., None] + rng.normal(0, 1.5, picture.shape), 0, 255).astype(np.uint8)
