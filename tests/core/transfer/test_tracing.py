"""Do the strokes of a picture read as its ink does, however it came, and does what cannot be read get one sentence?"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core import strokes
from core.guard import confined
from core.ink import normalise_ink
from core.library.folder import find, latents
from core.one_image.reading import reader_of, shares
from core.transfer.tracing import strokes_on
from core.types import DataError

LIMITS = {"megabytes": 300, "seconds": 30, "on_progress": lambda doing, done: None}


@pytest.fixture(scope="module")
def shown():
    """Images (60, 28, 28) of MNIST's test part that come along, and what they are."""
    kept = latents(find("mnist-vae-16d"))
    return kept.thumbnails()[:60], kept.labels[:60]


def drawn_again(image: np.ndarray) -> np.ndarray:
    return normalise_ink(strokes.drawn(strokes_on(image)))


def test_strokes_read_as_the_ink_that_they_were_traced_from(shown):
    images, _ = shown
    reader = reader_of("2")
    again = shares(np.stack([drawn_again(image) for image in images]), reader).argmax(1)
    as_they_are = shares(images, reader).argmax(1)
    assert (again == as_they_are).mean() >= 0.95


def test_a_number_is_traced_whole_and_more_than_six_characters_are_not(shown):
    images, labels = shown
    of = [images[np.flatnonzero(labels == digit)[0]] for digit in range(8)]
    row = np.concatenate([np.pad(image, 3) for image in of[1:4]], 1)
    found = strokes_on(row)
    points = np.concatenate(found)[:, 0]
    assert len(found) >= 3 and np.ptp(points) > 0.6
    for many, words in ((7, "more than 6 characters|pieces"), (8, "pieces|more than 6")):
        with pytest.raises(DataError, match=words):
            strokes_on(np.concatenate([np.pad(image, 3) for image in of[:many]], 1))
    with pytest.raises(DataError, match="below one another"):
        strokes_on(np.concatenate([np.pad(image, 3) for image in (of[7], of[2], of[3])], 0))


def packed(image: Image.Image, kind: str = "PNG", **more) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def seven(ground=230, ink=30, mode: str = "L", side: int = 300) -> Image.Image:
    image = Image.new(mode, (side, side), ground)
    points = [(share * side, down * side) for share, down in ((0.3, 0.2), (0.7, 0.2), (0.45, 0.8))]
    ImageDraw.Draw(image).line(points, fill=ink, width=side // 14, joint="curve")
    return image


GOOD = {
    "dark ink": lambda: packed(seven()),
    "inverted": lambda: packed(seven(20, 240)),
    "transparent": lambda: packed(seven((0, 0, 0, 0), (0, 0, 0, 255), "RGBA")),
    "four inks": lambda: packed(seven((0, 0, 0, 20), (0, 0, 0, 230), "CMYK"), "JPEG"),
    "36 million pixels of a phone": lambda: packed(seven(side=6000), "JPEG"),
    "HEIC": lambda: (Path(__file__).parent.parent / "datasets/seven.heic").read_bytes(),
    "28 pixels": lambda: packed(seven(side=28)),
}


@pytest.mark.parametrize("what", GOOD)
def test_a_seven_comes_as_two_lines_whatever_file_it_is_in(what):
    told = confined.run("writing", {}, GOOD[what](), **LIMITS)
    found = strokes.strokes_of(told)
    again = normalise_ink(strokes.drawn(found))
    reader = reader_of("7")
    assert reader.config.classes[int(shares(again[None], reader).argmax())] == "7"
    points = np.concatenate(found)[:, :2]
    assert points.mean() == pytest.approx(0.5, abs=0.1) and np.ptp(points, 0).max() == pytest.approx(0.64, abs=0.08)


def stamp() -> bytes:
    """A round stamp: rings with spokes and dots."""
    image = Image.new("L", (400, 400), 235)
    pen = ImageDraw.Draw(image)
    for r in (190, 150, 60):
        pen.ellipse((200 - r, 200 - r, 200 + r, 200 + r), outline=60, width=6)
    for turn in np.linspace(0, 2 * np.pi, 25)[:-1]:
        x, y = 200 + 170 * np.cos(turn), 200 + 170 * np.sin(turn)
        pen.rectangle((x - 6, y - 9, x + 6, y + 9), outline=60, width=4)
    return packed(image)


def page_of_text() -> bytes:
    image = Image.new("L", (800, 1000), 240)
    pen, rng = ImageDraw.Draw(image), np.random.default_rng(0)
    for y in range(60, 920, 70):
        for x in range(50, 720, 44):
            points = rng.integers(0, 34, (4, 2)) + np.array([x, y])
            pen.line([tuple(point) for point in points.tolist()], fill=40, width=6)
    return packed(image)


BAD = {
    "36 million pixels": (lambda: packed(Image.new("L", (6000, 6000), 255)), "at most 8 million pixels"),
    "one pixel": (lambda: packed(Image.new("L", (1, 1), 0)), "no ink"),
    "empty": (lambda: b"", "is empty"),
    "wholly transparent": (lambda: packed(Image.new("RGBA", (60, 60))), "wholly transparent"),
    "blank": (lambda: packed(Image.new("L", (90, 60), 220)), "no ink"),
    "half of a file": (lambda: packed(seven())[:200], "damaged"),
    "no picture": (lambda: b"%PDF-1.7 and so on", "a PDF"),
    "a page of text": (page_of_text, "page|pieces"),
    "a stamp": (stamp, "pattern|page|pieces|more than"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_read_gets_one_sentence(what):
    make, words = BAD[what]
    with pytest.raises(DataError, match=words) as said:
        confined.run("writing", {}, make(), **LIMITS)
    assert str(said.value).endswith(".") and "\n" not in str(said.value)
