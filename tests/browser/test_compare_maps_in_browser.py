"""Are two maps looked at as one: pointed at, marked, zoomed and travelled between?"""

from __future__ import annotations

import numpy as np
import pytest

from core.projection.moved import compare
from tests.browser.compare_maps import Duo, block, maps, opened
from tests.browser.pads import CLASSES, latents_of
from tests.browser.waits import rest
from ui.components.compare_maps import Seen

pytestmark = pytest.mark.browser


@pytest.fixture
def duo(page, tmp_path) -> Duo:
    duo = opened(page, tmp_path)
    yield duo
    assert duo.complaints == []


def pairs(places: list[float]) -> np.ndarray:
    return np.array(places, np.float32).reshape(-1, 2)


def test_pointing_at_an_image_on_either_map_rings_it_on_both(duo):
    bare = [duo.page.locator(".half").nth(side).screenshot() for side in (0, 1)]
    for side in (0, 1):
        duo.page.mouse.move(*duo.at(side, 33))
        state = duo.settled()
        assert state["hovered"] == 33
        assert state["text"].startswith(f"Image 33, class {CLASSES[latents_of(2).labels[33]]}: moved 0.")
        assert all(duo.page.locator(".half").nth(s).screenshot() != bare[s] for s in (0, 1))
    duo.page.mouse.move(5, 5)
    assert duo.settled()["hovered"] == -1 and duo.state()["text"] == ""


@pytest.mark.parametrize("side", [0, 1])
def test_a_lasso_on_either_map_selects_the_same_images_on_both_and_in_python(duo, side):
    duo.page.get_by_role("button", name="Lasso").click()
    duo.lasso(side, 100, 80, 330, 300)
    state = duo.settled()
    assert 3 < len(state["selected"]) < 40
    seen = Seen.from_state(state["told"])
    assert seen.pair == "one" and seen.selection.layout == ("left", "right")[side]
    shown = pairs(state["places"][side])
    assert seen.selection.indices(shown, None).tolist() == state["selected"]
    assert f"{len(state['selected'])} images selected" in duo.page.locator(".count").inner_text()
    assert duo.page.locator(".cell").count() == len(state["selected"])
    # The link brings it back.
    query = "&".join(f"{name}={text}" for name, text in seen.query().items())
    again = opened(duo.page, _folder(duo), query=query)
    assert again.settled()["selected"] == state["selected"]
    again.page.get_by_role("button", name="Clear").click()
    assert again.settled()["selected"] == [] and again.page.locator(".cell").count() > 20


def test_a_box_and_classes_select_together(duo):
    labels = latents_of(2).labels
    duo.page.locator(".legend").get_by_role("button", name="1", exact=True).click()
    state = duo.settled()
    assert state["selected"] == np.flatnonzero(labels == 1).tolist()
    duo.page.get_by_role("button", name="Box").click()
    duo.drag(1, (60, 60), (260, 260))
    more = duo.settled()
    assert set(state["selected"]) < set(more["selected"])
    assert Seen.from_state(more["told"]).selection.classes == (1,)


def test_points_travel_to_the_other_layout_in_two_seconds_and_back(duo):
    left, right = maps()
    right = compare(left, right).xy
    np.testing.assert_allclose(pairs(duo.state()["places"][0]), left, atol=1e-5)
    duo.page.get_by_role("button", name="Travel").click()
    duo.page.wait_for_function("() => duo.state.t > 0.05 && duo.state.t < 0.95")
    duo.page.wait_for_function("() => duo.state.t === 1", timeout=3000)
    there = duo.settled()
    np.testing.assert_allclose(pairs(there["places"][0]), right, atol=1e-5)
    np.testing.assert_allclose(pairs(there["places"][1]), right, atol=1e-5)
    assert there["view"].endswith(",1")
    duo.page.get_by_role("button", name="Travel back").click()
    duo.page.wait_for_function("() => duo.state.t === 0", timeout=4000)
    np.testing.assert_allclose(pairs(duo.settled()["places"][0]), left, atol=1e-5)
    assert duo.state()["view"] == ""


def stays(page) -> float:
    """Return where the points are when they have not moved for longer than they wait before they set out."""
    return rest(page, "() => duo.state.t", milliseconds=1700)


def test_the_points_travel_once_by_themselves_there_and_back_and_no_link_is_written(page, tmp_path):
    duo = opened(page, tmp_path, query="shows=1")
    page.wait_for_function("() => duo.state.t === 1", timeout=6000)
    page.wait_for_function("() => duo.state.t === 0", timeout=6000)
    assert stays(page) == 0 and duo.state()["told"] is None and duo.complaints == []


def test_a_touch_ends_what_shows_by_itself_and_links_and_calm_eyes_are_spared_it(page, tmp_path):
    opened(page, tmp_path, query="shows=1")
    page.locator(".front").first.click()
    assert stays(page) == 0
    linked = opened(page, tmp_path, query="shows=1&view=1,0,0,5,0,0,5,0")
    assert stays(page) == 0 and linked.settled()["t"] == 0
    page.emulate_media(reduced_motion="reduce")
    still = opened(page, tmp_path, query="shows=1")
    assert stays(page) == 0 and still.settled()["t"] == 0


