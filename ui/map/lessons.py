"""Which misreading does a map provoke, and how is it shown on points whose truth is known?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.projection import Plane, ProjectionConfig
from core.projection.lessons import CONTROLS, LESSONS, Lesson
from core.projection.plane import shortened
from core.tasks import LessonTask
from core.types import ModelError
from ui import forms
from ui.cache import one_model
from ui.map.view import MapView
from ui.shared.ask_worker import ask
from ui.shared.map_stamp import dots

TRUE = 0.95  # share of a distance that is left, from which on it can be read off the map


def misreading(control: str) -> Lesson | None:
    """Return what the setting of that name tempts people to read, None for one that tempts nobody."""
    return LESSONS.get(CONTROLS.get(control, ""))


def show(view: MapView) -> None:
    """Draw a choice of the lessons that belong to the map's method and settings, and the one that is chosen."""
    projection = view.task.projection
    names = offered(projection)
    if not names:
        if not projection.at_once:
            st.markdown(f"Nobody has written down yet what {projection.title} tempts people to read.")
            return
        st.markdown(
            "Nothing: the latents are drawn as they are. Sizes and distances are theirs"
            + ("; up and down says nothing." if view.latents.mu.shape[1] == 1 else ".")
        )
        return
    if projection.at_once:  # a plane of more dimensions than two
        st.markdown(shadow(view))
    chosen = st.pills(
        "Lesson", names, format_func=lambda name: LESSONS[name].title, default=names[0],
        key=f"lesson-{projection.name}", label_visibility="collapsed", required=True,
    )  # fmt: skip
    one(chosen, projection, key="lesson")


def shadow(view: MapView) -> str:
    """Say what the plane of the two widest directions leaves out of these very latents."""
    assert isinstance(view.fitted, Plane)
    out = 1 - float(np.sum(view.fitted.explained))
    left = shortened(view.latents.mu, view.xy)
    text = f"This plane leaves out {out:.0%} of the variance of these latents."
    if left > TRUE:
        return f"{text} Nearly nothing of the distances is lost: they can be read here."
    return (
        f"{text} No distance on it is larger than in latent space; of that between two images, half of all pairs have "
        f"at most {left:.0%} left."
    )


def offered(projection: ProjectionConfig) -> tuple[str, ...]:
    """Return the lessons of a method, those that hold whatever its settings first."""
    own = (CONTROLS[name] for name in type(projection).model_fields if name in CONTROLS)
    return tuple(dict.fromkeys([*projection.tempts, *own]))


def one(name: str, projection: ProjectionConfig, *, key: str) -> None:
    """Draw a lesson: what people read, why that is wrong, and a button that shows it with these settings."""
    lesson, task = LESSONS[name], LessonTask(lesson=name, projection=projection)
    st.markdown(f"**{lesson.misreading}** {lesson.why}")
    try:
        shown = one_model.kept_lesson(task)
    except ModelError as error:
        st.warning(forms.sentence(error))
        shown = None
    if shown is None:
        ask(
            task, "Show it", key=f"{key}-{task.key()}", icon=":material/visibility:",
            help="A few hundred points whose truth is known are laid out with this method and these settings.",
        )  # fmt: skip
        return
    with st.grid(3, min_column_width=150, gap="medium"):
        for i, (title, xy) in enumerate(zip(shown.titles, shown.maps, strict=True)):
            with st.container():
                dots(
                    xy,
                    shown.groups if lesson.grouped else None,
                    key=f"{key}-{task.key()}-{i}",
                    alt=f"{lesson.title}: {title}",
                )
                st.caption(title)
    st.markdown(shown.tells)
    st.caption(f"Measured on {len(shown.groups)} points made up for this. Source: {lesson.source}.")
