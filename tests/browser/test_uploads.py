"""Does what somebody has brought live at an address and in a menu, whatever is brought next?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.datasets import own
from core.owner import Owner
from core.transfer import model_zip
from tests.browser.servers import ROOT, serving
from tests.browser.waits import idle
from tests.ui.test_data import zipped

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("home")
    for name, n in (("first", 6), ("second", 9), ("third", 12)):
        (home / f"{name}.zip").write_bytes(zipped(n))
    (home / "broken.zip").write_bytes(b"this is no zip")
    return home


@pytest.fixture(scope="module")
def address(home) -> Iterator[str]:
    with serving(ROOT / "app.py", home=home) as address:
        yield address


def put(page, file: Path) -> None:
    """Put a file into the uploader, as it stands there."""
    page.locator("input[type=file]").first.set_input_files(file)


def learned_from(page, n: int) -> str:
    """Wait until so many images are to be trained on; return the id of their set, which is in the address."""
    page.get_by_text(f"{n} images to train on").wait_for(timeout=60_000)
    idle(page)
    page.wait_for_url(re.compile("data=[0-9a-f]{64}"))
    return page.url.split("data=")[1][:64]


def menu(page):
    return page.get_by_test_id("stSelectbox").filter(has_text="Your images").locator("input")


def offered(page) -> list[str]:
    menu(page).click()
    page.get_by_role("option").first.wait_for()
    found = [text.strip() for text in page.get_by_role("option").all_inner_texts()]
    page.keyboard.press("Escape")
    return found


@pytest.mark.long
@pytest.mark.trains
def test_one_file_after_another_is_taken_and_all_stand_in_the_menu(page, home, address, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(home))
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(f"{address}/Train?data=own")
    put(page, home / "first.zip")
    first = learned_from(page, 11)
    assert menu(page).input_value() == "first"
    put(page, home / "second.zip")
    second = learned_from(page, 16)
    assert second != first and menu(page).input_value() == "second" and offered(page) == ["second", "first"]
    assert page.get_by_alt_text("Some of the images, as they came").count() == 1

    # The other one is turned to, and what is in the uploader goes; a third is taken from there.
    menu(page).click()
    page.get_by_role("option", name="first").click()
    assert learned_from(page, 11) == first and page.get_by_text("second.zip").count() == 0
    put(page, home / "third.zip")
    third = learned_from(page, 22)
    assert offered(page) == ["third", "second", "first"]

    # A file that is none says so, and what was there stays.
    put(page, home / "broken.zip")
    page.get_by_role("alert").filter(has_text="zip").wait_for(timeout=30_000)
    assert learned_from(page, 22) == third and page.get_by_role("button", name="Start training").is_enabled()

    page.reload()
    assert learned_from(page, 22) == third and menu(page).input_value() == "third"
    page.get_by_role("link", name="Library").first.click()
    page.get_by_role("heading", name="Library").wait_for()
    page.go_back()
    assert learned_from(page, 22) == third

    # In another tab, and of a visitor who has only the link.
    tab = page.context.new_page()
    tab.goto(f"{address}/Train?data={second}")
    assert learned_from(tab, 16) == second and menu(tab).input_value() == "second"
    stranger = page.context.browser.new_context().new_page()
    stranger.goto(f"{address}/Train?data={second}")
    assert learned_from(stranger, 16) == second and menu(stranger).input_value() == "Your own images"
    stranger.context.close()

    # Deleted in one tab while another shows it: that one says so and has something to train on.
    tab.get_by_role("button", name="Delete these images").click()
    tab.get_by_role("button", name="Delete for good").click()
    tab.get_by_text("Deleted: second.").wait_for(timeout=30_000)
    shelves = [Owner(path.stem.removeprefix("of-")) for path in (home / "datasets" / "own").glob("of-*")]
    assert shelves and not any(second in own.noted(owner) for owner in shelves)
    page.goto(f"{address}/Train?data={second}")
    page.get_by_text("upload it again").wait_for(timeout=30_000)
    tab.goto(f"{address}/Train?data={third}")
    learned_from(tab, 22)
    idle(tab)
    page.goto(f"{address}/Train?data={third}")
    learned_from(page, 22)
    tab.get_by_role("button", name="Delete these images").click()
    tab.get_by_role("button", name="Delete for good").click()
    tab.get_by_text("Deleted: third.").wait_for(timeout=30_000)
    page.get_by_text("Change settings").click()
    page.get_by_text("upload it again").wait_for(timeout=30_000)
    assert page.get_by_test_id("stException").count() == 0


def test_how_they_are_read_is_in_sight_beside_the_uploader(page, address):
    page.set_viewport_size({"width": 1000, "height": 900})
    page.goto(f"{address}/Train?data=own")
    choice = page.get_by_role("radio", name="Only resize").or_(page.get_by_role("button", name="Only resize")).first
    choice.wait_for(timeout=30_000)
    for width in (320, 390, 820, 1000, 1180, 1300):
        page.set_viewport_size({"width": width, "height": 900})
        idle(page)
        choice.scroll_into_view_if_needed()
        box = choice.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, width
        for share in (0.1, 0.5, 0.9):  # nothing lies over it, from end to end
            there = page.evaluate(
                "([x, y]) => document.elementFromPoint(x, y)?.textContent.trim()",
                [box["x"] + share * box["width"], box["y"] + box["height"] / 2],
            )
            assert there == "Only resize", (width, there)


@pytest.mark.long
def test_what_takes_in_a_model_closes_and_leads_to_it(page, home, address):
    (home / "model.zip").write_bytes(model_zip.export_zip("mnist-vae-2d"))
    page.goto(f"{address}/Library")
    page.get_by_role("button", name="Bring a model").click()
    put(page, home / "broken.zip")
    page.get_by_role("button", name="Take it in").click()
    page.get_by_role("alert").filter(has_text="zip").wait_for(timeout=60_000)  # and it stays open, for another file
    put(page, home / "model.zip")
    page.get_by_text("model.zip").wait_for()
    page.get_by_role("alert").wait_for(state="detached")  # the other file's
    page.get_by_role("button", name="Take it in").click()
    page.get_by_role("status").filter(has_text="Taken in: ").wait_for(timeout=60_000)
    idle(page)
    assert page.get_by_role("button", name="Take it in").count() == 0 and page.locator("input[type=file]").count() == 0
    page.get_by_role("link", name="Explore it").click()
    page.locator(".pad .where").first.wait_for(timeout=30_000)
    assert re.search("model=[0-9a-f]{32}", page.url)
