"""How does a text become a message in somebody's hand?"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass

import numpy as np

from core.handwriting.message.blend import TwoHands
from core.handwriting.message.chance import Chance, key_of
from core.handwriting.message.choose import chosen
from core.handwriting.message.ground import SQUARE
from core.handwriting.message.hand import Hand
from core.handwriting.message.message import Join, Message, MessageLine, MessagePage, Placed
from core.handwriting.message.missing import cured
from core.handwriting.message.model_between import Ladder
from core.handwriting.message.outline import UNIT, Outline, heavier
from core.handwriting.message.set_words import SetWord, set_word
from core.handwriting.message.settings import PAPERS, ComposeConfig
from core.handwriting.message.spacing import far, white
from core.handwriting.message.wording import Spelt, cleaned, paragraphs
from core.types import DataError

SEEN = 0.6  # x-heights up and down that two words see one another

LEAST_LINE = 6.0  # x-heights that a line must hold
INDENT, MOST_INDENT = 0.12, 0.4  # x-heights by which lines begin unevenly
STEEPEST = 0.015  # of a line, by how much it climbs or falls for its length
UNEVEN = 0.12  # log by which the space between words varies
ROOM = 0.25  # x-heights of air above the tallest letters, and below the longest


@dataclass(frozen=True, eq=False)
class _Line:
    """Words with where each has its left, x-heights; what the line says, and how wide it is."""

    words: tuple[tuple[float, SetWord], ...]
    text: str
    wide: float


def compose(text: str, hand: Hand | TwoHands | Ladder, config: ComposeConfig) -> Message:
    """Set a text in a hand. Equal arguments give an equal message, here as in browser/message.

    Raises DataError, one sentence, for a text that cannot be written, and for characters that the hand lacks and no
    cure that `config.allowed` names.
    """
    text = cleaned(text)
    hand = cured(text, hand.at(config.share), config.allowed)
    wide = (PAPERS[config.paper][0] - 2 * config.margin) / config.size
    if wide < LEAST_LINE:
        raise DataError(f"letters of {config.size:g} mm are too large for this paper: choose smaller ones.")
    used, said = Counter[int](), Counter[tuple[str, ...]]()
    lines: list[_Line | None] = []
    for words in paragraphs(text, frozenset(hand.signs)):
        lines += _broken(words, wide, hand, config, used, said) or [None]
    while lines and lines[-1] is None:
        lines.pop()
    while lines and lines[0] is None:
        lines.pop(0)
    return _Laid(hand, config).message(text, lines)


def _broken(
    words: tuple[Spelt, ...],
    wide: float,
    hand: Hand,
    config: ComposeConfig,
    used: Counter[int],
    said: Counter[tuple[str, ...]],
) -> list[_Line]:
    """Return the lines of a paragraph; a word that is longer than a line is parted where the line ends.

    used, said: how often each glyph and each word was written.
    """
    lines: list[_Line] = []
    row: list[tuple[float, SetWord]] = []
    texts: list[str] = []
    for spelt in words:
        for part in _parts(spelt, wide, hand):
            key = key_of(config.seed, "".join(part.signs), said[part.signs])
            said[part.signs] += 1
            pieces = chosen(part.signs, hand, used, key, config.neatness)
            again = [any(used[one.start + k] > 1 for k in range(one.count)) for one in pieces]
            word = set_word(pieces, again, hand, config, part.places, Chance(key, "set"))
            x = 0.0
            if row:
                left, last = row[-1]
                wider = float(np.exp(UNEVEN * (1 - config.neatness) * Chance(key, "gap").normal()))
                gap = hand.measures.word_gap * config.words * wider
                x = left - white(last.right, word.left, near=far(SEEN)) + gap
            if row and x + word.wide > wide:
                lines.append(_Line(tuple(row), " ".join(texts), row[-1][0] + row[-1][1].wide))
                row, texts, x = [], [], 0.0
            row.append((x, word))
            texts.append("".join(part.signs))
    if row:
        lines.append(_Line(tuple(row), " ".join(texts), row[-1][0] + row[-1][1].wide))
    return lines


def _parts(spelt: Spelt, wide: float, hand: Hand) -> list[Spelt]:
    """Return a word whole, or parts of it that each fit into a line for sure."""
    widths = [_widest(sign, hand) + hand.measures.letter_gap for sign in spelt.signs]
    if sum(widths) <= wide:
        return [spelt]
    ends, length = [0], 0.0
    for k, one in enumerate(widths):
        if k > ends[-1] and length + one > wide:
            ends.append(k)
            length = 0.0
        length += one
    ends.append(len(widths))
    return [Spelt(spelt.signs[a:b], spelt.places[a:b]) for a, b in itertools.pairwise(ends)]


def _widest(sign: str, hand: Hand) -> float:
    return max(hand.glyphs[n].wide for n in hand.runs[sign,])


class _Laid:
    """Lines being laid on pages, each shape once."""

    def __init__(self, hand: Hand, config: ComposeConfig) -> None:
        self.hand, self.config = hand, config
        self.laid = 0  # lines
        self.shapes: list[Outline] = []
        self.numbers: dict[tuple[int, bool], int] = {}
        self.rough = 2 * (1 - config.neatness)
        m, size = hand.measures, config.size
        pitch = m.line_pitch * size * config.pitch
        self.pitch = pitch if config.ground != "squared" else max(1, round(pitch / SQUARE)) * SQUARE
        self.top = (m.ascender + ROOM) * size
        self.below = (m.descender + ROOM) * size

    def message(self, text: str, lines: list[_Line | None]) -> Message:
        rows = self.rows()
        pages = []
        for start in range(0, len(lines), len(rows)):
            some = lines[start : start + len(rows)]
            laid = tuple(self.line(line, rows[k]) for k, line in enumerate(some) if line is not None)
            pages.append(MessagePage(laid, rows if self.config.ground == "ruled" else ()))
        words = [word for line in lines if line is not None for _, word in line.words]
        letters, pieces = sum(word.signs for word in words), sum(word.pieces for word in words)
        return Message(
            text, tuple(pages), tuple(self.shapes), tuple(self.numbers), self.config, letters, pieces, self.hand.second
        )

    def rows(self) -> tuple[float, ...]:
        """Return the base lines of a page, mm. Raises DataError if there is no room for one."""
        high, margin = PAPERS[self.config.paper][1], self.config.margin
        first = margin + self.top
        if self.config.ground == "squared":
            first = np.ceil(first / SQUARE) * SQUARE
        count = int((high - margin - self.below - first) / self.pitch + 1e-9) + 1
        if count < 1 or first + self.below > high - margin:
            raise DataError(f"letters of {self.config.size:g} mm are too large for this paper: choose smaller ones.")
        return tuple(float(first + k * self.pitch) for k in range(count))

    def line(self, line: _Line, y: float) -> MessageLine:
        config, size = self.config, self.config.size
        free = PAPERS[config.paper][0] - 2 * config.margin - line.wide * size
        share = {"left": 0.0, "centre": 0.5, "right": 1.0}[config.align]
        begin = config.margin + share * free
        slope = 0.0
        if config.ground in ("plain", "own"):
            chance = Chance(config.seed, "line", self.laid)
            slope = float(np.clip(self.hand.measures.drift * self.rough * chance.normal(), -STEEPEST, STEEPEST))
            begin += float(np.clip(INDENT * self.rough * chance.normal(), -MOST_INDENT, MOST_INDENT)) * size
            y -= slope * line.wide * size / 2
        self.laid += 1
        placed: list[Placed] = []
        joins: list[Join] = []
        for x, word in line.words:
            at = np.array([begin + x * size, y + slope * x * size])
            level = size * np.array([[1.0, 0.0], [slope, 1.0]])  # a line climbs; its letters stay upright
            for one in word.glyphs:
                matrix = np.column_stack([level @ one.matrix[:, :2] / UNIT, level @ one.matrix[:, 2] + at])
                a, c, e, b, d, f = (float(v) for v in matrix.ravel())
                for seam in (False, True)[: 1 + one.seam]:
                    placed.append(Placed(self.shape(one.number, seam), (a, b, c, d, e, f), one.sign))
            for join in word.joins:
                points = join.points @ level.T + at
                widths = tuple((w + config.weight) * size for w in join.widths)
                joins.append(Join(tuple((float(p[0]), float(p[1])) for p in points), widths, join.sign))
        return MessageLine(line.text, (begin, y), line.wide * size, slope, tuple(placed), tuple(joins))

    def shape(self, number: int, seam: bool) -> int:
        key = number, seam
        if key not in self.numbers:
            glyph = self.hand.glyphs[number]
            self.numbers[key] = len(self.shapes)
            self.shapes.append(heavier(glyph.seam if seam else glyph.outline, self.config.weight))
        return self.numbers[key]
