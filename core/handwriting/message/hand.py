"""What does somebody's hand consist of: letters ready to be set, which followed which, and how they are set?"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.handwriting.letters.alphabet import extent_of, floats, letters_of, width_of
from core.handwriting.letters.letters import Letter
from core.handwriting.message import measures
from core.handwriting.message.glyph import Glyph, Joint, Shape, shapes_of, whole
from core.handwriting.message.measures import HandMeasures
from core.handwriting.message.spacing import between
from core.handwriting.message.word_ink import FINE, word_ink, x_height_of
from core.types import DataError

LONGEST_PIECE = 5  # letters
MOST_LETTERS = 6_000  # of which a hand is made; of more a choice, the surest of each kind
ODD_WIDTH, ODD_END = 0.45, 0.4  # log of a width, x-heights of an end: by so much a letter is odd
TORN = 0.6  # of oddness, that a letter in two pieces has for it
FEW = 3  # of a kind, up to which it is compared with what is usual, too

OnProgress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Hand:
    """A hand to write with. glyphs: all letters, those of a word one after another.

    runs: for letters that followed one another, one to five, the numbers of the glyphs that such a run began with.
    second: of two hands that write as one, the number of the other's first glyph, 0 of a hand alone; share: 0 to 1, of
    the letters that the other writes.
    """

    measures: HandMeasures
    glyphs: tuple[Glyph, ...]
    runs: dict[tuple[str, ...], tuple[int, ...]] = field(repr=False)
    second: int = 0
    share: float = 0.0

    @property
    def signs(self) -> tuple[str, ...]:
        """Return what it can write, sorted."""
        return tuple(sorted(run[0] for run in self.runs if len(run) == 1))

    def at(self, share: float) -> Hand:
        """Return the hand, which is no blend: the same at any share."""
        return self

    def follows(self, number: int) -> bool:
        """Say whether a glyph was written right after the one before it, in one word."""
        if not 0 < number < len(self.glyphs):
            return False
        before, own = self.glyphs[number - 1], self.glyphs[number]
        return before.word == own.word and before.place + 1 == own.place


def hand_of(letters: Sequence[Letter], *, on_progress: OnProgress = lambda what, share: None) -> Hand:
    """Return the hand that wrote letters, of pages, sheets or the pad. Raises DataError if there is no letter.

    A second for a thousand letters or two.
    """
    letters = _chosen([one for one in letters if one.ink.any() and one.text.strip()])
    if not letters:
        raise DataError("there is no letter to write with.")
    slant = measures.slant_of(letters)
    lean = float(np.tan(np.radians(slant)))
    words = _words(letters)
    glyphs: list[Glyph] = []
    for number, word in enumerate(words):
        on_progress("drawing letters", number / len(words))
        ink = word_ink(word)
        glyphs += _glyphs(word, shapes_of(ink, len(word), lean), number)
    if not glyphs:
        raise DataError("the letters of this set have too little ink to write with.")
    glyphs = [whole(one) for one in with_oddness(glyphs)]
    return Hand(_measured(letters, glyphs, slant), tuple(glyphs), runs_of(glyphs))


def runs_of(glyphs: Sequence[Glyph]) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Return where each run of one to five letters of one word begins."""
    found: dict[tuple[str, ...], list[int]] = {}
    for start, first in enumerate(glyphs):
        run: tuple[str, ...] = ()
        for k, one in enumerate(glyphs[start : start + LONGEST_PIECE]):
            if one.word != first.word or one.place != first.place + k:
                break
            run = (*run, one.sign)
            found.setdefault(run, []).append(start)
    return {run: tuple(starts) for run, starts in found.items()}


def _chosen(letters: Sequence[Letter]) -> list[Letter]:
    """Return at most so many letters as a hand needs, whole words, the surest first."""
    if len(letters) <= MOST_LETTERS:
        return list(letters)
    words = sorted(_words(letters), key=lambda word: float(np.mean([one.doubt for one in word])))
    found: list[Letter] = []
    for word in words:
        if len(found) + len(word) <= MOST_LETTERS:
            found += word
    return found


def _words(letters: Iterable[Letter]) -> list[list[Letter]]:
    """Return the letters of each word in their order; what is alone in its cell or on the pad is a word of its own."""
    found: dict[tuple, dict[int, Letter]] = {}
    for n, one in enumerate(letters):
        signs = letters_of(one.of)
        within = len(signs) > 1 and one.place < len(signs) and signs[one.place] == one.text
        key = (one.source, one.page, one.line, one.word, one.of) if within else (n,)
        word = found.setdefault(key, {})
        if one.place in word:  # two pages of one name
            word = found.setdefault((n,), {})
        word[one.place] = one
    return [[word[place] for place in sorted(word)] for word in found.values()]


