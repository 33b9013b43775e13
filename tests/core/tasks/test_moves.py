"""Are the moves of a duel read strictly and written as short as can be?"""

import pytest

from core.tasks.duel.moves import MOST_MOVES, MOVES, parsed_moves, written_moves


@pytest.mark.parametrize(
    ("text", "moves", "written"),
    [("3D G 2B", "DDDGBB", "3D G 2B"), ("", "", ""), (" D  D 2D ", "DDDD", "4D"), ("G B G", "GBG", "G B G")],
)
def test_they_are_read_and_written(text, moves, written):
    assert parsed_moves(text) == moves and written_moves(moves) == written
    assert parsed_moves(written) == moves
    assert set(moves) <= set(MOVES)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3X", "must be D, G or B"),
        ("d", "must be D, G or B"),
        ("3 D", "must be D, G or B"),
        ("0D", "must be D, G or B"),
        ("-1D", "must be D, G or B"),
        ("D,G", "must be D, G or B"),
        ("٣D", "must be D, G or B"),
        ("2000D G", f"at most {MOST_MOVES:,} in all, got 2,001"),
        ("D G " * 101, "at most 400 characters"),
    ],
)
def test_anything_else_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parsed_moves(text)
