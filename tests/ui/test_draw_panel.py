"""Is a drawing brought to the manner of the model's images and sent to the pad, and an empty one left alone?"""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core import library
from core.export.encoder import resolved
from core.export.packed import unpack
from core.ink import usual_share
from tests.ui.conftest import ID, open_page
from tests.ui.test_explore import EXPLORE, said
from tests.ui.test_pages import texts

PANEL = "Draw a digit"  # as the classes of the model are digits


def png_of(*lines: tuple[int, ...], side: int = 280, colour: str = "#1c1d22") -> str:
    """A drawing on transparent paper, as the canvas reports it."""
    image = Image.new("RGBA", (side, side))
    for line in lines:
        ImageDraw.Draw(image).line(line, fill=colour, width=20)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


def opened(drawing: str | None):
    """Open the panel with something drawn on its canvas."""
    at = open_page(EXPLORE)
    at.session_state["explore-panel"] = PANEL
    if drawing is not None:
        at.session_state[f"canvas-{ID}"] = {"drawing": {"raw": {"objects": []}, "data": drawing}, "backgroundFit": None}
    at.run()
    assert not at.exception
    return at


def sent(at) -> list[dict]:
    blocks = [part.proto.bytes for part in at.get("bidi_component") if "channel" in part.proto.component_name]
    return [sections for block in blocks if block and "pixels" in (sections := unpack(block))]


def test_a_drawing_is_sent_with_the_encoder_that_places_it(shelf):
    at = opened(png_of((60, 40, 60, 240)))
    (block,) = sent(at)
    about = next(about for about in said(at) if about["channel"] == "drawing")
    assert about["model"] == ID and about["size"] == 28
    image = np.frombuffer(block["pixels"], np.uint8).reshape(28, 28)
    assert image.max() > 200 and image[:, 0].max() == 0
    assert block["encoder"] == resolved(library.encoder_bin(library.find(ID)))
    assert "What the model sees" in texts(at)


def test_the_ink_is_as_large_as_in_the_models_own_images(shelf):
    entry = library.find(ID)
    (block,) = sent(opened(png_of((100, 40, 100, 240))))
    image = np.frombuffer(block["pixels"], np.uint8).reshape(1, 28, 28)
    assert usual_share(image) == pytest.approx(usual_share(library.latents(entry).thumbnails()), abs=1 / 28)


@pytest.mark.parametrize("colour", ["#1c1d22", "#f2f0ea", "#ff0000"])
def test_the_colour_of_the_pen_does_not_matter(shelf, colour):
    plain, coloured = (sent(opened(png_of((60, 40, 200, 240), colour=c)))[0] for c in ("#000000", colour))
    assert plain["pixels"] == coloured["pixels"]


@pytest.mark.parametrize("drawing", [None, png_of()])
def test_nothing_drawn_moves_nothing(shelf, drawing):
    at = opened(drawing)
    assert sent(at) == [] and "Draw in the square" in texts(at)
    assert not at.warning and not at.error


@pytest.mark.parametrize(
    "drawing", ["data:image/png;base64," + base64.b64encode(b"no picture").decode(), png_of(side=3000)]
)
def test_what_is_no_drawing_is_refused_in_a_sentence(shelf, drawing):
    at = opened(drawing)
    assert sent(at) == [] and len(at.warning) == 1


def test_a_model_without_an_encoder_says_so(shelf):
    (library.find(ID).path / "encoder.bin").unlink()
    at = opened(png_of((60, 40, 60, 240)))
    assert sent(at) == [] and any("no place on its map" in info.value for info in at.info)


def test_an_encoder_that_does_not_belong_is_said(shelf):
    (library.find(ID).path / "encoder.bin").write_bytes(b"\0" * 30)
    at = opened(None)
    assert any("cannot be read" in warning.value for warning in at.warning)
