"""How good is writing in a hand: is it read as what was asked, by a reader that has never seen these letters?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.alphabet import body_of, floats, marks_of
from core.handwriting.letters.frame import BASE, PER_X_HEIGHT, SIDE
from core.handwriting.letters.reader import JUNK, Reader
from core.handwriting.letters.teaching import fitted, renamed
from core.handwriting.message.compose import compose
from core.handwriting.message.draw import covered
from core.handwriting.message.glyph import Glyph
from core.handwriting.message.hand import Hand
from core.handwriting.message.message import Message, MessageLine, moved
from core.handwriting.message.missing import MARK_ABOVE
from core.handwriting.message.outline import UNIT, Outline, parted, points_of
from core.handwriting.message.settings import ComposeConfig
from core.types import DataError

SENTENCES = (
    "the quick brown fox jumps over a lazy dog",
    "we walk along the river until the sun goes down",
    "five jars of black quince jelly and a box of warm bread",
    "please bring your old maps and some water with you",
    "she said that nothing in the garden had ever grown so high",
    "a letter from you is worth more than ten from others",
)
PARTS, TURNS = 5, 3  # of the words; how often a reader learns from what it is shown
OnProgress = Callable[[str, float], None]

FEWEST = 20  # letters that a reader must know, so that a share of them says something
WRONG = 0.35  # of a hand's own letters: where fewer are read, they may have been named wrongly


@dataclass(frozen=True)
class HandScore:
    """What writing in a hand is worth.

    read: share of letters of messages that are read as asked; floor: of the hand's own letters, each as it was written,
    by the same reader; letters: how many of the messages were read. each: letters a piece. variety: share of letters
    written by other ink than the same letter before. missing: small letters and digits that the hand lacks.
    """

    read: float
    floor: float
    letters: int
    each: float
    variety: float
    missing: tuple[str, ...]

    def says(self) -> str:
        """Return one sentence on what it comes to."""
        if self.floor < WRONG:
            return (
                f"of this hand's own letters {self.floor:.0%} are read as what they are called: perhaps they were "
                "named wrongly, or it is a hand that this reader cannot read."
            )
        return (
            f"{self.read:.0%} of {self.letters} letters are read as asked, of its own {self.floor:.0%}; "
            f"{self.each:.1f} letters a piece."
        )


def score(
    hand: Hand,
    reader: Reader | None,
    *,
    seed: int = 0,
    texts: Sequence[str] = SENTENCES,
    on_progress: OnProgress = lambda what, share: None,
) -> HandScore:
    """Score messages of texts, of which what the hand lacks is left out.

    The words of the hand are parted in five. A reader is taught all letters but those of one part, beginning with
    `reader`, and reads what of the messages is of that part, which it has never seen; so five times. The floor are the
    part's letters themselves. Raises DataError if hardly a letter can be read so. Some seconds.
    """
    messages = _messages(hand, texts, seed)
    parts = _parts(hand, seed)
    read: list[bool] = []
    own: list[bool] = []
    for part in sorted(set(parts)):
        on_progress("teaching a reader", part / PARTS)
        seen = [one for one, of in zip(hand.glyphs, parts, strict=True) if of != part]
        unseen = [one for one, of in zip(hand.glyphs, parts, strict=True) if of == part]
        names, images = _own(seen, hand.measures.slant)
        if len(set(names)) < 2:
            continue
        learned = _taught(reader, names, images, seed)
        own += _right(learned, *_own(unseen, hand.measures.slant))
        read += _right(learned, *_images(messages, hand, parts == part))
    if len(read) < FEWEST:
        raise DataError(f"too few letters of this hand can be read to score it: {FEWEST} are needed, got {len(read)}.")
    signs = dict.fromkeys(sign for text in (*texts, "0123456789") for sign in text if not sign.isspace())
    return HandScore(
        read=float(np.mean(read)),
        floor=float(np.mean(own)),
        letters=len(read),
        each=sum(one.letters for one in messages) / sum(one.pieces for one in messages),
        variety=_variety(messages),
        missing=tuple(sign for sign in signs if sign not in set(hand.signs)),
    )


def _parts(hand: Hand, seed: int) -> np.ndarray:
    """Return in which part each glyph is, int (n,), with its whole word."""
    words = np.array([one.word for one in hand.glyphs])
    order = np.random.default_rng(seed).permutation(np.unique(words))
    return np.argsort(order)[np.searchsorted(np.sort(order), words)] % PARTS


def _messages(hand: Hand, texts: Sequence[str], seed: int) -> list[Message]:
    found, have = [], set(hand.signs)
    for text in texts:
        left = " ".join("".join(sign for sign in word if sign in have) for word in text.split()).strip()
        if left:
            found.append(compose(left, hand, ComposeConfig(seed=seed)))
    return found


def _taught(before: Reader | None, names: Sequence[str], images: Sequence[np.ndarray], seed: int) -> Reader:
    reader = renamed(before, sorted(set(names)), seed)
    labels = np.array([reader.classes.index(name) for name in names], np.int64)
    weight = 1 / np.sqrt(np.bincount(labels)[labels])
    for turn in range(TURNS):
        reader = fitted(reader, np.stack(images), labels, weight / weight.sum(), seed + turn)
    return reader


def _images(messages: Sequence[Message], hand: Hand, unseen: np.ndarray) -> tuple[list[str], list[np.ndarray]]:
    """Return the letters of messages that are set of some glyphs, and how each looks where it stands."""
    asked, images = [], []
    for message in messages:
        for line in (line for page in message.pages for line in page.lines):
            for sign, polygons in _of_line(message, line, unseen):
                asked.append(sign)
                images.append(_framed(polygons, hand.measures.slant))
    return asked, images


def _of_line(message: Message, line: MessageLine, unseen: np.ndarray) -> list[tuple[str, list[np.ndarray]]]:
    """Return letters of a line with their curves in x-heights about the base line."""
    size = message.config.size
    parts: dict[int, list[np.ndarray]] = defaultdict(list)
    for one in line.placed:
        if unseen[message.glyphs[one.shape][0]]:
            body = _body(message.text[one.sign], message.shapes[one.shape])
            parts[one.sign] += [_over(line, moved(points_of(curve), one.matrix), size) for curve in body]
    for join in line.joins:
        if join.sign in parts:
            parts[join.sign].append(_over(line, points_of(join.curve()), size))
    named = ((message.text[at], polygons) for at, polygons in parts.items())
    return [(body_of(sign), polygons) for sign, polygons in named if not floats(sign) and polygons]


def _over(line: MessageLine, points: np.ndarray, size: float) -> np.ndarray:
    """Return points of a page (n, 2) in x-heights, y from the line's base."""
    x, y = line.base
    return np.stack([points[:, 0], points[:, 1] - y - line.slope * (points[:, 0] - x)], 1) / size


