"""Can the lines of a page be typed, pasted and mended, without a word of it getting lost when the page is read anew?"""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core.handwriting.ops import op_of
from tests.browser.mended import TEXT, opened, photographed, read_anew, taken, told
from tests.browser.waits import after_frames, rest

pytestmark = pytest.mark.browser


@pytest.fixture
def lines(page):
    complaints = opened(page, "lines")
    yield page
    assert complaints == []


def box(page, n: int):
    return page.get_by_role("textbox", name=f"What line {n} says")


def picture(page, n: int):
    return page.locator("canvas.strip").nth(n - 1)


def count(page, n: int):
    return page.locator(".count").nth(n - 1)


def typed(page) -> dict:
    return page.evaluate("window.typed")


def place(page, n: int, x: float, y: float | None = None) -> tuple[float, float]:
    """Return where column x of the page stands in the window, in the picture of line n, at half a small letter."""
    own = picture(page, n)
    own.scroll_into_view_if_needed()
    at = own.bounding_box()
    line = photographed()[1].lines[n - 1]
    row = line.row_at(x) - line.x_height / 2 if y is None else y
    (left, top, _, _), scale = page.evaluate("(n) => [mended.state.rows[n].strip, mended.state.scale]", n - 1)
    return at["x"] + (x - left) * scale, at["y"] + (row - top) * scale


def words(page, n: int) -> int:
    return page.evaluate("(n) => mended.state.rows[n].line.words.length", n - 1)


def gap(n: int, i: int) -> float:
    before, after = photographed()[1].lines[n - 1].words[i : i + 2]
    return (before.box[2] + after.box[0]) / 2


def middle(n: int, i: int) -> float:
    left, _, right, _ = photographed()[1].lines[n - 1].words[i].box
    return (left + right) / 2


def test_the_count_agrees_while_one_types_and_python_hears_once_keys_rest(lines):
    expect(count(lines, 1)).to_have_text("4 words found · 0 typed")
    box(lines, 1).press_sequentially("over a lazy")
    expect(count(lines, 1)).to_have_text("4 words found · 3 typed")
    expect(count(lines, 1)).not_to_have_class(re.compile("agrees"))
    box(lines, 1).press_sequentially(" dog")
    expect(count(lines, 1)).to_have_text("✓ 4 words found · 4 typed")
    expect(count(lines, 1)).to_have_class(re.compile("agrees"))
    expect(lines.locator(".agreed")).to_have_text("1 of 4 lines agree")
    expect(lines.get_by_role("status")).to_have_text("Line 1: 4 words, all typed.")
    lines.wait_for_function("window.typed?.texts[0] === 'over a lazy dog'")
    assert typed(lines) == {"reading": "r1", "texts": ["over a lazy dog", "", "", ""]}
    asked = {"spellcheck": "false", "autocapitalize": "off", "autocorrect": "off", "dir": "auto"}
    assert {name: box(lines, 1).get_attribute(name) for name in asked} == asked


def test_enter_and_arrows_go_from_line_to_line(lines):
    box(lines, 1).fill("over")
    box(lines, 1).press("Enter")
    expect(box(lines, 2)).to_be_focused()
    assert typed(lines)["texts"][0] == "over", "what is left is told at once"
    lines.keyboard.press("ArrowDown")
    expect(box(lines, 3)).to_be_focused()
    lines.keyboard.press("ArrowUp")
    lines.keyboard.press("Shift+Enter")
    expect(box(lines, 1)).to_be_focused()


