"""Is a photograph of a page taken in apart, as it is kept, and refused in one sentence where it is none?"""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from core.guard import confined
from core.types import DataError
from tests.core.handwriting.lettering import lettered


def taken(data: bytes):
    return confined.run("page", {}, data, megabytes=700, seconds=60, on_progress=lambda doing, share: None)


def encoded(pixels: np.ndarray, kind: str = "PNG", **more) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **more)
    return out.getvalue()


def test_a_page_comes_upright_as_a_jpeg_without_what_its_file_told_beside_it():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    grey = lettered().grey
    told = taken(encoded(grey, "JPEG", exif=exif))
    jpeg = base64.b64decode(told["jpeg"])
    assert tuple(told["size"]) == grey.shape and told["sheet"] is False  # it was held sideways
    assert b"a camera" not in jpeg
    with Image.open(io.BytesIO(jpeg)) as image:
        assert image.format == "JPEG" and image.size == tuple(told["size"])


def test_a_printed_sheet_is_known_by_its_marks(scan_of_a_sheet):
    assert taken(encoded(scan_of_a_sheet))["sheet"] is True


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
