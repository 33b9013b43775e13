"""Does a first training happen in the visitor's browser, end on a map that they drag, and outlive what befalls it?"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import library
from core.datasets import own
from core.datasets.digits import DigitsConfig
from core.transfer import model_zip
from tests.browser.servers import ROOT, serving
from tests.browser.waits import idle, until
from tests.visitors import SOMEBODY
from ui.path import WAY

pytestmark = pytest.mark.browser

SEEN = """() => {
    const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap((e) => e.shadowRoot ? roots(e.shadowRoot) : [])];
    const found = roots(document).map((root) => root.querySelector(".live-training .standing")).find(Boolean);
    return found?.textContent ?? "";
}"""  # noqa: E501
MOST_TOLD = 20_000  # bytes of what a page tells its server; a model of digits has 875,000
STEP = re.compile(r"Step ([\d,]+) of ([\d,]+)")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("here")


@pytest.fixture(scope="module")
def address(home) -> Iterator[str]:
    with serving(ROOT / "app.py", home=home) as address:
        yield address


def said(page) -> str:
    return page.evaluate(SEEN)


def step_of(page) -> int:
    found = STEP.search(said(page))
    return int(found[1].replace(",", "")) if found else 0


def begun(page, address: str, *, epochs: int = 40) -> None:
    """Have a training of the first recipe begin in the browser."""
    page.goto(address + "/Train?recipe=digits-2d")
    page.get_by_text(re.compile("in this browser, or about")).wait_for(timeout=30_000)
    idle(page)
    if epochs != 40:
        shortened(page, epochs)
    pressed(page)


def shortened(page, epochs: int) -> None:
    page.get_by_text("Change settings").click()
    field = page.get_by_role("spinbutton", name="Epochs", exact=True)
    field.fill(str(epochs))
    field.press("Enter")
    idle(page)


def pressed(page) -> None:
    """Start in the browser, also where a busy machine would have the server train."""
    page.get_by_role("radio", name="In this browser").click()
    page.get_by_role("radio", name="In this browser", checked=True).wait_for()
    idle(page)
    page.get_by_role("button", name="Start training").click()
    page.locator(".live-training .field").wait_for(timeout=30_000)


def watched(page) -> list[int]:
    """Return a list that collects how many characters or bytes go to the server at a time."""
    sent: list[int] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(len(frame))))
    return sent


def ended(page) -> None:
    until(page, lambda: "Drag on the map" in said(page), "the training has ended", 200)


@pytest.mark.trains
def test_a_first_training_ends_on_a_map_that_is_dragged_and_comes_into_the_library(page, address, home):
    sent = watched(page)
    asked: list[str] = []
    page.goto(address)
    idle(page)
    page.get_by_role("link", name=f"2\u2002{WAY[1][0]}").click()
    page.get_by_text(re.compile("in this browser, or about")).wait_for(timeout=30_000)
    assert page.get_by_text("Nothing of what it learns goes to the server unless you keep it").is_visible()
    assert page.get_by_text("closing the tab stops it").is_visible(), "said beforehand"
    page.get_by_role("radio", name="In this browser").click()
    idle(page)
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.get_by_role("button", name="Start training").click()
    ended(page)
    idle(page)
    assert max(sent) < MOST_TOLD, "no images and no weights have gone to the server"
    fetched = r"^GET (blob:|data:|.*/(_stcore|static|shelf)/)"  # the page's own code, and what it is to learn from
    assert [one for one in asked if not re.search(fetched, one)] == []
    assert not [entry for entry in library_of(home) if not entry.zoo]

    # It ends on a map that is dragged, and the picture follows.
    pictures = set()
    box = page.locator(".live-training .front").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    for share in (0.3, 0.6, 0.8):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * share, steps=3)
        until(page, lambda: len(pictures) < len(pictures | {drawn(page)}), "the picture follows")
        pictures.add(drawn(page))
    page.mouse.up()

    # Beta is turned, it learns on, and the latents say less and less.
    before = divergence(page)
    beta = page.get_by_role("slider", name="β")
    beta.focus()
    page.keyboard.press("End")
    until(page, lambda: divergence(page) < 0.2 * before, "the posterior collapses", 100)
    ended(page)

    page.get_by_role("button", name="Keep it in the Library").click()
    page.get_by_role("heading", name="What now?").wait_for(timeout=60_000)
    (entry,) = [entry for entry in library_of(home) if not entry.zoo]
    assert entry.config.browser.beta == 100 and entry.config.browser.turned == 1 and entry.has_weights
    assert max(sent) > 1_000_000
    page.get_by_role("button", name="Drag it").click()
    page.wait_for_url(re.compile(f"/Explore.*model={entry.id}"))


def library_of(home: Path) -> list:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LATENT_INK_HOME", str(home))
        return [library.entry_at(path) for path in (home / "models").glob("[0-9a-f]*") if path.is_dir()]


def drawn(page) -> str:
    return page.locator(".live-training canvas.digit").evaluate("(canvas) => canvas.toDataURL()")


def divergence(page) -> float:
    label = page.locator(".live-training canvas.divergences").get_attribute("aria-label")
    return sum(float(nats) for nats in re.findall(r"([\d.]+) nats", label))


@pytest.mark.long
@pytest.mark.trains
def test_a_reload_goes_on_and_two_tabs_do_not_train_twice(page, address, tmp_path):
    begun(page, address, epochs=4000)
    until(page, lambda: step_of(page) > 100, "it has learned a while", 60)
    page.wait_for_function("() => indexedDB.databases().then((all) => all.length > 0)")
    page.evaluate("() => new Promise((done) => setTimeout(done, 1000))")  # the second that may be lost
    before = step_of(page)
    page.reload()
    until(page, lambda: "which this browser had kept" in said(page), "it is taken up again", 60)
    kept = int(re.search(r"goes on from step ([\d,]+)", said(page))[1].replace(",", ""))
    assert kept > 0.3 * before
    until(page, lambda: step_of(page) > kept, "it goes on", 60)
    page.get_by_role("heading", name="Digits, small, 2 latent dims").wait_for()

    other = page.context.new_page()
    other.goto(page.url)
    until(other, lambda: "another tab of this browser" in said(other), "the other tab says so", 60)
    page.close()
    until(other, lambda: step_of(other) > 0, "it comes to the tab that is left", 60)

    other.goto(address + "/Train")
    other.get_by_role("button", name="Go on").click(timeout=60_000)
    other.wait_for_url(re.compile("here="))
    until(other, lambda: "which this browser had kept" in said(other), "it is taken up again", 60)
    other.go_back()
    other.goto(address + "/Train")
    other.get_by_role("button", name="Forget").click(timeout=60_000)
    other.get_by_role("button", name="Forget").wait_for(state="hidden")
    other.close()


@pytest.mark.long
@pytest.mark.trains
def test_where_the_worker_is_ended_another_one_goes_on(page, address):
    begun(page, address, epochs=4000)
    until(page, lambda: step_of(page) > 50, "it has learned a while", 60)
    (worker,) = page.workers
    worker.evaluate("() => self.close()")
    until(page, lambda: "This browser ended what trained here" in said(page), "that is noticed", 90)
    at = step_of(page)
    until(page, lambda: step_of(page) > at, "it goes on", 60)


@pytest.mark.long
@pytest.mark.trains
def test_what_is_downloaded_is_taken_in_as_any_model(page, address, tmp_path, monkeypatch):
    begun(page, address, epochs=2)
    ended(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()
    coming.value.save_as(tmp_path / "model.zip")
    assert coming.value.suggested_filename == "digits-small-2-latent-dims.zip"
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        assert archive.testzip() is None
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    entry = library.find(model_zip.import_zip((tmp_path / "model.zip").read_bytes(), SOMEBODY, apart=False))
    assert entry.config.browser.steps == 44 and len(library.history(entry)) == 2
    latents = library.latents(entry)
    assert latents.mu.shape == (1000, 2)
    library.open_model(entry)
    picture = np.array(Image.open(io.BytesIO(library.preview(entry) or b"")).convert("L"))
    side = entry.config.model.image_size
    assert picture.shape == (6 * side, 10 * side)
    apart = picture[:side, :side].astype(int) - latents.thumbnails()[0]
    assert abs(apart).max() <= 16, "the first image, over what is made of it"
    assert picture[side:].std() > 10


@pytest.mark.long
@pytest.mark.trains
def test_ones_own_letters_stay_where_they_are_until_the_model_is_kept(page, address, home):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LATENT_INK_HOME", str(home))
        images = own.save(DigitsConfig(limit=60).load())
    sent = watched(page)
    page.goto(f"{address}/Train?data={images}")
    page.get_by_text("varied a little at each step").wait_for(timeout=30_000)
    page.get_by_text(re.compile("in this browser, or about")).wait_for(timeout=30_000)
    idle(page)
    shortened(page, 2)
    page.get_by_role("radio", name="In this browser").click()
    page.get_by_text("Your images are on the server since you brought them").wait_for()
    pressed(page)
    page.get_by_text("they are sent to this browser").wait_for()
    ended(page)
    idle(page)
    assert max(sent) < MOST_TOLD, "no images and no weights have gone to the server"
