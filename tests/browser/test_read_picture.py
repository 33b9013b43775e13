"""Does a picture come onto the sheet as strokes, chosen, pasted or dropped, and does a bad one change nothing?"""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image, ImageDraw

from tests.browser.test_read_in_app import ink_of, opened
from tests.browser.waits import idle, until

pytestmark = pytest.mark.browser


def written(*lines: list[tuple[float, float]]) -> bytes:
    """Return a PNG of dark lines on bright paper; places in shares of its side."""
    image = Image.new("L", (400, 400), 230)
    for line in lines:
        ImageDraw.Draw(image).line([(400 * x, 400 * y) for x, y in line], fill=30, width=24, joint="curve")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


SEVEN = written([(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)])
SEVENTY_ONE = written([(0.1, 0.3), (0.4, 0.3), (0.2, 0.75)], [(0.75, 0.3), (0.75, 0.75)])
GIVE = """([how, text]) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)), data = new DataTransfer();
    data.items.add(new File([bytes], "seven.png", { type: "image/png" }));
    const find = (root) => root.querySelector(".read .paper")
        ?? [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
    if (how === "drop") find(document).dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
    else document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


def reads(page, sign: str) -> None:
    page.locator(".read .sign", has_text=sign).wait_for(timeout=40_000)
    idle(page)


def test_a_picture_that_is_chosen_comes_as_strokes_and_a_bad_one_changes_nothing(page, address):
    opened(page, f"{address}/Read")
    page.get_by_role("button", name="Picture").click()
    uploader = page.locator("[data-testid=stFileUploader] input")
    uploader.set_input_files({"name": "blank.png", "mimeType": "image/png", "buffer": written()})
    page.get_by_text("This picture cannot be used: there is no ink on it.").wait_for(timeout=40_000)
    idle(page)
    assert page.locator(".read .sign").inner_text() == "3" and "ink=" not in page.url, "the example still stands there"
    uploader.set_input_files({"name": "seven.png", "mimeType": "image/png", "buffer": SEVEN})
    page.wait_for_url(lambda url: "ink=" in url, timeout=40_000)
    reads(page, "7")
    uploader.wait_for(state="detached")
    assert page.locator(".read .said").inner_text().startswith("Reads as 7")
    ink = ink_of(page)
    page.get_by_role("button", name="Clear").click()
    page.wait_for_url(lambda url: "ink=" not in url)
    idle(page)
    assert page.locator(".read .sign").inner_text() == "", "what was sent once is not drawn again"
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(lambda url: "ink=" in url)
    assert ink_of(page) == ink


@pytest.mark.long
@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_can_be_pasted_and_dropped(page, address, how):
    opened(page, f"{address}/Read")
    page.evaluate(GIVE, [how, base64.b64encode(SEVENTY_ONE).decode()])
    page.wait_for_url(lambda url: "ink=" in url, timeout=40_000)
    reads(page, "71")
    assert "7 (" in page.locator(".read .said").inner_text()
    until(page, lambda: page.locator("[data-testid=stFileUploader]").count() == 0, "the place for files has closed")
