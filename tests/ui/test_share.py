"""Is the link that a page hands on the one that leads back to it, and is its QR code one?"""

from __future__ import annotations

import re

import numpy as np
import pytest
import segno

from tests.ui.conftest import ID, open_page
from ui.share import MARGIN, qr_code


def squares(svg: str) -> np.ndarray:
    """Draw one of our QR codes, black rows of an SVG path, a pixel a module."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    modules, x, y = np.full((side, side), 255, np.uint8), 0.0, 0.0
    for kind, first, second in re.findall(r"([Mmh])([-\d.]+)(?: ([-\d.]+))?", svg[svg.rindex(' d="M') :]):
        if kind == "M":
            x, y = float(first), float(second)
        elif kind == "m":
            x, y = x + float(first), y + float(second)
        else:
            modules[int(y), int(x) : int(x + float(first))] = 0
            x += float(first)
    return modules


@pytest.mark.parametrize(
    "text", ["http://ink.test/", "http://ink.test/Explore?model=a&z=0.5%2C-1&view=both%2C0%2C0%2C6"]
)
def test_the_squares_are_those_of_the_link(text):
    dark = np.array([list(row) for row in segno.make_qr(text, error="l").matrix], np.uint8)
    assert (squares(qr_code(text)) == np.pad(255 * (1 - dark), MARGIN, constant_values=255)).all()


def test_white_lies_around_a_code_and_too_long_a_link_has_none():
    assert (squares(qr_code("x"))[:MARGIN] == 255).all()
    assert qr_code("x" * 5000) == ""
    with pytest.raises(segno.DataOverflowError):
        segno.make_qr("x" * 5000)


def offered(at) -> bool:
    return "Copy link" in [popover.proto.popover.label for popover in at.get("popover")]


def test_pages_that_have_a_state_offer_their_link(shelf):
    assert offered(open_page("pages/Explore.py")) and offered(open_page("pages/Train.py", run=ID))
    assert not offered(open_page("pages/Library.py"))
