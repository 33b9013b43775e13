"""Does Your hand ask, keep, show, take back and make a set, and show nothing of it to somebody else?"""

from __future__ import annotations

import pytest

from core.datasets import own
from core.handwriting import pad
from tests.pens import SEVEN, TWO
from tests.ui.conftest import OWNER, open_page, remembered
from tests.visitors import ANNA
from ui.components.your_hand import Change
from ui.your_hand.pad import desk
from ui.your_hand.pad.asked import both_cases
from ui.your_hand.state import OTHERS, YourHandState

PAGE = "pages/Your_hand.py"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    return tmp_path


def fill(characters: str, owner=OWNER) -> None:
    for i, character in enumerate(characters):
        pad.add(f"{i:016x}", character, [(TWO if i % 2 else SEVEN).ravel().tolist()], owner)


def said(at) -> str:
    kinds = ("warning", "markdown", "caption", "error", "info")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def press(at, label: str):
    return next(button for button in at.button if button.label == label).click().run()


def test_it_begins_with_the_digits_and_nothing_written(home):
    at = open_page(PAGE, by="pad")
    assert not at.exception and "Teach a model your hand" not in str(at.header)
    assert remembered(at, YourHandState).alphabet == "Digits"


@pytest.mark.parametrize(("written", "alphabet"), [("lower", "a-z"), ("all", "All"), ("äöü", OTHERS)])
def test_a_link_says_what_is_to_be_written(written, alphabet):
    at = open_page(PAGE, write=written)
    known = remembered(at, YourHandState)
    assert known.alphabet == alphabet and known.followed == written
    known.alphabet = "A-Z"  # chosen in the menu, while the address still says what it was
    assert remembered(at.run(), YourHandState).alphabet == "A-Z"


def test_what_cannot_be_written_is_said_and_the_rest_of_the_page_stands():
    fill("aab")
    at = open_page(PAGE, write="a\u202eb")
    assert not at.exception and "cannot be written" in said(at) and "**3 images of 2 characters**" in said(at)


def test_a_set_is_made_under_its_name_and_leads_to_train():
    fill("2727")
    at = press(open_page(PAGE, by="pad"), "Make a set of them")
    ((id, name),) = own.noted(OWNER).items()
    made = own.load(id)
    assert name == "My hand" and made.classes == ("2", "7") and len(made) == 4
    assert "**My hand** is among your own images" in said(at)
    assert own.noted(ANNA) == {}


def test_one_is_taken_back_and_all_are_forgotten():
    fill("aba")
    at = press(open_page(PAGE, by="pad"), "Take back")
    assert pad.counts(pad.written(OWNER)) == {"a": 1, "b": 1}, "the newest of those that are shown"
    at = press(at, "Forget all for good")
    assert pad.written(OWNER) == () and "is gone" in said(at)


def test_nobody_else_sees_it():
    fill("aba", ANNA)
    assert "images of" not in said(open_page(PAGE, by="pad"))


def test_what_differs_in_size_alone_is_said_while_all_fill_their_images():
    fill("cCab")
    at = open_page(PAGE, by="pad")
    assert "c and C differ hardly" in said(at)
    remembered(at, YourHandState).manner = "line"
    assert "differ hardly" not in said(at.run())
    assert both_cases(("c", "a", "A")) == []


def test_changes_are_made_once_and_what_is_refused_is_said(monkeypatch):
    known = YourHandState()
    monkeypatch.setattr(desk.state, "of", lambda kind: known)
    monkeypatch.setattr(desk.state, "owner", lambda: OWNER)
    refused = []
    monkeypatch.setattr(desk.notices, "say_later", lambda text, place: refused.append(text))
    good = Change("0" * 16, "a", [TWO.ravel().tolist()])
    back = Change("1" * 16, "a", [], forget="0" * 16)
    bad = Change("2" * 16, "a", [[0.1]])
    assert desk._take((good,)) and not desk._take((good,)) and len(pad.written(OWNER)) == 1
    assert desk._take((good, back, bad)) and pad.written(OWNER) == () and len(refused) == 1


@pytest.mark.parametrize(
    "told",
    [
        None,
        "x",
        {},
        {"change": "0" * 16, "character": "a"},
        {"change": "x", "character": "a", "forget": ""},
        {"change": "0" * 16, "character": "a", "strokes": [], "forget": "../x"},
        {"change": "0" * 16, "character": 3, "strokes": [], "forget": ""},
    ],
)
def test_what_a_browser_may_report_and_is_no_change_is_passed_over(told):
    assert Change.from_state(told) is None
