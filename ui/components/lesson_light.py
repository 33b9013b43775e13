"""How does a lesson light up a part of the page that it stands beside, and a link hide or lock others?"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.lessons.parts import Part
from ui.components.component import component

_LIGHT = component(
    "latent_ink_lesson_light",
    "lessons/entry.js",
    styles=("lessons/light.css",),
    html="""
<div class="light">
  <button type="button" hidden></button>
</div>
""",
)
_LOCKS = component("latent_ink_locks", "lessons/entry_locks.js")


def light(part: Part | None, *, step: str) -> None:
    """Light up a part, with a button that leads to it; None lights up nothing. step: tells one step from another."""
    where, words = (part.where, part.words) if part else ("", "")
    _LIGHT(key="lesson-light", data={"where": where, "words": words, "step": step})


def locks(hidden: Iterable[Part], locked: Iterable[Part]) -> None:
    """Hide some parts of the page and lock others: these are seen, and neither hand nor keyboard gets at them."""
    hide, lock = _of(hidden), _of(locked)
    rules = [f":is({hide}) {{ display: none !important; }}"] if hide else []
    rules += [f":is({lock}) {{ opacity: .6; pointer-events: none; }}"] if lock else []
    style = "\n".join(rules)
    st.html(f"<style>{style}</style>")  # at once, before any program of the page runs
    _LOCKS(key="locks", data={"style": style, "lock": lock}, height=1)


def _of(parts: Iterable[Part]) -> str:
    return ", ".join(part.where for part in parts)
