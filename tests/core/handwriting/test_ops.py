"""Is what a browser says of a page's changes taken for what it is, and does what is taken back count no more?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.handwriting.ops import (
    Corners,
    InkStroke,
    Join,
    PaperStroke,
    Split,
    Threshold,
    Turn,
    Undo,
    in_force,
    op_of,
    turned_corners,
)
from core.handwriting.page.paper import check_corners


def id(n: int) -> str:
    return f"{n:016x}"


OPS = (
    Corners(id(1), "r1", (1.0, 2.0, 90.5, 2.0, 90.0, 60.0, 1.0, 61.0)),
    Turn(id(2), "r1", 3),
    Threshold(id(3), "r1", 0.3),
    InkStroke(id(4), "r1", (5.0, 6.0, 7.0, 8.0), 12.5),
    PaperStroke(id(5), "r1", (5.0, 6.0), 3.0),
    Join(id(6), "r1", 10.0, 20.0),
    Split(id(7), "r1", 10.0, 20.0),
    Undo(id(8), "r1", id(7)),
)


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.kind)
def test_an_op_is_read_back_from_json_as_it_was(op):
    assert op_of(json.loads(json.dumps(op.told()))) == op


WRONG = [
    None, "undo", [], {}, {"kind": "burn"}, {"kind": ["undo"]},
    {**OPS[0].told(), "points": [1, 2, 3, 4]},
    {**OPS[0].told(), "points": [1, 2, 3, 4, 5, 6, 7, float("nan")]},
    {**OPS[1].told(), "quarters": 4}, {**OPS[1].told(), "quarters": True}, {**OPS[1].told(), "quarters": 1.5},
    {**OPS[2].told(), "value": 0.05}, {**OPS[2].told(), "value": "0.5"}, {**OPS[2].told(), "value": float("inf")},
    {**OPS[3].told(), "points": [1, 2, 3]}, {**OPS[3].told(), "points": []}, {**OPS[3].told(), "points": "1234"},
    {**OPS[3].told(), "points": [1] * 30_000}, {**OPS[3].told(), "width": 0}, {**OPS[3].told(), "width": None},
    {**OPS[5].told(), "x": 1e9}, {**OPS[5].told(), "id": "../../etc"}, {**OPS[5].told(), "reading": "a b"},
    {**OPS[5].told(), "id": 7}, {**OPS[7].told(), "of": ""}, {**OPS[7].told(), "of": id(7) + "\n"},
]  # fmt: skip


@pytest.mark.parametrize("told", WRONG, ids=str)
def test_what_is_no_op_is_none(told):
    assert op_of(told) is None


def test_what_was_taken_back_counts_no_more_and_what_was_done_again_does():
    history = [*OPS[:3], Undo(id(10), "r1", id(3)), Undo(id(11), "r1", id(2))]
    assert in_force(history) == OPS[:1]
    again = [*history, Undo(id(12), "r2", id(11))]
    assert in_force(again) == OPS[:2]
    assert in_force([*again, Undo(id(13), "r2", id(12))]) == OPS[:1]
    assert in_force([*OPS[:1], *OPS[:1]]) == OPS[:1], "told twice, it counts once"


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_corners_of_the_photograph_as_it_came_go_round_the_sheet_once_it_is_turned(quarters):
    size = (400, 300)
    corners = ((30.0, 20.0), (350.0, 40.0), (380.0, 280.0), (10.0, 250.0))
    found = turned_corners([v for point in corners for v in point], size, quarters)
    check_corners(found, size if quarters % 2 == 0 else size[::-1])
    picture = np.zeros((300, 400), int)
    for n, (x, y) in enumerate(corners, 1):
        picture[int(y), int(x)] = n
    seen = np.rot90(picture, -quarters)
    assert sorted(seen[int(y), int(x)] for x, y in found) == [1, 2, 3, 4]
    assert sum(found[0]) == min(map(sum, found))
