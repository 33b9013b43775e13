"""Can the corners, the ink and the way up of a photographed page be mended by mouse, finger and keys?"""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy import ndimage

from core.handwriting.ops import op_of, turned_corners
from tests.browser.mended import opened, photographed, read_anew, taken, told
from tests.browser.waits import after_frames, rest

pytestmark = pytest.mark.browser


@pytest.fixture
def photo(page):
    complaints = opened(page, "photo")
    yield page
    assert complaints == []


def corner(page, name: str):
    return page.get_by_role("button", name=name)


def middle_of(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, locator, dx: float, dy: float, *, steps: int = 4, lift: bool = True) -> None:
    x, y = middle_of(locator)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=steps)
    if lift:
        page.mouse.up()


def scale(page) -> float:
    """Return how many CSS pixels there are for one of the photograph, or of the page."""
    return page.evaluate("mended.state.placement.scale")


def ink_view(page) -> None:
    page.locator(".top").get_by_role("button", name="Ink").click()


def at_screen(page, x: float, y: float) -> tuple[float, float]:
    """Return where (x, y) of the page's pixels stands in the window."""
    box = page.locator(".page-canvas").bounding_box()
    at = page.evaluate("mended.state.placement")
    return box["x"] + at["left"] + at["scale"] * x, box["y"] + at["top"] + at["scale"] * y


def ink_at(page, x: float, y: float) -> bool:
    """Whether what stands at (x, y) of the page's pixels is dark on the screen."""
    page.get_by_role("checkbox").set_checked(False)
    read = """() => {
        const { canvas, placement, port } = mended.state, [x, y] = window.asked, dpr = canvas.width / port[0];
        const seen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        const [left, top] = [placement.left + x * placement.scale, placement.top + y * placement.scale];
        seen.drawImage(canvas, -Math.floor(left * dpr), -Math.floor(top * dpr));
        return seen.getImageData(0, 0, 1, 1).data[0];
    }"""
    return after_frames(page, 2, read, first="(given) => { window.asked = given; }", given=[x, y]) < 128


def test_a_corner_that_is_dragged_is_told_in_pixels_of_the_photograph(photo):
    _, read = photographed()
    drag(photo, corner(photo, "Right bottom corner"), -60, -30, lift=False)
    expect(photo.locator(".loupe")).to_be_visible()
    assert told(photo) == []
    photo.mouse.up()
    expect(photo.locator(".loupe")).to_be_hidden()
    (op,) = told(photo)
    assert op["kind"] == "corners" and op["reading"] == "r1" and re.fullmatch("[0-9a-f]{16}", op["id"])
    moved = np.array(op["points"]).reshape(4, 2) - np.array(read.corners)
    np.testing.assert_allclose(moved[:2], 0, atol=0.2)
    np.testing.assert_allclose(moved[2], np.array([-60, -30]) / scale(photo), atol=0.5)
    assert op_of(op) is not None


def test_keys_move_a_corner_and_what_they_come_to_is_told_once(photo):
    handle = corner(photo, "Left top corner")
    handle.focus()
    for _ in range(5):
        photo.keyboard.press("Shift+ArrowRight")
    photo.keyboard.press("ArrowDown")
    expect(photo.locator(".loupe")).to_be_visible()
    expect(photo.get_by_role("status")).to_have_text(re.compile(r"\d+ % across, \d+ % down"))
    photo.keyboard.press("Tab")
    _, read = photographed()
    (op,) = told(photo)
    assert (op["points"][0] - read.corners[0][0]) * scale(photo) == pytest.approx(50, abs=1)
    assert handle.get_attribute("aria-label").startswith("Left top corner: ")


def test_the_whole_picture_and_undo_and_redo(photo):
    photo.get_by_role("button", name="Whole picture").click()
    pixels, _ = photographed()
    h, w = pixels.shape[:2]
    (whole,) = told(photo)
    assert whole["points"] == [0, 0, w - 1, 0, w - 1, h - 1, 0, h - 1]
    places = "() => mended.state.points.map((p) => p.map(Math.round))"
    there = rest(photo, places)
    photo.get_by_role("button", name="Undo").click()
    assert rest(photo, places) != there and told(photo)[-1] == {**told(photo)[-1], "kind": "undo", "of": whole["id"]}
    photo.keyboard.press("Control+Shift+z")
    assert rest(photo, places) == there and told(photo)[-1]["of"] == told(photo)[-2]["id"]
    photo.keyboard.press("Control+Shift+z")
    assert len(told(photo)) == 3, "there is nothing more to do again"
    expect(photo.get_by_role("status")).to_have_text("There is nothing to do again.")


