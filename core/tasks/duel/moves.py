"""In which order do the two sides of a duel learn? Moves are written as "3D G 10B" and read strictly."""

from __future__ import annotations

import re
from itertools import groupby

MOST_MOVES = 2000  # of one duel: a minute or two of a small model
MOST_TEXT = 400  # characters, as many as an address carries
MOVES = {
    "D": "a step of the discriminator",
    "G": "a step of the generator",
    "B": "a round of both, as the training does it",
}
_ONE = re.compile(r"([1-9][0-9]{0,3})?([DGB])")


def parsed_moves(text: str) -> str:
    """Return the moves one letter each: "3D G" gives "DDDG". An empty text gives no moves.

    Raises ValueError if a part of the text is not a letter of MOVES with a count before it, or they are over 2000.
    """
    if len(text) > MOST_TEXT:
        raise ValueError(f"moves must be written in at most {MOST_TEXT} characters, got {len(text)}.")
    found = []
    for part in text.split():
        match = _ONE.fullmatch(part)
        if match is None:
            raise ValueError(
                f"moves must be D, G or B, each with a count before it or none, as 3D G 10B; got {part!r}."
            )
        found.append(match[2] * int(match[1] or 1))
    moves = "".join(found)
    if len(moves) > MOST_MOVES:
        raise ValueError(f"moves must be at most {MOST_MOVES:,} in all, got {len(moves):,}.")
    return moves


def written_moves(moves: str) -> str:
    """Write moves, one letter each, as short as can be: "DDDG" gives "3D G"."""
    runs = [(letter, len(list(run))) for letter, run in groupby(moves)]
    return " ".join(letter if n == 1 else f"{n}{letter}" for letter, n in runs)
