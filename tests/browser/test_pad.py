"""Do map, image and sliders move as one, by every means of input?"""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser.pads import CLASSES, Pad, bundle_of, latents_of, model_of, opened, reader_of
from tests.browser.waits import after_frames

pytestmark = pytest.mark.browser


@pytest.fixture
def pad(page, tmp_path) -> Pad:
    """A pad of a two-dimensional model with a reader."""
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2), reader=True))
    yield pad
    assert pad.complaints == []
    assert all(url.startswith(("file:", "blob:")) for url in pad.hosts), pad.hosts


def test_dragging_the_point_moves_sliders_and_image(pad):
    before = pad.settled()
    x, y = before["point"]
    pad.drag((x, y), (x + 120, y - 60))
    after = pad.settled()
    np.testing.assert_allclose(after["point"], [x + 120, y - 60], atol=1.5)
    assert after["z"][0] > before["z"][0] and after["z"][1] > before["z"][1]
    for i in range(2):
        assert float(pad.slider(i).input_value()) == pytest.approx(after["z"][i], abs=0.02)
    assert after["image"] != before["image"]
    assert after["text"].startswith("z = (")


def test_the_image_is_what_torch_decodes_and_the_words_what_the_classifier_reads(pad):
    state = pad.settled()
    with torch.no_grad():
        image = model_of(2).decode(torch.tensor([state["z"]]))
        reading = torch.softmax(reader_of()(image), 1)[0]
    ink = image.numpy().ravel()
    paper, text = (pad.page.evaluate(f"latentInk.state.pad.theme.{name}[0]") for name in ("paper", "ink"))
    np.testing.assert_allclose(state["image"], paper + (text - paper) * ink, atol=2)
    assert state["text"].endswith(f"reads as {CLASSES[int(reading.argmax())]}, {round(100 * float(reading.max()))} %")


def test_a_slider_moves_the_point(pad):
    before = pad.settled()
    pad.slider(0).evaluate("(input) => { input.value = 1; input.dispatchEvent(new Event('input')); }")
    after = pad.settled()
    assert after["z"] == pytest.approx([1, before["z"][1]], abs=0.02)
    assert after["point"][0] != before["point"][0] and after["point"][1] == pytest.approx(before["point"][1], abs=0.01)
    assert after["image"] != before["image"]


def test_arrow_keys_move_the_point_and_shift_moves_it_further(pad):
    before = pad.settled()
    pad.page.locator(".front").focus()
    pad.page.keyboard.press("ArrowRight")
    small = pad.settled()["xy"][0] - before["xy"][0]
    pad.page.keyboard.press("Shift+ArrowUp")
    large = pad.settled()["xy"][1] - before["xy"][1]
    assert small > 0 and large == pytest.approx(5 * small, rel=0.01)
    pad.page.keyboard.press("+")
    zoomed = pad.settled()
    assert float(zoomed["view"].split(",")[3]) < float(before["view"].split(",")[3])


def test_every_control_is_reached_by_tab(pad):
    controls = pad.page.evaluate(
        """() => [...document.querySelectorAll("#pad button, #pad input, #pad select, #pad [tabindex]")]
            .filter((node) => node.offsetParent !== null).length"""
    )
    reached = set()
    for _ in range(controls + 2):
        pad.page.keyboard.press("Tab")
        reached.add(
            pad.page.evaluate("""() => {
            const all = [...document.querySelectorAll("#pad *")];
            return all.indexOf(document.activeElement);
        }""")
        )
    assert len(reached - {-1}) == controls


