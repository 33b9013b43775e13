"""Does the block of a hand's letters say of each dot how much ink it has, and whose it is?"""

from __future__ import annotations

import dataclasses
import json
import zlib

import numpy as np
import pytest

from core.blocks.letters import LEVELS, X_HEIGHT, letters_block, mends_block, name_of
from core.handwriting.letters.mends import Mended
from core.packed import unpack
from core.types import DataError
from tests.core.handwriting.hands import X_HEIGHT as DRAWN
from tests.core.handwriting.hands import Sheet, drawn


@pytest.fixture(scope="module")
def hand():
    return drawn(60)


def opened(block: bytes) -> tuple[dict, list[np.ndarray]]:
    parts = unpack(block)
    about, dots, at, pictures = (
        json.loads(parts["about"]),
        np.frombuffer(zlib.decompress(parts["dots"]), np.uint8),
        0,
        [],
    )
    for w, h, _, _ in about["pictures"]:
        pictures.append(dots[at : at + w * h].reshape(h, w))
        at += w * h
    assert at == len(dots)
    return about, pictures


def own(about: dict, pictures: list[np.ndarray], n: int) -> np.ndarray:
    picture = pictures[about["picture"][n]]
    return (picture > 0) & ((picture.astype(int) - 1) // LEVELS == about["owner"][n])


def test_every_letter_has_its_own_ink_within_that_of_its_word(hand):
    pages, letters, ids = hand
    about, pictures = opened(letters_block(pages, letters, ids))
    assert about["ids"] == "".join(ids) and about["texts"] == [one.text for one in letters]
    for n, letter in enumerate(letters):
        assert own(about, pictures, n).sum() == letter.ink.sum()  # as large as it was written
        w, _, base, x_height = about["pictures"][about["picture"][n]]
        rows, columns = np.nonzero(own(about, pictures, n))
        assert base - rows.max() - 1 == pytest.approx(letter.low * DRAWN, abs=0.6) and x_height == pytest.approx(
            DRAWN, abs=0.3
        )
        assert columns.min() < about["middle"][n] < columns.max() + 1 <= w
    words = {(one.line, one.word) for one in letters}
    assert len(pictures) == len(words)
    assert sum(int((one > 0).sum()) for one in pictures) == sum(int(one.ink.sum()) for one in letters)


def test_what_is_written_large_is_made_smaller_and_stays_whose_it_is(hand):
    pages, letters, ids = hand
    large = [
        dataclasses.replace(one, box=tuple(4 * v for v in one.box), ink=one.ink.repeat(4, 0).repeat(4, 1))
        for one in letters
    ]
    about, pictures = opened(letters_block([Sheet(pages[0].ink.repeat(4, 0).repeat(4, 1))], large, ids))
    scale = X_HEIGHT / (4 * DRAWN)
    for n, letter in enumerate(large):
        area = letter.ink.sum() * scale**2
        assert own(about, pictures, n).sum() == pytest.approx(area, rel=0.6)  # edges are partly covered
        assert about["pictures"][about["picture"][n]][3] == X_HEIGHT


def test_a_letter_without_its_page_is_drawn_alone(hand):
    pages, letters, ids = hand
    about, pictures = opened(letters_block([None], letters, ids))
    assert len(pictures) == len(letters) and about["owner"] == [1] * len(letters)
    assert all((picture > 0).sum() == letter.ink.sum() for picture, letter in zip(pictures, letters, strict=True))
    off = [dataclasses.replace(letters[0], box=(-5, 0, -5 + letters[0].ink.shape[1], letters[0].ink.shape[0]))]
    assert opened(letters_block(pages, off, ids[:1]))[1][0].shape == letters[0].ink.shape  # no place on this page


def test_a_word_of_more_letters_than_a_picture_can_tell_apart_has_two(hand):
    pages, letters, ids = hand
    run = [dataclasses.replace(one, word=0, line=0) for one in letters]
    about, pictures = opened(letters_block(pages, run, ids))
    assert len(pictures) == 2 and max(about["owner"]) == 35
    assert all(own(about, pictures, n).sum() == one.ink.sum() for n, one in enumerate(run))


def test_equal_letters_are_equal_bytes_and_others_have_another_name(hand):
    pages, letters, ids = hand
    block = letters_block(pages, letters, ids)
    assert block == letters_block(pages, letters, ids)
    assert name_of(block) != name_of(letters_block(pages, letters, ids, out=ids[:1]))


def test_ids_that_are_none_and_too_many_letters_are_refused(hand):
    pages, letters, ids = hand
    for wrong in (ids[:-1], [ids[0]] * len(ids), ["x", *ids[1:]]):
        with pytest.raises(DataError, match="16 hexadecimal digits"):
            letters_block(pages, letters, wrong)
    with pytest.raises(DataError, match="6,000 letters can be looked through"):
        letters_block(pages, letters[:1] * 6001, [f"{n:016x}" for n in range(6001)])


def test_what_was_said_is_a_small_block_of_its_own(hand):
    name = name_of(letters_block(*hand))
    block = mends_block(name, {"a" * 16: Mended("é", True, False)}, ["b" * 16])
    about = json.loads(unpack(block)["about"])
    assert about["channel"] == "mends" and about["model"] == name and about["done"] == ["b" * 16]
    assert about["now"] == [["a" * 16, "é", True, False]] and len(block) < 400
