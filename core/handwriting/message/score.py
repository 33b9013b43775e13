"""How good is writing in a hand: is it read as what was asked, by a reader that has never seen these letters?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.reader import JUNK, Reader
from core.handwriting.letters.teaching import fitted, renamed
from core.handwriting.message.compose import compose
from core.handwriting.message.hand import Hand
from core.handwriting.message.looks import glyph_looks, message_looks
from core.handwriting.message.message import Message
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


@dataclass(frozen=True, eq=False)
class Likeness:
    """What the letters of one hand are drawn like. hand: another; nearest: int (n,), of its glyphs the most alike."""

    hand: Hand
    nearest: np.ndarray


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
    of: Likeness | None = None,
    taught: Sequence[Reader | None] = (),
    on_progress: OnProgress = lambda what, share: None,
) -> HandScore:
    """Score messages of texts, of which what the hand lacks is left out.

    The words of the hand are parted in five. A reader is taught all letters but those of one part, beginning with
    `reader`, and reads what of the messages is of that part, which it has never seen; so five times. The floor are the
    part's letters themselves. of: where the hand's letters were drawn like those of another hand: then that one's words
    are parted and taught, and a letter is of the part of the one that it is most like. taught: what `readers_of` has
    given for the hand that is taught and the same seed. Raises DataError if hardly a letter can be read so. Some
    seconds.
    """
    messages = messages_of(hand, texts, seed)
    own_hand = hand if of is None else of.hand
    parts = parts_of(own_hand, seed)
    written = parts if of is None else parts[of.nearest]
    read: list[bool] = []
    own: list[bool] = []
    for part, learned in enumerate(taught or readers_of(own_hand, reader, seed=seed, on_progress=on_progress)):
        if learned is not None:
            unseen = [one for one, number in zip(own_hand.glyphs, parts, strict=True) if number == part]
            own += _right(learned, *glyph_looks(unseen, own_hand.measures.slant))
            read += _right(learned, *message_looks(messages, hand, written == part))
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


def parts_of(hand: Hand, seed: int) -> np.ndarray:
    """Return in which part each glyph is, int (n,), with its whole word."""
    words = np.array([one.word for one in hand.glyphs])
    order = np.random.default_rng(seed).permutation(np.unique(words))
    return np.argsort(order)[np.searchsorted(np.sort(order), words)] % PARTS


def readers_of(
    hand: Hand, reader: Reader | None, *, seed: int = 0, on_progress: OnProgress = lambda what, share: None
) -> tuple[Reader | None, ...]:
    """Return of each part of a hand's words a reader that has learned all others; None where they are of one kind."""
    parts, found = parts_of(hand, seed), []
    for part in range(PARTS):
        on_progress("teaching a reader", part / PARTS)
        seen = [one for one, number in zip(hand.glyphs, parts, strict=True) if number != part]
        names, images = glyph_looks(seen, hand.measures.slant)
        found.append(taught_of(reader, names, images, seed) if len(set(names)) > 1 else None)
    return tuple(found)


def messages_of(hand: Hand, texts: Sequence[str], seed: int) -> list[Message]:
    """Return messages of texts, without what the hand lacks."""
    found, have = [], set(hand.signs)
    for text in texts:
        left = " ".join("".join(sign for sign in word if sign in have) for word in text.split()).strip()
        if left:
            found.append(compose(left, hand, ComposeConfig(seed=seed)))
    return found


def taught_of(before: Reader | None, names: Sequence[str], images: Sequence[np.ndarray], seed: int) -> Reader:
    """Return a copy of a reader that has learned images, uint8 (32, 32) each, under their names."""
    reader = renamed(before, sorted(set(names)), seed)
    labels = np.array([reader.classes.index(name) for name in names], np.int64)
    weight = 1 / np.sqrt(np.bincount(labels)[labels])
    for turn in range(TURNS):
        reader = fitted(reader, np.stack(images), labels, weight / weight.sum(), seed + turn)
    return reader


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
