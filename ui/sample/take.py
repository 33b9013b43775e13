"""How does a visitor take many samples home, or have a model learn from them?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.config import ConfigError
from core.datasets import own
from core.export.pictures import MOST_ON_A_SHEET
from core.library.model_card import plain
from core.owner import Owner
from core.tasks import DrawTask, TaskError
from core.tasks.draw import Drawing, File, dataset_of, file_of, open_draw
from core.types import ModelError
from ui import forms, state
from ui.sample import strategies
from ui.sample.view import SampleView
from ui.shared import background
from ui.shared.ask_worker import TICK, ask
from ui.shared.state import SharedState

USUAL = 1000
HOW = (
    "Draw up to 10,000 by one of the strategies above, with their temperature, class and seed: the first ones "
    "are those you see. They come as one picture, as a zip of PNG files with their classes, as a table of their "
    "latents, or as a data set that a model can learn from."
)
DOWNLOADS: dict[File, tuple[str, str, str]] = {
    "drawn.png": ("PNG", "image/png", ":material/image:"),
    "drawn.zip": ("Zip of the images", "application/zip", ":material/folder_zip:"),
    "drawn.csv": ("CSV of z", "text/csv", ":material/table:"),
}


def show(view: SampleView) -> None:
    """Draw what is to be drawn and how many, then the way to have it done, or what came of it."""
    st.caption(HOW)
    task = _wanted(view)
    if task is None:
        return
    try:
        task.check()
        found = open_draw(task)
    except (ModelError, TaskError) as error:
        st.error(forms.sentence(error))
        return
    if found is None:
        ask(task, f"Draw {task.n:,} images", key="draw-many", icon=":material/burst_mode:")
        return
    _told(found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for name, (label, mime, icon) in DOWNLOADS.items():
            st.download_button(
                label, partial(file_of, task, name), _file_name(view, task, name), mime, icon=icon,
                key=f"take-{name}", on_click="ignore",
            )  # fmt: skip
        _learn(task)


def _wanted(view: SampleView) -> DrawTask | None:
    """Draw the strategy and the number; return what they ask for, None with a sentence if that cannot be had."""
    columns = [column for column in view.columns if not column.why]
    if not columns:
        st.info("None of the strategies above can draw from this model: choose another one.")
        return None
    names = [f"{i + 1}. {strategies.called(column.config)}" for i, column in enumerate(columns)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Strategy", range(len(columns)), format_func=names.__getitem__, key="take-by", width=260)
        # Without bounds: the field would only turn red, and what is wrong should be said.
        n = st.number_input("Images", value=USUAL, step=100, format="%d", key="take-n", width=160)
    try:
        return DrawTask(
            model=view.entry.id,
            sampler=columns[chosen].config,
            n=int(n),
            temperature=view.temperature,
            label=view.label,
            seed=view.seed,
        )
    except ConfigError as error:
        st.error(forms.sentence(error))
        return None


def _told(found: Drawing) -> None:
    drawn = f"**{found.n:,} images** of {found.size} x {found.size} pixels, drawn and packed in {found.seconds:.0f} s."
    classes = "Their classes are known." if found.labelled else "Nobody knows their classes: the strategy tells none."
    sheet = f" The PNG shows the first {MOST_ON_A_SHEET:,}." if found.n > MOST_ON_A_SHEET else ""
    st.markdown(f"{drawn} {classes}{sheet}")


def _file_name(view: SampleView, task: DrawTask, name: str) -> str:
    model = view.entry.id if view.entry.zoo else f"latent-ink-{view.entry.id[:8]}"
    return f"{model}-{task.sampler.name}-{task.n}.{name.rpartition('.')[2]}"


def _learn(task: DrawTask) -> None:
    """Draw the button that makes a data set of the images, and when it is kept, the way to Train."""
    known, key = state.of(SharedState), ("set", task.key(), state.owner())
    pressed = st.button("Use as a training set", icon=":material/school:", key="take-learn")
    if not pressed and known.packing != key:
        return
    known.packing = key
    errand = background.errand(key, lambda say, owner=state.owner(): _kept(task, owner))
    if not errand.done:
        st.fragment(_waiting, run_every=TICK)(errand)
        return
    if errand.error:
        background.forget(key)
        known.packing = ()
        if not isinstance(errand.error, (ValueError, OSError)):
            raise errand.error
        st.error(forms.sentence(errand.error))
        return
    id, name = errand.result()
    st.caption(f"It is in the data menu of Train: {plain(name)}.")
    if st.button("Train on it", type="primary", icon=":material/arrow_forward:", key="take-train"):
        st.switch_page("pages/Train.py", query_params={"data": id})


def _kept(task: DrawTask, owner: Owner) -> tuple[str, str]:
    """Keep the images as a set of the visitor's own; return its id and name. Raises TaskError, OSError."""
    dataset = dataset_of(task)
    id = own.save(dataset)
    own.note(id, dataset.name, owner)
    return id, dataset.name


def _waiting(errand: background.Errand) -> None:
    if errand.done:
        st.rerun()
    st.caption("Keeping them ...")
