"""Does a message lie on the photographed paper in each of its files, and is it said where there is none?"""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from core.export.message_files import file_of
from core.handwriting.message.compose import compose
from core.handwriting.message.settings import ComposeConfig
from core.types import DataError
from tests.core.handwriting.written_hands import hand

OWN = ComposeConfig(ground="own")


def paper() -> bytes:
    """Return a paper that is darker below, wider than a page is."""
    shade = np.repeat(np.linspace(240, 160, 800)[:, None, None], 900, 1) * np.array([1, 0.95, 0.8])
    stream = io.BytesIO()
    Image.fromarray(shade.astype(np.uint8)).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def test_a_picture_has_the_paper_and_the_same_ink_as_on_white():
    message, plain = compose("over a fox", hand(), OWN), compose("over a fox", hand(), ComposeConfig())
    assert [page.lines for page in message.pages] == [page.lines for page in plain.pages]
    image = np.asarray(Image.open(io.BytesIO(file_of(message, "png", own=paper()))).convert("RGB")).astype(int)
    white = np.asarray(Image.open(io.BytesIO(file_of(plain, "png"))).convert("RGB")).astype(int)
    assert image.shape == white.shape
    assert image[10, 10] == pytest.approx([240, 228, 192], abs=6)
    assert image[-10, -10] == pytest.approx([160, 152, 128], abs=6)
    ink = (white == white.reshape(-1, 3).min(0)).all(-1)
    assert ink.any() and np.array_equal(image[ink], white[ink])


def test_svg_and_pdf_carry_the_paper_and_ink_alone_does_not():
    message = compose("over a fox", hand(), OWN)
    plain = compose("over a fox", hand(), ComposeConfig())
    for kind, sign in (("svg", b"data:image/jpeg;base64,"), ("pdf", b"/Subtype /Image")):
        assert sign in file_of(message, kind, own=paper()) and sign not in file_of(plain, kind, own=paper())
    assert b"data:" not in file_of(message, "svg", paper=False, own=paper())
    assert file_of(message, "pdf", own=paper()) == file_of(message, "pdf", own=paper())


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_paper_that_is_not_there_is_said(kind):
    with pytest.raises(DataError, match="no photographed paper is kept with this hand"):
        file_of(compose("over a fox", hand(), OWN), kind)
