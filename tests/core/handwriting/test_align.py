"""Is the cheapest way through a word found, and is it as likely as all ways together say?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.handwriting.letters.align import Sizes, Spans, aligned, costs, stretches
from core.handwriting.letters.frame import MOST_PARTS


def all_ways(parts: int, letters: int):
    for inner in itertools.combinations(range(1, parts), letters - 1):
        ends = (0, *inner, parts)
        if all(b - a <= MOST_PARTS for a, b in itertools.pairwise(ends)):
            yield ends


@pytest.mark.parametrize(("parts", "letters"), [(6, 3), (9, 2), (4, 4), (5, 1)])
def test_it_finds_what_trying_all_ways_finds(parts, letters):
    rng = np.random.default_rng(parts)
    ends, at = stretches(parts)
    cost, cuts = rng.uniform(0, 4, (letters, len(ends))), rng.uniform(0, 2, parts + 1)
    ways = list(all_ways(parts, letters))
    totals = []
    for way in ways:
        spent = [cost[k, at[a, b - a - 1]] + cuts[b] for k, (a, b) in enumerate(itertools.pairwise(way))]
        totals.append(sum(spent))
    best = ways[int(np.argmin(totals))]
    chosen, likely = aligned(cost, at, cuts)
    assert [tuple(ends[c]) for c in chosen] == [(a + 1, b) for a, b in itertools.pairwise(best)]
    share = np.exp(-np.array(totals))
    share /= share.sum()
    for k, (a, b) in enumerate(itertools.pairwise(best)):
        same = [way[k] == a and way[k + 1] == b for way in ways]
        assert likely[k] == pytest.approx(share[same].sum(), rel=1e-6)


@pytest.mark.parametrize(("parts", "letters"), [(2, 3), (MOST_PARTS * 2 + 1, 2)])
def test_no_way_through_is_said_so(parts, letters):
    ends, at = stretches(parts)
    chosen, likely = aligned(np.zeros((letters, len(ends))), at, np.zeros(parts + 1))
    assert (chosen == -1).all() and (likely == 0).all()


def test_a_letter_costs_least_where_it_is_as_wide_and_high_as_it_should_be():
    boxes = np.array([[0, 0.5, 0, 1.0], [0, 1.0, 0, 1.0], [0, 1.0, 0, 1.9], [0, 2.2, 0, 1.0], [1, 1, 0, 0]])
    spans = Spans(np.zeros((5, 2), int), boxes, np.zeros((5, MOST_PARTS), int))
    found = costs(("n", "d"), spans, None, Sizes({"n": 1.0, "d": 1.0}, {}))
    assert found[0].argmin() == 1 and found[1].argmin() == 2
    assert found[:, 4].min() > found[:, :4].max()  # nothing is no letter
