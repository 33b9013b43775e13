"""Does Your hand lead from a photograph to a set of letters, keep what was typed, and show it to nobody else?"""

from __future__ import annotations

import secrets
import time

import numpy as np
import pytest

from core.datasets import own
from core.handwriting.hand import found, hands, pages, reading, sample, sheets, unlabelled
from core.handwriting.letters.mends import Mend
from core.handwriting.page.picture import Picture
from core.tasks import HandLettersTask, PageTask, store
from core.tasks.execute import execute
from core.transfer.page import read
from tests.core.handwriting.lettering import lettered
from tests.ui.conftest import OWNER, open_page, remembered
from tests.visitors import ANNA
from ui.your_hand import words_panel
from ui.your_hand.state import HandState
from ui.your_hand.words_panel import WordsState

PAGE = "pages/Your_hand.py"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def hand(home):
    return hands.begin("Ada", OWNER)


def brought(hand, pixels):
    jpeg, size = pages.photograph_of(Picture(pixels, pixels.shape[1::-1]))
    page = pages.bring(hand.path, "page.jpg", jpeg, size)
    work(PageTask(hand=hand.id, page=page.id))
    return page


def work(task):
    execute(store.create(task, task.key(), OWNER).path)


@pytest.fixture
def lettered_hand(hand):
    some = lettered(("the quick brown fox",))
    page = brought(hand, some.grey)
    pages.type_lines(page, pages.typed_for(page, reading.reading_of(page).id, some.text.splitlines()))
    work(HandLettersTask(hand=hand.id, stamp=found.stamp_of(hand.path)))
    return hand


def said(at) -> str:
    kinds = ("warning", "markdown", "caption", "error", "info")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def with_its_set(at):
    """Run the page again until the set is made, which is done beside it."""
    for _ in range(100):
        if "images, is among" in said(at):
            break
        time.sleep(0.1)
        at = at.run()
    return at


def test_it_begins_with_a_place_for_photographs(home):
    at = open_page(PAGE)
    assert not at.exception and len(at.get("file_uploader")) == 1
    assert "shows them to nobody but you" in said(at)
    assert not hands.hands(OWNER), "nothing is begun by looking"


def test_a_page_says_how_many_lines_and_words_it_has(hand):
    brought(hand, lettered().grey)
    at = open_page(PAGE, hand=hand.id)
    assert not at.exception and "**4 lines** and **26 words** were found" in said(at)


def test_a_page_without_writing_says_what_can_be_done(hand):
    brought(hand, np.full((500, 700), 240, np.uint8))
    at = open_page(PAGE, hand=hand.id)
    assert "no handwriting" in said(at) and "four corners" in said(at)
    assert "no handwriting" in said(open_page(PAGE, hand=hand.id, step="text"))


def test_a_page_upside_down_is_said_and_turned_by_a_button(hand):
    page = brought(hand, np.ascontiguousarray(lettered().grey[::-1, ::-1]))
    at = open_page(PAGE, hand=hand.id)
    assert "as on a page that is upside down" in said(at)
    next(button for button in at.button if button.label == "Turn it upside down").click().run()
    assert page.edits.quarters == 2
    read(page)  # as the worker does that was asked
    at = open_page(PAGE, hand=hand.id)
    assert "upside down" not in said(at) and "**4 lines** and **26 words**" in said(at)


def test_nobody_else_sees_a_hand_by_its_link(hand):
    brought(hand, lettered().grey)
    at = open_page(PAGE, "f" * 32, hand=hand.id)
    assert "not yours, or it is gone" in said(at) and "were found" not in said(at)
    assert remembered(at, HandState).hand == ""


def test_the_text_says_how_much_of_it_agrees(hand):
    page = brought(hand, lettered().grey)
    at = open_page(PAGE, hand=hand.id, step="text")
    assert "0 of 4 lines are typed" in said(at)
    assert next(button for button in at.button if button.label == "Find the letters").disabled
    pages.type_lines(page, pages.typed_for(page, reading.reading_of(page).id, ["the quick brown", "a lazy"]))
    at = at.run()
    assert "2 of 4 lines are typed; in 0 of them" in said(at)
    assert not next(button for button in at.button if button.label == "Find the letters").disabled


def test_letters_can_be_put_right_and_make_a_set_that_follows(lettered_hand):
    hand = lettered_hand
    at = open_page(PAGE, hand=hand.id, step="letters")
    assert not at.exception and "doubtful" in said(at)
    at = with_its_set(open_page(PAGE, hand=hand.id, step="message"))
    assert not at.exception and "**Ada**, 16 images" in said(at)
    ((first, name),) = own.noted(OWNER).items()
    assert name == "Ada" and own.noted(ANNA) == {}
    letters = found.letters_of(hand.path)
    found.say(hand.path, [Mend(secrets.token_hex(8), letters.ids[0], "out")])
    at = with_its_set(open_page(PAGE, hand=hand.id, step="message"))
    assert "**Ada**, 15 images" in said(at)
    (second,) = own.noted(OWNER)
    assert second != first, "the one of before has made room"


