"""What does a tab remember of the duel of a GAN?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class DuelState:
    """of: the GAN that is watched; clock: how; start: from which weights.

    moves: the steps so far, one letter each; written: those in the address; shown: those that were shown last; before:
    what the steps were before each of the last changes.
    """

    of: str = ""
    clock: str = "run"
    start: str = "untrained"
    moves: str = ""
    written: str = ""
    shown: str = ""
    before: tuple[str, ...] = ()
