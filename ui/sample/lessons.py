"""What is there to learn about sampling, and do this very model's numbers bear it out?"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core import library
from core.library import Entry
from core.library.model_card import plain
from core.metrics import ROWS
from core.sampling import SAMPLERS
from core.scores import SampleTable
from core.scores.claims_on_sampling import LESSONS, Lesson, Told
from core.scores.enough import objection
from ui.cache import judged
from ui.sample import unscored
from ui.sample.board import unbroken
from ui.sample.view import SampleView
from ui.shared import model_pad

# What is said of a claim on this model: in words, with a colour and a sign.
HOLDS: dict[bool | None, tuple[str, Literal["green", "orange", "gray"], str]] = {
    True: ("Holds for this model", "green", ":material/check:"),
    False: ("Does not hold for this model", "orange", ":material/close:"),
    None: ("Cannot be told for this model", "gray", ":material/question_mark:"),
}
SIGNS = {True: "✓", False: "✗", None: "–"}


def show(view: SampleView) -> None:
    """Draw each lesson with what this model's scores say of it, then what those of the others say."""
    table, here = judged.lessons(view.entry)
    others = [(entry.title, judged.lessons(entry)) for entry in _others(view.entry)]
    st.caption(
        "Each claim is checked against the scores of this model, and of those that came along. Fréchet distance: "
        f"{ROWS['frechet'].about[:1].lower()}{ROWS['frechet'].about[1:]} Less is closer."
    )
    if why := objection(view.entry.config.dataset):
        st.caption(f"{plain(view.entry.title)} itself cannot be scored. {why}")
    with st.grid(2, min_column_width=340, gap="small"):
        for name, lesson in LESSONS.items():
            with st.container(border=True, height="stretch", key=f"lesson-{name}"):
                _one(lesson, here[name])
                _missing(view, name, table, here[name])
                _elsewhere([(title, told[name]) for title, (scores, told) in others if scores.scored])


def _others(entry: Entry) -> list[Entry]:
    return [other for other in library.list_models() if other.id != entry.id and model_pad.can_draw(other)]


def _one(lesson: Lesson, told: Told) -> None:
    words, colour, icon = HOLDS[told.holds]
    st.badge(words, icon=icon, color=colour)
    st.markdown(f"**{lesson.claim}**")
    st.markdown(unbroken(told.text))
    st.caption(lesson.why)


def _elsewhere(others: list[tuple[str, Told]]) -> None:
    """Draw what the numbers of other models, by their titles, say of the same claim."""
    known = [(title, one) for title, one in others if not one.missing]
    if known:
        with st.expander(f"On other models: {_count(known)}"):
            lines = (f"- {SIGNS[one.holds]} {plain(title)}: {unbroken(one.text)}" for title, one in known)
            st.markdown("\n".join(lines))


def _missing(view: SampleView, name: str, table: SampleTable, told: Told) -> None:
    """Draw what has to be scored before it can be told."""
    if not told.missing or objection(view.entry.config.dataset):  # which is said once, above
        return
    begin = unscored.usual(next((one for one in table.conditions if one.label is None), None), None)
    away = unscored.not_offered(view.entry)
    for sampler in told.missing:
        config = SAMPLERS[sampler]()
        if away[sampler]:
            st.caption(f"{config.title}: {away[sampler]}")
        else:
            unscored.ask_for(view.entry, begin.replace(sampler=config), key=f"learn-{name}-{sampler}")


def _count(known: list[tuple[str, Told]]) -> str:
    held, failed = sum(one.holds is True for _, one in known), sum(one.holds is False for _, one in known)
    parts = [f"holds for {held}"] * bool(held) + [f"not for {failed}"] * bool(failed)
    return ", ".join(parts) or "it says nothing of them"
