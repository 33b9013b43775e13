"""How does a Streamlit page show an exhibit, and learn what was done on it?"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from core.export.html import EXHIBIT as STYLES
from ui.components.component import component

_AWAITS = "The exhibit is being set up."


def exhibit(name: str, block: bytes | None, *, key: str) -> tuple[str, ...]:
    """Show an exhibit and return the names of what was done on it so far, in order.

    name: of a line in core.lessons.exhibits.EXHIBITS. block: what it is sent; None keeps its place.
    """
    result = _declared(name)(key=key, data=block, on_acts_change=lambda: None)
    acts = result.acts
    return tuple(act for act in acts if isinstance(act, str)) if isinstance(acts, list) else ()


@functools.cache
def _declared(name: str) -> Callable[..., Any]:
    folder = f"exhibits/{name.replace('-', '_')}"
    return component(
        f"latent_ink_exhibit_{name.replace('-', '_')}", f"{folder}/entry.js",
        styles=(*STYLES, f"{folder}/exhibit.css"), awaits=_AWAITS,
    )  # fmt: skip
