"""Do menu, history, focus and links behave, around the pages, as somebody used to the web expects?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.waits import idle
from tests.ui.conftest import ID

pytestmark = pytest.mark.browser


def choose(page, title: str) -> None:
    """Follow the menu's link to a page and wait for its heading."""
    page.get_by_role("navigation", name="App pages").get_by_role("link", name=title, exact=True).click()
    page.locator("[aria-current=page]", has_text=title).wait_for(timeout=20_000)
    idle(page)


def drag(page, times: int) -> None:
    """Drag the point of the page's pad this often, and wait until the address says where it is."""
    page.locator(".pad .where").first.wait_for(timeout=30_000)
    front = page.locator(".pad .front").first
    front.scroll_into_view_if_needed()
    for i in range(times):
        point = page.locator(".pad .point").first.bounding_box()
        x, y = point["x"] + point["width"] / 2, point["y"] + point["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + (9 if i % 2 else -9), y + 6, steps=3)
        before = page.url
        page.mouse.up()
        page.wait_for_url(lambda url: url != before)  # noqa: B023
    page.wait_for_url(re.compile("z="))
    idle(page)


@pytest.mark.long
def test_back_leaves_a_page_at_the_first_press_whatever_was_done_on_it(page, address):
    page.goto(f"{address}/Explore?model=nobody")
    page.get_by_text("There is no model").wait_for(timeout=20_000)
    page.wait_for_url(lambda url: "model=" not in url)
    assert page.evaluate("history.length") == 2, "what is wrong in a link goes without a step"
    page.goto(f"{address}/Explore?model={ID}")
    drag(page, 10)
    there, steps = page.url, page.evaluate("history.length")
    choose(page, "Compare maps")
    assert page.evaluate("history.length") == steps + 1 and page.evaluate("document.activeElement.tagName") == "H1"
    page.go_back()
    page.wait_for_url(there)
    page.locator("h1", has_text="Explore").wait_for()
    idle(page)
    place = page.locator(".pad .where").inner_text()
    assert page.url == there and "0.00, 0.00" not in place
    page.go_back()  # to the link that was wrong
    page.wait_for_url(lambda url: ID not in url)
    page.go_forward()
    page.wait_for_url(there)


def test_the_copied_link_shows_the_same_place_elsewhere(page, browser, address):
    page.goto(f"{address}/Explore?model={ID}")
    drag(page, 2)
    there = page.locator(".pad .where").inner_text()
    page.get_by_role("button", name="Copy link").click()
    offered = page.get_by_role("textbox", name="Link to this page")
    expect(offered).to_have_value(re.compile("z="))  # as soon as the address says it
    before = offered.input_value()
    assert page.locator(".share .code svg").is_visible()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as without https
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_text("Copied.").wait_for()
    context = browser.new_context()
    other = context.new_page()
    other.goto(before)
    other.locator(".pad .where").wait_for(timeout=30_000)
    assert other.locator(".pad .where").inner_text() == there
    context.close()


def test_pages_stay_large_until_they_are_wanted_as_usual(page, address):
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    page.goto(f"{address}/Explore?model={ID}&view=projector")
    page.locator(".pad .where").wait_for(timeout=30_000)
    page.wait_for_url(re.compile("projector=on"))
    idle(page)
    assert page.evaluate(size) > 20 and page.get_by_test_id("stExpandSidebarButton").is_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Next: ").click()
    page.locator("h1", has_text="Train").wait_for(timeout=20_000)
    page.wait_for_url(re.compile("projector=on"))
    assert page.evaluate(size) > 20
    page.get_by_role("button", name="Usual size").click()
    page.wait_for_url(lambda url: "projector" not in url)
    idle(page)
    assert page.evaluate(size) == 16


def test_in_a_narrow_window_the_menu_folds_and_an_address_without_a_page_leads_on(page, address):
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and "404" not in m.text else None)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/Library")
    idle(page)
    page.goto(f"{address}/Nowhere")
    page.get_by_role("heading", name="There is no such page").wait_for(timeout=20_000)
    assert page.get_by_role("dialog").count() == 0 and complaints == []
    page.get_by_test_id("stExpandSidebarButton").click()
    links = page.get_by_test_id("stSidebarNavLink")
    links.first.wait_for()
    assert all(link.bounding_box()["height"] >= 40 for link in links.all())
    choose(page, "Library")
    page.wait_for_function("document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 0")
    assert page.url == f"{address}/Library"
