"""Is what somebody writes kept whole, for them alone, once, gone when it is taken back, and a set of images?"""

from __future__ import annotations

import threading

import numpy as np
import pytest

from core import places
from core.datasets import own
from core.handwriting import pad
from core.handwriting.letters.letter_set import letters_of_set
from core.strokes import NIB
from core.types import DataError
from tests.pens import SEVEN, TWO
from tests.visitors import ANNA, BEN


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))


def told(stroke: np.ndarray) -> list[list[float]]:
    """Return one stroke as a browser tells of it."""
    return [[float(value) for value in np.asarray(stroke, np.float32).ravel()]]


def id_of(i: int) -> str:
    return f"{i:016x}"


def fill(characters: str, owner=ANNA, start: int = 0) -> None:
    for i, character in enumerate(characters, start):
        pad.add(id_of(i), character, told(TWO if i % 2 else SEVEN), owner)


def test_what_was_written_is_kept_in_order_for_its_writer_alone():
    fill("aba")
    assert [one.character for one in pad.written(ANNA)] == list("aba") and pad.written(BEN) == ()
    np.testing.assert_allclose(pad.written(ANNA)[1].strokes[0], TWO, atol=1e-4)
    assert pad.counts(pad.written(ANNA)) == {"a": 2, "b": 1}


def test_what_is_told_twice_is_kept_once_and_does_not_come_back_once_it_was_taken_back():
    fill("ab")
    fill("ab")
    pad.take_back(id_of(0), ANNA)
    fill("a")
    assert [one.character for one in pad.written(ANNA)] == ["b"]
    pad.take_back(id_of(9), ANNA)  # before it was told, or long ago: no matter
    assert len(pad.written(ANNA)) == 1


def test_of_what_is_taken_back_no_stroke_stays_on_the_disk():
    fill("ab")
    (file,) = places.pads().glob("*.jsonl")
    whole = file.stat().st_size
    pad.take_back(id_of(0), ANNA)
    pad.take_back(id_of(1), ANNA)
    assert b"strokes" not in file.read_bytes() and file.stat().st_size < whole / 4
    fill("c", start=5)
    pad.forget_all(ANNA)
    assert pad.written(ANNA) == () and not file.exists()


