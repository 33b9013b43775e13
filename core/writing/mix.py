"""What mix of classes is asked for, as an address carries it: 3:0.5,8:0.5 is half of the class 3 and half of 8?"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.writing.text import WritingError

OFF = 0.005  # by which the shares may miss 1: they are written with three digits


def read_mix(text: str, k: int) -> tuple[float, ...]:
    """Return class weights (k,) that sum to 1, read from shares by the number of the class.

    Raises WritingError if a share is not a number from 0 to 1, belongs to no class or comes twice, or if they do not
    sum to 1.
    """
    shares: dict[int, float] = {}
    for part in text.split(","):
        name, _, share = part.partition(":")
        try:
            c, weight = int(name), float(share)
        except ValueError:
            raise WritingError(f"A mix must be written as 3:0.5,8:0.5, got {text[:40]!r}.") from None
        if not 0 <= c < k or c in shares:
            raise WritingError(f"A mix must name each class once, by its number from 0 to {k - 1}, got {name[:20]!r}.")
        if not 0 <= weight <= 1:  # false for NaN, too
            raise WritingError(f"The share of a class must be between 0 and 1, got {share[:20]!r}.")
        shares[c] = weight
    total = math.fsum(shares.values())
    if abs(total - 1) > OFF:
        raise WritingError(f"The shares of a mix must sum to 1, got {total:g}.")
    return tuple(shares.get(c, 0.0) / total for c in range(k))


def mix_text(weights: Sequence[float]) -> str:
    """Return class weights as `read_mix` reads them; shares below half a thousandth are left out."""
    return ",".join(f"{c}:{round(weight, 3):g}" for c, weight in enumerate(weights) if weight >= 0.0005)
