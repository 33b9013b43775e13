"""How does a page wait for what is read elsewhere, and say what is wrong with it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.types import DataError
from ui.shared.background import Errand


def waiting(errand: Errand) -> None:
    """Draw how far an errand is, and have the page run again when it is done. For fragments."""
    if errand.done:
        st.rerun()
    st.progress(errand.fraction, errand.what or "Reading the images")


def awaited(errand: Errand, refused: Callable[[Exception], object]) -> Any | None:
    """Return what came of an errand; None until it is done, meanwhile draw how far it is, and None if it was refused.

    refused: draws what is wrong with what the visitor brought. Raises what is no fault of theirs.
    """
    if not errand.done:
        st.fragment(waiting, run_every=0.4)(errand)
        return None
    if errand.error:
        if not isinstance(errand.error, (DataError, OSError)):
            raise errand.error
        refused(errand.error)
        return None
    return errand.result()
