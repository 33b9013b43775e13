"""Does a page hear what is mended and typed, and is what is large sent only once, also while somebody types?"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.mended import photographed
from tests.browser.servers import serving
from tests.browser.test_axe import in_both_themes
from tests.browser.waits import idle, until

pytestmark = pytest.mark.browser

APP = """
import json
import streamlit as st
from core.blocks.page import lines_block, photo_block
from core.handwriting.ops import in_force
from tests.browser.mended import photographed
from ui.components.page_lines import live_lines
from ui.components.page_photo import live_photo

st.set_page_config("Mend", layout="wide", page_icon="✒")
st.title("Mend")
known = st.session_state.setdefault("known", {"ops": [], "texts": {}, "reading": 1, "read": []})

def take(ops):
    new = [op for op in ops if op.id not in {one.id for one in known["ops"]}]
    known["ops"] += new
    return bool(new)

@st.cache_data
def blocks(reading, ops):
    pixels, page = photographed()
    photo = photo_block(pixels, page, reading=f"r{reading}", threshold=0.45, ops=ops)
    return photo, lines_block(page, reading=f"r{reading}", ops=ops)

if st.button("Read anew"):
    known["reading"] += 1
    known["read"] = [op.id for op in in_force(known["ops"])]
photo, lines = blocks(known["reading"], tuple(known["read"]))
first = take(live_photo(photo, known["ops"], key="photo"))
told = live_lines(lines, known["ops"], known["texts"].get(f"r{known['reading']}", []), key="lines")
if told.texts:
    known["texts"][told.texts.reading] = told.texts.texts
if take(told.ops) or first:
    st.rerun()
ops = [[op.kind, op.reading] for op in known["ops"]]
st.code(json.dumps([ops, known["texts"], known["reading"]]), language=None)
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    photographed()
    (folder / "page.py").write_text(APP, encoding="utf-8")
    with serving(folder / "page.py", home=folder / "home") as address:
        yield address


def heard(page) -> list:
    idle(page)
    return json.loads(page.get_by_test_id("stCode").inner_text())


def test_from_the_hand_to_python_and_back(page, address):
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    page.goto(address)
    page.locator(".page-photo .corner").first.wait_for(timeout=60_000)
    first, second = (page.get_by_role("textbox", name=f"What line {n} says") for n in (1, 2))
    first.wait_for()
    assert heard(page) == [[], {}, 1]
    assert max(received) > 150_000, "the photograph has come"
    received.clear()
    first.press_sequentially("over a lazy dog")
    first.press("Enter")
    until(page, lambda: heard(page)[1] == {"r1": ["over a lazy dog", "", "", ""]}, "Python knows what was typed")
    page.get_by_role("button", name="Whole picture").click()
    until(page, lambda: heard(page)[0] == [["corners", "r1"]], "Python knows the corners")
    expect(page.locator(".pending")).to_have_text("1 change since the page was read.")
    assert max(received) < 40_000, "the channel's own program, but neither of the pictures"
    second.focus()
    page.get_by_role("button", name="Read anew").evaluate("(node) => node.click()")
    page.keyboard.type("runs aw")
    expect(page.locator(".pending")).to_have_text("")
    page.keyboard.type("ay from all")
    expect(second).to_be_focused()
    texts = ["over a lazy dog", "runs away from all", "", ""]
    until(page, lambda: heard(page)[1].get("r2") == texts, "what was typed is told for the new reading")
    assert second.input_value() == texts[1]
    page.locator(".page-photo .top").get_by_role("button", name="Undo").click()
    until(page, lambda: heard(page)[0][1:] == [["undo", "r2"]], "Python knows of the undo")
    page.locator(".page-lines .top").get_by_role("button", name="Redo").click()
    until(page, lambda: heard(page)[0][2:] == [["undo", "r2"]], "either can do it again")


def test_axe_finds_nothing_that_keeps_somebody_out(page, address):
    page.goto(address)
    page.get_by_role("textbox", name="What line 1 says").fill("over a lazy dog")
    page.locator(".page-photo .corner").first.wait_for()
    idle(page)
    assert in_both_themes(page) == []
    page.locator(".page-photo .top").get_by_role("button", name="Ink").click()
    page.locator(".page-photo .side").get_by_role("button", name="Paper").click()
    page.locator(".page-lines .top").get_by_role("button", name="Ink").click()
    assert in_both_themes(page) == []
