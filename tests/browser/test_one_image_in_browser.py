"""Is a hand judged in the browser as core judges it, while somebody draws?"""

from __future__ import annotations

import base64
import itertools

import numpy as np
import pytest

from core import library
from core.blocks.one_image import verdict_block
from core.library.folder import find, latents
from core.networks.browser import export_model
from core.one_image import hand
from core.one_image.calibration import calibrated
from core.one_image.network import CLASSES, MODEL, logits_of
from core.tasks.one_image.kept import judge_row
from core.writing.redrawn import WEIGHT, redrawn
from tests.browser.harness import Room, open_page, page_of
from tests.browser.strokes import draw_on
from tests.pens import SEVEN, TWO

pytestmark = pytest.mark.browser

RUN = """
window.judging = mountOneImage(document.getElementById("room"), { onKept: (strokes) => told.push(strokes) });
window.feed = (text) => judging.update(bytes(text));
"""
WORDS = {
    "hand": "Of 90 images of a 2 by strangers it takes 10 % for yours.",
    "network": "Taught.",
    "waiting": "It learns.",
}
CALIBRATION = (1.76, 1.1)


@pytest.fixture(scope="module")
def judge():
    """One who knows TWO, drawn on a screen, beside the 2s of others."""
    shown = latents(find("mnist-vae-16d"))
    return hand.judge(redrawn([TWO])[None], shown.thumbnails()[shown.labels == 2])


@pytest.fixture(scope="module")
def network():
    import torch

    torch.manual_seed(3)
    return MODEL.build(CLASSES).eval()


def block(judge, network=None, **more) -> bytes:
    reader = library.browser_bin(find("mnist-classifier"))
    usual = {
        "character": "2",
        "weight": WEIGHT,
        "reader": reader,
        "words": WORDS,
        "calibration": CALIBRATION,
        "line": 0.4,
    }
    about = judge_row(judge) | {"least": judge.least}
    packed = export_model(network) if network else None
    return verdict_block(**usual | {"hand": hand.browser_network(), "judge": about, "network": packed} | more)


def opened(page, packed: bytes, *, width: int = 1200):
    page.goto("about:blank")  # nothing of what was open before
    text = page_of(
        ["room"], Room(("one_image/one_image.js",), RUN), styles=["draw/sheet.css", "one_image/one_image.css"]
    )
    page.complaints = open_page(page, text, None, width=width)
    feed(page, packed)
    return page


def feed(page, packed: bytes) -> None:
    page.evaluate("(text) => feed(text)", base64.b64encode(packed).decode())
    settled(page)


def settled(page) -> None:
    page.wait_for_function("() => judging.state.about && judging.state.rests")


def draw(page, stroke: np.ndarray, *, lift: bool = True) -> None:
    draw_on(page, page.locator("canvas.sheet"), stroke.tolist(), lift=lift)
    settled(page)


def test_the_verdicts_are_those_of_core_on_the_same_strokes(page, judge, network):
    opened(page, block(judge, network))
    draw(page, TWO)
    strokes = [np.reshape(one, (-1, 3)).astype(np.float32) for one in page.evaluate("() => judging.state.part()")]
    image = redrawn(strokes)
    pixels = np.array(page.evaluate("() => Array.from(judging.state.pixels)")).reshape(28, 28)
    assert np.abs(pixels * 255 - image).mean() < 4  # two rasters of the same pen
    seen = (pixels * 255).round().astype(np.uint8)[None]
    found = page.evaluate("() => judging.state.found")
    told = judge.of(hand.embedded(seen))
    assert found["score"] == pytest.approx(float(told.score[0]), abs=5e-3)
    assert found["mine"] == pytest.approx(float(told.share[0]), abs=2e-2) and found["mine"] > judge.least
    expected = calibrated(logits_of(network, seen), "strong alike")[0]
    assert CALIBRATION == (1.76, 1.1) and np.allclose(found["bars"], expected, atol=5e-3)
    assert sum(found["bars"]) == pytest.approx(1) and found["read"]["name"] == "2"
    assert page.locator(".verdict.hand .sign").inner_text() == "Recognised"
    assert page.locator(".verdict.hand .note").inner_text() == WORDS["hand"] and page.complaints == []


def test_the_bars_move_while_the_pen_is_down_and_another_character_is_said(page, judge, network):
    opened(page, block(judge, network))
    assert page.locator(".verdict.hand .sign").inner_text() == ""
    seen = []
    for stop in (10, 25, 40):
        page.locator("canvas.sheet").scroll_into_view_if_needed()
        if stop == 10:
            draw(page, TWO[:stop], lift=False)
        else:
            box = page.locator("canvas.sheet").bounding_box()
            for x, y, _ in TWO[stop - 15 : stop].tolist():
                page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            settled(page)
        seen.append(page.evaluate("() => [judging.state.found.mine, ...judging.state.found.bars]"))
    page.mouse.up()
    assert max(np.abs(np.subtract(a, b)).max() for a, b in itertools.pairwise(seen)) > 0.01
    page.get_by_role("button", name="Clear").click()
    settled(page)
    draw(page, SEVEN)
    assert page.locator(".verdict.hand .sign").inner_text() == "Another"
    assert "It reads as 7: only a 2 is looked at for its hand." in page.locator(".verdict.hand .said").inner_text()


def test_before_a_run_the_hand_stands_alone_and_the_better_stands_first(page, judge, network):
    opened(page, block(judge))
    assert page.locator(".verdict").count() == 1 and "It learns." in page.locator(".verdicts").inner_text()
    draw(page, TWO)
    feed(page, block(judge, network, first="network"))
    assert page.evaluate("() => judging.state.sheet.strokes.length") == 1, "what is drawn stays"
    assert "network" in page.locator(".verdict").first.get_attribute("class")
    assert page.locator(".verdict.hand .sign").inner_text() == "Recognised"


def test_a_drawing_is_kept_as_a_test_once(page, judge):
    opened(page, block(judge))
    keep = page.get_by_role("button", name="Keep it as a test")
    assert keep.get_attribute("aria-disabled") == "true"
    keep.dispatch_event("click")
    assert page.evaluate("() => told.length") == 0
    draw(page, TWO)
    keep.click()
    settled(page)
    assert page.evaluate("() => told.length") == 1 and len(page.evaluate("() => told[0]")) == 1
    assert page.locator(".invite").is_visible() and page.complaints == []


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_nothing_leaves_a_narrow_page(page, judge, network, width):
    name = "w" * 20
    opened(page, block(judge, network, character=name, reader=None), width=width)
    draw(page, TWO)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for node in page.locator(".one-image button, .one-image canvas, .shares u").all():
        box = node.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_a_name_is_no_markup(page, judge):
    name = "<img src=x onerror=document.title='hacked'>"[:60]
    opened(page, block(judge, character=name, reader=None))
    draw(page, TWO)
    assert page.title() == "" and page.complaints == []