def _glyphs(word: Sequence[Letter], shapes: Sequence[Shape | None], number: int) -> list[Glyph]:
    signs = letters_of(word[0].of) if len(word) > 1 else (word[0].text,)
    inner = [k for k, sign in enumerate(signs) if any(part.isalnum() for part in sign)]
    found: list[Glyph] = []
    entry: tuple[int, Joint, float] | None = None
    for one, shape in zip(word, shapes, strict=True):
        place = one.place if len(word) > 1 else 0
        if shape is None:
            entry = None
            continue
        came = entry[1] if entry is not None and entry[0] + 1 == place else None
        if came is not None and entry is not None:
            came = replace(came, x=came.x - (shape.begin - entry[2]) / FINE)
        leaves, seam = (shape.joint[0], shape.seam) if shape.joint is not None else (None, ())
        found.append(
            Glyph(
                sign=one.text, outline=shape.outline, wide=shape.wide, left=shape.left, right=shape.right,
                entry=came, exit=leaves, seam=seam, word=number, place=place, at=shape.begin / FINE,
                first=not inner or place <= inner[0], last=not inner or place >= inner[-1], doubt=one.doubt,
            )
        )  # fmt: skip
        entry = (place, shape.joint[1], shape.begin) if shape.joint is not None else None
    return found


def with_oddness(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Say of each how unlike others of its kind it is in width and ends: it was often cut in a wrong place."""
    kinds: dict[str, list[Glyph]] = {}
    for one in glyphs:
        kinds.setdefault(one.sign, []).append(one)
    unit = float(np.median([one.wide / width_of(one.sign) for one in glyphs]))
    usual = {}
    for sign, of in kinds.items():
        seen = np.median([(np.log(max(one.wide, 0.05)), one.top, one.foot) for one in of], 0)
        low, high = extent_of(sign)
        expected = np.array([np.log(max(unit * width_of(sign), 0.05)), -high, -low])
        share = len(of) / (len(of) + FEW) if not floats(sign) else 1.0
        usual[sign] = share * seen + (1 - share) * expected
    return [replace(one, odd=_oddness(one, usual[one.sign])) for one in glyphs]


def _oddness(one: Glyph, usual: np.ndarray) -> float:
    wide = abs(np.log(max(one.wide, 0.05)) - usual[0]) / ODD_WIDTH
    ends = (abs(one.top - usual[1]) + abs(one.foot - usual[2])) / ODD_END
    return float(np.clip((wide + ends - 1) / 2 + TORN * _torn(one), 0, 1))


def _torn(one: Glyph) -> bool:
    """Say whether a letter has ink of its own below the line: a descender came off, where the page was too pale."""
    return one.sign.isalpha() and len(one.outline) > 1 and any(curve[:, 1].min() > 0 for curve in one.outline)


def _measured(letters: Sequence[Letter], glyphs: Sequence[Glyph], slant: float) -> HandMeasures:
    pairs = [(a, b) for a, b in itertools.pairwise(glyphs) if a.word == b.word and a.place + 1 == b.place]
    written = [pair for pair in pairs if pair[0].sign.isalnum() and pair[1].sign.isalnum()]
    gaps = [between(a, b) for a, b in written if a.exit is None]
    joined = float(np.mean([a.exit is not None for a, _ in written])) if written else 0.0
    spread = float(np.clip(np.subtract(*np.percentile(gaps, [75, 25])) / 1.35, 0.03, 0.12)) if len(gaps) >= 8 else 0.06
    ascender, descender, capital = measures.heights_of(letters)
    in_words = [one for one in letters if len(letters_of(one.of)) > 1]
    feet = [one.foot for one in glyphs if one.sign.isalnum() and extent_of(one.sign)[0] == 0 and abs(one.foot) < 0.3]
    return HandMeasures(
        x_height=float(np.median([x_height_of(one) for one in letters])),
        slant=slant,
        stroke=measures.stroke_of(letters),
        ascender=ascender,
        descender=descender,
        capital=capital,
        letter_gap=measures.clipped(gaps, measures.LETTER_GAP, measures.USUAL_GAP),
        gap_spread=spread,
        word_gap=measures.clipped(_word_gaps(letters), measures.WORD_GAP, measures.USUAL_WORD_GAP),
        line_pitch=measures.pitch_of(in_words),
        jitter=float(np.clip(np.std(feet) / 2, *measures.JITTER)) if len(feet) >= 8 else 0.04,
        joined=joined,
    )


def _word_gaps(letters: Sequence[Letter]) -> list[float]:
    """Return the paper between neighbouring words of a line, x-heights, from box to box."""
    words = [word for word in _words(letters) if len(letters_of(word[0].of)) > 1]
    ends: dict[tuple, tuple[int, int, float]] = {}
    for word in words:
        one = word[0]
        box = min(each.box[0] for each in word), max(each.box[2] for each in word)
        ends[one.source, one.page, one.line, one.word] = (*box, x_height_of(one))
    found = []
    for (source, page, line, word), (_, right, unit) in ends.items():
        after = ends.get((source, page, line, word + 1))
        if after is not None:
            found.append((after[0] - right) / unit)
    return found
