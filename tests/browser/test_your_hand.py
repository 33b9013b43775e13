"""Does the pad ask, keep by itself, bring the last one back, and does the app make a set of what was written?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.handwriting import pad
from core.owner import Owner
from tests.browser.harness import Room, open_page, page_of
from tests.browser.strokes import draw_on
from tests.browser.waits import idle
from tests.pens import SEVEN, TWO

pytestmark = pytest.mark.browser

RUN = """
const tell = (changes) => told.splice(0, Infinity, ...changes);
window.hand = mountYourHand(document.getElementById("room"), { tell });
window.about = { characters: ["a", "b"], counts: {}, wanted: 2, taken: [], base: 0.68, xHeight: 0.4 };
hand.update(about);
"""


@pytest.fixture
def hand(page):
    text = page_of(["room"], Room(("your_hand/pad.js",), RUN), styles=["draw/sheet.css", "your_hand/your_hand.css"])
    complaints = open_page(page, text, None)
    yield page
    assert complaints == []


def asked(page) -> str:
    return page.locator(".asked").inner_text()


def write(page, stroke) -> None:
    draw_on(page, page.locator("canvas.sheet"), stroke.tolist())


def told(page) -> list[dict]:
    return page.evaluate("told")


def test_it_goes_on_by_itself_until_there_is_enough(hand):
    for n, character in enumerate("abab", 1):
        assert asked(hand) == character
        write(hand, TWO)
        expect(hand.locator(".so-far")).to_have_text(f"{n} of 4")
    assert hand.locator(".ask").inner_text() == "All of them are there."
    assert [one["character"] for one in told(hand)] == list("abab")
    assert all(re.fullmatch("[0-9a-f]{16}", one["change"]) for one in told(hand))
    hand.locator(".tile", has_text="b").click()  # more than enough may be written, too
    write(hand, SEVEN)
    expect(hand.locator(".tile", has_text="b")).to_have_text("b 3 of 2")


def test_a_second_stroke_belongs_to_the_same_character(hand):
    hand.get_by_role("checkbox").uncheck()
    write(hand, TWO)
    write(hand, SEVEN)
    assert told(hand) == [] and asked(hand) == "a"
    hand.get_by_role("button", name="Keep it").click()
    (one,) = told(hand)
    assert len(one["strokes"]) == 2 and one["character"] == "a" and asked(hand) == "b"
    assert hand.evaluate("hand.state.sheet.empty")
    hand.get_by_role("button", name="Keep it").click(force=True)  # nothing is written: nothing is kept
    assert len(told(hand)) == 1


def test_on_an_empty_sheet_undo_brings_the_last_character_back(hand):
    write(hand, TWO)
    expect(hand.locator(".so-far")).to_have_text("1 of 4")
    (kept,) = told(hand)
    hand.get_by_role("button", name="Undo").click()
    assert asked(hand) == "a" and hand.locator(".so-far").inner_text() == "0 of 4"
    assert told(hand)[-1]["forget"] == kept["change"]
    assert hand.evaluate("hand.state.sheet.strokes") == kept["strokes"]


def test_what_python_has_taken_is_told_no_more_and_counts_once(hand):
    write(hand, TWO)
    expect(hand.locator(".so-far")).to_have_text("1 of 4")
    (kept,) = told(hand)
    hand.evaluate("(id) => hand.update({ ...about, counts: { a: 1 }, taken: [id] })", kept["change"])
    assert hand.locator(".so-far").inner_text() == "1 of 4"
    write(hand, TWO)
    expect(hand.locator(".so-far")).to_have_text("2 of 4")
    assert [one["character"] for one in told(hand)] == ["b"]


def test_keys_write_and_are_waited_for(hand):
    sheet = hand.locator("canvas.sheet")
    sheet.focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "Shift+ArrowRight", "Space"):
        hand.keyboard.press(key)
    assert hand.evaluate("[hand.state.sheet.empty, hand.state.sheet.strokes.length]") == [False, 1]
    assert told(hand) == []
    hand.get_by_role("button", name="Keep it").press("Enter")
    assert len(told(hand)) == 1


@pytest.mark.long
def test_from_the_pad_to_a_set_that_train_offers(page, address, home, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(home))
    page.goto(f"{address}/Your_hand?write=27")
    page.locator("canvas.sheet").wait_for(timeout=60_000)
    idle(page)
    for n, stroke in enumerate((TWO, SEVEN, TWO), 1):
        write(page, stroke)
        expect(page.locator(".so-far")).to_have_text(f"{n} of 6")
    idle(page)
    page.reload()
    page.locator("canvas.sheet").wait_for(timeout=60_000)
    expect(page.locator(".so-far")).to_have_text("3 of 6", timeout=30_000)
    idle(page)
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "latent_ink_visitor")
    assert pad.counts(pad.written(Owner.of(token))) == {"2": 2, "7": 1}
    page.get_by_role("button", name="Make a set of them").click()
    page.get_by_role("link", name="Teach a model").click()
    page.wait_for_url(re.compile("/Train.*data=[0-9a-f]{64}"))
    page.get_by_text("2 images to train on").wait_for(timeout=60_000)
    pad.forget_all(Owner.of(token))
