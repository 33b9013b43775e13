"""Does the pad live in a Streamlit page as it should: weights sent once, links followed, drags kept?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.pads import bundle_of, latents_of, model_of
from tests.browser.servers import serving
from tests.browser.waits import idle

pytestmark = pytest.mark.browser

APP = """
from pathlib import Path
import streamlit as st
from ui.components.pad import live_pad

st.set_page_config(layout="wide", page_icon="✒")
st.button("again")
epoch = 2 if st.toggle("next epoch") else 1
report = live_pad(Path(f"{epoch}.bin").read_bytes(), key="pad")
if report.place:
    st.query_params.update(report.place.query())
"""


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """A Streamlit server of one page with the pad."""
    for epoch in (1, 2):
        latents = latents_of(2, seed=epoch)
        (tmp_path / f"{epoch}.bin").write_bytes(bundle_of(model_of(2, seed=epoch), latents))
    (tmp_path / "page.py").write_text(APP, encoding="utf-8")
    with serving(tmp_path / "page.py", home=tmp_path / "home") as address:
        yield address


def test_weights_travel_once_links_are_followed_and_a_drag_outlives_new_weights(page, address):
    received, hosts = [0], set()
    page.on("request", lambda request: hosts.add(request.url))
    page.on("websocket", lambda ws: ws.on("framereceived", lambda f: received.__setitem__(0, received[0] + len(f))))
    page.goto(f"{address}/?z=1.2,-0.4&view=points,0,0,7")
    where = page.locator(".pad .where")
    where.wait_for()
    idle(page)
    assert where.inner_text() == "z = (1.20, −0.40)"
    assert received[0] > 50_000

    received[0] = 0
    page.get_by_role("button", name="again").click()
    idle(page)
    assert received[0] < 3000, "an identical rerun sends no weights"

    box = page.locator(".pad .front").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 10, steps=5)
    assert "z=1.2," in page.url, "Python hears nothing before the release"
    page.get_by_text("next epoch").evaluate("(label) => label.click()")
    idle(page)
    page.mouse.move(x + 80, y + 20, steps=5)
    page.mouse.up()
    page.wait_for_function("() => !location.search.includes('z=1.2,')")
    dragged = where.inner_text()

    view = "[...window.latentInk.pads.values()][0].state.view"
    assert page.evaluate(f"() => {view}") == "points,0,0,7", "what a link shows stays, also with new weights"

    page.reload()
    where.wait_for()
    idle(page)
    assert where.inner_text() == dragged

    page.goto(f"{address}/?z=400,-1e30")
    where.wait_for()
    idle(page)
    x, y, width, height = page.evaluate(
        """() => {
            const { pad } = [...window.latentInk.pads.values()][0].state;
            return [...pad.map.toScreen(...pad.placeXY()), ...pad.map.size];
        }"""
    )
    assert 10 < x < width - 10 and 10 < y < height - 10, "a place that no map shows is brought onto it"
    assert {url.split("/")[2] for url in hosts if url.startswith("http")} == {address.split("/")[2]}
