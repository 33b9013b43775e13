"""Is a drawing read while it is drawn, as the network in torch reads the same picture, and can every step be broken?"""

from __future__ import annotations

import base64
import itertools

import numpy as np
import pytest
import torch
from PIL import Image

from core import library, strokes
from core.blocks.read import read_block
from core.networks.browser import export_model
from tests.browser.harness import Room, open_page, page_of
from tests.browser.strokes import draw_on

pytestmark = pytest.mark.browser

READ = """
const query = new URLSearchParams(%r);
window.reading = mountRead(document.getElementById("room"), { query, onSeen: (seen) => told.push(seen) });
window.feed = (text) => reading.update(bytes(text));
"""
DIGITS = "0123456789"


@pytest.fixture(scope="module")
def reader():
    return library.find("mnist-classifier")


@pytest.fixture(scope="module")
def block(reader) -> bytes:
    return read_block(library.browser_bin(reader), model=reader.id, title=reader.title)


def opened(page, block: bytes, query: str = "", *, width: int = 1200, calm: bool = True):
    page.goto("about:blank")  # nothing of what was open before
    page.emulate_media(reduced_motion="reduce" if calm else "no-preference")
    text = page_of(["room"], Room(("read/read.js",), READ % query), styles=["draw/sheet.css", "read/read.css"])
    page.complaints = open_page(page, text, None, width=width)
    page.evaluate("(text) => feed(text)", base64.b64encode(block).decode())
    page.wait_for_function("() => reading.state.about && !reading.state.dirty")
    return page


def draw(page, *points: tuple[float, float]) -> None:
    draw_on(page, page.locator("canvas.sheet"), points, steps=6)
    settled(page)


def settled(page) -> None:
    page.wait_for_function("() => !reading.state.dirty")


def shares(page) -> np.ndarray:
    return np.array(page.evaluate("() => Array.from(reading.state.shares)"))


def said(page) -> str:
    return page.locator(".said").inner_text()


def test_the_page_is_alive_at_once_and_an_empty_sheet_says_so(page, block):
    opened(page, block, calm=False)
    page.wait_for_function("() => reading.state.shown === 1")
    settled(page)
    assert page.locator(".sign").inner_text() == "3" and said(page).startswith("Reads as 3")
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("() => reading.state.shares === null")
    assert said(page) == "Nothing is drawn yet." and page.locator(".sign").inner_text() == ""
    assert page.locator(".invite").is_visible() and page.complaints == []


