"""How does a page teach how its own letters look? Align, learn from what was found, align again, three times.

Pages of one hand learn together. A reader only gives the first guess: without one, widths and cuts do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.align import FLOOR, UNKNOWN, Sizes, Spans, aligned, costs, stretches
from core.handwriting.letters.alphabet import body_of, extent_of, floats, known_as, letters_of, width_of
from core.handwriting.letters.cuts import CutWord, cut
from core.handwriting.letters.frame import framed
from core.handwriting.letters.reader import JUNK, Reader
from core.handwriting.letters.teaching import fitted, renamed
from core.handwriting.letters.typed import Match, Matched
from core.handwriting.parts import Page
from core.types import DataError

ROUNDS = 3
WORST = 0.15  # of the letters found, from which nothing is learned
JUNK_SHARE = 0.35  # of what is learned from
OVERLAP = 0.6  # of parts with a letter found, above which a stretch is no example of what is none
UNLIKELY = 6.0  # nats by size alone, from which on no reader is asked
SHRINK = 2.0  # letters that the first guess of a size counts as
SEED = 0

OnProgress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class AskedWord:
    """A word that is to be cut. page: its number; letters: those that have a body, in order; text: all of them.

    first: where its stretches begin among those of all words.
    """

    page: int
    match: Match
    text: tuple[str, ...]
    letters: tuple[str, ...]
    cut: CutWord
    box: tuple[int, int, int, int]
    spans: Spans
    first: int


@dataclass(frozen=True, eq=False)
class Found:
    """Where a word's letters are. chosen: int (letters,), stretches of the word, -1 where there is no way; sure: float
    (letters,), 0 to 1.
    """

    chosen: np.ndarray
    sure: np.ndarray


@dataclass(frozen=True, eq=False)
class Learned:
    """All words, what was found in each, and the reader that has learned this hand."""

    words: tuple[AskedWord, ...]
    found: tuple[Found, ...]
    images: np.ndarray
    reader: Reader | None
    sizes: Sizes


def learn(
    pages: Sequence[tuple[Page, Matched]],
    reader: Reader | None,
    *,
    rounds: int = ROUNDS,
    on_progress: OnProgress = lambda what, share: None,
) -> Learned:
    """Find the letters of pages of one hand. reader: a first guess, or None.

    Raises DataError if there is no word that can be cut into its letters.
    """
    words, images = _asked(pages, on_progress)
    sizes = Sizes({}, {}, _unit(words))
    likely = _likely(words, sizes)
    logits = _logits(reader, images, likely) if reader else None
    found = _align(words, logits, reader, sizes)
    for k in range(rounds):
        if not any(len(one.chosen) and (one.chosen >= 0).all() for one in found):
            raise DataError("no word can be cut into the letters that are typed: does the page say that?")
        on_progress(f"learning the letters, round {k + 1} of {rounds}", (k + 1) / (rounds + 1))
        sizes = _sizes(words, found, sizes.unit)
        reader = _taught(words, found, images, reader, seed=SEED + k)
        logits = _logits(reader, images, likely)
        found = _align(words, logits, reader, sizes)
    return Learned(words, found, images, reader, sizes)


def _asked(pages: Sequence[tuple[Page, Matched]], on_progress: OnProgress) -> tuple[tuple[AskedWord, ...], np.ndarray]:
    """Cut all words; return them, and the images of all their stretches, uint8 (n, 32, 32)."""
    words, images, first = [], [], 0
    count = sum(len(told.matches) for _, told in pages)
    for number, (page, told) in enumerate(pages):
        for match in told.matches:
            text = letters_of("".join(match.typed))
            letters = tuple(letter for letter in text if not floats(letter)) or text
            made, box = cut(page, page.lines[match.line], match.words, len(letters))
            ends, at = stretches(made.parts)
            pictures, boxes = framed(made.grid, ends)
            words.append(AskedWord(number, match, text, letters, made, box, Spans(ends, boxes, at), first))
            images.append(pictures)
            first += len(ends)
            on_progress("cutting words", len(words) / count / (ROUNDS + 1))
    return tuple(words), np.concatenate(images)


def _unit(words: tuple[AskedWord, ...]) -> float:
    """Return how much wider than usual the words are."""
    ratios = [(word.cut.at[-1] - word.cut.at[0]) / sum(map(width_of, word.letters)) for word in words]
    return float(np.median(ratios)) if ratios else 1.0


def _likely(words: tuple[AskedWord, ...], sizes: Sizes) -> np.ndarray:
    """Return which stretches could be a letter of their word by their size alone, bool (n,)."""
    costly = [costs(word.letters, word.spans, None, sizes).min(0) for word in words]
    return np.concatenate(costly) < UNLIKELY


def _logits(reader: Reader, images: np.ndarray, likely: np.ndarray) -> np.ndarray:
    """Return what a reader says of stretches, float32 (n, k); of those that are unlikely, nothing good."""
    found = np.full((len(images), len(reader.classes)), FLOOR, np.float32)
    found[likely] = reader.logits(images[likely])
    return found


def _align(
    words: tuple[AskedWord, ...], logits: np.ndarray | None, reader: Reader | None, sizes: Sizes
) -> tuple[Found, ...]:
    found = []
    for word in words:
        n = len(word.spans.ends)
        read = None
        if logits is not None and reader is not None:
            read = _read(word.letters, logits[word.first : word.first + n], reader.classes)
        cost = costs(word.letters, word.spans, read, sizes)
        chosen, likely = aligned(cost, word.spans.at, word.cut.costs)
        sure = likely
        if read is not None:
            seen = np.exp(read[np.arange(len(chosen)), np.maximum(chosen, 0)])
            sure = np.where(chosen < 0, 0.0, likely * seen)
        found.append(Found(chosen, sure))
    return tuple(found)


def _read(letters: tuple[str, ...], logits: np.ndarray, classes: tuple[str, ...]) -> np.ndarray:
    """Return the log-probability that each stretch is each of the letters, float (letters, n)."""
    out = np.full((len(letters), len(logits)), UNKNOWN)
    for k, letter in enumerate(letters):
        name = next((name for name in (body_of(letter), known_as(letter)) if name in classes), None)
        if name is not None:
            out[k] = logits[:, classes.index(name)]
    return out


def _sizes(words: tuple[AskedWord, ...], found: tuple[Found, ...], unit: float) -> Sizes:
    """Learn widths and ends of each letter: medians, drawn to the first guess where there are few."""
    seen: dict[str, list[np.ndarray]] = {}
    for word, one in zip(words, found, strict=True):
        for letter, chosen in zip(word.letters, one.chosen, strict=True):
            if chosen >= 0:
                seen.setdefault(body_of(letter), []).append(word.spans.boxes[chosen])
    widths, extents = {}, {}
    for letter, boxes in seen.items():
        left, right, low, high = np.array(boxes).T
        share = len(boxes) / (len(boxes) + SHRINK)
        widths[letter] = float(share * np.median(right - left) + (1 - share) * width_of(letter) * unit)
        usual = extent_of(letter)
        extents[letter] = tuple(
            float(share * np.median(of) + (1 - share) * end) for of, end in zip((low, high), usual, strict=True)
        )
    letters = {letter for word in words for letter in word.letters}
    return Sizes(
        {letter: widths[body_of(letter)] for letter in letters if body_of(letter) in widths},
        {letter: extents[body_of(letter)] for letter in letters if body_of(letter) in extents},
        unit,
    )


def _taught(
    words: tuple[AskedWord, ...], found: tuple[Found, ...], images: np.ndarray, before: Reader | None, *, seed: int
) -> Reader:
    """Return a reader taught from the letters found, but for the least sure, and from stretches that are none."""
    places, labels, sure, wrong = [], [], [], []
    doubtful = float(np.quantile(np.concatenate([one.sure for one in found]), WORST))
    for word, one in zip(words, found, strict=True):
        if (one.chosen < 0).any():
            continue
        places += (word.first + one.chosen).tolist()
        labels += [body_of(letter) for letter in word.letters]
        sure += one.sure.tolist()
        wrong += (word.first + _none(word.spans.ends, one.chosen, one.sure > doubtful)).tolist()
    keep = _better(np.array(labels), np.array(sure))
    rng = np.random.default_rng(seed)
    chosen = np.array(places)[keep]
    names = np.array(labels)[keep]
    some = rng.permutation(np.array(wrong, int))[: max(1, round(len(chosen) * JUNK_SHARE / (1 - JUNK_SHARE) * 2))]
    reader = renamed(before, sorted(set(labels)), SEED)
    index = {name: k for k, name in enumerate(reader.classes)}
    y = np.concatenate([[index[name] for name in names], np.full(len(some), index[JUNK])]).astype(np.int64)
    count = Counter(y.tolist())
    weight = np.array([1 / np.sqrt(count[label]) for label in y[: len(chosen)]])
    weight = np.concatenate([
        weight / weight.sum() * (1 - JUNK_SHARE), np.full(len(some), JUNK_SHARE / max(1, len(some)))
    ])  # fmt: skip
    x = np.concatenate([images[chosen], images[some]])
    return fitted(reader, x, y, weight, seed)


def _none(ends: np.ndarray, chosen: np.ndarray, believed: np.ndarray) -> np.ndarray:
    """Return the stretches that are none of the letters found; where one is not believed it is not said what is none.

    Else what a letter really is would be learned as none, and the mistake stay for good.
    """
    first, last = ends.T
    best = np.zeros(len(ends))
    for k, sure in zip(chosen, believed, strict=True):
        common = np.maximum(np.minimum(last, last[k]) - np.maximum(first, first[k]) + 1, 0)
        joint = last - first + 1 + last[k] - first[k] + 1 - common
        best = np.maximum(best, common / joint if sure else common > 0)
    return np.flatnonzero(best < OVERLAP)


def _better(labels: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """Leave the least sure out, but no letter that then nothing would be known of."""
    keep = sure > np.quantile(sure, WORST)
    for name in set(labels):
        of = np.flatnonzero(labels == name)
        if not keep[of].any():
            keep[of[sure[of].argmax()]] = True
    return keep
