"""Does a hand whose pages nobody types become letters by groups, and does what was answered survive?"""

from __future__ import annotations

import pytest

from core.handwriting.hand import found, hands, pages, reading, unlabelled
from core.handwriting.page.picture import Picture
from core.owner import Owner
from core.types import DataError
from tests.core.handwriting.lettering import lettered

ME = Owner.of("me")


@pytest.fixture(scope="module")
def hand(tmp_path_factory):
    """A hand whose page was grouped after hardly any learning. Tests answer about it one after the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_INK_HOME", str(tmp_path_factory.mktemp("home")))
        hand = hands.begin("Ada", ME)
        grey = lettered().grey
        page = pages.bring(hand.path, "page.jpg", *pages.photograph_of(Picture(grey, grey.shape[::-1])))
        assert unlabelled.stamp_of(hand.path) == "" and unlabelled.pieces_of(hand.path) is None
        read = reading.read_kept(page, page.edits)
        reading.note(page, page.edits, read)
        unlabelled.find_pieces(hand.path, steps=40)
        yield hand


def test_pieces_and_groups_are_kept(hand):
    there = unlabelled.pieces_of(hand.path)
    assert there.stamp == unlabelled.stamp_of(hand.path)
    session = unlabelled.session_of(hand.path, there)
    assert sorted(k for group in session.found for k in group) == list(range(len(there.pieces)))
    assert 60 < len(there.pieces) < 140, "about as many as there are letters"


def test_answers_are_kept_taken_back_and_make_letters(hand):
    there = unlabelled.pieces_of(hand.path)
    with pytest.raises(DataError, match="nothing has been named"):
        unlabelled.label(hand.path)
    session = unlabelled.session_of(hand.path, there)
    for number, text in zip(session.open()[:3], "ab", strict=False):
        session = session.answer(number, text)
    unlabelled.keep_session(hand.path, session)
    assert unlabelled.session_of(hand.path, there) == session
    letters, shown = unlabelled.label(hand.path)
    assert {letter.text for letter in letters.letters} <= {"a", "b"} and len(shown) == 1
    assert len(letters.ids) == len(letters.letters) == len(letters.boxes)
    found.keep(hand.path, letters, b"block")
    assert found.letters_of(hand.path).stamp == unlabelled.answers_stamp(there, session)
    unlabelled.keep_session(hand.path, session.undo())
    assert len(unlabelled.session_of(hand.path, there).answers) == 1


def test_what_is_damaged_is_begun_anew(hand):
    there = unlabelled.pieces_of(hand.path)
    (hand.path / unlabelled.FOLDER / unlabelled.SESSION).write_bytes(b"{")
    assert unlabelled.session_of(hand.path, there).answers == ()
    (hand.path / unlabelled.FOLDER / unlabelled.LOOKS).write_bytes(b"PK broken")
    assert unlabelled.pieces_of(hand.path) is None
    with pytest.raises(DataError, match="group them again"):
        unlabelled.label(hand.path)
