"""Is it read off a page how wide the gaps between words are, also where they are narrow?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.page.words import Run, grouped, least_gap

X_HEIGHT, USUAL = 40.0, 0.85


def line(words, inside: float, between: float, rng) -> list[Run]:
    """Return a line of words with so many letters each; gaps in x-heights, a little uneven."""
    found, x = [], 0.0
    for letters in words:
        for n in range(letters):
            found.append(Run(len(found), x, x + 25, mark=False, high=False))
            x += 25 + X_HEIGHT * (inside if n < letters - 1 else between) * rng.uniform(0.8, 1.2)
    return found


@pytest.mark.parametrize(("inside", "between"), [(0.1, 0.65), (0.15, 0.9), (0.25, 1.3), (0.4, 2.0)])
def test_words_are_told_apart_however_close_they_stand(inside, between):
    rng = np.random.default_rng(0)
    rows = [line((4, 4, 3, 7, 2, 1, 5, 7), inside, between, rng) for _ in range(8)]
    least = least_gap(rows, X_HEIGHT, USUAL)
    assert [len(grouped(row, least, X_HEIGHT)) for row in rows] == [8] * 8


def test_a_list_of_single_words_stays_one():
    rng = np.random.default_rng(0)
    rows = [line((8,), 0.2, 0, rng) for _ in range(8)]
    least = least_gap(rows, X_HEIGHT, USUAL)
    assert [len(grouped(row, least, X_HEIGHT)) for row in rows] == [1] * 8