@pytest.mark.parametrize(("button", "quarters"), [("Turn left", 3), ("Turn right", 1), ("Upside down", 2)])
def test_corners_of_a_turned_photograph_are_told_as_it_came(photo, button, quarters):
    photo.get_by_role("button", name=button).click()
    assert [(op["kind"], op["quarters"]) for op in told(photo)] == [("turn", quarters)]
    before = rest(photo, "() => mended.state.points")
    drag(photo, corner(photo, "Left bottom corner"), 20, -20)
    op = op_of(told(photo)[-1])
    pixels, read = photographed()
    seen = turned_corners(op.points, (pixels.shape[1], pixels.shape[0]), quarters)
    np.testing.assert_allclose(seen[:3], before[:3], atol=0.2)
    np.testing.assert_allclose(np.array(seen[3]) - before[3], np.array([20, -20]) / scale(photo), atol=0.5)
    known = np.array(op.points).reshape(4, 2)
    nearest = np.linalg.norm(known[:, None] - np.array(read.corners), axis=-1).min(0)
    assert sorted(np.round(nearest))[:3] == [0, 0, 0], "three corners are where they were"


def test_a_photograph_that_came_turned_tells_its_corners_as_it_came(page):
    assert opened(page, "photo", quarters=1) == []
    page.get_by_role("button", name="Whole picture").click()
    pixels, _ = photographed()
    h, w = pixels.shape[:2]  # of the photograph as it is seen: it came with these the other way round
    (op,) = told(page)
    seen = turned_corners(op["points"], (h, w), 1)
    assert seen == ((0, 0), (w - 1, 0), (w - 1, h - 1), (0, h - 1))


def test_the_slider_shows_at_once_what_is_ink_and_tells_where_it_comes_to_rest(photo):
    ink_view(photo)
    slider = photo.get_by_role("slider", name="How dark ink is at least")
    dark = """() => {
        const { canvas } = mended.state, seen = new OffscreenCanvas(canvas.width, canvas.height);
        const context = seen.getContext("2d", { willReadFrequently: true });
        context.drawImage(canvas, 0, 0);
        const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        return pixels.reduce((sum, pixel) => sum + ((pixel & 255) < 128), 0);
    }"""
    photo.get_by_role("checkbox").set_checked(False)
    counts = {}
    for value in (0.2, 0.7):
        slider.evaluate("(node, v) => { node.value = v; node.dispatchEvent(new Event('input')); }", value)
        counts[value] = rest(photo, dark)
    assert 1.1 * counts[0.7] < counts[0.2] and counts[0.7] > 500 and told(photo) == []
    slider.focus()
    for _ in range(3):
        photo.keyboard.press("ArrowLeft")
    photo.keyboard.press("Tab")
    (op,) = told(photo)
    assert op["kind"] == "threshold" and op["value"] == pytest.approx(0.67)
    expect(photo.locator(".value").first).to_have_text("0.67")
    photo.get_by_role("button", name="Undo").click()
    expect(photo.locator(".value").first).to_have_text("0.45")


def test_brushes_make_ink_and_paper(photo):
    ink_view(photo)
    _, read = photographed()
    left, top, right, bottom = read.lines[0].words[0].box
    empty = (right + 2 * (right - left), (read.lines[0].row_at(0) + read.lines[1].row_at(0)) / 2)
    thick = ndimage.binary_erosion(read.ink[top:bottom, left:right], iterations=2)
    y, x = np.argwhere(thick)[0] + np.array([top, left])
    inked = (float(x), float(y))
    assert ink_at(photo, *inked) and not ink_at(photo, *empty)
    for name, place in (("Ink", empty), ("Paper", inked)):
        photo.locator(".side").get_by_role("button", name=name).click()
        across, down = at_screen(photo, *place)
        photo.mouse.move(across - 12, down)
        photo.mouse.down()
        photo.mouse.move(across + 12, down, steps=4)
        expect(photo.locator(".ring")).to_be_visible()
        photo.mouse.up()
    ink, paper = told(photo)
    assert (ink["kind"], paper["kind"]) == ("ink", "paper")
    assert ink["width"] == pytest.approx(14 / scale(photo), abs=0.1)
    assert np.ptp(ink["points"][::2]) == pytest.approx(24 / scale(photo), abs=2)
    assert ink_at(photo, *empty) and not ink_at(photo, *inked)
    photo.get_by_role("button", name="Undo").click()
    assert ink_at(photo, *empty) and ink_at(photo, *inked)


