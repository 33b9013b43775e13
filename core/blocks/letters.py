"""What does the browser need to show all letters of a hand, each in red within its word, in one block of bytes?

Letters of one word share one picture, in which each dot of ink says whose it is; browser/letters/pictures.js paints
them. What is said of letters comes beside it, in a small block of its own: pictures need not travel again.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from PIL import Image

from core.handwriting.letters.letters import SURE, Letter
from core.handwriting.letters.mends import ID, Mended
from core.packed import pack, unpack
from core.types import DataError

CHANNEL = "mends"  # by which what is said comes, see browser/pad/registry.js
X_HEIGHT = 26.0  # pixels that a picture has of it at most
LEVELS = 7  # of ink: how much of a dot is covered
OWNERS = 35  # letters that one picture can tell apart: a dot is 0 or 1 + LEVELS * owner + level, owner 0 for none
AROUND = 0.4  # x-heights of other ink that are shown around a word
MOST = 6000  # letters


class Inked(Protocol):
    """A page, of which the ink alone is looked at: bool (h, w)."""

    @property
    def ink(self) -> np.ndarray: ...


@dataclass(frozen=True, eq=False)
class Picture:
    """The ink of a word. dots: uint8 (h, w), see OWNERS. base: row of the base line; x_height: pixels.

    middles: column of the middle of each of its letters.
    """

    dots: np.ndarray
    base: float
    x_height: float
    middles: tuple[float, ...]


def letters_block(
    pages: Sequence[Inked | None],
    letters: Sequence[Letter],
    ids: Sequence[str],
    *,
    out: Collection[str] = (),
    sure: float = SURE,
) -> bytes:
    """Return all letters as one block; equal arguments give equal bytes.

    pages: by `Letter.page`; a letter of a page that is None, or not there, is drawn alone. ids: 16 hex digits of each
    letter. out: ids of letters that are thrown away from the beginning. sure: doubt up to which nobody need look.

    Take letters as they were cut: what was said since goes into `mends_block`. Raises DataError for an id that is none
    or comes twice, and for more than 6,000 letters.
    """
    if len(ids) != len(letters) or len(set(ids)) != len(ids) or not all(ID.fullmatch(id) for id in ids):
        raise DataError(f"each of {len(letters):,} letters needs 16 hexadecimal digits of its own.")
    if len(letters) > MOST:
        raise DataError(f"{MOST:,} letters can be looked through at once, got {len(letters):,}.")
    pictures, where = _pictures(pages, letters)
    about: dict[str, Any] = {
        "ids": "".join(ids),
        "texts": [letter.text for letter in letters],
        "words": [letter.of for letter in letters],
        "doubts": [round(letter.doubt, 6) for letter in letters],
        "out": [n for n, id in enumerate(ids) if id in out],
        "sure": sure,
        "picture": [picture for picture, _ in where],
        "owner": [owner for _, owner in where],
        "middle": [round(pictures[picture].middles[owner - 1], 1) for picture, owner in where],
        "pictures": [[*one.dots.shape[::-1], round(one.base, 2), round(one.x_height, 2)] for one in pictures],
        "levels": LEVELS,
    }
    dots = zlib.compress(b"".join(one.dots.tobytes() for one in pictures), 9)
    told = json.dumps(about, separators=(",", ":"), ensure_ascii=False).encode()
    name = f"letters-{hashlib.sha256(told + dots).hexdigest()[:16]}"
    return pack({"name": name.encode(), "about": told, "dots": dots})


def name_of(block: bytes) -> str:
    """Return what a block of letters is called, by which what is said of them finds it."""
    return unpack(block)["name"].decode()


def mends_block(name: str, now: Mapping[str, Mended], done: Collection[str]) -> bytes:
    """Return what is known of letters by now, as a block for the channel. name: of the letters' block.

    now: by the letter's id, see core.handwriting.letters.mends. done: ids of mends that need not be told again.
    """
    about = {
        "channel": CHANNEL,
        "model": name,
        "now": [[letter, one.text, one.sure, one.out] for letter, one in now.items()],
        "done": sorted(done),
    }
    return pack({"about": json.dumps(about, separators=(",", ":"), ensure_ascii=False).encode()})


def _pictures(pages: Sequence[Inked | None], letters: Sequence[Letter]) -> tuple[list[Picture], list[tuple[int, int]]]:
    """Return the pictures, and of each letter the number of its picture and which it is in it, from 1."""
    words: dict[tuple[int, ...], list[int]] = {}
    for n, letter in enumerate(letters):
        alone = _page(pages, letter) is None
        words.setdefault((-1, n) if alone else (letter.page, letter.line, letter.word), []).append(n)
    pictures: list[Picture] = []
    where = [(0, 0)] * len(letters)
    for numbers in words.values():
        for first in range(0, len(numbers), OWNERS):
            some = numbers[first : first + OWNERS]
            for owner, n in enumerate(some, 1):
                where[n] = len(pictures), owner
            pictures.append(_picture(_page(pages, letters[some[0]]), [letters[n] for n in some]))
    return pictures, where


def _page(pages: Sequence[Inked | None], letter: Letter) -> Inked | None:
    page = pages[letter.page] if 0 <= letter.page < len(pages) else None
    left, top, right, bottom = letter.box
    within = page is not None and min(left, top) >= 0 and bottom <= page.ink.shape[0] and right <= page.ink.shape[1]
    return page if within else None


def _picture(page: Inked | None, letters: Sequence[Letter]) -> Picture:
    """Draw a word, or a letter that is alone."""
    boxes = np.array([letter.box for letter in letters])
    heights = [
        (box[3] - box[1]) / max(letter.high - letter.low, 0.05) for box, letter in zip(boxes, letters, strict=True)
    ]
    x_height = float(np.median(heights))
    base = float(np.median([box[3] + letter.low * x_height for box, letter in zip(boxes, letters, strict=True)]))
    left, top, right, bottom = *boxes[:, :2].min(0), *boxes[:, 2:].max(0)
    if page is None:
        ink = np.zeros((bottom - top, right - left), bool)
    else:
        around = round(AROUND * x_height)
        left, top = max(0, left - around), max(0, top - around)
        right, bottom = min(page.ink.shape[1], right + around), min(page.ink.shape[0], bottom + around)
        ink = page.ink[top:bottom, left:right].copy()
    owners = np.zeros(ink.shape, np.uint8)
    for owner, letter in enumerate(letters, 1):
        x, y, (h, w) = letter.box[0] - left, letter.box[1] - top, letter.ink.shape
        owners[y : y + h, x : x + w][letter.ink] = owner
    scale = min(1.0, X_HEIGHT / x_height)
    middles = tuple(float(((box[0] + box[2]) / 2 - left) * scale) for box in boxes)
    dots = _dots(ink | (owners > 0), owners, len(letters), scale)
    return Picture(dots, (base - top) * scale, x_height * scale, middles)


def _dots(ink: np.ndarray, owners: np.ndarray, count: int, scale: float) -> np.ndarray:
    """Return ink, and whose it is, made smaller: a dot goes to whom most of its ink belongs."""
    if scale == 1.0:
        return np.where(ink, 1 + owners * LEVELS + LEVELS - 1, 0).astype(np.uint8)
    size = max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale))
    cover = _smaller(ink, size)
    shares = np.stack([_smaller(owners == owner, size) for owner in range(1, count + 1)])
    shares = np.concatenate([(cover - shares.sum(0))[None], shares])
    level = np.ceil(cover * (LEVELS / 255)).astype(int)
    return np.where(level > 0, 1 + shares.argmax(0) * LEVELS + level - 1, 0).astype(np.uint8)


def _smaller(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    picture = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(picture.resize(size, Image.Resampling.BOX)).astype(np.int16)
