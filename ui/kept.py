"""What of several models at once, and of how they learned, is kept in memory between page runs?

Beside cached.py, and with it the only place of st.cache_* decorators.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import streamlit as st

from core.library import Entry
from ui.cached import stamp_of

Result = TypeVar("Result")


def versus(entries: Sequence[Entry], make: Callable[[], bytes]) -> bytes | None:
    """Return the block of models side by side, None as long as one of them has nothing the browser could run."""
    paths = [entry.path / name for entry in entries for name in ("browser.bin", "history.jsonl")]
    if not all((entry.path / "browser.bin").is_file() for entry in entries):
        return None
    return _made_large(("versus", *(entry.id for entry in entries), stamp_of(*paths)), make)


@st.cache_resource(max_entries=12, show_spinner=False)
def _made_large(key: Hashable, _make: Callable[[], Result]) -> Result:
    return _make()
