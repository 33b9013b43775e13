"""Whose hand is it? A small network learns the letters of several hands and says whose a line looks most like.

It is the reader of letters with hands for answers: it sees each letter upright and about its base line, as large as it
is beside an x, and not which letter it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.reader import Reader
from core.handwriting.message.hand import Hand
from core.handwriting.message.looks import glyph_looks, line_images
from core.handwriting.message.message import Message
from core.handwriting.message.score import PARTS, SENTENCES, Likeness, messages_of, parts_of, taught_of
from core.types import DataError

LEAST = 3  # hands, among which one can be told
MOST_TAUGHT = 500  # letters of a hand, so that none is known better for having written more
FEWEST = 8  # letters of a line that are unseen, so that it says something
DRAWS = 3  # messages of each sentence

OnProgress = Callable[[str, float], None]


@dataclass(frozen=True)
class Whose:
    """Whose lines are taken to be. lines: how many; right: share that is taken for the hand that is asked for.

    taken: share of the lines that is taken for each hand.
    """

    lines: int
    right: float
    taken: dict[str, float]


def whose(
    hands: Mapping[str, Hand],
    lines: Mapping[str, tuple[str, Hand, Likeness | None]],
    reader: Reader | None,
    *,
    seed: int = 0,
    texts: Sequence[str] = SENTENCES,
    on_progress: OnProgress = lambda what, share: None,
) -> dict[str, Whose]:
    """Say of each kind of lines how many are taken for the hand that they are to be of.

    hands: own ink of three hands or more, by name. lines: by kind, the name of the hand that is asked for, the hand
    that writes, and what its letters are drawn like, None where it is the own ink. The words of every hand are parted
    in five, and a network that has learned four parts of all hands sees the letters of the fifth, and those that are
    most like them; a line is taken for the hand of the highest sum of log-probabilities. Raises DataError for fewer
    than three hands.
    """
    if len(hands) < LEAST:
        raise DataError(f"whose hand it is can be told among {LEAST} hands or more, got {len(hands)}.")
    names = sorted(hands)
    parts = {name: parts_of(hand, seed) for name, hand in hands.items()}
    messages = {
        kind: [one for k in range(DRAWS) for one in messages_of(hand, texts, seed + k)]
        for kind, (_, hand, _) in lines.items()
    }
    sums = {kind: np.zeros((len(some), len(names))) for kind, some in messages.items()}
    counts = {kind: np.zeros(len(some), int) for kind, some in messages.items()}
    for part in range(PARTS):
        on_progress("learning whose hand is whose", part / PARTS)
        network = _learned(hands, parts, part, reader, seed)
        order = [network.classes.index(name) for name in names]
        for kind, (name, hand, of) in lines.items():
            of_part = parts[name] if of is None or of.hand is not hands[name] else parts[name][of.nearest]
            for k, message in enumerate(messages[kind]):
                images = _images(message, hand, of_part == part)
                if len(images):
                    logits = network.logits(np.stack(images))[:, order]
                    sums[kind][k] += logits.sum(0)
                    counts[kind][k] += len(images)
    return {kind: _told(sums[kind], counts[kind], lines[kind][0], names) for kind in lines}


def _learned(
    hands: Mapping[str, Hand], parts: Mapping[str, np.ndarray], part: int, reader: Reader | None, seed: int
) -> Reader:
    names: list[str] = []
    images: list[np.ndarray] = []
    rng = np.random.default_rng(seed)
    for name, hand in hands.items():
        seen = rng.permutation(np.flatnonzero(parts[name] != part))[:MOST_TAUGHT]
        _, some = glyph_looks([hand.glyphs[k] for k in seen], hand.measures.slant)
        names += [name] * len(some)
        images += some
    return taught_of(reader, names, images, seed)


def _images(message: Message, hand: Hand, unseen: np.ndarray) -> list[np.ndarray]:
    return [
        image for page in message.pages for line in page.lines for _, image in line_images(message, line, hand, unseen)
    ]


def _told(sums: np.ndarray, counts: np.ndarray, asked: str, names: Sequence[str]) -> Whose:
    said = sums[counts >= FEWEST].argmax(1)
    if not len(said):
        raise DataError("the lines are too short to say whose hand they are.")
    taken = {name: float((said == k).mean()) for k, name in enumerate(names)}
    return Whose(len(said), taken[asked], taken)
