"""Does a page hear what is marked on its pad, and does the link bring it back?"""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlparse

import pytest

from tests.browser.pads import bundle_of, latents_of, model_of
from tests.browser.servers import serving
from tests.browser.waits import idle

pytestmark = pytest.mark.browser

APP = """
import json
from pathlib import Path
import numpy as np
import streamlit as st
from ui import state
from ui.components.pad import live_pad

st.set_page_config(layout="wide", page_icon="✒")
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
report = live_pad(Path("pad.bin").read_bytes(), key="pad")
state.write_address(**report.query())
found = report.selection.indices(np.load("mu.npy"), np.load("labels.npy")).tolist() if report.selection else None
picked = report.selection.picked if report.selection else None
st.code(json.dumps([found, picked, st.session_state["runs"]]), language=None)
"""


@pytest.fixture
def address(tmp_path):
    import numpy as np

    latents = latents_of(2)
    (tmp_path / "pad.bin").write_bytes(bundle_of(model_of(2), latents))
    np.save(tmp_path / "mu.npy", latents.mu)
    np.save(tmp_path / "labels.npy", latents.labels)
    (tmp_path / "page.py").write_text(APP, encoding="utf-8")
    with serving(tmp_path / "page.py", home=tmp_path / "home") as address:
        yield address


def heard(page) -> tuple[list[int] | None, int | None, int]:
    idle(page)
    return tuple(json.loads(page.get_by_test_id("stCode").inner_text()))


def counted(page) -> str:
    return page.locator(".pad .gallery h2 strong").inner_text()


def test_python_hears_of_a_lasso_once_and_the_link_brings_it_back(page, address):
    page.goto(address)
    page.locator(".pad .where").wait_for()
    before = heard(page)
    assert before[:2] == (None, None) and "sel=" not in page.url
    page.get_by_role("button", name="Box", exact=True).click()
    box = page.locator(".pad .front").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=8)
    assert heard(page) == before, "Python hears nothing before the release"
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('sel=')")
    members, picked, runs = heard(page)
    assert counted(page) == f"{len(members)} images" and 0 < len(members) < 60 and picked is None
    assert runs <= before[2] + 2, "one release, one run (and one more for a first place)"

    page.locator(".pad .legend button").nth(1).click()
    page.locator(".pad .gallery .cell").first.click()
    page.wait_for_function("() => /sel=[^&]*~[^&]*~/.test(decodeURIComponent(location.search))")
    members, picked, _ = heard(page)
    assert counted(page) == f"{len(members)} images" and picked in members
    sent = parse_qs(urlparse(page.url).query)["sel"][0]

    page.reload()
    page.locator(".pad .gallery").wait_for()
    page.wait_for_function("() => document.querySelector('[data-testid=stCode]')?.innerText.startsWith('[[')")
    assert heard(page)[:2] == (members, picked)
    assert counted(page) == f"{len(members)} images"
    assert page.locator(".pad .card").is_visible()
    assert parse_qs(urlparse(page.url).query)["sel"][0] == sent

    page.locator(".pad .front").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !location.search.includes('sel=')")
    assert heard(page)[:2] == (None, None)
