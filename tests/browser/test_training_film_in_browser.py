"""Do films of training play in step, stay at the moment that is looked at, and follow a run that goes on?"""

from __future__ import annotations

import base64

import numpy as np
import pytest

from core.blocks.training_film import frame_at, moments, training_film_block
from core.training.film import Reel
from tests.browser.harness import Room, open_page, page_of
from tests.core.films import film_of

pytestmark = pytest.mark.browser

REELS = Room(
    ("training_film/training_film.js",),
    """
window.reels = mountTrainingFilms(document.getElementById("reels"));
window.give = (text) => reels.update(bytes(text));
""",
)
STATE = """() => {
    const { mode, at, places, live, frames, words } = reels.state;
    return { mode, at, places, live, frames, words };
}"""


class Shown:
    """Films on an open page."""

    def __init__(self, page, folder, *, width: int = 900) -> None:
        self.page = page
        text = page_of(["reels"], REELS, styles=["training_film/training_film.css"])
        self.complaints = open_page(page, text, folder / "reels.html", width=width)

    def give(self, *reels: Reel, **more) -> None:
        block = training_film_block(
            [(f"Model {i}" if len(reels) > 1 else "", film) for i, film in enumerate(reels)], **more
        )
        self.page.evaluate("(text) => give(text)", base64.b64encode(block).decode())

    @property
    def state(self) -> dict:
        return self.page.evaluate(STATE)

    @property
    def captions(self) -> list[str]:
        return self.page.locator("figcaption").all_inner_texts()

    def scrub(self, at: int) -> None:
        self.page.locator("input[type=range]").evaluate(
            "(node, at) => { node.value = at; node.dispatchEvent(new Event('input')); }", at
        )

    def image(self, film: int, j: int, side: int = 28, columns: int = 5) -> np.ndarray:
        """Return how much ink is on one of the images, uint8 (h, w), as the page shows it."""
        left, top = (j % columns) * (side + 2), (j // columns) * (side + 2)
        shades = (
            "[...document.querySelectorAll('canvas')][film].getContext('2d').getImageData(left, top, side, side).data"
        )
        data = self.page.evaluate(
            f"([film, left, top, side]) => Array.from({shades}).filter((_, i) => i % 4 === 0)", [film, left, top, side]
        )
        return np.array(data, np.uint8).reshape(side, side)


def begun(film: Reel, count: int) -> Reel:
    return Reel(film.frames[:count], film.steps[:count], film.images[:count], film.seconds[:count])


def test_it_stands_at_the_end_and_shows_every_pixel(page, tmp_path):
    shown, film = Shown(page, tmp_path, width=560), film_of(6)
    shown.give(film)
    assert shown.captions == ["after 512 images, 1.6 s"]
    assert shown.state["mode"] == "end"
    for at in (5, 2, 0):
        shown.scrub(at)
        seen = shown.image(0, 7)
        # Ink is dark on the light page: the more of it, the less red.
        order = np.argsort(film.frames[at, 7].ravel(), kind="stable")
        assert (np.diff(seen.ravel()[order].astype(int)) <= 0).all()
    assert shown.captions == ["before the first step: untrained"]
    assert not page.locator(".live").is_visible()
    assert shown.complaints == []


def test_films_side_by_side_keep_step(page, tmp_path):
    shown, quick, slow = Shown(page, tmp_path), film_of(5), film_of(7, pace=0.4, seed=1)
    shown.give(quick, slow, by="seconds")
    times = moments([quick, slow], "seconds")
    assert shown.state["places"] == times.tolist()
    for at, place in enumerate(times):
        shown.scrub(at)
        assert shown.state["frames"] == [frame_at(film, "seconds", place) for film in (quick, slow)]
    assert shown.state["words"] == "12.8 s of training"
    assert page.locator(".film h3").all_inner_texts() == ["Model 0", "Model 1"]
    shown.give(quick, slow, by="images", id="by images")
    assert shown.state["words"] == "1,024 images seen"


def test_it_plays_to_the_end_by_button_and_by_key(page, tmp_path):
    shown = Shown(page, tmp_path)
    shown.give(film_of(9))
    play = page.get_by_role("button", name="Play the film of training")
    play.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => reels.state.mode === 'playing' && reels.state.at > 1 && reels.state.at < 6")
    page.get_by_role("button", name="Pause the film of training").click()
    assert shown.state["mode"] == "paused"
    before = shown.state["at"]
    page.get_by_label("Speed of the film").select_option("4")
    page.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    assert shown.state["at"] == before + 1
    play.click()
    page.wait_for_function("() => reels.state.mode === 'end'")
    assert shown.state["at"] == 8
    assert "The film has ended" in page.locator("[role=status]").inner_text()


def test_a_run_that_goes_on_is_followed_unless_one_looks_back(page, tmp_path):
    shown, film = Shown(page, tmp_path), film_of(9)
    shown.give(begun(film, 4), live=True, id="run")
    assert page.locator(".live").is_visible() and shown.state["at"] == 3
    shown.give(begun(film, 6), live=True, id="run")
    assert shown.state["at"] == 5 and shown.captions == ["after 512 images, 1.6 s"]
    shown.scrub(2)
    for by in ("share", "share"):
        shown.give(begun(film, 8), live=True, id="run", by=by)
        assert shown.state["at"] == 2 and shown.captions == ["after 64 images, 0.2 s"]
    page.get_by_role("button", name="Live").click()
    assert shown.state["at"] == 7
    shown.give(film, id="run")
    assert shown.state["at"] == 8 and not page.locator(".live").is_visible()
    shown.scrub(2)
    shown.give(film_of(5, seed=3), id="another")
    assert shown.state["at"] == 4  # what was looked at was of another film
    assert shown.complaints == []


def test_on_a_phone_two_stand_beside_each_other(page, tmp_path):
    shown = Shown(page, tmp_path, width=375)
    shown.give(*(film_of(3, seed=i) for i in range(4)), by="share")
    boxes = [box.bounding_box() for box in page.locator("canvas").all()]
    assert boxes[0]["y"] == boxes[1]["y"] < boxes[2]["y"]
    assert all(box["width"] > 150 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_moment_is_kept_as_a_picture(page, tmp_path):
    shown = Shown(page, tmp_path)
    shown.give(film_of(3), film_of(3, seed=1))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    assert waiting.value.suggested_filename == "training.png"
