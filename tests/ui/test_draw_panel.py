"""Is a drawing brought to the manner of the model's images and sent to the pad, and an empty one left alone?"""

from __future__ import annotations

import io
import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core import library
from core.datasets.decode import decode
from core.ink import normalise_ink, usual_share
from core.networks.encoder import resolved
from core.packed import unpack
from core.transfer.mending import sheet_of
from tests.ui.conftest import ID, open_page, remembered
from tests.ui.test_explore import EXPLORE, said
from tests.ui.test_pages import texts
from ui.map.draw import SOURCES
from ui.map.state import MapState, MendState

PANEL = "Draw a digit"  # as the classes of the model are digits


def line_of(*points: float) -> list[float]:
    """A stroke through points of a sheet 280 pixels wide, as the browser tells of it."""
    return [value for x, y in zip(points[::2], points[1::2], strict=True) for value in (x / 280, y / 280, 1)]


def opened(strokes: object):
    """Open the panel with something drawn on its sheet."""
    at = open_page(EXPLORE)
    at.session_state["explore-panel"] = PANEL
    if strokes is not None:
        at.session_state[f"sheet-{ID}"] = {"drawn": strokes}
    at.run()
    assert not at.exception
    return at


def sent(at) -> list[dict]:
    blocks = [part.proto.bytes for part in at.get("bidi_component") if "channel" in part.proto.component_name]
    return [sections for block in blocks if block and "pixels" in (sections := unpack(block))]


def test_a_drawing_is_sent_with_the_encoder_that_places_it(shelf):
    at = opened([line_of(60, 40, 60, 240)])
    (block,) = sent(at)
    about = next(about for about in said(at) if about["channel"] == "drawing")
    assert about["model"] == ID and about["size"] == 28
    image = np.frombuffer(block["pixels"], np.uint8).reshape(28, 28)
    assert image.max() > 200 and image[:, 0].max() == 0
    assert block["encoder"] == resolved(library.encoder_bin(library.find(ID)))
    assert "What the model sees" in texts(at)


def test_the_ink_is_as_large_as_in_the_models_own_images(shelf):
    entry = library.find(ID)
    (block,) = sent(opened([line_of(100, 40, 100, 240)]))
    image = np.frombuffer(block["pixels"], np.uint8).reshape(1, 28, 28)
    assert usual_share(image) == pytest.approx(usual_share(library.latents(entry).thumbnails()), abs=1 / 28)


@pytest.mark.parametrize("drawing", [None, [], [[]], [line_of(600, 600)]])
def test_nothing_drawn_moves_nothing(shelf, drawing):
    at = opened(drawing)
    assert sent(at) == [] and "Draw in the square" in texts(at)
    assert not at.warning and not at.error


@pytest.mark.parametrize("drawing", ["ink", [[0.5, 0.5]], [line_of(900, 0)], [[0.5, 0.5, 1] * 20_001]])
def test_what_is_no_drawing_is_refused_in_a_sentence(shelf, drawing):
    at = opened(drawing)
    assert sent(at) == [] and len(at.warning) == 1


def test_a_model_without_an_encoder_says_so(shelf):
    (library.find(ID).path / "encoder.bin").unlink()
    at = opened([line_of(60, 40, 60, 240)])
    assert sent(at) == [] and any("no place on its map" in info.value for info in at.info)


def test_an_encoder_that_does_not_belong_is_said(shelf):
    (library.find(ID).path / "encoder.bin").write_bytes(b"\0" * 30)
    at = opened(None)
    assert any("cannot be read" in warning.value for warning in at.warning)


def a_seven() -> bytes:
    image = Image.new("L", (200, 260), 230)
    ImageDraw.Draw(image).line([(50, 60), (150, 60), (90, 210)], fill=30, width=18, joint="curve")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def brought(content: bytes, *marks: dict):
    """Open the panel, bring a picture, wait until it was read, and draw on it."""
    at = open_page(EXPLORE)
    at.session_state["explore-panel"] = PANEL
    remembered(at, MapState).source = SOURCES[1]
    at.run()
    at.file_uploader(key="mend-file").upload("seven.png", content).run()
    for _ in range(200):
        if remembered(at, MendState).picture or at.warning:
            break
        time.sleep(0.1)
        at.run()
    known = remembered(at, MendState)
    if marks:
        known.marks = list(marks)
        known.changes += 1  # as a canvas that begins with them
        at.run()
    assert not at.exception
    return at


def mark(*points: float, stroke: str) -> dict:
    commands = [["M" if i == 0 else "L", *points[i : i + 2]] for i in range(0, len(points), 2)]
    return {"type": "Path", "path": commands, "stroke": stroke, "strokeWidth": 20}


def pixels(at) -> np.ndarray:
    (block,) = sent(at)
    return np.frombuffer(block["pixels"], np.uint8).reshape(28, 28).astype(int)


def test_the_ink_of_a_picture_is_sent_and_mended_and_taken_back(shelf):
    at = brought(a_seven())
    came = pixels(at)
    assert np.abs(came - normalise_ink(sheet_of(decode(a_seven())), share=came_share())).mean() < 3
    at = brought(a_seven(), mark(40, 150, 240, 150, stroke="ink"), mark(40, 40, 60, 40, stroke="paper"))
    assert np.abs(pixels(at) - came).mean() > 8
    at.button(key="mend-undo").click().run()
    assert np.abs(pixels(at) - came).mean() > 8 and len(remembered(at, MendState).marks) == 1
    at.button(key="mend-clear").click().run()
    assert np.array_equal(pixels(at), came) and at.button(key="mend-clear").disabled


def came_share() -> float:
    return usual_share(library.latents(library.find(ID)).thumbnails())


def test_ink_that_is_all_erased_moves_nothing(shelf):
    rows = [point for y in range(10, 280, 12) for point in (0, y, 280, y)]
    at = brought(a_seven(), mark(*rows, stroke="paper"))
    assert sent(at) == [] and "The ink of your picture" in texts(at)


@pytest.mark.parametrize("content", [b"no picture", b"", a_seven()[:90]], ids=["text", "empty", "torn"])
def test_a_bad_picture_is_refused_in_one_sentence(shelf, content):
    at = brought(content)
    (said_of_it,) = at.warning
    assert said_of_it.value.startswith("This picture cannot be used: it is") and sent(at) == []
