"""Can all letters of a hand be looked through, by keys, by mouse and by finger, and does Python hear what was said?"""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import expect

from core.blocks.letters import letters_block
from core.handwriting.letters.mends import Mend, mended
from tests.browser.harness import Room, open_page, page_of
from tests.browser.test_axe import found
from tests.browser.waits import rest
from tests.core.handwriting.hands import drawn

pytestmark = pytest.mark.browser

RUN = """
const tell = (mends) => told.splice(0, Infinity, ...mends);
window.sheet = mountLetters(document.getElementById("room"), { tell });
window.show = (text) => sheet.update(bytes(text));
"""
N = 2000


@pytest.fixture(scope="module")
def hand():
    return drawn(N)


@pytest.fixture(scope="module")
def block(hand) -> str:
    return base64.b64encode(letters_block(*hand)).decode()


def opened(page, block: str, *, width: int = 1300, height: int = 900):
    text = page_of(["room"], Room(("letters/letters.js",), RUN), styles=["letters/letters.css"])
    page.complaints = open_page(page, text, None, width=width, height=height)
    page.evaluate("(text) => show(text)", block)
    rest(page, "() => [document.querySelectorAll('.letter').length, sheet.state.letters !== null]", ready="(s) => s[1]")
    return page


@pytest.fixture
def sheet(page, block):
    yield opened(page, block)
    assert page.complaints == []


def told(page) -> list[dict]:
    return page.evaluate("told")


def grid(page):
    return page.get_by_role("grid")


def current(page) -> int:
    return page.evaluate("sheet.state.current")


def press(page, *keys: str) -> None:
    grid(page).focus()
    for key in keys:
        page.keyboard.press(key)


def far(page) -> tuple[int, int]:
    looked, asked = re.findall(r"\d+", page.locator(".far").inner_text().replace(",", ""))[:2]
    return int(looked), int(asked)


def test_the_doubtful_ones_come_first_and_are_confirmed_and_left_by_keys(sheet, hand):
    doubtful = sum(letter.doubt > 0.9 for letter in hand[1])
    assert (
        far(sheet) == (0, doubtful)
        and sheet.get_by_role("button", name="Doubtful").get_attribute("aria-pressed") == "true"
    )
    assert sheet.locator(".letter:not(.doubtful)").count() == 0
    first = current(sheet)
    press(sheet, "Enter")
    assert far(sheet) == (1, doubtful) and current(sheet) == first
    assert [(one["kind"], one["letter"]) for one in told(sheet)] == [("confirm", hand[2][first])]
    press(sheet, "Enter")  # it is right already: on
    second = current(sheet)
    assert second != first and sheet.evaluate("(i) => sheet.state.ledger.isDoubtful(i)", second)
    press(sheet, "o")
    press(sheet, "Space", "Delete")
    assert far(sheet) == (3, doubtful)
    assert [(one["kind"], one.get("text")) for one in told(sheet)[1:]] == [("label", "o"), ("out", None)]
    expect(sheet.get_by_role("button", name="Thrown away 1")).to_be_visible()
    expect(sheet.locator(".spoken")).to_contain_text("thrown away")


def test_what_was_said_is_undone_done_again_and_python_makes_the_same_of_it(sheet, hand):
    press(sheet, "x", "Control+z")
    assert far(sheet)[0] == 0
    press(sheet, "Control+Shift+z", "Space", "Delete", "Backspace", "Space", "Delete")
    mends = [Mend.read(one) for one in told(sheet)]
    assert all(mends) and [one.kind for one in mends] == ["label", "undo", "label", "out", "back", "out"]
    now = mended(mends)
    for n, id in enumerate(hand[2]):
        if id in now:
            state = sheet.evaluate("(i) => sheet.state.ledger.stateOf(i)", n)
            assert state == {"text": now[id].text or hand[1][n].text, "sure": now[id].sure, "out": bool(now[id].out)}
    assert len(now) == 3  # one of them thrown away and taken back: nothing but that