def test_pointing_at_an_image_shows_it_and_leaving_restores_the_place(pad):
    before = pad.settled()
    latents = latents_of(2)
    x, y = pad.page.evaluate("([x, y]) => latentInk.state.pad.map.toScreen(x, y)", latents.mu[7].tolist())
    left, top = pad.corner()
    pad.page.mouse.move(left + x, top + y)
    hovered = pad.settled()
    assert hovered["hovered"] == 7 and hovered["shown"] == pytest.approx(latents.mu[7].tolist(), abs=1e-3)
    assert hovered["image"] != before["image"] and hovered["z"] == before["z"]
    assert pad.page.locator(".looking").inner_text() == "Looking at image 7", "it is said that nothing has moved"
    assert [float(pad.slider(i).input_value()) for i in range(2)] == pytest.approx(before["z"], abs=0.02)
    assert pad.page.locator(".ghost:visible").count() == 2
    pad.page.mouse.move(left + 200, top - 40)
    after = pad.settled()
    assert after["hovered"] == -1 and after["image"] == before["image"] and after["text"] == before["text"]
    assert pad.page.locator(".ghost:visible, .looking:visible").count() == 0
    for _ in range(3):  # a click that a busy machine draws out is a press, which moves the point under the pointer
        pad.page.mouse.click(left + x + 2, top + y + 2)
        if pad.settled()["z"] == pytest.approx(latents.mu[7].tolist(), abs=1e-3):
            break
    assert pad.settled()["z"] == pytest.approx(latents.mu[7].tolist(), abs=1e-3)


NEW_WEIGHTS = """(block) => {
    latentInk.update(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)));
}"""


def test_new_weights_arrive_without_ending_a_drag(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2)))
    x, y = pad.settled()["point"]
    pad.drag((x, y), (x + 40, y), up=False)
    before = pad.settled()
    block = bundle_of(model_of(2, seed=5), latents_of(2, seed=5))
    read = "() => Array.from(latentInk.state.pad.map.points.slice(0, 2))"
    gliding = after_frames(pad.page, 3, read, first=NEW_WEIGHTS, given=base64.b64encode(block).decode())
    after = pad.settled()
    assert after["z"] == before["z"] and after["image"] != before["image"]
    left, top = pad.corner()
    pad.page.mouse.move(left + x + 150, top + y, steps=4)
    pad.page.mouse.up()
    assert pad.settled()["z"][0] > before["z"][0]
    places = latents_of(2, seed=5).mu[0].tolist()
    assert gliding != pytest.approx(places, abs=1e-3)
    pad.page.wait_for_function(  # the glide takes 0.6 s of the page's own clock
        "(places) => places.every((place, i) => Math.abs(latentInk.state.pad.map.points[i] - place) < 1e-5)", arg=places
    )


def test_another_model_starts_anew(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2)))
    block = bundle_of(model_of(5, conditional=True), latents_of(5))
    pad.page.evaluate(NEW_WEIGHTS, base64.b64encode(block).decode())
    state = pad.settled()
    assert len(state["z"]) == 5 and sum(state["y"]) == pytest.approx(1)
    assert pad.page.get_by_role("slider").count() == 5 + 3 + 1  # latents, classes, speed


def test_the_point_stays_on_the_map_whatever_a_hand_a_key_or_a_slider_does(pad):
    width = pad.settled()["map"][0]
    pad.drag(tuple(pad.state()["point"]), (width + 300, -90))
    state = pad.settled()
    assert state["point"] == pytest.approx([width - 14, 14], abs=1)
    for i in range(2):  # the range of a slider holds what its dimension is
        low, high, value = pad.slider(i).evaluate("(input) => [input.min, input.max, input.value].map(Number)")
        assert low < value < high and value == pytest.approx(state["z"][i], abs=0.02)
    pad.page.locator(".front").focus()
    for _ in range(30):
        pad.page.keyboard.press("Shift+ArrowLeft")
    assert pad.settled()["point"] == pytest.approx([14, 14], abs=1)
    bars = pad.page.locator(".sliders .histogram").evaluate_all(
        "(all) => all.map((svg) => svg.getBoundingClientRect().width)"
    )
    tracks = pad.page.locator(".sliders .track").evaluate_all("(all) => all.map((node) => node.clientWidth - 16)")
    assert bars[0] < tracks[0] - 5, "the hill stays over its own numbers"


