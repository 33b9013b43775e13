"""Which tests of a contract are about what has been added? Those of one of these, and those of a table as a whole."""

from __future__ import annotations

import inspect
import re

import pytest

NAMES = ("bars", "linear", "random-plane", "box", "specks", "ink", "pages/Ink.py", "BarsConfig", "LinearVaeConfig")
TABLES = re.compile(r"\b(AUGMENTATIONS|DATASETS|METRICS|MODELS|NAV|PROJECTIONS|RECIPES|ROWS|SAMPLERS|SAMPLE_METRICS)\b")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the others out: they run where the project is whole."""
    about = [item for item in items if _of_these(item) or _of_all(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in about])
    items[:] = about


def _of_these(item: pytest.Item) -> bool:
    return any(name in item.name.partition("[")[2] for name in NAMES)


def _of_all(item: pytest.Item) -> bool:
    """Say whether a test goes through a table, or through the source of the project."""
    if "[" in item.name or item.get_closest_marker("data"):
        return False
    return item.path.parent.name == "tests" or bool(TABLES.search(inspect.getsource(item.function)))