def _own(glyphs: Sequence[Glyph], slant: float) -> tuple[list[str], list[np.ndarray]]:
    """Return letters that stand on the line, each as it was written."""
    some = [one for one in glyphs if not floats(one.sign)]
    curves = [_body(one.sign, (*one.outline, *one.seam)) for one in some]
    return [body_of(one.sign) for one in some], [_framed([points_of(c) / UNIT for c in of], slant) for of in curves]


def _body(sign: str, outline: Outline) -> Outline:
    """Return a letter without dots and accents, which the reader does not look at."""
    return parted(outline, MARK_ABOVE)[1] or outline if marks_of(sign)[0] else outline


def _framed(polygons: Sequence[np.ndarray], slant: float) -> np.ndarray:
    """Draw curves upright in the reader's frame, uint8 (32, 32): the base line under row 21, the letter amid."""
    lean = float(np.tan(np.radians(slant)))
    upright = [one + np.stack([lean * one[:, 1], np.zeros(len(one))], 1) for one in polygons]
    every = np.concatenate(upright)
    middle = (every[:, 0].min() + every[:, 0].max()) / 2
    at = np.array([SIDE / 2 - middle * PER_X_HEIGHT, BASE])
    return covered([one * PER_X_HEIGHT + at for one in upright], (SIDE, SIDE))


def _right(reader: Reader, asked: Sequence[str], images: Sequence[np.ndarray]) -> list[bool]:
    """Return of letters that a reader knows whether each is read as asked."""
    known = [k for k, name in enumerate(asked) if name in reader.classes]
    if not known:
        return []
    logits = reader.logits(np.stack([images[k] for k in known]))[:, : reader.classes.index(JUNK)]  # each is a letter
    return [reader.classes[best] == asked[k] for best, k in zip(logits.argmax(1), known, strict=True)]


def _variety(messages: Sequence[Message]) -> float:
    """Return the share of letters written by other ink than the same letter before, 1 where none comes twice."""
    other = total = 0
    for message in messages:
        last: dict[str, int] = {}
        for line in (line for page in message.pages for line in page.lines):
            seen: set[int] = set()
            for one in line.placed:
                if one.sign in seen:
                    continue
                seen.add(one.sign)
                sign = message.text[one.sign]
                total += sign in last
                other += sign in last and last[sign] != one.shape
                last[sign] = one.shape
    return other / total if total else 1.0