def test_random_play_and_reset(pad):
    start = pad.settled()
    pad.page.get_by_role("button", name="Random").click()
    drawn = pad.settled()
    assert drawn["z"] != start["z"]
    pad.page.get_by_role("button", name="Play").click()
    z = "Array.from(latentInk.state.place.z).join()"
    for _ in range(2):  # it leaves where it was drawn, and goes on
        pad.page.wait_for_function(f"(before) => {z} !== before", arg=pad.page.evaluate(f"() => {z}"))
    assert pad.state()["z"] != drawn["z"]
    pad.page.get_by_role("button", name="Pause").click()
    paused = pad.settled()
    after_frames(pad.page, 12)
    assert pad.state()["z"] == paused["z"]
    pad.page.get_by_role("button", name="Reset").click()
    assert pad.settled()["z"] == pytest.approx(start["z"])


def test_reduced_motion_jumps(browser, tmp_path):
    context = browser.new_context(reduced_motion="reduce")
    pad = opened(context.new_page(), tmp_path, bundle_of(model_of(2), latents_of(2)))
    pad.page.evaluate("document.querySelector('[title^=\"A place drawn\"]').click()")
    first = pad.state()["z"]
    after_frames(pad.page, 6)
    assert pad.state()["z"] == first
    context.close()


def test_the_map_can_be_zoomed_and_moved_and_the_wheel_scrolls_the_page_until_it_was_clicked(pad):
    before = pad.settled()
    left, top = pad.corner()
    pad.page.mouse.move(left + 300, top + 200)
    pad.page.mouse.wheel(0, -300)
    assert pad.settled()["view"] == before["view"]
    pad.page.mouse.click(left + 300, top + 200)
    under = pad.page.evaluate("latentInk.state.pad.map.toWorld(300, 200)")
    pad.page.mouse.wheel(0, -300)
    zoomed = pad.settled()
    assert zoomed["view"] != before["view"]
    assert pad.page.evaluate("latentInk.state.pad.map.toWorld(300, 200)") == pytest.approx(under, abs=1e-3)
    pad.page.keyboard.down("Shift")
    pad.drag((300, 200), (380, 240))
    pad.page.keyboard.up("Shift")
    moved = pad.settled()
    assert moved["z"] == zoomed["z"] and moved["view"] != zoomed["view"]


def test_the_sheet_that_is_saved_is_what_the_map_shows(pad):
    pad.page.get_by_label("Images along each side of the sheet").select_option("10")
    with pad.page.expect_download() as download:
        pad.page.get_by_role("button", name="Save the map").click()
    from PIL import Image

    sheet = np.asarray(Image.open(download.value.path()).convert("L"), np.float64)
    assert sheet.shape[0] == sheet.shape[1] and sheet.shape[0] % 280 == 0
    bounds = pad.page.evaluate("latentInk.state.pad.map.bounds()")
    across, down = (bounds["right"] - bounds["left"]) / 10, (bounds["top"] - bounds["bottom"]) / 10
    z = [bounds["left"] + 3.5 * across, bounds["top"] - 6.5 * down]
    with torch.no_grad():
        ink = model_of(2).decode(torch.tensor([z])).numpy()[0, 0]
    step = sheet.shape[0] // 280
    tile = sheet[::step, ::step][6 * 28 : 7 * 28, 3 * 28 : 4 * 28]
    assert np.corrcoef(tile.ravel(), -ink.ravel())[0, 1] > 0.999
    assert re.search(r"map-10x10\.png$", download.value.suggested_filename)


def test_tiles_fill_the_map(pad):
    pad.page.get_by_role("button", name="Images", exact=True).click()
    pad.page.wait_for_function("() => latentInk.state.pad.tiles.waiting === 0", timeout=30000)
    assert pad.settled()["view"].startswith("grid,")


def test_ears_are_told_what_lies_about_the_point_and_the_keyboard_skips_what_is_many(page, tmp_path):
    latents = latents_of(6)
    pad = opened(page, tmp_path, bundle_of(model_of(6), latents, reader=True))
    z = np.array(pad.settled()["z"])
    mu = latents.mu.astype(np.float16).astype(np.float64)
    nearest = np.argsort(((mu - z) ** 2).sum(1))[:3]
    names = ", ".join(CLASSES[latents.labels[i]] for i in nearest)
    expect(page.locator(".words .spoken")).to_have_text(re.compile(f"; nearest images: {names}$"))
    page.get_by_role("button", name="To the map").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "front"
    page.get_by_role("button", name="Skip the sliders").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.keep') !== null")
    assert pad.complaints == []
