"""Which parts of a page does a teacher's link hide or lock, and what in a link means nothing here?"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.lessons.links import checked
from core.lessons.parts import PARTS
from core.lessons.places import parts_of, strange
from ui import forms, notices, state
from ui.components.lesson_light import locks

PLACE, SHOWN = "link", 3  # of what means nothing, so many are named


@dataclass
class LockState:
    """What this tab's link hides and locks, by name, on whatever page: it stays while one goes from page to page."""

    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()


def follow(title: str) -> None:
    """Do what the address says, and say what in it means nothing, which is ignored. title: of the page."""
    known, here = state.of(LockState), parts_of(title)
    # In a lesson a link may name parts of the pages that later steps are on.
    has = PARTS if state.parameter("lesson") else here
    said = _ignored(strange(state.address()), "which no page knows")
    for kind in ("hide", "lock"):
        named, wrong = checked(filter(None, state.parameter(kind).split(",")), has)
        if not set(named) <= set(getattr(known, kind)):  # else one has come back to a page
            setattr(known, kind, named)
        parts = "is no part" if len(wrong) == 1 else "are no parts"
        said += _ignored(wrong, f"which {parts} of {title} that a link can {kind}")
    if said:
        notices.linger(" ".join(said), PLACE)
    if known.hide or known.lock or said:
        gone = dict.fromkeys(strange(state.address()), "")
        now = {kind: ",".join(name for name in getattr(known, kind) if name in here) for kind in ("hide", "lock")}
        state.write_address(**gone, **now)
    if known.hide or known.lock:
        locks(*([here[name] for name in names if name in here] for names in (known.hide, known.lock)))


def say() -> None:
    """Say what in the link was ignored; where a page begins."""
    if said := notices.lingering(PLACE):
        st.warning(said)


def _ignored(names: list[str], why: str) -> list[str]:
    shown = ", ".join(f"“{forms.plain(name[:30])}”" for name in names[:SHOWN])
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return [f"The link says {shown}{more}, {why}: this is ignored."] if names else []
