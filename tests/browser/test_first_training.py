"""Does a newcomer's first training, on the built-in digits and on own letters, end well, and lead on?"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont

from core import library
from core.datasets import own
from core.jobs.execute import execute
from core.models import ClassifierConfig
from core.training.run import RunConfig, TrainingConfig
from tests.browser.servers import ROOT, serving
from tests.browser.test_app import drag
from tests.browser.waits import idle
from ui.path import WAY

pytestmark = [pytest.mark.browser, pytest.mark.trains]

LETTERS = "abceg6"  # six that may be told apart
MOST_CLICKS = 8
SAID = """
() => {
  window.said = [];
  const look = (root) => root.querySelectorAll("*").forEach((e) => e.shadowRoot && [
    ...e.shadowRoot.querySelectorAll("[role=status]")].forEach((s) => {
      if (s.textContent && window.said.at(-1) !== s.textContent) window.said.push(s.textContent);
    }));
  setInterval(() => look(document), 100);
}
"""
# The button that starts a training while one is already shown, in any frame that is painted.
WATCHED = """
() => {
  window.both = 0;
  const look = () => {
    const start = document.querySelector(".st-key-start"), stop = document.querySelector(".st-key-stop");
    window.both += Boolean(start && stop && start.checkVisibility());
    requestAnimationFrame(look);
  };
  look();
}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("first")


@pytest.fixture(scope="module")
def address(home) -> Iterator[str]:
    with serving(ROOT / "app.py", home=home) as address:
        yield address


class Newcomer:
    """Somebody who presses what the page offers, and counts."""

    def __init__(self, page) -> None:
        self.page, self.clicks = page, 0

    def press(self, role: str, name: str | re.Pattern) -> None:
        self.page.get_by_test_id("stMain").get_by_role(role, name=name).first.click()
        self.clicks += 1


def test_from_home_to_a_model_of_ones_own_that_the_server_trains_and_is_dragged(page, address):
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(address)
    idle(page)
    newcomer = Newcomer(page)
    newcomer.press("link", f"2\u2002{WAY[1][0]}")
    start = page.get_by_role("button", name="Start training")
    start.wait_for(timeout=20_000)
    told = page.get_by_text(re.compile("in this browser, or about .* on the server"))
    told.wait_for(timeout=20_000)
    for part in (start, told):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= 768
    newcomer.press("radio", "On the server")
    idle(page)
    page.evaluate(WATCHED)
    newcomer.press("button", "Start training")
    page.locator(".st-key-stop").wait_for(timeout=20_000)
    page.evaluate(SAID)
    bar = page.get_by_role("progressbar", name=re.compile("Training of Digits"))
    bar.wait_for(timeout=20_000)
    page.get_by_role("heading", name="What now?").wait_for(timeout=150_000)
    idle(page)
    run = page.url
    assert page.evaluate("window.both") == 0
    assert any("has learned to the end" in said for said in page.evaluate("window.said"))
    newcomer.press("button", "Drag it")
    page.wait_for_url(re.compile("/Explore.*model="))
    before, after = drag(page)
    newcomer.clicks += 1
    assert before != after and newcomer.clicks <= MOST_CLICKS

    # The other two ways, each to its end.
    page.goto(run)
    page.get_by_role("heading", name="What now?").wait_for(timeout=20_000)
    newcomer.press("button", "Compare it")
    page.wait_for_url(re.compile("/Compare_models"))
    page.locator("canvas").first.wait_for(timeout=30_000)
    assert page.get_by_text("Digits, small, 2 latent dims").first.is_visible()
    page.goto(run)
    page.get_by_role("heading", name="What now?").wait_for(timeout=20_000)
    newcomer.press("button", "Train one that writes")
    page.get_by_role("radio", name="Digits that you can ask for", checked=True).wait_for(timeout=20_000)
    assert page.get_by_text("Write can ask it").is_visible()


