"""What do the tests of sheets share? One that was written on and scanned."""

from __future__ import annotations

import numpy as np
import pytest

from tests import sheets
from tests.core.handwriting.filled import PLAN, pen, scanned


@pytest.fixture(scope="package")
def filled() -> tuple[np.ndarray, list[np.ndarray | None]]:
    """The first sheet with writing on it, and what is in each cell. Not to be changed."""
    return sheets.written_on(PLAN, PLAN.sheets[0], pen, np.random.default_rng(0))


@pytest.fixture(scope="package")
def scan(filled) -> np.ndarray:
    """A scan of that sheet. Not to be changed."""
    return scanned(filled[0])
