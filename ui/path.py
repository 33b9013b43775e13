"""Which page comes next? A way of six steps through the app, and from every page beside it a way back.

Drag, train, your own letters, write, a VAE against a GAN, look inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from core import library
from core.library import Entry
from core.types import ModelError
from ui import state
from ui.shared.state import SharedState
from ui.train.state import TrainState

QUICK = "digits-2d"  # the recipe that is done soonest


@dataclass(frozen=True)
class Step:
    """What happens there in a few words, the page's script, and what its address is to say."""

    act: str
    script: str
    query: Mapping[str, str] = field(default_factory=dict)


TRAIN = Step("watch a model learn, in seconds", "pages/Train.py", {"recipe": QUICK})
OWN = Step("teach a model your own letters", "pages/Train.py", {"data": "own"})
WRITE = Step("type, and a model writes", "pages/Write.py")
VERSUS = Step("set a VAE against a GAN", "pages/Compare_models.py")
INSIDE = Step("look inside a network, layer by layer", "pages/Look_inside.py")
EXPLORE = Step("wander through any model, with maps and questions", "pages/Explore.py")


WAY = (
    ("Drag the point", None), ("Train one, in seconds", TRAIN), ("Teach it your letters", OWN),
    ("Have it write", WRITE), ("VAE against GAN", VERSUS), ("Look inside", INSIDE),
)  # fmt: skip


def show_way() -> None:
    """Draw the six steps in one row, each a link but the one that is taken on Home."""
    with st.container(key="way", horizontal=True, gap="small"):
        for number, (name, step) in enumerate(WAY, 1):
            if step is None:
                st.markdown(f"**{number}\u2002{name}**", width="content")
            else:
                st.page_link(step.script, label=f"{number}\u2002{name}", query_params=dict(step.query), width="content")


def next_step(title: str) -> Step:
    """Return what to do after the page of that title, with the visitor's own model where one fits."""
    if title == "Train":
        return _after_training()
    if title == "Explore":
        return _writing_with(state.of(SharedState).model) or TRAIN
    if title == "Library":
        return _writing_with(*(entry.id for entry in library.models_of(state.owner()))) or TRAIN
    after = {
        "Home": TRAIN,
        "Learn": TRAIN,
        "Read": INSIDE,
        "One image": TRAIN,
        "Your hand": WRITE,
        "Write": VERSUS,
        "Sample": VERSUS,
        "Compare models": INSIDE,
        "Compare maps": INSIDE,
    }
    return after.get(title, EXPLORE)


def _after_training() -> Step:
    """From one's own letters to writing; from anything else to one's own letters."""
    known, run = state.of(TrainState), state.parameter("run")
    entry = _found(run) if run else None
    if entry is None:
        letters = known.own or (known.draft is not None and known.draft.dataset.name == "own")
    else:
        letters = entry.config.dataset.name == "own"
    if not letters:
        return OWN
    return _writing_with(run) or WRITE


def _writing_with(*ids: str) -> Step | None:
    """Return the way to Write with the first of these models that can be asked for a character."""
    for id in filter(None, ids):
        entry = _found(id)
        if entry and _writes(entry):
            own = entry.config.dataset.name == "own" and entry.owner == state.owner()
            return Step("write in your own hand" if own else "have this model write", WRITE.script, {"model": id})
    return None


def _writes(entry: Entry) -> bool:
    model = entry.config.model
    return model.conditional and model.draws and entry.has_weights


def _found(id: str) -> Entry | None:
    try:
        return library.find(id)
    except ModelError:
        return None
