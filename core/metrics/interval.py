"""Of n that were tried k went well: how well do they go in truth?"""

from __future__ import annotations

import math

Z = 1.96  # standard deviations: 95 % of a normal law


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return the ends of the 95 % interval of a share of which k of n were counted, each 0 to 1; (0, 1) of none.

    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    if not 0 <= k <= n:
        raise ValueError(f"k must be between 0 and {n}, got {k}.")
    if n == 0:
        return 0.0, 1.0
    share, square = k / n, Z * Z / n
    middle, reach = share + square / 2, Z * math.sqrt(share * (1 - share) / n + square / (4 * n))
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))
