"""Is a photograph of a page taken in apart, as it is kept, and refused in one sentence where it is none?"""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from core import places
from core.blocks.page import reading_of as reading_in
from core.guard import confined
from core.handwriting.hand import hands, pages, reading
from core.handwriting.page.picture import open_picture
from core.handwriting.page.read import read_page
from core.owner import Owner
from core.transfer.page import ARRIVING, LINES_BLOCK, PHOTO
from core.types import DataError
from tests.core.handwriting.lettering import lettered
from tests.core.handwriting.paper import photographed


def taken(data: bytes):
    return confined.run("page", {}, data, megabytes=1200, seconds=60, on_progress=lambda doing, share: None)


def encoded(pixels: np.ndarray, kind: str = "PNG", **more) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **more)
    return out.getvalue()


def test_a_page_comes_upright_as_a_jpeg_without_what_its_file_told_beside_it():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    grey = lettered().grey
    told = taken(encoded(grey, "JPEG", exif=exif))
    jpeg = base64.b64decode(told["files"]["photo.jpg"])
    assert tuple(told["size"]) == grey.shape and told["sheet"] is False  # it was held sideways
    assert b"a camera" not in jpeg
    with Image.open(io.BytesIO(jpeg)) as image:
        assert image.format == "JPEG" and image.size == tuple(told["size"])


def test_a_page_is_read_as_it_arrives_just_as_the_command_reads_it(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    # Grain, of which a JPEG keeps another one: what is read must be the picture, not its copy.
    data = encoded(photographed(lettered().grey, noise=25))
    told = taken(data)
    files = {name: base64.b64decode(told["files"][name]) for name in ARRIVING}
    hand = hands.begin("Ada", Owner.of("me"))
    jpeg = files.pop(PHOTO)
    page = pages.bring(hand.path, "page.png", jpeg, tuple(told["size"]), files)
    known, direct = reading.reading_of(page), read_page(open_picture(data))
    assert known.id == page.edits.stamp and known.words == tuple(len(line.words) for line in direct.lines)
    again = reading.read_kept(page, page.edits)
    boxes = [np.array([word.box for line in one.lines for word in line.words]) for one in (again, direct)]
    assert np.abs(boxes[0] - boxes[1]).max() <= 3  # its darkness is kept in 255 steps
    assert reading_in((page.path / LINES_BLOCK).read_bytes()) == known.id and page.ways.keys() == {known.id}


def test_one_on_which_nothing_is_written_is_kept_with_that_sentence():
    told = taken(encoded(np.full((600, 800), 240, np.uint8)))
    assert "no handwriting" in json.loads(base64.b64decode(told["files"]["read.json"]))["refused"]


@pytest.mark.long
@pytest.mark.parametrize("name", ["photo_hello.jpg", "photo_dense.jpg"])
def test_real_pages_have_as_many_words_as_by_the_command(name):
    root = places.given_data()
    if root is None:
        pytest.skip("LATENT_INK_DATA is not set")
    data = (root / "pages" / name).read_bytes()
    words = json.loads(base64.b64decode(taken(data)["files"]["read.json"]))["words"]
    assert words == [len(line.words) for line in read_page(open_picture(data)).lines]


def test_a_printed_sheet_is_known_by_its_marks(scan_of_a_sheet):
    told = taken(encoded(scan_of_a_sheet))
    assert told["sheet"] is True and list(told["files"]) == ["photo.jpg"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and so on", "a PDF"),
        (b"\x89PNG\r\n\x1a\n broken", "damaged|not"),
        (encoded(np.zeros((30, 30), np.uint8)), "too small"),
        (encoded(np.zeros((5000, 5000), np.uint8)), "million pixels"),
    ],
)
def test_what_is_no_photograph_of_a_page_gets_one_sentence(data, said):
    with pytest.raises(DataError, match=said):
        taken(data)


@pytest.fixture(scope="module")
def scan_of_a_sheet():
    from tests import sheets
    from tests.core.handwriting.filled import PLAN, pen, scanned

    return scanned(sheets.written_on(PLAN, PLAN.sheets[0], pen, np.random.default_rng(0))[0])
