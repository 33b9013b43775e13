"""Is chance spread evenly, its own for each purpose, and the same everywhere?"""

from __future__ import annotations

import numpy as np

from core.handwriting.message.chance import Chance, key_of, shares_of

KEYS = [301794027, 3826113674, 2309050025]
DRAWN = [0.25093703, -0.902068033, -1]
SHARES = [0.963741059, 0.675856872, 0.037852247]


def test_the_numbers_of_a_key_are_these():  # tests/node/message_chance.test.js has the same
    assert [key_of(0), key_of(1, "fox", 2), key_of("žluťoučký 🦊")] == KEYS
    chance = Chance(1, "fox", 2)
    assert [round(chance.share(), 9), round(chance.normal(), 9), chance.sign()] == DRAWN
    assert np.round(shares_of(7, np.array([1, 2, 70_000])), 9).tolist() == SHARES


def test_one_by_one_or_all_at_once_they_are_the_same():
    chance = Chance(3)
    assert [chance.share() for _ in range(5)] == shares_of(key_of(3), np.arange(1, 6)).tolist()


def test_they_are_spread_evenly_and_what_is_near_is_not_alike():
    for shares in (shares_of(key_of(5), np.arange(40_000)), np.array([Chance(5, n).share() for n in range(20_000)])):
        counts = np.histogram(shares, 50, (0, 1))[0]
        assert np.abs(counts - len(shares) / 50).max() < 5 * (len(shares) / 50) ** 0.5
        assert abs(np.corrcoef(shares[1:], shares[:-1])[0, 1]) < 0.03


def test_a_normal_number_has_mean_0_and_deviation_1():
    chance = Chance("normal")
    drawn = np.array([chance.normal() for _ in range(20_000)])
    assert abs(drawn.mean()) < 0.03 and abs(drawn.std() - 1) < 0.03 and 3 < np.abs(drawn).max() < 6
    signs = [chance.sign() for _ in range(2_000)]
    assert set(signs) == {-1, 1} and abs(sum(signs)) < 200
    assert all(2 <= chance.between(2, 3) < 3 for _ in range(100))
