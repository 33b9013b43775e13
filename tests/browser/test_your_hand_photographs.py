"""Does a newcomer come from a photograph to letters of their own, by what they see to press, and is none of it lost?"""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from core.handwriting.hand import pages
from tests.browser.test_hand_font_in_browser import PAGE, differ, shown
from tests.browser.waits import idle, laid_out, until
from tests.core.handwriting.lettering import lettered

pytestmark = pytest.mark.browser
TEXT = ("the quick brown fox", "jumps over a dog")


def photograph() -> dict:
    out = io.BytesIO()
    grey = lettered(TEXT).grey
    Image.fromarray(np.clip(grey, 30, 225).astype(np.uint8)).save(out, "PNG")
    return {"name": "my page.png", "mimeType": "image/png", "buffer": out.getvalue()}


def boxes(page):
    return page.locator("[data-testid=stBidiComponentIsolated] input[type=text]:visible, "
                        "[data-testid=stBidiComponentIsolated] input:not([type]):visible")  # fmt: skip


@pytest.fixture
def hand(page, address, home):
    """The page with a photograph that has been read."""
    page.goto(f"{address}/Your_hand")
    idle(page)
    page.locator("input[type=file]").set_input_files(photograph())
    expect(page.get_by_text("words were found")).to_be_visible(timeout=60_000)
    return page


def downloaded(page, label) -> bytes:
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name=label).click()
    return waiting.value.path().read_bytes()


def takes_home(page) -> None:
    """Write a message in the hand and take along all that there is, the font into a page of its own."""
    expect(page.get_by_label("Your message")).to_be_visible(timeout=60_000)
    page.get_by_label("Your message").fill("the dog jumps over a fox")
    expect(page.locator(".problem")).to_be_hidden()
    page.get_by_text("This is my own handwriting").click()
    expect(page.get_by_role("button", name="PDF", exact=True)).to_be_enabled(timeout=30_000)
    until(page, lambda: "dog+jumps" in page.url, "the message in the address")
    idle(page)
    files = {kind: downloaded(page, re.compile(f"^{kind}$")) for kind in ("SVG", "PNG", "PDF")}
    assert b"the dog jumps over a fox" in files["SVG"] and b"written by a machine" in files["SVG"].lower()
    assert files["PNG"].startswith(b"\x89PNG") and files["PDF"].startswith(b"%PDF")
    page.get_by_role("button", name="Make the film").click()
    expect(page.get_by_role("button", name=re.compile("^GIF, "))).to_be_visible(timeout=90_000)
    assert b"Written by a machine" in downloaded(page, re.compile("^GIF, "))
    page.get_by_role("button", name="Make the font").click()
    expect(page.get_by_label("Words in the font of this hand")).to_be_visible(timeout=90_000)
    font = downloaded(page, re.compile("^TTF, "))
    other = page.context.new_page()
    other.set_content(PAGE.format(font=base64.b64encode(font).decode()))
    other.evaluate("document.fonts.ready")
    assert other.evaluate("[...document.fonts].map((f) => f.status)") == ["loaded"]
    assert differ(shown(other, "piece"), shown(other, "other")) > 0.5
    other.close()


def stands_on_a_phone(page) -> None:
    """See that the way of five steps and all below it are no wider than a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    laid_out(page)
    way = page.locator(".st-key-hand-way [data-testid=stButtonGroup]")
    assert way.evaluate(
        "(node) => [node, ...node.querySelectorAll('*')].every((e) => e.scrollWidth <= e.clientWidth + 1)"
    )
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 720})
    laid_out(page)


@pytest.mark.long
def test_from_a_photograph_to_a_message_and_a_font_in_ones_own_hand(hand, home):
    page = hand
    expect(page.get_by_text("2 lines")).to_be_visible()
    page.get_by_text("On to the text").click()
    expect(boxes(page)).to_have_count(2, timeout=30_000)
    for n, line in enumerate(TEXT):
        boxes(page).nth(n).fill(line)
    expect(page.get_by_text("2 of 2 lines are typed; in 2 of them")).to_be_visible(timeout=30_000)
    address = page.url
    page.goto(address)  # a reload in the middle
    expect(boxes(page)).to_have_count(2, timeout=30_000)
    assert [boxes(page).nth(n).input_value() for n in range(2)] == list(TEXT)
    page.get_by_text("Find the letters").click()
    expect(page.get_by_text("doubtful").last).to_be_visible(timeout=120_000)
    until(page, lambda: page.locator("canvas:visible").count() > 0, "the sheet of letters")
    page.get_by_text("On to your hand").click()
    idle(page)
    page.get_by_text("On to the message").click()
    expect(page.get_by_text("is among your own images")).to_be_visible(timeout=30_000)
    takes_home(page)
    stands_on_a_phone(page)
    page.get_by_role("link", name="Teach a model").first.click()
    expect(page.get_by_role("combobox", name="Your images")).to_have_value("My hand", timeout=30_000)


def test_lines_typed_in_a_hurry_are_all_kept(hand, home):
    page = hand
    page.get_by_text("On to the text").click()
    expect(boxes(page)).to_have_count(2, timeout=30_000)
    for turn in range(3):
        for n in range(2):
            boxes(page).nth(n).fill(f"{TEXT[n]} {turn}")
    (id,) = re.findall("hand=([0-9a-f]{32})", page.url)
    (kept,) = pages.pages(home / "hands" / id)
    until(page, lambda: [line.text for line in kept.texts] == [f"{line} 2" for line in TEXT], "both lines", 30)
    assert [boxes(page).nth(n).input_value() for n in range(2)] == [f"{line} 2" for line in TEXT]


def test_what_is_no_photograph_of_a_page_gets_one_sentence(page, address):
    page.goto(f"{address}/Your_hand")
    idle(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.png", "mimeType": "image/png", "buffer": b"%PDF-1.7 no picture"}
    )
    expect(page.get_by_text("notes.png cannot be used")).to_be_visible(timeout=30_000)
