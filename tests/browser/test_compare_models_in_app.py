"""Does a lecturer get from two models that come along to a pair that learns in step, and to what each can do?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.servers import ROOT, serving
from tests.browser.waits import idle

pytestmark = [pytest.mark.browser, pytest.mark.trains]


@pytest.mark.long
def test_from_one_walk_through_two_models_to_a_pair_that_learned_in_step(page, tmp_path, monkeypatch):
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)  # the digits that come along are few, and quickly learned
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": 1440, "height": 1400})
    with serving(ROOT / "app.py", home=tmp_path) as address:
        page.goto(f"{address}/Compare_models")
        expect(page.get_by_text(re.compile(r"^reads as \d, \d+ %$"))).to_have_count(2, timeout=90_000)
        page.get_by_role("button", name="8", exact=True).click()
        expect(page.get_by_text(re.compile(r"^reads as 8, \d+ %$"))).to_have_count(2)  # both write what is asked for
        page.wait_for_url(re.compile("y=0(,|%2C)0"))

        page.get_by_role("tab", name="Scores").click()
        expect(page.get_by_text("Fréchet distance").first).to_be_visible(timeout=20_000)

        page.get_by_text("Train a pair", exact=True).click()
        page.get_by_text("Images learned from", exact=True).click()
        amount = page.get_by_role("spinbutton", name="Images")
        expect(amount).to_have_value("240000")
        amount.fill("1000")
        amount.press("Tab")
        idle(page)
        page.get_by_role("button", name="Train them side by side").click()
        page.wait_for_url(re.compile(r"models=[0-9a-f]{32}(,|%2C)[0-9a-f]{32}"))
        page.get_by_role("tab", name="How they learned").wait_for()
        stops = page.locator("[class*=st-key-versus-stop]")
        expect(stops).to_have_count(2)
        expect(stops).to_have_count(0, timeout=90_000)  # the engine starts, the two take turns
        idle(page)
        # Of so few images little is learned: the reader may not know it for a digit.
        reading = re.compile(r"^reads as (\d, \d+ %|no digit)$")
        expect(page.get_by_text(reading)).to_have_count(2, timeout=30_000)
    assert complaints == []