@pytest.fixture(scope="module")
def letters() -> bytes:
    """A zip of 120 letters of six classes, each turned, moved and scaled a little, ink on paper."""
    stream, rng = io.BytesIO(), np.random.default_rng(0)
    with zipfile.ZipFile(stream, "w") as archive:
        for letter in LETTERS:
            for i in range(20):
                paper = Image.new("L", (64, 64), 245)
                pen = ImageFont.load_default(size=float(rng.integers(34, 46)))
                ImageDraw.Draw(paper).text((18 + rng.integers(-4, 5), 8 + rng.integers(-4, 5)), letter, 20, font=pen)
                paper = paper.rotate(float(rng.uniform(-12, 12)), Image.Resampling.BICUBIC, fillcolor=245)
                file = io.BytesIO()
                paper.save(file, "PNG")
                archive.writestr(f"{letter}/{i}.png", file.getvalue())
    return stream.getvalue()


@pytest.mark.timeout(500)  # forty epochs beside a browser
def test_letters_that_are_brought_become_a_model_that_writes_them(page, address, home, letters, tmp_path):
    page.goto(address)
    idle(page)
    newcomer = Newcomer(page)
    newcomer.press("link", f"3\u2002{WAY[2][0]}")
    page.get_by_text("Bring a zip of images").wait_for(timeout=20_000)
    chosen = {"name": "my letters.zip", "mimeType": "application/zip", "buffer": letters}
    page.wait_for_function("document.activeElement.tagName === 'H1'")  # after the link; on a busy machine a while after
    page.evaluate("document.activeElement.blur()")  # a finger leaves it for the uploader
    page.locator("input[type=file]").set_input_files(chosen)
    page.get_by_text("The settings follow your images").wait_for(timeout=30_000)
    assert "told the class" in page.get_by_test_id("stMain").inner_text()
    idle(page)
    assert page.evaluate("document.activeElement.tagName") != "H1", "who brings images is left where they are"
    link = page.url
    newcomer.press("radio", "On the server")
    idle(page)
    newcomer.press("button", "Start training")
    page.get_by_role("heading", name=re.compile("my letters")).wait_for(timeout=20_000)
    page.get_by_role("heading", name="What now?").wait_for(timeout=400_000)
    run = re.search("run=([0-9a-f]{32})", page.url)[1]
    newcomer.press("button", "Write in this hand")
    page.wait_for_url(re.compile(f"/Write.*model={run}"))
    page.locator(".writer").first.wait_for(timeout=30_000)
    assert newcomer.clicks <= MOST_CLICKS - 2  # the uploader and the file take two more
    page.goto(link)  # what was brought is found again
    menu = page.get_by_test_id("stSelectbox").filter(has_text="Your images")
    menu.wait_for(timeout=20_000)
    assert "my letters" in menu.evaluate("(e) => e.innerText + [...e.querySelectorAll('input')].map((i) => i.value)")
    assert read_as_asked(home, run, tmp_path) >= 0.9


def read_as_asked(home: Path, run: str, scratch: Path) -> float:
    """Return the share of what a model writes that a reader of the same letters reads as it was asked for."""
    entry = library.entry_at(home / "models" / run)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LATENT_INK_HOME", str(home))
        assert entry.config.dataset.called(entry.owner) == "my letters"
        assert own.load(entry.config.dataset.id).classes == tuple(sorted(LETTERS))
        config = RunConfig(
            dataset=entry.config.dataset,
            model=ClassifierConfig(image_size=entry.config.model.image_size),
            training=TrainingConfig(epochs=40, batch_size=32, learning_rate=3e-3),
        )
        folder = scratch / "reader"
        folder.mkdir()
        (folder / "config.json").write_text(config.to_json())
        assert execute(folder) == "done"
        reader, writer = library.open_model(library.entry_at(folder)), library.open_model(entry)
    k, each = len(LETTERS), 40
    asked = torch.arange(k).repeat_interleave(each)
    z = torch.randn(len(asked), writer.latent_dim, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        read = reader(writer.decode(z, torch.eye(k)[asked])).argmax(1)
    return float((read == asked).float().mean())
