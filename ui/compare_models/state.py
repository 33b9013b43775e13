"""What does a tab remember of Compare models?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class CompareModelsState:
    """models: ids of those side by side, none before the first look."""

    models: tuple[str, ...] = ()
