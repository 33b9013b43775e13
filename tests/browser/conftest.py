"""What do the tests of the app share? One server in each process, in whose store somebody owns a trained model.

A test is a visitor of its own: its browser has no cookie yet. What changes the store for others, or keeps the engine at
work, has a server of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.servers import ROOT, serving, with_a_model


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A store in which VISITOR owns a model of the id ID. A test leaves it as it was."""
    return with_a_model(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def address(home) -> Iterator[str]:
    """Where the app is served."""
    with serving(ROOT / "app.py", home=home) as address:
        yield address
