"""Where all log in: is one the same visitor in another browser, back on the page one asked for, and out again?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.servers import ROOT, serving
from tests.browser.waits import until
from tests.provider import provider, settings

pytestmark = pytest.mark.browser

ASKS, IN = "Log in to come in", 60_000  # milliseconds, on a busy machine


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """A provider, and the address of an app that asks it who its visitors are."""
    home = tmp_path_factory.mktemp("home")
    with provider() as running, pytest.MonkeyPatch.context() as patch:
        (home / "secrets.toml").write_text(settings(running))
        patch.setenv("LATENT_INK_LOGIN", "auth")
        patch.setenv("STREAMLIT_SECRETS_FILES", str(home / "secrets.toml"))
        with serving(ROOT / "app.py", home=home / "store") as address:
            yield running, address


def arrive(browser: Browser, address: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name=ASKS)).to_be_visible(timeout=IN)
    return page


def log_in(page: Page, who: str) -> None:
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name=who).click(timeout=IN)


def test_one_is_the_same_in_every_browser_and_comes_back_to_the_page_one_asked_for(browser, school):
    _, address = school
    here = arrive(browser, f"{address}/Learn")
    log_in(here, "anna")
    expect(here.get_by_role("heading", name="Learn", exact=True)).to_be_visible(timeout=IN)
    assert here.url == f"{address}/Learn"
    assert "latent_ink_visitor" not in {kept["name"] for kept in here.context.cookies()}
    here.get_by_role("button", name="With a class").first.click()
    here.get_by_role("button", name="Open a classroom").first.click()
    expect(here.get_by_text("visitors in the room")).to_be_visible(timeout=IN)
    room = here.url

    elsewhere = arrive(browser, room)
    log_in(elsewhere, "anna")
    expect(elsewhere.get_by_text("visitors in the room")).to_be_visible(timeout=IN)
    assert elsewhere.url == room
    another = arrive(browser, room)
    log_in(another, "ben")
    expect(another.get_by_text("are counted with those of the class")).to_be_visible(timeout=IN)

    another.get_by_role("button", name="Log out").click()
    expect(another.get_by_role("heading", name=ASKS)).to_be_visible(timeout=IN)
    log_in(another, "nobody")
    expect(another.get_by_text("Nobody was logged in")).to_be_visible(timeout=IN)
    for page in (here, elsewhere, another):
        page.context.close()


def test_a_token_signed_by_somebody_else_lets_nobody_in(browser, school):
    running, address = school
    page = arrive(browser, address)
    running.forged = True
    try:
        log_in(page, "anna")
        expect(page.get_by_text("Nobody was logged in")).to_be_visible(timeout=IN)
    finally:
        running.forged = False
    log_in(page, "anna")
    until(page, lambda: page.get_by_role("heading", name="Where does").count(), "Home is there", 60)
    assert "login" not in page.url
    page.goto(f"{address}/?embed=true")
    expect(page.get_by_text("open this in a tab of its own")).to_be_visible(timeout=IN)
    page.context.close()