def paste(page, n: int, text: str) -> None:
    box(page, n).evaluate(
        """(node, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            node.focus();
            node.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_pasted_lines_fill_the_boxes_and_can_be_taken_back(lines):
    box(lines, 3).fill("of us")
    paste(lines, 2, "\n" + "\r\n".join(TEXT[1:]) + "\n\nand one that is over\n")
    assert [box(lines, n).input_value() for n in range(1, 5)] == ["", *TEXT[1:]]
    expect(box(lines, 4)).to_be_focused()
    expect(lines.locator(".pasted")).to_contain_text("3 lines were pasted. 1 more has no line on the page.")
    assert typed(lines)["texts"] == ["", *TEXT[1:]]
    expect(lines.locator(".agreed")).to_have_text("3 of 4 lines agree")
    lines.get_by_role("button", name="Take the paste back").click()
    assert [box(lines, n).input_value() for n in range(1, 5)] == ["", "", "of us", ""]
    assert typed(lines)["texts"] == ["", "", "of us", ""]
    expect(lines.locator(".pasted")).to_be_hidden()


def test_a_click_in_a_gap_joins_and_one_in_a_word_parts_it(lines):
    lines.mouse.click(*place(lines, 1, gap(1, 1)))
    expect(count(lines, 1)).to_have_text("3 words found · 0 typed")
    (join,) = told(lines)
    assert join["kind"] == "join" and join["x"] == pytest.approx(gap(1, 1), abs=0.1)
    before = photographed()[1].lines[1].words[1]
    lines.mouse.click(*place(lines, 2, middle(2, 1)))
    expect(count(lines, 2)).to_have_text("5 words found · 0 typed")
    split = told(lines)[1]
    assert split["kind"] == "split" and before.box[0] < split["x"] < before.box[2]
    lefts, rights = lines.evaluate(
        """([n, i]) => { const { pieces } = mended.state.about.lines[n].words[i];
            return [pieces.map(([left]) => left), pieces.map(([, right]) => right)]; }""",
        [1, 1],
    )
    lean = np.tan(np.deg2rad(photographed()[1].slant)) * photographed()[1].lines[1].x_height / 2
    assert any(abs((a + b) / 2 + lean - split["x"]) < 0.2 for a, b in zip(lefts[1:], rights, strict=False))
    assert all(map(op_of, told(lines)))
    lines.get_by_role("button", name="Undo").click()
    assert words(lines, 2) == 4 and words(lines, 1) == 3
    lines.get_by_role("button", name="Undo").click()
    assert words(lines, 1) == 4
    lines.get_by_role("button", name="Redo").click()
    assert words(lines, 1) == 3
    assert [op["kind"] for op in told(lines)] == ["join", "split", "undo", "undo", "undo"]


def test_where_the_counts_differ_a_hint_stands_where_a_click_makes_them_agree(lines):
    box(lines, 4).fill("because no body asked")
    hints = "() => mended.state.rows.map((row) => row.hints.map(({ kind, i, x }) => [kind, i, x]))"
    ((kind, i, x),) = rest(lines, hints)[3]
    assert (kind, i) == ("split", 1)
    lines.mouse.click(*place(lines, 4, x))
    expect(count(lines, 4)).to_have_text("✓ 4 words found · 4 typed")
    assert rest(lines, hints) == [[], [], [], []]
    box(lines, 2).fill("runs awayfrom all")
    assert rest(lines, hints)[1] == [], "the line may not be typed to its end yet"
    box(lines, 2).press("Enter")
    assert rest(lines, hints, ready="(all) => all[1].length > 0")[1][0][:2] == ["join", 1]


def test_keys_join_and_part_words(lines):
    picture(lines, 1).focus()
    for _ in range(2):
        lines.keyboard.press("ArrowRight")
    expect(lines.get_by_role("status")).to_have_text("Gap between word 1 and word 2. Enter joins them.")
    lines.keyboard.press("Enter")
    assert words(lines, 1) == 3
    lines.keyboard.press("ArrowDown")
    expect(picture(lines, 2)).to_be_focused()
    lines.keyboard.press("ArrowRight")
    expect(lines.get_by_role("status")).to_have_text("word 1, 1 of 4. Enter shows where it can be parted.")
    lines.keyboard.press("Enter")
    expect(lines.get_by_role("status")).to_have_text("Cut 2 of 3 in word 1. Enter parts it there.")
    lines.keyboard.press("ArrowLeft")
    lines.keyboard.press("Enter")
    assert [op["kind"] for op in told(lines)] == ["join", "split"] and words(lines, 2) == 5


def test_a_brush_puts_ink_and_paper_on_a_line(lines):
    opaque = """([x, y]) => {
        const one = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        one.drawImage(mended.state.sheet.canvas, -x, -y);
        return one.getImageData(0, 0, 1, 1).data[3];
    }"""
    left, top, right, bottom = photographed()[1].lines[0].words[0].box
    y, x = np.argwhere(photographed()[1].ink[top:bottom, left:right])[-1] + np.array([top, left])
    lines.get_by_role("button", name="Paper").click()
    across, down = place(lines, 1, int(x), int(y))
    lines.mouse.move(across - 5, down)
    lines.mouse.down()
    lines.mouse.move(across + 5, down, steps=3)
    lines.mouse.up()
    (op,) = told(lines)
    assert op["kind"] == "paper" and op_of(op) is not None
    assert lines.evaluate(opaque, [int(x), int(y)]) == 0
    lines.get_by_role("button", name="Undo").click()
    assert lines.evaluate(opaque, [int(x), int(y)]) == 255
    lines.get_by_role("button", name="Ink", exact=True).click()
    lines.mouse.click(*place(lines, 1, gap(1, 0)))
    assert [one["kind"] for one in told(lines)] == ["paper", "undo", "ink"] and words(lines, 1) == 4
    assert lines.evaluate(opaque, [round(gap(1, 0)), round(told(lines)[-1]["points"][1])]) == 255


def test_what_python_knows_stands_in_the_boxes_and_does_not_overwrite_what_is_typed(lines):
    taken(lines, [], ["over a", "runs away"])
    assert [box(lines, n).input_value() for n in (1, 2, 3)] == ["over a", "runs away", ""]
    box(lines, 1).press("End")
    lines.keyboard.type(" lazy")
    lines.wait_for_function("window.typed?.texts[0] === 'over a lazy'")
    lines.keyboard.type(" dog ")
    taken(lines, [], ["over a lazy", "runs away"])  # the answer to what was told before
    assert box(lines, 1).input_value() == "over a lazy dog "
    lines.wait_for_function("window.typed.texts[0] === 'over a lazy dog'")
    taken(lines, [], ["over a lazy dog", "runs far away"])
    assert [box(lines, n).input_value() for n in (1, 2)] == ["over a lazy dog ", "runs far away"]


def test_what_is_said_of_a_line_stands_below_it_but_while_it_is_typed(lines):
    said = lines.locator(".page-line").nth(1).locator(".said")
    expect(said).to_be_hidden()
    lines.evaluate("python([], ['', 'runs', '', ''], 'r1', ['', 'one is left out.', '', ''])")
    expect(said).to_have_text("One is left out.")
    box(lines, 2).focus()
    expect(said).to_be_hidden()
    lines.evaluate("python([], ['', 'runs', '', ''], 'r1', [])")
    box(lines, 1).focus()
    expect(said).to_be_hidden()


def test_another_reading_keeps_texts_focus_and_the_writers_place(lines):
    for n, text in enumerate(TEXT[:2], 1):
        box(lines, n).fill(text)
    lines.mouse.click(*place(lines, 1, gap(1, 1)))
    join = told(lines)
    box(lines, 3).press_sequentially("of th")
    box(lines, 3).evaluate("(node) => node.setSelectionRange(2, 2)")
    taken(lines, join, list(TEXT[:2]))
    taken(lines, join, [], reading="r2")
    read_anew(lines, "lines", "r2", join)
    expect(count(lines, 1)).to_have_text("✓ 4 words found · 4 typed")  # the reading that comes has the join undone
    expect(box(lines, 3)).to_be_focused()
    lines.keyboard.type("X")
    assert box(lines, 3).input_value() == "ofX th"
    lines.wait_for_function("window.typed.reading === 'r2' && window.typed.texts[2] === 'ofX th'")
    assert typed(lines)["texts"] == [*TEXT[:2], "ofX th", ""]


def test_on_a_phone_a_finger_types_joins_and_parts(browser):
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    assert opened(page, "lines", width=360) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("mended.state.scale") * photographed()[1].lines[0].x_height >= 12
    assert box(page, 1).bounding_box()["height"] >= 44
    x, y = place(page, 1, gap(1, 0))
    page.touchscreen.tap(x + 4, y)
    expect(count(page, 1)).to_have_text("3 words found · 0 typed")
    page.touchscreen.tap(*place(page, 2, middle(2, 0)))
    assert words(page, 2) == 4, "the first tap shows where the word would be parted"
    expect(page.get_by_role("status")).to_have_text("Tap again to part the word there.")
    page.touchscreen.tap(*place(page, 2, middle(2, 0)))
    assert words(page, 2) == 5 and [op["kind"] for op in told(page)] == ["join", "split"]
    assert after_frames(page, 2, "() => mended.state.rows.every((row) => !row.stale)")
    context.close()
