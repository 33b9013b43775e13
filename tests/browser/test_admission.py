"""The room is full: does the next one see where they stand, and come in by themselves, in order, whichever process?"""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.servers import ROOT, serving
from tests.browser.waits import until

pytestmark = pytest.mark.browser

FULL = "The room is full just now"
COMES_WITHIN = 60  # seconds: 5 in which the place is kept, and a busy machine


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    """Two web processes on one home, with room for one visitor between them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_INK_ACTIVE", "1")
        patch.setenv("LATENT_INK_AWAY_SECONDS", "5")
        with serving(ROOT / "app.py", home=home) as one, serving(ROOT / "app.py", home=home) as other:
            yield one, other


def heading(page: Page) -> str:
    found = page.locator("h1")
    return found.first.inner_text() if found.count() else ""


def come(browser: Browser, address: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    until(page, lambda: heading(page), "there is a page", COMES_WITHIN)
    return context, page


def place(page: Page) -> str:
    return page.get_by_test_id("stMetricValue").inner_text()


@pytest.mark.long
def test_the_next_waits_in_line_and_comes_in_without_a_reload(browser, addresses):
    one, other = addresses
    first, at_home = come(browser, one)
    assert heading(at_home).startswith("Where does")
    second, waits = come(browser, f"{other}/Learn")
    assert heading(waits) == FULL
    third, waits_longer = come(browser, f"{one}/Library")
    assert heading(waits_longer) == FULL
    until(waits, lambda: (place(waits), place(waits_longer)) == ("1", "2"), "they stand in line", COMES_WITHIN)
    waits.evaluate("window.sameDocument = true")
    another_tab = first.new_page()
    another_tab.goto(f"{other}/Learn")  # whoever is in has as many tabs as they like, of any process
    until(another_tab, lambda: heading(another_tab) == "Learn", "the visitor who is in goes on", COMES_WITHIN)
    with urllib.request.urlopen(f"{other}/_stcore/health", timeout=20) as health, urllib.request.urlopen(other) as page:
        assert health.status == page.status == 200  # what is static stays open

    first.close()
    until(waits, lambda: heading(waits) == "Learn", "the next one comes in", COMES_WITHIN)
    assert waits.evaluate("window.sameDocument")
    until(waits_longer, lambda: place(waits_longer) == "1", "the line moves up", COMES_WITHIN)
    assert heading(waits_longer) == FULL
    second.close()
    until(waits_longer, lambda: heading(waits_longer) == "Library", "and so does the one after", COMES_WITHIN)
    third.close()
