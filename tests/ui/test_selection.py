"""Does a selection survive the link, and does it refuse to make one that would come back as something else?"""

from __future__ import annotations

import numpy as np
import pytest

from ui.components.pad import Report
from ui.components.selection import Selection

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def test_the_marked_are_those_inside_and_those_of_a_class():
    xy = np.array([[0.5, 0.5], [2, 2], [0.9, 0.1], [3, 0.5]], np.float32)
    labels = np.array([0, 1, 1, 0])
    assert Selection("plane", SQUARE).indices(xy, labels).tolist() == [0, 2]
    assert Selection("plane", SQUARE, (1,)).indices(xy, labels).tolist() == [0, 1, 2]
    found = Selection(classes=(0,)).indices(xy, labels)
    assert found.tolist() == [0, 3] and found.dtype == np.int64
    assert Selection("plane", SQUARE, (1,)).indices(xy, None).tolist() == [0, 2]


def test_a_selection_is_read_from_what_the_browser_says():
    state = {"layout": "abc", "polygon": [[0, 0], [1, 0], [1, 1.5]], "classes": [2], "picked": 7}
    assert Selection.from_state(state) == Selection("abc", ((0, 0), (1, 0), (1, 1.5)), (2,), 7)
    assert Selection.from_state(None) is None
    assert Selection.from_state({"layout": "", "polygon": None, "classes": [], "picked": None}) is None
    assert Selection.from_state({"layout": "", "polygon": None, "classes": [], "picked": 0}) == Selection(picked=0)


def test_a_link_carries_corners_classes_image_and_map():
    assert Selection("plane", SQUARE[:3]).query() == {"sel": "0,0,1,0,1,1"}
    assert Selection("key-1", SQUARE[:3], (0, 3), 12).query() == {"sel": "0,0,1,0,1,1~0.3~12~key-1"}
    assert Selection(classes=(4,)).query() == {"sel": "~4"}
    assert Selection().query() == {}


def test_a_link_says_nothing_rather_than_something_else():
    long = Selection("plane", tuple((float(x), -123.4567) for x in range(100, 124)), tuple(range(50)))
    assert long.query() == {}, "cut off, it would mark other images"
    assert Selection("key@3.00", SQUARE).query() == {}, "a moment of a film cannot be brought back"


def test_an_unreported_selection_leaves_the_address_alone():
    assert Report().query() == {}
    assert Report(marked=True).query() == {"sel": ""}
    assert Report(None, Selection(classes=(4,)), marked=True).query() == {"sel": "~4"}


def test_places_that_are_none_are_refused():
    with pytest.raises(ValueError, match="xy must have shape"):
        Selection("plane", SQUARE).indices(np.zeros((3, 3)), None)
