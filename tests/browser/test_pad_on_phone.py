"""Can the pad be used with fingers on a phone, and does the page still scroll under them?"""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser.pads import bundle_of, latents_of, model_of, opened
from tests.browser.waits import after_frames

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 390])
def test_a_phone_needs_no_sideways_scrolling_and_keeps_the_image_in_sight(page, tmp_path, width):
    bundle = bundle_of(model_of(6, conditional=True), latents_of(6), reader=True)
    pad = opened(page, tmp_path, bundle, width=width, height=700)
    assert pad.page.evaluate("document.documentElement.scrollWidth") <= width
    pad.slider(0).scroll_into_view_if_needed()
    box = pad.page.locator(".digit").bounding_box()
    assert 0 <= box["y"] < 100
    before = pad.settled()
    pad.slider(0).evaluate("(input) => { input.value = input.max; input.dispatchEvent(new Event('input')); }")
    assert pad.settled()["image"] != before["image"]


def test_a_finger_moves_the_point(browser, tmp_path):
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    pad = opened(context.new_page(), tmp_path, bundle_of(model_of(2), latents_of(2)), width=390)
    left, top = pad.corner()
    pad.page.touchscreen.tap(left + 60, top + 12)
    np.testing.assert_allclose(pad.settled()["point"], [60, 12], atol=12)
    assert pad.complaints == []
    context.close()


@pytest.fixture
def phone(browser, tmp_path):
    """A pad on a phone, and a hand of fingers: fingers(kind, places), in pixels of the map."""
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    pad = opened(context.new_page(), tmp_path, bundle_of(model_of(2), latents_of(2)), width=390)
    touch = context.new_cdp_session(pad.page)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        left, top = pad.page_corner
        points = [{"x": left + x, "y": top + y, "id": i} for i, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def swipe(start: tuple[float, float], by: tuple[float, float]) -> float:
        """Draw a finger over the map; return by how many pixels the page has scrolled under it."""
        pad.page.evaluate("scrollTo(0, 0)")
        pad.page_corner = pad.corner()
        fingers("touchStart", start)
        for step in range(1, 13):
            fingers("touchMove", tuple(at + way * step / 12 for at, way in zip(start, by, strict=True)))
            after_frames(pad.page, 1)
        fingers("touchEnd")
        pad.settled()
        return pad.page.evaluate("scrollY")

    pad.page_corner = pad.corner()
    pad.fingers, pad.swipe = fingers, swipe
    yield pad
    assert pad.complaints == []
    context.close()


def test_two_fingers_zoom_and_do_not_drag(phone):
    before, fingers = phone.settled(), phone.fingers
    x, y = 120, 150
    fingers("touchStart", (x, y))
    fingers("touchStart", (x, y), (x + 60, y))
    for step in range(6):
        fingers("touchMove", (x - 8 * step, y), (x + 60 + 8 * step, y))
    fingers("touchEnd")
    after = phone.settled()
    span = [float(state["view"].split(",")[3]) for state in (before, after)]
    assert span[1] == pytest.approx(span[0] * 60 / 140, rel=0.05)
    assert after["z"] == before["z"]


def test_a_finger_scrolls_the_page_past_the_map_and_takes_the_point_by_its_ring_or_sideways(phone):
    before = phone.settled()
    x, y = before["point"]
    away = (x + 90 if x < 190 else x - 90, 260)
    assert phone.swipe(away, (0, -160)) > 60
    assert phone.settled()["z"] == before["z"] and phone.state()["view"] == before["view"]

    assert phone.swipe((x + 20, y + 12), (10, -70)) == 0  # beside the ring, as a finger comes down
    dragged = phone.settled()
    np.testing.assert_allclose(dragged["point"], [x + 10, y - 70], atol=2)
    assert dragged["z"] != before["z"]

    assert phone.swipe((60, 250), (80, 6)) == 0
    np.testing.assert_allclose(phone.settled()["point"], [140, 256], atol=2)
