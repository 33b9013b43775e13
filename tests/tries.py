"""How often does a test try that tries at random? Some of it in `make test`, all in `make test-all`."""

from __future__ import annotations

import os

SHARE = 5  # which part of them is tried usually
ALL = "LATENT_INK_ALL_TRIES"  # set by pytest's --all-tries, for this process and those below it


def tries(all_of_them: int, share: int = SHARE) -> int:
    """Return how many of so many tries are made: each `share`-th, unless all are asked for."""
    return all_of_them if os.environ.get(ALL) else max(1, all_of_them // share)
