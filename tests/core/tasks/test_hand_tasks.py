"""Do tasks read pages and find letters, leave what a page shows, and nothing of it in their own folders?"""

from __future__ import annotations

import secrets

import numpy as np
import pytest

from core.blocks.letters import name_of
from core.blocks.page import reading_of as reading_in
from core.handwriting.hand import found, hands, pages, reading
from core.handwriting.hand.pages import KeptPage, typed_for
from core.handwriting.ops import Corners, Threshold, Turn, Undo
from core.handwriting.page.picture import Picture
from core.owner import Owner
from core.packed import unpack
from core.tasks import HandLettersTask, PageTask, store
from core.tasks.execute import execute
from core.transfer.page import LINES_BLOCK, PHOTO_BLOCK
from core.types import DataError
from tests.core.handwriting.lettering import lettered

ME = Owner.of("me")


@pytest.fixture
def hand(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    return hands.begin("Ada", ME)


def brought(hand, pixels):
    jpeg, size = pages.photograph_of(Picture(pixels, pixels.shape[1::-1]))
    return pages.bring(hand.path, "page.jpg", jpeg, size)


def worked(task):
    entry = store.create(task, task.key(), ME)
    execute(entry.path)
    return entry.path


def test_a_page_is_read_and_read_anew_after_each_change(hand):
    page = brought(hand, lettered().grey)
    folder = worked(PageTask(hand=hand.id, page=page.id))
    first = reading.reading_of(page)
    assert len(first.words) == 4 and not first.refused
    assert not list(folder.glob("*.bin")) and not list(folder.glob("*.jpg"))
    for name in (PHOTO_BLOCK, LINES_BLOCK):
        assert reading_in((page.path / name).read_bytes()) == first.id
    change = Threshold(secrets.token_hex(8), first.id, 0.6)
    pages.do(page, [change])
    worked(PageTask(hand=hand.id, page=page.id, changes=1))
    assert reading.reading_of(page).id == page.edits.stamp != first.id
    pages.do(page, [Undo(secrets.token_hex(8), first.id, change.id)])
    worked(PageTask(hand=hand.id, page=page.id, changes=2))
    assert reading.reading_of(page).id == first.id


def test_the_photograph_is_opened_anew_only_where_its_sheet_lies_otherwise(hand, monkeypatch):
    page = brought(hand, lettered().grey)
    worked(PageTask(hand=hand.id, page=page.id))
    opened, photograph = [], KeptPage.photograph
    monkeypatch.setattr(KeptPage, "photograph", lambda page: opened.append(page) or photograph(page))

    def sent_after(change) -> bytes:
        pages.do(page, [change])
        worked(PageTask(hand=hand.id, page=page.id, changes=len(page.ops)))
        return unpack((page.path / PHOTO_BLOCK).read_bytes())["photo"]

    id, before = reading.reading_of(page).id, unpack((page.path / PHOTO_BLOCK).read_bytes())["photo"]
    assert sent_after(Threshold(secrets.token_hex(8), id, 0.6)) == before and opened == []
    (w, h), inset = page.size, 3.0
    corners = (inset, inset, w - inset, inset, w - inset, h - inset, inset, h - inset)
    assert sent_after(Corners(secrets.token_hex(8), id, corners)) == before and len(opened) == 1
    assert page.edits.corners == corners and reading.reading_of(page).id == page.edits.stamp
    assert sent_after(Turn(secrets.token_hex(8), reading.reading_of(page).id, 2)) != before  # the browser has it turned
    (page.path / PHOTO_BLOCK).write_bytes(b"torn")
    assert sent_after(Threshold(secrets.token_hex(8), reading.reading_of(page).id, 0.5))[:2] == b"\xff\xd8"


def test_a_page_without_writing_says_so_and_can_be_looked_at(hand):
    page = brought(hand, np.full((500, 700), 240, np.uint8))
    worked(PageTask(hand=hand.id, page=page.id))
    assert "no handwriting" in reading.reading_of(page).refused
    assert (page.path / PHOTO_BLOCK).is_file()


def test_letters_are_found_and_shown_and_a_text_that_does_not_fit_names_the_line(hand):
    some = lettered()
    page = brought(hand, some.grey)
    worked(PageTask(hand=hand.id, page=page.id))
    lines = some.text.splitlines()
    id = reading.reading_of(page).id
    pages.type_lines(page, typed_for(page, id, ["", "a whole other line of very many long words", "", ""]))
    task = HandLettersTask(hand=hand.id, stamp=found.stamp_of(hand.path))
    with pytest.raises(DataError, match="line 2"):
        worked(task)
    assert found.letters_of(hand.path) is None
    lacking = " ".join(lines[1].split()[1:])
    pages.type_lines(page, typed_for(page, id, [lines[0], lacking, "", ""]))
    worked(HandLettersTask(hand=hand.id, stamp=found.stamp_of(hand.path)))
    letters = found.letters_of(hand.path)
    assert "".join(letter.text for letter in letters.letters if letter.line == 0) == "".join(lines[0].split())
    assert any(remark.startswith("line 2: 6 words are typed, 7 were found") for remark in letters.remarks)
    pages.type_lines(page, typed_for(page, id, [lines[0], "", "", ""]))
    worked(HandLettersTask(hand=hand.id, stamp=found.stamp_of(hand.path)))
    letters = found.letters_of(hand.path)
    assert "".join(letter.text for letter in letters.letters) == "".join(lines[0].split())
    assert letters.stamp == found.stamp_of(hand.path)
    assert name_of(found.block_of(hand.path)).startswith("letters-")


def test_of_a_hand_that_is_gone_one_sentence_is_said(hand):
    page = brought(hand, lettered().grey)
    hands.delete(hand, ME)
    for task in (PageTask(hand=hand.id, page=page.id), HandLettersTask(hand=hand.id, stamp="0" * 16)):
        with pytest.raises(DataError, match="not here"):
            worked(task)