def test_what_is_drawn_takes_the_place_of_the_example_and_is_read_as_torch_reads_it(page, block, reader):
    opened(page, block)
    assert said(page).startswith("Reads as 3")
    draw(page, (0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    assert page.evaluate("() => reading.state.sheet.strokes.length") == 1
    assert page.locator(".sign").inner_text() == "7"
    pixels = np.array(page.evaluate("() => Array.from(reading.state.seen.pixels)"), np.float32)
    model = library.open_model(reader)
    with torch.no_grad():
        wanted = model(torch.from_numpy(pixels).view(1, 1, 28, 28)).softmax(1)[0].numpy()
    assert np.abs(shares(page)[:10] - wanted).max() < 2e-3
    fills = page.locator(".scores i").evaluate_all("(all) => all.map((i) => +i.style.getPropertyValue('--share'))")
    assert np.allclose(fills, shares(page)[:10], atol=1e-4)


def test_the_bars_move_while_the_pen_is_down(page, block):
    opened(page, block)
    box = page.locator("canvas.sheet").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    seen = []
    for y in (120, 180, 240, 290):
        page.mouse.move(box["x"] + 110, box["y"] + y, steps=4)
        settled(page)
        seen.append(shares(page))
    assert page.evaluate("() => reading.state.sheet.current.length") > 10
    page.mouse.up()
    assert max(np.abs(a - b).max() for a, b in itertools.pairwise(seen)) > 0.01


def test_a_step_left_out_breaks_what_it_cures_and_stands_in_the_address(page, block):
    opened(page, block)
    page.get_by_role("button", name="In a corner").click()
    settled(page)
    assert page.locator(".sign").inner_text() == "3"
    whole = shares(page)
    page.get_by_role("switch", name="Ink box").click()
    settled(page)
    broken = shares(page)
    assert broken[3] < 0.9 * whole[3] or broken[10] > 1
    page.wait_for_function("() => told.length && told.at(-1).off === 'box'")
    told = page.evaluate("() => told.at(-1)")
    opened(page, block, f"ink={told['ink']}&off={told['off']}&pen=17")
    assert page.get_by_role("switch", name="Ink box").get_attribute("aria-checked") == "false"
    assert np.abs(shares(page) - broken)[:10].max() < 0.1
    assert page.get_by_role("slider", name="Pen width").input_value() == "17"
    drawn = strokes.from_text(told["ink"])
    mine = page.evaluate("() => reading.state.sheet.strokes")
    assert len(drawn) == len(mine)
    assert np.allclose(drawn[0], np.reshape(mine[0], (-1, 3)), atol=1e-3)
    assert page.complaints == []


def test_undo_gives_the_strokes_back_as_they_were_and_the_pen_has_a_width(page, block):
    opened(page, block)
    draw(page, (0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    before = page.evaluate("() => JSON.stringify(reading.state.sheet.strokes)")
    for name in ("Turned", "Thick", "Large"):
        page.get_by_role("button", name=name, exact=True).click()
        assert page.evaluate("() => JSON.stringify(reading.state.sheet.strokes)") != before
    for _ in range(3):
        page.get_by_role("button", name="Undo").click()
    assert page.evaluate("() => JSON.stringify(reading.state.sheet.strokes)") == before
    page.get_by_role("slider", name="Pen width").fill("20")
    draw(page, (0.4, 0.5), (0.6, 0.5))
    assert page.evaluate("() => reading.state.sheet.strokes.at(-1)[2]") == 2


def saved(page, name: str) -> np.ndarray:
    """Press a button that saves a picture; return its pixels, uint8 (h, w, 3)."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    with Image.open(download.value.path()) as picture:
        return np.asarray(picture.convert("RGB"))


def test_the_drawing_and_what_the_network_sees_can_be_saved(page, block):
    opened(page, block)
    draw(page, (0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    seen = saved(page, "Save what goes in")
    pixels = np.array(page.evaluate("() => Array.from(reading.state.seen.pixels)")).reshape(28, 28)
    assert np.abs(seen.astype(float) - 255 * pixels[..., None]).max() <= 0.5
    sheet = saved(page, "Save the drawing")
    assert sheet.shape == (560, 560, 3)
    ink, paper = (page.evaluate(f"() => reading.state.mount.theme.{name}") for name in ("ink", "paper"))
    mine = page.evaluate("() => reading.state.sheet.strokes")
    drawn = strokes.drawn(strokes.strokes_of(mine), 560)[..., None] / 255
    assert np.abs(sheet - (np.array(paper) + drawn * (np.array(ink) - np.array(paper)))).mean() < 2
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("() => reading.state.shares === null")
    assert page.get_by_role("button", name="Save the drawing").get_attribute("aria-disabled") == "true"


def test_the_pixels_that_spoke_are_those_whose_covering_torch_finds_to_matter(page, block, reader):
    opened(page, block)
    draw(page, (0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    page.wait_for_function(
        "() => reading.state.spoke.found && !reading.state.spoke.sweep && !reading.state.spoke.wanted"
    )
    found = page.evaluate(
        "() => { const { heat, ...more } = reading.state.spoke.found; return { heat: [...heat], ...more } }"
    )
    pixels = np.array(page.evaluate("() => Array.from(reading.state.seen.pixels)"), np.float32).reshape(28, 28)
    covered = np.repeat(pixels[None], len(found["squares"]) + 1, 0)
    for image, (x, y) in zip(covered[1:], found["squares"], strict=True):
        image[max(0, y) : y + 4, max(0, x) : x + 4] = 0
    model = library.open_model(reader)
    with torch.no_grad():
        logits = model(torch.from_numpy(covered)[:, None])
    others = torch.cat([logits[:, :7], logits[:, 8:]], 1).logsumexp(1)
    odds = (logits[:, 7] - others).numpy()
    falls = odds[0] - odds[1:]
    wanted = np.zeros((28, 28))
    for fall, (x, y) in zip(falls, found["squares"], strict=True):
        wanted[max(0, y) : y + 4, max(0, x) : x + 4] += fall / 4
    assert np.abs(np.reshape(found["heat"], (28, 28)) - wanted).max() < 0.05
    assert falls[found["most"]] > falls.max() - 0.05
    words = page.locator(".spoke .why").inner_text()
    assert words.startswith("Blue ink speaks for 7") and "then it " in words
    page.get_by_role("switch", name="Which pixels spoke").click()
    page.locator(".spoke").wait_for(state="hidden")  # with the next frame
    page.wait_for_function("() => told.length && told.at(-1).off === 'spoke'")
    opened(page, block, "off=spoke")
    page.locator(".spoke").wait_for(state="hidden")
    assert page.complaints == []


def test_another_reader_takes_over_the_drawing_and_its_names_are_no_markup(page, block):
    from core.models import ClassifierConfig

    names = ("a", "<img src=x onerror=document.title='hacked'>", "a long name of a class")
    torch.manual_seed(0)
    other = ClassifierConfig(image_size=16, filters=(3,), features=4).build(names).eval()
    opened(page, block)
    draw(page, (0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    text = base64.b64encode(read_block(export_model(other), model="other", title="Other", weight=2.0)).decode()
    page.evaluate("(text) => feed(text)", text)
    settled(page)
    assert page.evaluate("() => reading.state.sheet.strokes.length") == 1
    assert page.locator(".scores span").count() == 3 and shares(page).sum() == pytest.approx(1, abs=1e-3)
    assert page.title() == "" and page.complaints == []


@pytest.mark.parametrize("query", ["ink=AAA", "ink=%00&off=nothing&pen=900", "ink=A" + "b" * 900])
def test_an_address_that_says_nothing_leaves_the_page_as_usual(page, block, query):
    opened(page, block, query)
    assert said(page) == "Nothing is drawn yet."
    assert page.get_by_role("slider", name="Pen width").input_value() == "10" and page.complaints == []


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_nothing_leaves_a_narrow_page(page, block, width):
    opened(page, block, width=width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for node in page.locator(".read button, .read canvas").filter(visible=True).all():
        box = node.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
