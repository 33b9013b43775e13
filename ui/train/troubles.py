"""How is it said on a page what goes wrong in a training?"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

import streamlit as st

from core.library import Entry
from core.library.model_card import plain
from core.training.trouble import trouble_in


def show(rows: Sequence[Mapping[str, Any]], entry: Entry, *, said: Container[str] = ()) -> None:
    """Warn of what goes wrong in a run, by its history. said: titles of what the page says already."""
    for trouble in trouble_in(rows, entry.config.model, [plain(name) for name in entry.config.classes]):
        if trouble.title not in said:
            st.warning(f"**{trouble.title}.** {trouble.about} {trouble.advice}", icon=":material/trending_down:")
