"""Is it shown how somebody's own images were understood, and can it be changed before anything is learned?"""

from __future__ import annotations

import re

import pytest

from core.datasets import own
from core.types import DataError
from tests.browser.servers import ROOT, serving
from tests.browser.waits import idle
from tests.ui.test_data import zipped

pytestmark = pytest.mark.browser


@pytest.mark.long
def test_which_folders_are_the_classes_is_shown_and_can_be_changed(page, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    (tmp_path / "mine.zip").write_bytes(zipped(6, ("a/ann", "a/ben", "b/ann", "b/ben")))
    with serving(ROOT / "app.py", home=tmp_path) as address:
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.goto(f"{address}/Train?data=own")
        page.locator("input[type=file]").first.set_input_files(tmp_path / "mine.zip")
        page.get_by_text("22 images to train on, 28 x 28 pixels, 2 classes").wait_for(timeout=60_000)
        page.wait_for_url(re.compile("data=[0-9a-f]{64}"))
        idle(page)
        guessed = own.load(page.url.split("data=")[1])
        assert guessed.classes == ("a", "b")
        assert page.get_by_alt_text("Some of the images, as they came").is_visible()
        menu = page.get_by_test_id("stSelectbox").filter(has_text="Classes").locator("input")
        assert menu.input_value() == "2 folders: a (12), b (12)"

        def understood(as_: str, *, not_: str) -> str:
            menu.click()
            page.get_by_role("option", name=as_).click()
            page.wait_for_url(re.compile(f"data=(?!{not_})[0-9a-f]{{64}}"), timeout=60_000)
            idle(page)
            return page.url.split("data=")[1]

        second = understood("2 folders: ann (12), ben (12)", not_=guessed.fingerprint)
        assert own.load(second).classes == ("ann", "ben")
        assert page.get_by_text("mine.zip").count() == 1, "it is still in its place"
        with pytest.raises(DataError, match="not here"):
            own.load(guessed.fingerprint)
        assert understood("2 folders: a (12), b (12)", not_=second) == guessed.fingerprint
        assert own.load(guessed.fingerprint).classes == ("a", "b"), "and back again"

        page.reload()
        page.get_by_text("22 images to train on").wait_for(timeout=60_000)
        page.get_by_role("button", name="Delete these images").click()
        page.get_by_role("button", name="Delete for good").click()
        page.get_by_text("Deleted: mine.").wait_for(timeout=30_000)
        idle(page)
        assert not list(tmp_path.rglob("*.safetensors")) and page.get_by_text("images to train on").count() == 0