def test_keys_draw_with_a_brush(photo):
    ink_view(photo)
    photo.locator(".side").get_by_role("button", name="Ink").click()
    photo.locator(".page-canvas").focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "Shift+ArrowDown", "Space"):
        photo.keyboard.press(key)
    (op,) = told(photo)
    assert op["kind"] == "ink" and len(op["points"]) == 8
    assert np.ptp(op["points"][::2]) == pytest.approx(12 / scale(photo), abs=0.2)


def test_wheel_and_keys_zoom_and_the_hand_moves_what_is_seen(photo):
    canvas = photo.locator(".page-canvas")
    x, y = middle_of(canvas)
    photo.mouse.move(x, y)
    photo.mouse.wheel(0, -300)
    assert rest(photo, "() => mended.state.view.zoom") == 1, "before it was clicked the wheel is the page's"
    expect(photo.locator(".hint")).to_have_class(re.compile("seen"))
    photo.mouse.click(x, y)
    photo.mouse.wheel(0, -600)
    zoom = rest(photo, "() => mended.state.view.zoom", ready="(zoom) => zoom > 2")
    photo.mouse.move(x, y)
    photo.mouse.down()
    photo.mouse.move(x - 80, y - 40, steps=4)
    photo.mouse.up()
    view = rest(photo, "() => mended.state.view")
    assert view["x"] > 0.5 and view["y"] > 0.5
    photo.keyboard.press("ArrowRight")
    assert rest(photo, "() => mended.state.view.x") > view["x"]
    photo.keyboard.press("-")
    assert rest(photo, "() => mended.state.view.zoom") == pytest.approx(0.8 * zoom)
    photo.keyboard.press("0")
    assert rest(photo, "() => mended.state.view") == {"zoom": 1, "x": 0.5, "y": 0.5}
    assert told(photo) == []


def test_a_corner_out_of_sight_comes_into_it_when_the_keyboard_does(photo):
    photo.locator(".page-canvas").focus()
    for _ in range(8):
        photo.keyboard.press("+")
    corner(photo, "Right bottom corner").focus()
    photo.keyboard.press("ArrowLeft")
    rest(photo, "() => [...document.querySelectorAll('.corner')].map((node) => node.style.transform)")
    box, (x, y) = photo.locator(".field").bounding_box(), middle_of(corner(photo, "Right bottom corner"))
    assert box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"]


def test_what_python_has_taken_stays_seen_until_the_page_is_read_anew(photo):
    photo.get_by_role("button", name="Whole picture").click()
    whole = told(photo)
    places = "() => mended.state.points.map((p) => p.map(Math.round))"
    there = rest(photo, places)
    expect(photo.locator(".pending")).to_have_text("1 change since the page was read.")
    taken(photo, whole)
    assert rest(photo, places) == there
    photo.get_by_role("button", name="Turn right").click()
    assert [op["kind"] for op in told(photo)] == ["turn"], "what was taken is told no more"
    taken(photo, [*whole, *told(photo)], reading="r2")
    photo.locator(".page-canvas").focus()
    photo.keyboard.press("+")
    view = rest(photo, "() => mended.state.view")
    read_anew(photo, "photo", "r2", [*whole, *told(photo)])
    expect(photo.locator(".pending")).to_have_text("")
    assert rest(photo, "() => mended.state.view") == view
    assert photo.get_by_role("button", name="Undo").get_attribute("aria-disabled") == "false", "the history goes on"


def test_fingers_pinch_drag_a_corner_and_leave_the_page_to_scroll(browser):
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    assert opened(page, "photo", width=390) == []
    touch = context.new_cdp_session(page)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".page-canvas").evaluate("(node) => node.style.touchAction") == "pan-y"
    x, y = middle_of(corner(page, "Left top corner"))
    fingers("touchStart", (x + 9, y + 9))
    for step in range(1, 6):
        fingers("touchMove", (x + 9 + 4 * step, y + 9 + 6 * step))
    expect(page.locator(".loupe")).to_be_visible()
    fingers("touchEnd")
    (op,) = told(page)
    _, read = photographed()
    moved = (np.array(op["points"][:2]) - read.corners[0]) * scale(page)
    np.testing.assert_allclose(moved, [20, 30], atol=1)
    x, y = middle_of(page.locator(".page-canvas"))
    fingers("touchStart", (x - 30, y), (x + 30, y))
    for step in range(1, 9):
        fingers("touchMove", (x - 30 - 6 * step, y), (x + 30 + 6 * step, y))
    fingers("touchEnd")
    assert rest(page, "() => mended.state.view.zoom") > 1.8
    assert page.locator(".page-canvas").evaluate("(node) => node.style.touchAction") == "none"
    assert page.evaluate("scrollY") == 0 and len(told(page)) == 1
    context.close()