def test_what_does_not_fit_is_said_and_leads_back_to_the_text(hand):
    page = brought(hand, lettered().grey)
    pages.type_lines(page, pages.typed_for(page, reading.reading_of(page).id, ["so", "a", "b", "c"]))
    task = HandLettersTask(hand=hand.id, stamp=found.stamp_of(hand.path))
    entry = store.create(task, task.key(), OWNER)
    from core.jobs import run_state

    run_state.write_state(entry.path, "failed", "line 2 does not fit.")
    at = open_page(PAGE, hand=hand.id, step="letters")
    assert "Line 2 does not fit." in said(at)
    next(button for button in at.button if button.label == "To the text").click().run()
    assert remembered(at, HandState).step == "text"


def test_a_hand_is_deleted_with_its_photographs(lettered_hand):
    at = open_page(PAGE, hand=lettered_hand.id)
    next(button for button in at.button if button.label == "Delete for good").click().run()
    assert not at.exception and hands.hands(OWNER) == () and not lettered_hand.path.exists()
    assert "It is gone" in said(at)


def test_a_sheet_that_was_brought_can_be_removed(hand):
    jpeg, _ = pages.photograph_of(Picture(lettered().grey, lettered().grey.shape[::-1]))
    sheets.bring(hand.path, "sheet.jpg", jpeg)
    at = open_page(PAGE, hand=hand.id)
    assert "**1 photograph of printed sheets**" in said(at)
    next(button for button in at.button if button.label == "sheet.jpg").click().run()
    assert sheets.sheets(hand.path) == ()


def test_groups_are_named_at_once_and_taken_back(hand, monkeypatch):
    brought(hand, lettered().grey)
    at = open_page(PAGE, hand=hand.id, step="text")
    remembered(at, HandState).naming = "groups"
    at = at.run()
    assert "name a whole group at once" in said(at)
    unlabelled.find_pieces(hand.path, steps=20)
    at = at.run()
    assert not at.exception and "**0 of " in said(at)
    first = next(field for field in at.text_input if field.label.startswith("Letter, "))
    at = first.set_value("a").run()
    assert not at.exception and "**0 of " not in said(at)
    there = unlabelled.pieces_of(hand.path)
    assert unlabelled.session_of(hand.path, there).answers[0].text == "a"
    at = next(field for field in at.text_input if field.label.startswith("Letter, ")).set_value("two").run()
    assert "Type one letter" in said(at)
    next(button for button in at.button if button.label == "Take back").click().run()
    assert unlabelled.session_of(hand.path, there).answers == ()


def test_words_are_kept_as_a_set_by_what_was_typed_or_all_without(lettered_hand):
    hand = lettered_hand
    at = open_page(PAGE, hand=hand.id, step="text")
    remembered(at, WordsState)
    at.session_state["hand-words"] = True
    for which, classes in ((words_panel.TYPED, 4), (words_panel.ALL, 0)):
        known = remembered(at, WordsState)
        known.which, known.size = which, 32
        at = at.run()
        next(button for button in at.button if button.label.startswith("Keep ")).click()
        for _ in range(100):
            at = at.run()
            if "Images of 4 words" in said(at):
                break
            time.sleep(0.1)
        assert not at.exception and ("of 4 kinds" if classes else "without classes") in said(at)
        ((id, name), *_) = own.noted(OWNER).items()
        loaded = own.load(id)
        assert name == "Ada, words" and loaded.size == 32 and len(loaded) == 4 and len(loaded.classes) == classes
    own.delete(id, OWNER)
    at = at.run()
    assert "Images of 4 words" not in said(at) and not at.exception


def test_who_has_no_page_takes_the_sample_whose_text_is_typed(home):
    at = open_page(PAGE)
    at = next(one for one in at.button if one.label == "Take the sample page").click().run()
    for _ in range(300):
        if hands.hands(OWNER) and pages.pages(hands.hands(OWNER)[0].path):
            break
        time.sleep(0.1)
        at = at.run()
    at = at.run()
    (hand,) = hands.hands(OWNER)
    assert hand.name == sample.WRITER, "it is nobody's own"
    (page,) = pages.pages(hand.path)
    assert [line.text for line in page.texts] == [line.text for line in sample.lines()]
    assert not at.exception and "Take the sample page" not in [one.label for one in at.button]