def test_a_composed_letter_is_taken_from_the_field(sheet):
    grid(sheet).focus()
    sheet.evaluate("""() => document.querySelector('[role=grid]').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Dead', bubbles: true, cancelable: true }))""")
    field = sheet.get_by_role("textbox")
    expect(field).to_be_focused()
    sheet.keyboard.insert_text("é")
    assert [(one["kind"], one["text"]) for one in told(sheet)] == [("label", "é")]
    expect(grid(sheet)).to_be_focused()
    press(sheet, "F2")
    expect(field).to_have_value("é")
    field.fill("two")
    field.press("Enter")
    assert sheet.locator(".wrong").inner_text() == "One letter, digit or sign." and len(told(sheet)) == 1
    field.fill("ა")
    field.press("Enter")
    assert told(sheet)[1]["text"] == "ა" and sheet.get_by_role("dialog").is_visible()
    press(sheet, "Escape")
    assert not sheet.get_by_role("dialog").is_visible()


def test_a_click_opens_a_bar_with_the_word_and_what_is_said_there_counts(sheet):
    sheet.locator(".letter").nth(3).click()
    bar = sheet.get_by_role("dialog")
    canvas = bar.locator("canvas")
    assert canvas.evaluate(
        "(c) => c.width > 20 && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v)"
    )
    bar.get_by_role("button", name="Right").click()
    assert [one["kind"] for one in told(sheet)] == ["confirm"] and ", right" in bar.locator(".which").inner_text()
    bar.get_by_role("button", name="Next").click()
    assert current(sheet) != sheet.evaluate("Number(document.querySelectorAll('.letter')[3].dataset.letter)")
    bar.get_by_role("button", name="Throw away").click()
    bar.get_by_role("button", name="Take back").click()
    bar.get_by_role("textbox").fill("w")
    bar.get_by_role("button", name="It is this").click()
    assert [one["kind"] for one in told(sheet)[1:]] == ["out", "back", "label"]
    bar.get_by_role("button", name="Close").click()
    assert not bar.is_visible()
    sheet.keyboard.press("Control+z")  # the keyboard is with the letters again
    assert told(sheet)[-1]["kind"] == "undo"


def test_several_are_chosen_by_shift_by_drawing_and_by_keys_and_one_thing_is_said_of_all(sheet):
    sheet.get_by_role("button", name="All", exact=False).first.click()
    tiles = sheet.locator(".letter")
    tiles.nth(1).click()
    tiles.nth(4).click(modifiers=["Shift"])
    assert sheet.evaluate("sheet.state.chosen.size") == 4
    press(sheet, "q")
    assert [one["text"] for one in told(sheet)] == ["q"] * 4
    press(sheet, "Control+z")
    assert len(told(sheet)) == 8 and sheet.locator(".letter.other").count() == 0
    sheet.keyboard.press("Escape")
    sheet.keyboard.press("Escape")
    boxes = [tiles.nth(n).bounding_box() for n in (6, 9)]
    sheet.mouse.move(boxes[0]["x"] + 30, boxes[0]["y"] + 30)
    sheet.mouse.down()
    sheet.mouse.move(boxes[1]["x"] + 30, boxes[1]["y"] + 30, steps=8)
    sheet.mouse.up()
    assert sheet.get_by_role("dialog").locator(".which").inner_text() == "4 letters"
    sheet.get_by_role("dialog").get_by_role("button", name="Throw away").click()
    assert sheet.locator(".letter.out").count() == 4
    press(sheet, "Home", "Shift+ArrowRight", "Shift+ArrowRight")
    assert sheet.evaluate("sheet.state.chosen.size") == 3
    tiles.nth(8).click(modifiers=["Control"])
    assert sheet.evaluate("sheet.state.chosen.size") == 4
    press(sheet, "Control+a")
    assert sheet.evaluate("sheet.state.chosen.size === sheet.state.sections[0].items.length")


