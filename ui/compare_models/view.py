"""What does a panel of Compare models get to see?"""

from __future__ import annotations

from dataclasses import dataclass

from core.library import Entry
from ui.components.compare_models import CompareModelsReport


@dataclass(frozen=True)
class VersusView:
    """Models side by side.

    entries: two to four models with weights, in the order of their columns. report: where the walk through all of them
    was last let go, None before that.
    """

    entries: tuple[Entry, ...]
    report: CompareModelsReport | None = None
