"""Is a text set as asked, in pieces of the person's own words, the same with the same seed, or is it one sentence?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.config import ConfigError
from core.handwriting.message.compose import compose
from core.handwriting.message.draw import coverage
from core.handwriting.message.hand import Hand, hand_of
from core.handwriting.message.message import moved
from core.handwriting.message.missing import missing
from core.handwriting.message.outline import points_of
from core.handwriting.message.settings import ComposeConfig
from core.types import DataError
from tests.core.handwriting.written_hands import hand, letters

TEXT = "over the lazy fox and away, then jumps a quick dog over it."


def written(text: str = TEXT, of: Hand | None = None, **settings):
    return compose(text, of or hand(), ComposeConfig(**settings))


def signs_of(message) -> str:
    """Return the signs placed, in their order, seams aside."""
    seen: dict[int, None] = {}
    for page in message.pages:
        for line in page.lines:
            for one in line.placed:
                seen.setdefault(one.sign)
    return "".join(message.text[at] for at in seen)


def box(message) -> tuple[float, float, float, float]:
    points = [
        moved(points_of(curve), one.matrix)
        for page in message.pages[:1] for line in page.lines for one in line.placed
        for curve in message.shapes[one.shape]
    ]  # fmt: skip
    every = np.concatenate(points)
    return *every.min(0), *every.max(0)


def test_every_character_is_written_in_its_order():
    message = written()
    assert signs_of(message) == TEXT.replace(" ", "")
    assert message.letters == len(TEXT.replace(" ", ""))
    assert " ".join(line.text for line in message.pages[0].lines) == TEXT


def test_pieces_are_long_where_the_page_has_the_words():
    assert written("the quick brown fox jumps over").pieces == 6  # a word of the page each
    assert written("unasked").pieces == 2  # none is longer than five letters
    assert written("brown quick brown").letters / written("brown quick brown").pieces > 3


def test_the_same_seed_gives_the_same_message_and_another_another():
    def told(message):
        return [(one.shape, one.matrix) for line in message.pages[0].lines for one in line.placed]

    assert told(written(seed=3)) == told(written(seed=3)) != told(written(seed=4))


def test_lines_lie_within_the_margins_and_on_their_base_lines():
    text = " ".join([TEXT] * 6)
    for align in ("left", "centre", "right"):
        message = written(text, align=align, neatness=1.0, size=4.0)
        left, top, right, bottom = box(message)
        assert left > 20 - 2 and right < 190 + 2 and top > 20 and bottom < 297 - 20
        ends = [(line.base[0], line.base[0] + line.wide) for line in message.pages[0].lines]
        if align == "left":
            assert all(begin == 20 for begin, _ in ends)
        if align == "right":
            assert all(end == pytest.approx(190) for _, end in ends)
        if align == "centre":
            assert all(begin + end == pytest.approx(210) for begin, end in ends)
    rows = np.diff([line.base[1] for line in message.pages[0].lines])
    assert np.ptp(rows) < 1e-6 and rows[0] == pytest.approx(4 * hand().measures.line_pitch)


def test_dials_do_what_they_say():
    twice = written("fox", neatness=1.0, size=6.0).pages[0].lines[0].wide
    assert twice == pytest.approx(2 * written("fox", neatness=1.0).pages[0].lines[0].wide)

    def ink(message):
        return int(coverage(message, message.pages[0], 6).astype(int).sum())

    assert ink(written(weight=0.08)) > 1.25 * ink(written()) > 1.4 * ink(written(weight=-0.04))
    one = written("fox", neatness=1.0).pages[0].lines[0].wide
    assert written("fox", neatness=1.0, letters=0.5).pages[0].lines[0].wide == pytest.approx(one + 3.0, abs=0.2)
    wide = written("a fox", neatness=1.0, words=2.0).pages[0].lines[0].wide
    assert wide == pytest.approx(
        written("a fox", neatness=1.0).pages[0].lines[0].wide + 3 * hand().measures.word_gap, abs=0.2
    )
    level, leaning = (
        written("dog", neatness=1.0, slant=degrees).pages[0].lines[0].placed[0].matrix for degrees in (0, 20)
    )
    assert level[2] == 0 and -leaning[2] / leaning[3] == pytest.approx(np.tan(np.radians(20)))


def test_the_base_line_wanders_less_the_neater_it_is():
    def spread(neatness):
        message = written(f"{TEXT} {TEXT}", neatness=neatness, seed=1)
        return np.std([one.matrix[5] - line.base[1] for line in message.pages[0].lines for one in line.placed])

    assert spread(1.0) < spread(0.5) < spread(0.0)


def test_no_letter_looks_twice_the_same_unless_asked():
    def looks(**settings):
        message = written("fox fox fox fox", **settings)
        return [
            (one.shape, *np.round(one.matrix[:4], 5)) for line in message.pages[0].lines for one in line.placed
            if message.text[one.sign] == "x"
        ]  # fmt: skip

    assert len(set(looks(neatness=1.0))) == 4
    assert len(set(looks(neatness=1.0, repeats=True))) == 1  # there is one x on the page


def test_alternatives_take_turns():
    message = written("a a a a a a", neatness=1.0)
    shapes = [one.shape for one in message.pages[0].lines[0].placed]
    count = len(hand().runs[("a",)])
    assert len(set(shapes)) >= 4 and count > 3
    assert all(a != b for a, b in itertools.pairwise(shapes))


def test_strokes_lead_from_letter_to_letter_where_a_hand_joins_them():
    joined = written("jot", hand(joined=True), neatness=1.0)
    assert [join.sign for join in joined.pages[0].lines[0].joins] == [0, 1]
    for join in joined.pages[0].lines[0].joins:
        assert join.points[0][0] < join.points[3][0] and 0.2 < join.widths[0] < 0.8
        assert np.isfinite(join.curve()).all()
    assert written("jot").pages[0].lines[0].joins == ()
    sheet = coverage(joined, joined.pages[0], 8)
    columns = np.flatnonzero(sheet.any(0))
    assert len(columns) == np.ptp(columns) + 1  # in one piece from left to right


def test_a_piece_of_a_page_stands_as_it_stood_there():
    message = written("brown", neatness=1.0)
    (start,) = hand().runs[tuple("brown")]
    at = [hand().glyphs[start + k].at for k in range(5)]
    x = [one.matrix[4] for one in message.pages[0].lines[0].placed]
    assert np.diff(x) == pytest.approx(3 * np.diff(at), abs=1e-6)


def test_paragraphs_blank_lines_and_pages():
    message = written("a fox\n\nthe dog\r\nover")
    assert [line.text for line in message.pages[0].lines] == ["a fox", "the dog", "over"]
    y = [line.base[1] for line in message.pages[0].lines]
    assert y[1] - y[0] == pytest.approx(2 * (y[2] - y[1]), abs=1.0)
    long = written(("the quick brown fox jumps over a lazy dog " * 48)[:2000], size=4)
    assert len(long.pages) >= 2 and signs_of(long) == long.text.replace(" ", "")
    assert all(page.lines for page in long.pages)


def test_ruled_and_squared_paper_carry_the_writing():
    ruled = written(ground="ruled")
    assert ruled.pages[0].lines[0].base[1] == ruled.pages[0].ruling[0] and len(ruled.pages[0].ruling) > 10
    squared = written(" ".join([TEXT] * 4), ground="squared")
    assert all(line.base[1] % 5 == pytest.approx(0) for line in squared.pages[0].lines)


def test_a_word_longer_than_a_line_goes_on_in_the_next():
    message = written("fox" * 40, size=6)
    assert len(message.pages[0].lines) > 1 and signs_of(message) == "fox" * 40
    assert max(line.base[0] + line.wide for line in message.pages[0].lines) < 210 - 15


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing to write"),
        (" \n\t ", "nothing to write"),
        ("a" * 100_000, "at most 2,000 characters, got 100,000"),
        ("a fox\x07", r"U\+0007"),
        ("a \u202efox", r"U\+202E"),
        ("שלום", "right to left"),
        ("a fox 🦊", "no pictures such as 🦊"),
        ("a fox 👩‍🚀", "no pictures such as 👩‍🚀"),
        ("привет, как дела", "no Cyrillic letters"),
        ("Dear fox", "has not written “D” yet"),
        ("Q", "has not written “Q” yet"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_sentence(text, said):
    with pytest.raises(DataError, match=said) as found:
        written(text)
    assert str(found.value).endswith(".") and "\n" not in str(found.value) and len(str(found.value)) < 260


def test_paper_too_small_is_said_and_settings_have_bounds():
    with pytest.raises(DataError, match="too large for this paper"):
        written("a", size=20, margin=60)
    for bad in ({"size": 0.5}, {"ink": "red"}, {"ground": "lava"}, {"neatness": 2}, {"seed": -1}):
        with pytest.raises(ConfigError):
            ComposeConfig(**bad)


def test_typographers_signs_are_those_that_a_hand_writes_alike():
    assert signs_of(written("a fox\u00a0over it\u2026")) == "afoxoverit\u2026"
    assert missing("“it”", hand())[0].sign == "“"


def test_a_hand_of_one_letter_writes_it_and_says_what_it_lacks():
    one = hand_of(letters()[:1])
    message = written("ttt t", one)
    assert message.letters == 4 and len(message.shapes) == 1
    with pytest.raises(DataError, match="has not written"):
        written("two", one)
