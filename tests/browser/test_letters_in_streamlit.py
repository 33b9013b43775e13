"""Does a page hear what is said of letters, once, and is it there after a reload, with the pictures sent only once?"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from core.blocks.letters import letters_block
from tests.browser.servers import serving
from tests.browser.waits import idle
from tests.core.handwriting.hands import drawn

pytestmark = pytest.mark.browser

APP = """
import json
from pathlib import Path
import streamlit as st
from core.handwriting.letters.mends import Mend
from ui.components.letter_sheet import live_letters

st.set_page_config(layout="wide", page_icon="✒")
file = Path("kept.jsonl")
kept = [Mend(**json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []
refused = st.session_state.setdefault("refused", set())
if said := live_letters(Path("letters.bin").read_bytes(), kept, key="letters", refused=refused):
    refused |= {mend.id for mend in said if mend.text == "z"}
    with file.open("a") as stream:
        stream.writelines(json.dumps(vars(mend)) + "\\n" for mend in said if mend.text != "z")
    st.rerun()
st.code(" ".join(mend.kind + mend.text for mend in kept) or "nothing", language=None)
"""


@pytest.fixture
def address(tmp_path):
    (tmp_path / "letters.bin").write_bytes(letters_block(*drawn(2000)))
    (tmp_path / "page.py").write_text(APP, encoding="utf-8")
    with serving(tmp_path / "page.py", home=tmp_path / "home") as address:
        yield address


def hears(page, text: str) -> None:
    expect(page.get_by_test_id("stCode")).to_have_text(text, timeout=30_000)
    idle(page)


def test_what_is_said_is_kept_shown_again_and_costs_no_second_picture(page, address, tmp_path):
    received = [0]
    page.on("websocket", lambda ws: ws.on("framereceived", lambda f: received.__setitem__(0, received[0] + len(f))))
    page.goto(address)
    hears(page, "nothing")
    assert received[0] > (tmp_path / "letters.bin").stat().st_size
    sheet = page.get_by_role("grid")
    sheet.focus()
    for key in ("Enter", "Space", "o", "Space", "Delete"):
        page.keyboard.press(key)
    hears(page, "confirm labelo out")
    received[0] = 0
    page.keyboard.press("Control+z")
    hears(page, "confirm labelo out undo")
    expect(page.locator(".far")).to_have_text("2 of 205 doubtful ones looked at")
    assert received[0] < (tmp_path / "letters.bin").stat().st_size / 4
    page.keyboard.press("z")  # this page keeps no z
    expect(page.locator(".far")).to_have_text("2 of 205 doubtful ones looked at", timeout=30_000)
    expect(page.locator(".letter.other").nth(1)).to_have_count(0)
    page.reload()
    hears(page, "confirm labelo out undo")
    expect(page.locator(".far")).to_have_text("2 of 205 doubtful ones looked at", timeout=30_000)
    ids = [json.loads(line)["id"] for line in (tmp_path / "kept.jsonl").read_text().splitlines()]
    assert len(set(ids)) == len(ids) == 4
