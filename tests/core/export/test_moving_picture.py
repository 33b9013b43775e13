"""Does a film hold the frames it was given, as long, as often and as sharp as was asked?"""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from core.export.moving_picture import FORMATS, MOST_PIXELS, film


@pytest.fixture
def frames() -> np.ndarray:
    """Seven frames of a bar that wanders, so that no two are equal."""
    made = np.zeros((7, 28, 28), np.uint8)
    for i, frame in enumerate(made):
        frame[4:24, 3 * i + 2 : 3 * i + 6] = 255
    return made


def read(data: bytes) -> tuple[Image.Image, list[np.ndarray], list[float]]:
    picture = Image.open(io.BytesIO(data))
    pictures, durations = [], []
    for i in range(picture.n_frames):
        picture.seek(i)
        pictures.append(np.asarray(picture.convert("L")))
        durations.append(picture.info["duration"])
    return picture, pictures, durations


@pytest.mark.parametrize("format", list(FORMATS))
@pytest.mark.parametrize("ink", ["dark", "light"])
def test_a_film_is_what_it_was_made_of(frames, format, ink):
    picture, seen, durations = read(film(frames, format=format, seconds_per_frame=0.08, size=28, ink=ink))
    assert picture.format == {"gif": "GIF", "apng": "PNG"}[format] and picture.size == (28, 28)
    assert len(seen) == 7 and durations == [80] * 7
    paper = 0 if ink == "light" else 255
    for given, found in zip(frames, seen, strict=True):
        assert np.array_equal(found, np.where(given > 0, 255 - paper, paper))


@pytest.mark.parametrize("format", list(FORMATS))
def test_it_plays_for_ever_or_once(frames, format):
    again, once = (read(film(frames, format=format, loop=loop, size=28))[0].info.get("loop") for loop in (True, False))
    assert again == 0  # for ever
    assert once == {"gif": None, "apng": 1}[format]


@pytest.mark.parametrize("format", list(FORMATS))
def test_it_is_enlarged_smoothly(frames, format):
    _, seen, _ = read(film(frames, format=format, size=224))
    greys = np.unique(seen[3])
    assert seen[3].shape == (224, 224) and len(greys) > 8  # between ink and paper lie greys, not steps of 8 pixels
    assert len(greys) <= (64 if format == "gif" else 256)
    assert seen[3].min() == 0 and seen[3].max() == 255
    _, small, _ = read(film(frames, format=format, size=16))
    assert small[0].shape == (16, 16)


@pytest.mark.parametrize("format", list(FORMATS))
def test_frames_that_are_equal_stand_as_long_together(frames, format):
    _, seen, durations = read(film(frames[[0, 1, 1, 1, 2]], format=format, seconds_per_frame=0.1, size=28))
    assert len(seen) == 3 and durations == [100, 300, 100]


def test_the_same_frames_give_the_same_bytes_and_one_frame_is_enough(frames):
    for format in FORMATS:
        assert film(frames, format=format) == film(frames, format=format)
        assert Image.open(io.BytesIO(film(frames[:1], format=format))).size == (256, 256)


def test_what_cannot_be_made_gets_a_sentence(frames):
    for bad, words in (
        ({"size": 8}, "size must be between 16 and 1,024 pixels, got 8"),
        ({"size": 2000}, "got 2000"),
        ({"seconds_per_frame": 0.001}, "seconds_per_frame must be between 0.02 and 5, got 0.001"),
        ({"seconds_per_frame": float("nan")}, "got nan"),
        ({"format": "mp4"}, "gif or apng"),
    ):
        with pytest.raises(ValueError, match=words):
            film(frames, **bad)
    with pytest.raises(ValueError, match="between 1 and 600 frames, got 0"):
        film(frames[:0])
    with pytest.raises(ValueError, match="got 601"):
        film(np.zeros((601, 4, 4), np.uint8), size=16)
    with pytest.raises(ValueError, match=f"1024 pixels has at most {MOST_PIXELS // 1024**2} frames, got 100"):
        film(np.zeros((100, 4, 4), np.uint8), size=1024)
    for shape, dtype in (((3, 4), np.uint8), ((3, 4, 4), np.float32), ((3, 0, 4), np.uint8)):
        with pytest.raises(ValueError, match="uint8"):
            film(np.zeros(shape, dtype))
