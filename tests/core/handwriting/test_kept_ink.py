"""Do letters come back with their ink exactly as they were, and does a damaged file of them say so?"""

from __future__ import annotations

import dataclasses
import json
import zlib

import numpy as np
import pytest
from safetensors.numpy import load, save

from core.datasets import own
from core.handwriting.letters import kept_ink
from core.handwriting.letters.kept_ink import packed, unpacked
from core.handwriting.letters.letter_set import by_text, kept, letters_of_folder, letters_of_set, write
from core.handwriting.letters.letters import Letter, Letters
from core.handwriting.page.read import read_page
from core.handwriting.sheet.read import SheetReading
from core.handwriting.sheet.sheet_set import write_set
from core.types import DataError
from tests.core.handwriting.lettering import lettered
from tests.visitors import ANNA


def letter(text: str = "a", n: int = 0) -> Letter:
    ink = np.random.default_rng(n).random((7 + n, 5 + n)) < 0.4
    return Letter(
        text=text, page=0, line=1, word=2, place=n, of="añ", box=(3, 4, 8 + n, 11 + n), left=1 / 3, width=0.7 + n / 7,
        low=-0.1, high=1.1, doubt=1 / 9, source="page «1».png", ink=ink,
        shade=None if n % 2 else np.arange((11 + n) * (9 + n), dtype=np.uint8).reshape(11 + n, 9 + n),
    )  # fmt: skip


def same(one: Letter, other: Letter) -> bool:
    plain = [{**dataclasses.asdict(letter), "ink": None, "shade": None} for letter in (one, other)]
    shades = one.shade is other.shade is None or np.array_equal(one.shade, other.shade)
    return plain[0] == plain[1] and np.array_equal(one.ink, other.ink) and other.ink.dtype == bool and shades


def test_letters_come_back_to_the_last_bit():
    letters = [letter("a"), letter("ñ", 1), letter("<b>", 2), letter("hand", 3)]
    back = unpacked(packed(letters))
    assert len(back) == 4 and all(map(same, letters, back))
    assert packed(back) == packed(letters)


def test_a_set_keeps_the_ink_of_its_letters_in_the_order_of_its_images_and_it_goes_with_the_set(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    letters = [letter(text, n) for n, text in enumerate("bañb")]
    id = kept(letters)
    assert all(map(same, by_text(letters), letters_of_set(id)))
    dataset = own.load(id)
    assert [dataset.classes[label] for label in dataset.labels] == [one.text for one in letters_of_set(id)]
    own.note(id, "mine", ANNA)
    own.delete(id, ANNA)
    assert not own.ink_of(id).exists()
    with pytest.raises(DataError, match="keeps no ink"):
        letters_of_set(id)
    with pytest.raises(DataError, match="64 hexadecimal digits"):
        letters_of_set("../x")


def test_a_set_that_was_kept_without_ink_gets_it_when_it_is_kept_again(tmp_path, monkeypatch):
    from core.handwriting.letters.letter_set import dataset_of

    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    letters = [letter(text, n) for n, text in enumerate("ab")]
    id = own.save(*dataset_of(letters))
    assert kept(letters) == id and len(letters_of_set(id)) == 2


def test_the_folder_of_a_page_keeps_the_ink_of_what_is_in_its_set(tmp_path):
    made = lettered(("Now and then",))
    page = read_page(made.grey)
    letters = [letter(text, n) for n, text in enumerate("ab")]
    letters = [dataclasses.replace(letters[0], doubt=0.99, line=0), dataclasses.replace(letters[1], line=0)]
    write(Letters(tuple(letters), (), None), [page], tmp_path, most_doubt=0.9)
    (back,) = letters_of_folder(tmp_path)
    assert same(letters[1], back)
    with pytest.raises(DataError, match="keeps no ink"):
        letters_of_folder(tmp_path / "elsewhere")


def test_the_folder_of_sheets_keeps_letters_and_words(tmp_path):
    letters, words = (letter("a"), letter("b", 1)), (letter("hand", 2),)
    write_set(SheetReading(letters, words, (), (), 3.0), tmp_path)
    assert [one.text for one in letters_of_folder(tmp_path)] == ["a", "b", "hand"]


def test_none_and_too_many_are_said(monkeypatch):
    with pytest.raises(DataError, match="got 0"):
        packed([])
    monkeypatch.setattr(kept_ink, "MOST_LETTERS", 2)
    with pytest.raises(DataError, match="1 to 2 letters can be kept, got 3"):
        packed([letter()] * 3)
    monkeypatch.setattr(kept_ink, "MOST_BYTES", 100)
    with pytest.raises(DataError, match="takes 0 MB"):
        packed([letter()])


def words(text: str, of: str = "x") -> np.ndarray:
    return np.frombuffer(json.dumps([[text, of, ""]]).encode(), np.uint8)


DAMAGES = {
    "numbers": [np.array([[0, 0, 0, -1]], np.int32), np.zeros((1, 4), np.int64), np.zeros((2, 4), np.int32)],
    "boxes": [
        np.array([[3, 4, 3, 11]], np.int32),
        np.array([[0, 0, 2**30, 2**30]], np.int32),
        np.array([[0, 0, 8192, 8192]], np.int32),
        np.array([[2**31 - 1, 0, -(2**31), 3]], np.int32),
    ],
    "measures": [
        np.array([[0, 1.0, 1, 0, 0]]),
        np.array([[0, 1.0, 0, 1, 2]]),
        np.array([[0, 0.0, 0, 1, 0]]),
        np.array([[0, 1e9, 0, 1, 0]]),
        np.full((1, 5), np.nan),
    ],
    "words": [
        words(""),
        words("\n"),
        words("a" * 300),
        words("a", "\u202e"),
        np.frombuffer(b"[[1, 2, 3]]", np.uint8),
        np.frombuffer(b"[1]", np.uint8),
        np.frombuffer(b'{"a": 1}', np.uint8),
        np.frombuffer(b"[" * 9000, np.uint8),
        np.frombuffer(b"[]", np.uint8),
    ],
    "shaded": [np.array([2], np.uint8), np.array([0], np.uint8), np.ones(2, np.uint8), np.ones(1, np.int8)],
    "shades": [
        np.zeros(9, np.uint8),
        np.zeros(0, np.uint8),
        np.frombuffer(zlib.compress(bytes(98)), np.uint8),
        np.frombuffer(zlib.compress(bytes(10**8)), np.uint8),
    ],
    "bits": [np.zeros(4, np.uint8), np.zeros(5, np.int8), np.zeros(90, np.uint8)],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in DAMAGES.items() for value in values])
def test_a_file_that_says_what_cannot_be_is_damaged(name, value):
    whole = load(packed([letter()]))
    with pytest.raises(DataError, match="damaged"):
        unpacked(save(whole | {name: value}))
    del whole[name]
    with pytest.raises(DataError, match="damaged"):
        unpacked(save(whole))


def test_bytes_at_random_are_damaged():
    whole = packed([letter("a"), letter("b", 1)])
    rng = np.random.default_rng(0)
    for data in (b"", b"x", whole[:-1], whole + b"x", rng.bytes(400)):
        with pytest.raises(DataError, match="damaged"):
            unpacked(data)
