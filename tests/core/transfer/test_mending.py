"""Is the ink of a picture laid on a sheet, and mended as the hand says?"""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.guard import confined
from core.transfer.mending import marks_of, mended, pen_of, sheet_of
from core.types import DataError


def photo(*lines: tuple[int, ...], width: int = 36, dot: bool = False) -> np.ndarray:
    """Dark lines on paper that is darker on one side, uint8 (600, 450), with a blot beside them if so."""
    image = Image.new("L", (450, 600), 215)
    pen = ImageDraw.Draw(image)
    for line in lines:
        pen.line(line, fill=40, width=width)
    if dot:
        pen.ellipse((380, 520, 430, 570), fill=40)
    shade = np.asarray(image) * np.linspace(0.8, 1.1, 450) + np.random.default_rng(0).normal(0, 3, (600, 450))
    return shade.clip(0, 255).astype(np.uint8)


def path(*points: float, erases: bool = False, width: float = 20) -> dict:
    commands = [["M" if i == 0 else "L", *points[i : i + 2]] for i in range(0, len(points), 2)]
    return {"type": "Path", "path": commands, "stroke": "paper" if erases else "ink", "strokeWidth": width}


ONE = (220, 120, 220, 480)


def test_ink_lies_in_the_middle_of_the_sheet_with_room_about_it():
    sheet = sheet_of(photo(ONE))
    rows, columns = (np.flatnonzero(sheet.max(axis)) for axis in (1, 0))
    assert sheet.shape == (280, 280) and sheet.dtype == np.uint8 and sheet.max() == 255
    assert np.ptp(rows) == pytest.approx(0.7 * 280, abs=4)
    assert (rows.mean(), columns.mean()) == pytest.approx((139.5, 139.5), abs=3)


@pytest.mark.parametrize("width", [20, 36, 60])
def test_the_pen_is_as_wide_as_the_strokes(width):
    sheet = sheet_of(photo((220, 120, 220, 480), width=width))
    assert pen_of(sheet) == pytest.approx(width * 0.7 * 280 / 361, rel=0.25)
    assert pen_of(np.zeros((280, 280), np.uint8)) == 6


def test_what_is_erased_goes_and_what_is_drawn_comes():
    blotted = sheet_of(photo(ONE, dot=True))
    y, x = (int(axis.mean()) for axis in np.nonzero(blotted[:, 180:] > 127))
    erased = mended(blotted, marks_of([path(x + 180, y, x + 185, y, erases=True, width=60)]))
    assert blotted[:, 180:].max() == 255 and not erased[:, 180:].any()
    assert np.array_equal(erased[:, :180], blotted[:, :180])

    crossed = mended(erased, marks_of([path(30, 100, 250, 100)]))
    assert crossed[100, 32:248].min() == 255 and np.array_equal(crossed[120:], erased[120:])


def test_marks_follow_one_another():
    empty = np.zeros((280, 280), np.uint8)
    line, gone = path(40, 140, 240, 140), path(140, 100, 140, 180, erases=True)
    assert mended(empty, marks_of([line, gone]))[140, 140] == 0
    assert mended(empty, marks_of([line, gone, line]))[140, 140] == 255
    assert mended(empty, marks_of([line, gone]))[140, 60] == 255
    assert not mended(empty, marks_of([gone])).any() and marks_of([]) == []


def test_a_curve_is_drawn_as_one():
    bow = {"path": [["M", 40, 200], ["Q", 140, 0, 240, 200], ["L", 240, 200]], "stroke": "ink", "strokeWidth": 10}
    image = mended(np.zeros((280, 280), np.uint8), marks_of([bow]))
    assert image[100, 140] == 255 and image[:85].max() == 0 and image[200, 140] == 0


@pytest.mark.parametrize(
    "objects",
    [
        [{}], ["ink"], [{"path": 7, "stroke": "ink", "strokeWidth": 9}], [path(0, 0) | {"strokeWidth": "wide"}],
        [path(0, 0) | {"path": [["C", 1, 2, 3, 4, 5, 6]]}], [path(0, 0) | {"path": [["Q", 1, 2, 3, 4]]}],
        [path(0, float("nan"))], [path(9999, 0)], [path(1, 1, width=900)], [path(*[1.0] * 40_002)],
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_in_a_sentence(objects):
    with pytest.raises(DataError, match="drawing"):
        marks_of(objects)


def read(data: bytes):
    return confined.run("picture", {}, data, megabytes=300, seconds=60, on_progress=lambda what, fraction: None)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_read_in_a_process_of_its_own(kind):
    stream = io.BytesIO()
    Image.fromarray(photo(ONE)).save(stream, kind)
    told = read(stream.getvalue())
    with Image.open(io.BytesIO(base64.b64decode(told["sheet"]))) as image:
        sheet = np.asarray(image)
    assert told["pen"] == pytest.approx(20, abs=4) and sheet.shape == (280, 280)
    assert np.abs(sheet.astype(int) - sheet_of(photo(ONE))).mean() < 2


@pytest.mark.parametrize("what", ["nothing", "no picture", "torn", "blank", "huge"])
def test_a_bad_picture_is_one_sentence(what):
    stream = io.BytesIO()
    Image.new("L", (20_001, 2) if what == "huge" else (300, 300), 255).save(stream, "PNG")
    whole = stream.getvalue()
    data = {"nothing": b"", "no picture": b"no picture", "torn": whole[:60]}.get(what, whole)
    with pytest.raises(DataError) as refused:
        read(data)
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)
