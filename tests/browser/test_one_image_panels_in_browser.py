"""In a browser, is a run's VAE dragged through, its map and table drawn, its numbers read by keys and taken along?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.servers import ROOT, serving
from tests.browser.waits import idle, laid_out, until
from tests.ui.conftest import VISITOR
from tests.ui.one_image.runs import wanted, work_off

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[str]:
    """Where the app is served, in whose store VISITOR has a run that is done."""
    home: Path = tmp_path_factory.mktemp("one-image")
    work_off(home)
    with serving(ROOT / "app.py", home=home) as address:
        yield address


@pytest.fixture
def run(context, served):
    """The run, open as who asked for it."""
    context.add_cookies([{"name": "latent_ink_visitor", "value": VISITOR, "url": served}])
    page = context.new_page()
    page.goto(f"{served}/One_image?run={wanted().key()}")
    page.get_by_role("tab", name="VAE", exact=True).wait_for(timeout=60_000)
    idle(page)
    return page


def turn_to(page, name: str) -> None:
    """Open a tab of the panels, and wait until it is all there."""
    tab = page.get_by_role("tab", name=name, exact=True)
    tab.click()
    until(page, lambda: tab.get_attribute("aria-selected") == "true", f"{name} is open")
    idle(page)
    assert page.get_by_test_id("stException").count() == 0


@pytest.mark.long
def test_what_one_image_taught_is_dragged_looked_at_read_by_keys_and_taken_along(run):
    where = run.locator(".pad .where")
    where.wait_for(timeout=60_000)
    before = where.inner_text()
    run.locator(".pad .front").focus()
    run.keyboard.press("ArrowRight")
    until(run, lambda: where.inner_text() != before, "the point has moved")
    assert run.get_by_role("button", name="Keep it as a model").is_visible()

    turn_to(run, "Latents")
    dots = run.locator(".js-plotly-plot .scatterlayer .trace")
    until(run, lambda: dots.count() == 4, "two groups on both maps", 60)
    run.get_by_role("combobox", name="Colour by").click()
    run.get_by_role("option", name="turn", exact=True).click()
    until(run, lambda: dots.count() == 6, "thirds of the turn on both")

    turn_to(run, "Table")
    heading = run.get_by_role("button", name="AUC", exact=True).first
    heading.focus(timeout=60_000)
    until(run, lambda: run.get_by_text("AUC: The chance that one of mine").count() > 0, "the heading explains itself")
    for title in ("Taken for mine", "Mine that are accepted: ROC", "Differences in AUC, 95 %"):
        until(run, lambda title=title: run.get_by_text(title).count() > 0, f"{title} is drawn", 60)
    with run.expect_download() as coming:
        run.get_by_role("button", name="The table as CSV").click()
    lines = Path(coming.value.path()).read_text().splitlines()
    assert lines[0].startswith("set,title,known images,seed,generator,own") and len(lines) == 1 + 4 + 2 + 2


def test_no_panel_is_wider_than_a_phone(run):
    run.set_viewport_size({"width": 390, "height": 900})
    main = run.get_by_test_id("stMain")
    for name in ("VAE", "Latents", "Table", "Confusions"):
        turn_to(run, name)
        laid_out(run)
        assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0, name