def test_of_two_thousand_only_those_in_sight_are_there_and_every_class_is_a_step_away(sheet, hand):
    sheet.get_by_role("button", name="All", exact=False).first.click()
    assert grid(sheet).locator(".letter").count() < 400
    high = sheet.evaluate("sheet.state.grid.laid.height")
    assert high > 5000
    classes = sorted({letter.text for letter in hand[1]})
    jumps = sheet.get_by_role("group", name="Go to a class").get_by_role("button")
    assert sorted(jumps.all_inner_texts()) == classes
    jumps.filter(has_text=re.compile("^w$")).click()
    heading = sheet.get_by_role("rowheader").filter(has_text=re.compile("^w"))
    expect(heading).to_be_in_viewport()
    counted = sum(letter.text == "w" for letter in hand[1])
    assert heading.inner_text().split("\n")[1].startswith(str(counted))
    press(sheet, "End")
    last = sheet.evaluate("sheet.state.grid.laid.order.at(-1)")
    expect(sheet.locator(f"#letter-{last}")).to_be_in_viewport()
    assert grid(sheet).get_attribute("aria-activedescendant") == f"letter-{last}"
    sheet.evaluate("() => { document.querySelector('[role=grid]').scrollTop = 0; }")
    rest(sheet, "() => document.querySelector('[role=grid]').scrollTop")
    assert sheet.locator(f"#letter-{last}").count() == 1  # what the keyboard means stays there


def test_what_python_has_is_shown_and_told_no_more(sheet, hand):
    press(sheet, "Enter", "Space", "Delete")
    one, two = told(sheet)
    state = [[one["letter"], None, True, False], [hand[2][5], "é", True, False]]
    sheet.evaluate("([now, done]) => sheet.receive({ now, done })", [state, [one["id"]]])
    assert far(sheet)[0] >= 2 and sheet.evaluate("sheet.state.ledger.stateOf(5).text") == "é"
    press(sheet, "Space", "Enter")
    assert told(sheet)[0]["id"] == two["id"] and len(told(sheet)) == 2
    sheet.evaluate("([now, done]) => sheet.receive({ now, done })", [state, [mend["id"] for mend in told(sheet)]])
    assert sheet.evaluate("sheet.state.ledger.untold.length") == 0  # refused ones are as they were
    assert not sheet.evaluate("(i) => sheet.state.ledger.stateOf(i).out", hand[2].index(two["letter"]))


def test_sorted_anew_letters_stand_where_they_belong(sheet):
    press(sheet, "%")
    sheet.get_by_role("button", name="Sort anew").click()
    sheet.get_by_role("button", name="All", exact=False).first.click()
    assert "%" in sheet.get_by_role("group", name="Go to a class").get_by_role("button").all_inner_texts()
    sheet.get_by_role("button", name="Thrown away").click()
    assert sheet.get_by_text("No letter is thrown away.").is_visible()


def test_a_finger_taps_scrolls_and_chooses_several(browser, block):
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = opened(context.new_page(), block, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".letter").nth(2).tap()
    bar = page.get_by_role("dialog")
    box = bar.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    bar.get_by_role("button", name="Right").tap()
    assert [one["kind"] for one in told(page)] == ["confirm"]
    page.get_by_role("button", name="Several").tap()
    for n in (4, 5, 7):
        page.locator(".letter").nth(n).tap()
    bar.get_by_role("button", name="Throw away").tap()
    assert [one["kind"] for one in told(page)[1:]] == ["out"] * 3
    assert page.complaints == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_keeps_nobody_out(page, block, scheme):
    page.emulate_media(color_scheme=scheme)
    opened(page, block)
    page.add_style_tag(content="body { background: Canvas; } :root { color-scheme: light dark; }")
    press(page, "a", "Space", "Delete", "Space", "Enter")
    page.locator(".letter").nth(7).click()
    ours = [
        line
        for line in found(page)
        if not line.startswith(("landmark", "page-has-heading", "region", "document-title"))
    ]
    assert ours == []
