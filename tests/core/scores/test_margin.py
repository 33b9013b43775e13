"""Are two numbers called different, and one of them better, only where that is more than chance?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.metrics.score import Score
from core.scores.margin import ahead, apart, margin


def score(value: float, spread: float | None = 0.3) -> Score:
    return Score(value=value, unit="share", spread=spread)


@pytest.mark.parametrize(("a", "b"), [(0.3, 0.3), (0.3, 0.01), (0.2, 0.7)])
@pytest.mark.parametrize("seeds", [2, 3, 10])
def test_two_means_tie_exactly_where_welchs_test_says_so(a, b, seeds):
    wide = margin(score(0.0, a), score(0.0, b), seeds)
    for factor, differs in ((0.99, False), (1.01, True)):
        found = stats.ttest_ind_from_stats(0.0, a, seeds, factor * wide, b, seeds, equal_var=False)
        assert (found.pvalue < 0.05) == differs == apart(score(0.0, a), score(factor * wide, b), seeds)


def test_with_three_seeds_it_takes_a_t_of_2_8():
    assert margin(score(0.0), score(1.0), 3) == pytest.approx(2.776 * 0.3 * np.sqrt(2 / 3), rel=1e-3)


def test_one_seed_and_numbers_that_never_vary_have_no_margin():
    assert margin(score(0.0), score(1.0), 1) == 0
    assert apart(score(0.0, None), score(0.001, None), 1) and not apart(score(1.0, 0.0), score(1.0, 0.0), 3)


def test_of_equal_means_one_in_twenty_is_called_different():
    draws = np.random.default_rng(0).standard_normal((4000, 2, 3))
    means, spreads = draws.mean(2), draws.std(2, ddof=1)
    called = [apart(score(m[0], s[0]), score(m[1], s[1]), 3) for m, s in zip(means, spreads, strict=True)]
    assert 0.02 < np.mean(called) < 0.06


def test_what_should_be_as_real_images_have_it_is_better_the_nearer_it_is_from_either_side():
    floor = score(0.93, 0.002)
    near, above, below = score(0.94, 0.002), score(0.99, 0.002), score(0.80, 0.002)
    assert ahead(near, above, "precision", 3, floor) == 1 == ahead(above, below, "precision", 3, floor)
    assert ahead(below, above, "precision", 3, floor) == -1
    assert ahead(floor, above, "precision", 3, floor) == 1, "nothing is more believable than real images"
    assert ahead(score(0.96, 0.002), score(0.90, 0.002), "precision", 3, floor) == 0, "as far off on either side"
    assert ahead(near, above, "precision", 3) == 0, "nobody knows what real images get"


def test_a_floor_that_is_unsure_makes_two_sides_of_it_tie():
    a, b = score(0.95, 0.001), score(0.89, 0.001)
    assert ahead(a, b, "precision", 3, score(0.93, 0.001)) == 1
    assert ahead(a, b, "precision", 3, score(0.93, 0.02)) == 0


def test_lower_and_higher_go_their_own_ways():
    assert ahead(score(1.0), score(9.0), "frechet", 3) == 1 == ahead(score(9.0), score(1.0), "read_as_asked", 3)
    assert ahead(score(1.0), score(9.0), "greys", 3) == 0 == ahead(score(1.0), score(1.1), "frechet", 3)
