"""How far has this visitor come, and how is it noted what they do?"""

from __future__ import annotations

from collections.abc import Callable

from core.lessons import progress
from core.lessons.progress import Progress, ProgressError
from ui import forms, notices, state
from ui.lessons.state import LessonState

PLACE = "lesson"


def read() -> Progress:
    """Return how far the visitor has come."""
    return state.of(LessonState).unkept or progress.read(state.owner())


def change(how: Callable[[Progress], Progress]) -> Progress:
    """Note something; where it cannot be written down this tab keeps it, and says so."""
    known = state.of(LessonState)
    if known.unkept is not None:
        known.unkept = how(known.unkept)
        return known.unkept
    try:
        return progress.change(state.owner(), how)
    except ProgressError as error:
        notices.linger(forms.sentence(error), PLACE)
        known.unkept = how(progress.read(state.owner()))
        return known.unkept