def test_the_slider_stops_anywhere_and_the_link_brings_it_back(duo):
    slider = duo.page.get_by_role("slider")
    slider.evaluate(
        "(s) => { s.value = 0.4; s.dispatchEvent(new Event('input')); s.dispatchEvent(new Event('change')); }"
    )
    state = duo.settled()
    left, right = maps()
    np.testing.assert_allclose(pairs(state["places"][0]), left + 0.4 * (compare(left, right).xy - left), atol=1e-5)
    again = opened(duo.page, _folder(duo), query=f"view={state['told']['view']}")
    assert again.state()["t"] == 0.4 and again.state()["view"] == state["view"]


def test_who_moved_most_comes_first_and_leads_to_both_maps(duo):
    first, second = (duo.page.locator(".cell").nth(i) for i in (0, 1))
    names = {first.get_attribute("aria-label").split(",")[0], second.get_attribute("aria-label").split(",")[0]}
    assert names == {"Image 7", "Image 20"}
    bare = [duo.page.locator(".half").nth(side).screenshot() for side in (0, 1)]
    first.click()
    duo.page.mouse.move(5, 5)
    picked = duo.settled()["picked"]
    assert picked in (7, 20) and duo.state()["told"]["selection"]["picked"] == picked
    assert all(duo.page.locator(".half").nth(s).screenshot() != bare[s] for s in (0, 1))
    duo.page.get_by_role("button", name="Lost most neighbours").click()
    lost = compare(*maps()).lost
    shown = duo.page.locator(".cell small").first.inner_text()
    assert shown == f"{round(lost.max() * 12)} of 12"


def test_zooming_one_map_brings_the_same_images_on_the_other(duo):
    target = 44
    x, y = duo.at(0, target)
    duo.page.mouse.move(x, y)
    duo.page.keyboard.down("Control")
    for _ in range(6):
        duo.page.mouse.wheel(0, -60)
    duo.page.keyboard.up("Control")
    state = duo.settled()
    left, right = state["views"]
    assert left["span"] < 0.6 * state["wholes"][0]["span"] and right["span"] < 0.8 * state["wholes"][1]["span"]
    place = pairs(state["places"][1])[target]
    assert abs(place[0] - right["x"]) < right["span"] / 2 and abs(place[1] - right["y"]) < right["span"] / 2
    duo.page.get_by_role("button", name="Show everything").click()
    assert duo.settled()["view"] == ""
    duo.page.get_by_role("button", name="Link zoom").click()
    duo.page.mouse.move(x, y)
    duo.page.keyboard.down("Control")
    duo.page.mouse.wheel(0, -200)
    duo.page.keyboard.up("Control")
    state = duo.settled()
    assert state["views"][1] == state["wholes"][1] and state["views"][0]["span"] < state["wholes"][0]["span"]


def test_other_maps_of_the_same_images_glide_in_and_of_others_come_anew(page, tmp_path):
    left, _ = maps()
    blocks = [block(), block(right=left[::-1].copy(), id="two"), block(40, id="three")]
    duo = opened(page, tmp_path, blocks)
    # In one go: on a busy machine the glide is over before Python is back.
    glide = "duo.update(blocks[1]); requestAnimationFrame(() => resolve(Array.from(duo.state.maps[1].points)))"
    on_the_way = page.evaluate(f"() => new Promise((resolve) => {{ {glide} }})")
    assert not np.allclose(pairs(on_the_way), compare(left, left[::-1]).xy, atol=1e-3)
    np.testing.assert_allclose(pairs(duo.settled()["places"][1]), compare(left, left[::-1]).xy, atol=1e-4)
    duo.page.evaluate("duo.update(blocks[2])")
    assert len(pairs(duo.settled()["places"][0])) == 40
    assert duo.complaints == []


def test_keys_move_the_map_and_draw_a_box(duo):
    front = duo.page.locator(".front").nth(1)
    front.focus()
    before = duo.settled()
    duo.page.keyboard.press("ArrowRight")
    duo.page.keyboard.press("+")
    after = duo.settled()
    assert after["views"][1]["x"] > before["views"][1]["x"] and after["views"][1]["span"] < before["views"][1]["span"]
    duo.page.get_by_role("button", name="Box").click()
    front.focus()
    for _ in range(3):
        duo.page.keyboard.press("Shift+ArrowRight")
        duo.page.keyboard.press("Shift+ArrowUp")
    assert len(duo.settled()["selected"]) > 1
    duo.page.keyboard.press("Escape")
    assert duo.settled()["selected"] == []


def test_on_a_phone_the_maps_stand_above_each_other(page, tmp_path):
    duo = opened(page, tmp_path, width=390, height=844)
    upper, lower = (page.locator(".field").nth(side).bounding_box() for side in (0, 1))
    assert lower["y"] > upper["y"] + upper["height"] and upper["width"] == lower["width"] > 340
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert duo.complaints == []
    page.set_viewport_size({"width": 1200, "height": 800})
    duo.settled()
    upper, lower = (page.locator(".field").nth(side).bounding_box() for side in (0, 1))
    assert upper["y"] == lower["y"] and lower["x"] > upper["x"] + upper["width"]


def test_a_link_that_says_nonsense_opens_the_whole_maps(page, tmp_path):
    duo = opened(page, tmp_path, query="view=1,2,nan,0,x&sel=1,2,3~9~77777~nowhere")
    state = duo.settled()
    assert state["view"] == "" and state["selected"] == [] and state["picked"] is None
    assert duo.complaints == []


def _folder(duo: Duo):
    from pathlib import Path
    from urllib.parse import urlparse

    return Path(urlparse(duo.page.url).path).parent
