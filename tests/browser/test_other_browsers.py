"""Do Firefox and WebKit open every page and drag the point, as Chromium does?"""

from __future__ import annotations

import time

import pytest

from tests.browser.drivers import FIREFOX, MINI_BROWSER, WEBKIT, XVFB, Browser, firefox, webkit
from tests.browser.pages import READY as PAGES

pytestmark = pytest.mark.browser

READY = "document.querySelector('[data-test-script-state=notRunning] h1')?.textContent ?? ''"
IN_PAD = (
    "[...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]"
    ".map((e) => e.shadowRoot?.querySelector('.pad {}')).find(Boolean)"
)


def tour(browser: Browser, address: str) -> None:
    """Open every page, then drag the point of Home."""
    headings = []
    for path in PAGES:
        browser.open(address + path)
        browser.until(READY)
        time.sleep(0.5)  # for what comes after the heading
        assert browser.run("document.querySelectorAll('[data-testid=stException]').length") == 0, path
        headings.append(browser.run(READY))
    assert len(set(headings)) == len(PAGES)
    browser.open(address)
    front, where = IN_PAD.format(".front"), f"{IN_PAD.format('.where')}?.textContent ?? ''"
    browser.until(where)
    browser.run(f"{front}.scrollIntoView({{block: 'center'}})")
    time.sleep(0.5)
    box = browser.run(f"{front}.getBoundingClientRect().toJSON()")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    browser.drag(x, y, 0, 0)  # one click: what moves by itself until it is touched now rests
    time.sleep(0.5)
    before = browser.run(where)
    browser.drag(x, y, 40, 30)
    time.sleep(0.5)
    after = browser.run(where)
    assert before.startswith("z = (") and after.startswith("z = (") and after != before


@pytest.mark.long
@pytest.mark.skipif(not FIREFOX, reason="there is no Firefox: apt-get install firefox-esr")
def test_firefox_opens_every_page_and_drags_the_point(address, tmp_path):
    with firefox(tmp_path) as browser:
        tour(browser, address)


@pytest.mark.long
@pytest.mark.skipif(not (WEBKIT and MINI_BROWSER and XVFB), reason="no WebKit: apt-get install webkit2gtk-driver xvfb")
def test_webkit_opens_every_page_and_drags_the_point(address):
    with webkit() as browser:
        tour(browser, address)
