"""Where does chance in a message come from, so that a browser draws the very same numbers?

Each number is a hash of what it is for: of the seed, the word, how often it came before, and a count. So a word looks
the same whatever is typed before it, and no two places share their luck. browser/message/chance.js does the same.
Source of the mixing: the last steps of MurmurHash3 (A. Appleby, public domain).
"""

from __future__ import annotations

import math

import numpy as np

ALL = 0xFFFFFFFF
ODD = 0x9E3779B1  # 2^32 by the golden ratio: near numbers fall far apart
FIRST, SECOND = 0x85EBCA6B, 0xC2B2AE35


def key_of(*parts: int | str) -> int:
    """Return 32 bits that stand for numbers and texts, in their order."""
    key = ODD
    for part in parts:
        for number in (part,) if isinstance(part, int) else (*map(ord, part), ALL):
            key = _mixed(key ^ (number * ODD & ALL))
    return key


def shares_of(key: int, numbers: np.ndarray) -> np.ndarray:
    """Return a number in [0, 1) for each, float64 (n,), numbers int (n,): as `Chance` draws its n-th."""
    h = np.uint32(key) ^ (numbers.astype(np.uint32) * np.uint32(ODD))
    h = (h ^ (h >> np.uint32(16))) * np.uint32(FIRST)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(SECOND)
    return (h ^ (h >> np.uint32(16))) / 2.0**32


class Chance:
    """Numbers drawn one after another, always the same ones for a key."""

    def __init__(self, *parts: int | str) -> None:
        self._key = key_of(*parts)
        self._drawn = 0

    def share(self) -> float:
        """Return a number in [0, 1)."""
        self._drawn += 1
        return _mixed(self._key ^ (self._drawn * ODD & ALL)) / 2.0**32

    def normal(self) -> float:
        """Return a number of the standard normal distribution (Box and Muller 1958)."""
        far = math.sqrt(-2 * math.log(1 - self.share()))
        return far * math.cos(2 * math.pi * self.share())

    def between(self, low: float, high: float) -> float:
        """Return a number between two."""
        return low + (high - low) * self.share()

    def sign(self) -> int:
        """Return -1 or 1."""
        return 1 if self.share() < 0.5 else -1


def _mixed(h: int) -> int:
    h = (h ^ (h >> 16)) * FIRST & ALL
    h = (h ^ (h >> 13)) * SECOND & ALL
    return h ^ (h >> 16)