def test_two_tabs_at_once_lose_nothing():
    tabs = [threading.Thread(target=fill, args=("abcde", ANNA, 10 * i)) for i in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(pad.written(ANNA)) == 20


@pytest.mark.parametrize(
    ("id", "character", "strokes", "sentence"),
    [
        ("../../x", "a", [[0.5, 0.5, 1]], "no number of its own"),
        ("0" * 16, "ab", [[0.5, 0.5, 1]], "is not one character"),
        ("0" * 16, "", [[0.5, 0.5, 1]], "is not one character"),
        ("0" * 16, "\n", [[0.5, 0.5, 1]], "is not one character"),
        ("0" * 16, "\u202e", [[0.5, 0.5, 1]], "is not one character"),
        ("0" * 16, 7, [[0.5, 0.5, 1]], "is no character"),
        ("0" * 16, "a", [], "1 to 3,000 points"),
        ("0" * 16, "a", [[0.5, 0.5, 1] * 3001], "1 to 3,000 points"),
        ("0" * 16, "a", "strokes", "no list of strokes"),
        ("0" * 16, "a", [[0.5, float("nan"), 1]], "lies off its sheet"),
    ],
)
def test_what_is_no_writing_gets_a_sentence_and_changes_nothing(id, character, strokes, sentence):
    fill("a", start=3)
    with pytest.raises(DataError, match=sentence):
        pad.add(id, character, strokes, ANNA)
    assert len(pad.written(ANNA)) == 1


def test_lines_that_were_damaged_cost_themselves_alone():
    fill("abc")
    (file,) = places.pads().glob("*.jsonl")
    lines = file.read_bytes().splitlines()
    file.write_bytes(b"\n".join([lines[0], lines[1][:40], b'{"id": 3, "character": "x"}', lines[2], b""]))
    assert [one.character for one in pad.written(ANNA)] == ["a", "c"]


def test_there_is_an_end_of_it(monkeypatch):
    monkeypatch.setattr(pad, "MOST_WRITTEN", 3)
    fill("abc")
    with pytest.raises(DataError, match="take some back first"):
        fill("d", start=3)
    pad.take_back(id_of(1), ANNA)
    fill("d", start=3)
    assert [one.character for one in pad.written(ANNA)] == ["a", "c", "d"]


def test_characters_are_those_that_eyes_take_for_one():
    assert pad.characters_of("ab ba\u0301 ß") == ("a", "b", "á", "ß"), (
        "an accent goes with its letter, also typed apart"
    )
    assert pad.characters_of("привет λόγος")[:3] == ("п", "р", "и")
    with pytest.raises(DataError, match="1 to 200"):
        pad.characters_of("  ")
    with pytest.raises(DataError, match="cannot be written"):
        pad.characters_of("a\u0000")


def test_a_set_has_its_classes_in_order_and_every_image_its_own():
    fill("2721")
    made = pad.dataset(pad.written(ANNA), "My hand")
    assert made.classes == ("1", "2", "7") and made.labels.tolist() == [1, 2, 1, 0] and made.name == "My hand"
    assert made.images.shape == (4, 28, 28) and (made.images.reshape(4, -1).max(1) > 200).all()
    with pytest.raises(DataError, match="at least two"):
        pad.dataset(pad.written(ANNA)[:1], "My hand")


def test_on_the_line_a_small_letter_stays_small_and_filling_it_does_not():
    small = [np.column_stack([0.4 + 0.2 * TWO[:, 0], 0.45 + 0.2 * TWO[:, 1], TWO[:, 2]]).astype(np.float32)]
    large = [TWO]

    def height(image: np.ndarray) -> int:
        rows = np.flatnonzero(image.max(1) > 64)
        return int(rows[-1] - rows[0]) + 1

    filled, line = (pad.MANNERS[manner] for manner in ("filled", "line"))
    assert abs(height(filled(small)) - height(filled(large))) <= 1
    assert height(line(small)) < 0.5 * height(line(large))
    top = np.flatnonzero(line(small).max(1) > 64)[0]
    assert abs(top - (0.45 + 0.2 * TWO[:, 1].min()) * 28) < 2.5, "it stands as high as on the sheet"


def test_a_set_keeps_its_letters_with_their_ink_as_they_stand_between_the_guides():
    bar = np.array([(0.5, pad.X_HEIGHT, 1), (0.5, pad.BASE_LINE, 1)], np.float32)
    tail = np.array([(0.5, pad.BASE_LINE, 1), (0.5, 0.9, 1)], np.float32)
    beyond = np.array([(-0.4, 0.5, 2), (0.2, 0.6, 2)], np.float32)
    hair = np.array([(0.3, 0.5, 0.1)], np.float32)
    lines = {"l": bar, "q": tail, "-": beyond, ".": hair}
    of = [pad.Written(id_of(n), character, (line,)) for n, (character, line) in enumerate(lines.items())]
    id = pad.kept(of, "mine")
    letters = letters_of_set(id)
    assert own.load(id).fingerprint == pad.dataset(of, "mine").fingerprint
    assert [one.text for one in letters] == list("lq-.") and all(one.ink.any() for one in letters)
    nib = NIB / (pad.BASE_LINE - pad.X_HEIGHT)  # x-heights
    upright, hanging, far, dot = letters
    assert (upright.low, upright.high) == pytest.approx((-nib / 2, 1 + nib / 2), abs=0.04)
    assert upright.width == pytest.approx(nib, abs=0.05)
    assert hanging.low == pytest.approx((pad.BASE_LINE - 0.9) / (pad.BASE_LINE - pad.X_HEIGHT) - nib / 2, abs=0.04)
    assert far.width == pytest.approx(0.6 / (pad.BASE_LINE - pad.X_HEIGHT) + 2 * nib, abs=0.06)
    assert dot.ink.size < 9
    assert len({one.word for one in letters}) == 4  # none follows another one within a word
