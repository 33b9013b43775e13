"""Does the sheet draw what the hand draws, by mouse, finger, pen and keys, and draw nothing else?"""

from __future__ import annotations

import base64

import numpy as np
import pytest

from core.strokes import drawn, strokes_of
from tests.browser.harness import Room, open_page, page_of
from tests.browser.waits import after_frames, laid_out

pytestmark = pytest.mark.browser

SHEET = """
const host = { label: "Draw.", kept: "", told: (strokes) => told.push(strokes) };
window.sheet = mountSheet(document.getElementById("room"), host);
"""
INK = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let ink = "";
    for (let i = 3; i < data.length; i += 4) ink += String.fromCharCode(data[i]);
    return btoa(ink);
}"""
WIDTHS = (320, 390, 820, 1100, 1300, 1440)


def opened(page, width: int = 800) -> dict:
    """Open a sheet and return the box of its canvas."""
    text = page_of(["room"], Room(("draw/frame.js",), SHEET), styles=["draw/sheet.css"])
    page.complaints = open_page(page, text, None, width=width, console=False)
    page.add_style_tag(content="body { margin: 0; padding: 16px; height: 3000px; }")
    return page.locator("canvas.sheet").bounding_box()


def stroke(page, box: dict, points) -> None:
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at[1:]:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


def strokes(page) -> list[np.ndarray]:
    return list(strokes_of(page.evaluate("() => sheet.strokes")))


def inked(page) -> np.ndarray:
    """What is on the canvas, uint8 (h, h)."""
    found = np.frombuffer(base64.b64decode(page.locator("canvas.sheet").evaluate(INK)), np.uint8)
    side = round(len(found) ** 0.5)
    return found.reshape(side, side)


def ends(found: np.ndarray) -> list[float]:
    return [*found[0, :2], *found[-1, :2]]


def touching(page):
    """Return a function that sends a touch: its kind and where each finger that is down lies, by its number."""
    client = page.context.new_cdp_session(page)

    def touch(kind: str, fingers: dict[int, tuple[float, float]] | None = None) -> None:
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in (fingers or {}).items()]
        client.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    return touch


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 900}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def test_a_mouse_draws_and_the_server_draws_the_same(page):
    box = opened(page)
    stroke(page, box, [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)])
    page.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + 0.8 * box["height"])  # a dot
    one, dot = strokes(page)
    assert ends(one) == pytest.approx([0.25, 0.2, 0.45, 0.85], abs=0.01) and len(dot) == 1
    assert (one[:, 2] == 1).all()
    on_screen, image = inked(page), drawn([one, dot], 320)
    assert on_screen.shape == (320, 320)
    assert np.abs(on_screen.astype(int) - image).mean() < 1.5
    assert on_screen.sum(dtype=float) == pytest.approx(image.sum(dtype=float), rel=0.02)
    assert page.evaluate("() => told.map((strokes) => strokes.length)") == [1, 2], (
        "told when a stroke ends, and only then"
    )
    assert page.complaints == []


def test_a_stroke_that_leaves_the_sheet_goes_on(page):
    box = opened(page)
    stroke(page, box, [(0.5, 0.5), (1.4, 0.5), (1.4, 0.9), (0.5, 0.9)])
    (one,) = strokes(page)
    assert ends(one) == pytest.approx([0.5, 0.5, 0.5, 0.9], abs=0.01)
    assert one[:, 0].max() == pytest.approx(1.4, abs=0.02)
    stroke(page, box, [(0.2, 0.2), (-0.3, 0.2)])  # and one that is let go outside ends there
    stroke(page, box, [(0.2, 0.8), (0.4, 0.8)])
    assert [ends(one)[2] for one in strokes(page)[1:]] == pytest.approx([-0.3, 0.4], abs=0.01)


def test_other_buttons_of_a_mouse_draw_nothing(page):
    box = opened(page)
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    for button in ("right", "middle"):
        page.mouse.down(button=button)
        page.mouse.move(box["x"] + 90, box["y"] + 90)
        page.mouse.up(button=button)
    assert strokes(page) == []


def test_undo_and_clear_can_be_taken_back(page):
    box = opened(page)
    undo, clear = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Clear"))
    assert undo.get_attribute("aria-disabled") == clear.get_attribute("aria-disabled") == "true"
    stroke(page, box, [(0.2, 0.2), (0.8, 0.2)])
    first = inked(page)
    stroke(page, box, [(0.2, 0.8), (0.8, 0.8)])
    undo.click()
    assert len(strokes(page)) == 1 and np.array_equal(inked(page), first)
    clear.click()
    assert strokes(page) == [] and not inked(page).any() and page.locator(".invite").is_visible()
    undo.click()
    assert np.array_equal(inked(page), first) and not page.locator(".invite").is_visible()
    undo.click()
    undo.click(force=True)  # nothing is left, and nothing happens
    assert strokes(page) == [] and page.evaluate("() => told.at(-1)") == []
    assert page.complaints == []


def test_a_finger_draws_wherever_it_is_put_down_and_the_page_stays(phone):
    page, box = phone, opened(phone, 390)
    touch, (x, y), side = touching(page), (box["x"], box["y"]), box["width"]
    corners = [(0.99, 0.01), (0.01, 0.01), (0.01, 0.99), (0.99, 0.99)]  # the top right first: nothing lies over it
    for left, top in corners:
        touch("Start", {0: (x + left * side, y + top * side)})
        for k in range(1, 9):
            share = k / 8
            touch("Move", {0: (x + (left + (0.5 - left) * share) * side, y + (top + (0.5 - top) * share) * side)})
            after_frames(page, 1)
        touch("End")
    found = strokes(page)
    assert [ends(one) for one in found] == [pytest.approx([*corner, 0.5, 0.5], abs=0.02) for corner in corners]
    assert page.evaluate("() => scrollY") == 0
    seen = page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", [x + 0.97 * side, y + 0.03 * side])
    assert "sheet" in seen
    assert page.complaints == []


def test_a_second_finger_draws_nothing(phone):
    page, box = phone, opened(phone, 390)
    touch, (x, y) = touching(page), (box["x"], box["y"])
    touch("Start", {0: (x + 50, y + 50)})
    touch("Move", {0: (x + 60, y + 50)})
    touch("Start", {0: (x + 60, y + 50), 1: (x + 250, y + 250)})
    for k in range(5):
        touch("Move", {0: (x + 70 + 10 * k, y + 50), 1: (x + 250 - 20 * k, y + 250)})
        after_frames(page, 1)
    touch("End", {1: (x + 170, y + 250)})  # the first is lifted, the second goes on
    touch("Move", {1: (x + 100, y + 150)})
    touch("End")
    found = strokes(page)
    assert all(one[:, 1].max() * box["height"] < 60 for one in found) and len(found) == 1
    touch("Start", {0: (x + 200, y + 200)})  # whoever comes next draws again
    touch("End")
    assert len(strokes(page)) == 2


PEN = """(steps) => {
    const canvas = document.querySelector("canvas.sheet"), box = canvas.getBoundingClientRect();
    canvas.setPointerCapture = () => {}; // there is no such pointer
    for (const [type, pointerType, pointerId, x, y, pressure] of steps) {
        canvas.dispatchEvent(new PointerEvent(`pointer${type}`, {
            pointerType, pointerId, pressure, clientX: box.left + x * box.width, clientY: box.top + y * box.height,
            button: type === "move" ? -1 : 0, buttons: type === "up" ? 0 : 1, bubbles: true, cancelable: true,
        }));
    }
}"""


def test_a_pen_that_presses_harder_draws_a_wider_line(page):
    opened(page)
    page.evaluate(PEN, [["down", "pen", 7, 0.2, 0.5, 0.1], ["move", "pen", 7, 0.5, 0.5, 0.5],
                        ["move", "pen", 7, 0.8, 0.5, 1], ["up", "pen", 7, 0.8, 0.5, 0]])  # fmt: skip
    (one,) = strokes(page)
    assert one[:, 2] == pytest.approx([0.68, 1, 1.4])
    image = inked(page)
    thin, thick = ((image[:, round(share * 320)] > 127).sum() for share in (0.25, 0.75))
    assert thick > 1.3 * thin
    assert np.abs(image.astype(int) - drawn([one], 320)).mean() < 1.5


def test_the_hand_that_holds_the_pen_draws_nothing(page):
    opened(page)
    page.evaluate(PEN, [
        ["down", "touch", 3, 0.9, 0.9, 0], ["move", "touch", 3, 0.8, 0.9, 0],  # the palm comes first
        ["down", "pen", 7, 0.2, 0.2, 0.5], ["move", "touch", 3, 0.7, 0.9, 0], ["move", "pen", 7, 0.6, 0.2, 0.5],
        ["up", "touch", 3, 0.7, 0.9, 0], ["up", "pen", 7, 0.6, 0.2, 0],
        ["down", "touch", 4, 0.9, 0.9, 0], ["move", "touch", 4, 0.5, 0.9, 0], ["up", "touch", 4, 0.5, 0.9, 0],
    ])  # fmt: skip
    assert [ends(one) for one in strokes(page)] == [pytest.approx([0.2, 0.2, 0.6, 0.2], abs=0.01)]


def test_keys_draw_and_say_where_the_pen_is(page):
    opened(page)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('canvas.sheet')")
    assert page.locator(".nib").is_visible()
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp", " ", "ArrowRight", "Shift+ArrowDown", " "):
        page.keyboard.press(key)
    (one,) = strokes(page)
    assert one[:, :2] * 28 == pytest.approx(np.array([[13, 12], [14, 12], [14, 16]]), abs=0.01)
    page.wait_for_function(
        "() => document.querySelector('[role=status]').textContent === 'Pen up at 50 % across, 57 % down'"
    )
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")  # whoever goes on lifts the pen
    assert len(strokes(page)) == 2 and not page.locator(".nib").is_visible()
    assert page.evaluate("() => document.activeElement.textContent") == "Undo"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Clear"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+z")
    assert strokes(page) == [] and page.evaluate("() => scrollY") == 0
    assert page.complaints == []


@pytest.mark.parametrize("dots", [1, 2.625])
def test_it_is_whole_and_sharp_at_every_width_and_keeps_what_is_drawn(browser, dots):
    context = browser.new_context(device_scale_factor=dots)
    page = context.new_page()
    opened(page, WIDTHS[-1])
    stroke(page, page.locator("canvas.sheet").bounding_box(), [(0.2, 0.2), (0.8, 0.8)])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        laid_out(page)
        box = page.locator("canvas.sheet").bounding_box()
        assert min(320, width - 40) <= box["width"] == box["height"] <= 322
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        image = inked(page)
        assert len(image) == round(box["width"] * dots)
        assert np.abs(image.astype(int) - drawn(strokes(page), len(image))).mean() < 1.5
    context.close()


@pytest.mark.long
def test_a_full_sheet_says_so_and_can_be_drawn_on_again(page):
    box = opened(page)
    zigzag = [(0.1 + 0.8 * (k % 2), 0.1) for k in range(60)]
    at = [[("down" if k == 0 else "move"), "mouse", 1, x, y, 0.5] for k, (x, y) in enumerate(zigzag * 340)]
    page.evaluate(PEN, [*at, ["up", "mouse", 1, 0.5, 0.5, 0]])
    assert sum(map(len, strokes(page))) == 20_000
    stroke(page, box, [(0.2, 0.5), (0.8, 0.5)])
    page.wait_for_function("() => document.querySelector('[role=status]').textContent.startsWith('The sheet is full')")
    page.get_by_role("button", name="Clear").click()
    stroke(page, box, [(0.2, 0.5), (0.8, 0.5)])
    assert len(strokes(page)) == 1
